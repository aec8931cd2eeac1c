#include <algorithm>

#include "absl/strings/str_format.h"

#include "authoring/lint/advice.h"
#include "base/utf8.h"
#include "normalize/normalizer.h"

namespace mingcha {
namespace {

// Longer ones are sentences learnt by heart: they find the one message that they were taken from.
constexpr size_t kMaxTermCharacters = 12;
// So short that they stand in other words by accident.
constexpr size_t kShortIdeographs = 2;
constexpr size_t kShortLetters = 3;

void AdviseOnLength(const Text& term, const LintSubject& subject) {
  const size_t characters = CountCodePoints(term.value);
  if (characters <= kMaxTermCharacters) return;
  subject.reporter.Tell(
      Code::kLongTerm, term.place,
      absl::StrFormat("the term has %d characters; more than %d is a sentence learnt by heart",
                      characters, kMaxTermCharacters),
      {.note = {}, .help = "take the words that matter, and join two patterns by `near`"});
}

void AdviseOnSentence(const Text& term, const LintSubject& subject) {
  static constexpr std::string_view kMarks[] = {"。", "！", "？", "；", "，", "!", "?", ";", ","};
  const std::string_view text = term.value;
  const auto mark = std::find_if(std::begin(kMarks), std::end(kMarks), [&](std::string_view m) {
    return text.find(m) != std::string_view::npos && text.size() > m.size();
  });
  if (mark == std::end(kMarks)) return;
  subject.reporter.Tell(
      Code::kSentenceAsTerm, term.place,
      absl::StrFormat("\"%s\" stands in the term", std::string(*mark)),
      {.note = "hardly anybody writes these words with this mark between them",
       .help = "make two terms of it, and join them by `near` or `same_sentence`"});
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<uint8_t>(c) < 0x80; });
}

bool IsShort(std::string_view folded) {
  return CountCodePoints(folded) <= (IsAscii(folded) ? kShortLetters : kShortIdeographs);
}

// A short term that alone makes a rule find, and whose hits nothing takes back.
void AdviseOnUnguarded(const RuleSource& rule, const LintSubject& subject) {
  const CompiledRule& compiled = subject.CompiledOf(rule);
  if (compiled.kind != RuleKind::kMessage || compiled.guards != 0) return;
  for (const uint32_t number : SufficientPatterns(compiled.condition)) {
    if (number >= subject.source.patterns.size()) continue;
    const PatternSource& pattern = subject.source.patterns[number];
    if (!pattern.exceptions.empty()) continue;
    for (const Text& term : pattern.terms) {
      if (!IsShort(FoldText(term.value))) continue;
      subject.reporter.Tell(
          Code::kShortTermUnguarded, term.place,
          absl::StrFormat("\"%s\" alone makes %s find, whatever stands around it", term.value,
                          rule.id.value),
          {.note = {}, .help = "add guards, `except`, or a second pattern that must be there too"});
    }
  }
}

}  // namespace

void AdviseOnTerms(const LintSubject& subject) {
  for (const PatternSource& pattern : subject.source.patterns) {
    for (const Text& term : pattern.terms) {
      AdviseOnLength(term, subject);
      AdviseOnSentence(term, subject);
    }
  }
  for (const RuleSource& rule : subject.source.rules) {
    if (IsAlive(rule)) AdviseOnUnguarded(rule, subject);
  }
}

}  // namespace mingcha
