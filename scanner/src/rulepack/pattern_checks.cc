#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_format.h"

#include "match/pattern_db.h"
#include "normalize/normalizer.h"
#include "rulepack/checks.h"
#include "rulepack/regex_rewrite.h"

namespace mingcha {
namespace {

// Beyond it a pattern's exceptions are not compared with its terms: that is only a warning, and
// must not take minutes.
constexpr size_t kMaxComparisons = 1'000'000;

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// A term that can be matched, as it is matched.
struct FoldedTerm {
  const Text* text = nullptr;
  std::string folded;
  std::string compact;
};

// Tells what cannot be a literal; returns the others, folded.
std::vector<FoldedTerm> CheckLiterals(const std::vector<Text>& terms, bool compact,
                                      size_t max_term_bytes, Reporter& reporter) {
  std::vector<FoldedTerm> good;
  for (const Text& term : terms) {
    if (IsBlank(term.value)) {
      reporter.Tell(Code::kEmptyTerm, term.place, "the term is empty",
                    {.note = {}, .help = "take it out"});
      continue;
    }
    if (term.value.size() > max_term_bytes) {
      reporter.Tell(Code::kTermTooLong, term.place,
                    absl::StrFormat("the term has %d bytes, and at most %d are taken",
                                    term.value.size(), max_term_bytes),
                    {.note = {}, .help = "take the words that matter"});
      continue;
    }
    FoldedTerm folded = {&term, FoldText(term.value), compact ? CompactText(term.value) : ""};
    if (IsBlank(folded.folded) || (compact && IsBlank(folded.compact))) {
      reporter.Tell(Code::kTermFoldsToNothing, term.place,
                    absl::StrFormat("nothing is left of the term in the %s view",
                                    IsBlank(folded.folded) ? "folded" : "compact"),
                    {.note = "invisible characters and decoration are taken out of messages too",
                     .help = "write the words themselves"});
      continue;
    }
    good.push_back(std::move(folded));
  }
  return good;
}

void CheckDuplicateTerms(const std::vector<FoldedTerm>& terms, Reporter& reporter) {
  std::map<std::string_view, const Text*> first_of;
  for (const FoldedTerm& term : terms) {
    const auto [first, is_new] = first_of.emplace(term.folded, term.text);
    if (is_new) continue;
    const bool same = first->second->value == term.text->value;
    reporter.Tell(
        Code::kDuplicateTerm, term.text->place,
        same ? absl::StrFormat("\"%s\" stands twice in this pattern", term.text->value)
             : absl::StrFormat("\"%s\" is matched as \"%s\"", term.text->value, term.folded),
        {.note = absl::StrFormat("\"%s\" stands in %s already", first->second->value,
                                 OtherPlace(first->second->place, term.text->place)),
         .help = "remove it"});
  }
}

// An exception takes hits of the pattern back that lie inside it.
void CheckExceptions(const std::vector<FoldedTerm>& terms,
                     const std::vector<FoldedTerm>& exceptions, Reporter& reporter) {
  if (terms.empty() || terms.size() * exceptions.size() > kMaxComparisons) return;
  for (const FoldedTerm& exception : exceptions) {
    bool useful = false;
    const FoldedTerm* covered = nullptr;
    for (const FoldedTerm& term : terms) {
      useful = useful || exception.folded.find(term.folded) != std::string::npos ||
               (!term.compact.empty() && exception.compact.find(term.compact) != std::string::npos);
      if (exception.folded == term.folded) covered = &term;
    }
    if (covered != nullptr) {
      reporter.Tell(Code::kExceptionCoversTerm, exception.text->place,
                    "the exception is a term of the pattern itself",
                    {.note = absl::StrFormat("\"%s\" would never be found", covered->text->value),
                     .help = "take one of the two out, or write a longer exception"});
    } else if (!useful) {
      reporter.Tell(Code::kUselessException, exception.text->place,
                    "no term of the pattern stands inside this exception",
                    {.note = "it takes nothing back",
                     .help = "take it out, or write the words around the term"});
    }
  }
}

void CheckFoldedForm(const Text& regex, const RewrittenRegex& rewritten, Reporter& reporter) {
  for (const std::string& literal : rewritten.literals) {
    const std::string folded = FoldText(literal);
    if (folded == literal) continue;
    reporter.Tell(Code::kRegexNotFolded, regex.place,
                  absl::StrFormat("\"%s\" never stands in a folded text", literal),
                  {.note = {}, .help = absl::StrFormat("write \"%s\"", folded)});
  }
}

void CheckOneRegex(const Text& regex, size_t max_regex_bytes, Reporter& reporter) {
  if (regex.value.size() > max_regex_bytes) {
    reporter.Tell(Code::kRegexTooLong, regex.place,
                  absl::StrFormat("the regex has %d bytes, and at most %d are taken",
                                  regex.value.size(), max_regex_bytes),
                  {.note = {}, .help = "make several regexes, or terms"});
    return;
  }
  const RewrittenRegex rewritten = RewriteRegex(regex.value);
  if (!rewritten.fault.empty()) {
    reporter.Tell(Code::kRegexUnsupported, regex.place, rewritten.fault,
                  {.note = {}, .help = rewritten.help});
    return;
  }
  CheckFoldedForm(regex, rewritten, reporter);
  if (rewritten.matches_empty) {
    reporter.Tell(Code::kRegexMatchesEmpty, regex.place, "the regex matches the empty text",
                  {.note = {}, .help = "make a part of it that must be there"});
    return;
  }
  if (rewritten.covers_everything) {
    reporter.Tell(
        Code::kCoversEverything, regex.place,
        "the regex asks for no particular character, so that it fits nearly every message",
        {.note = {}, .help = "add the words that it is about"});
    return;
  }
  const std::string fault = CheckRegex(rewritten.regex);
  if (!fault.empty()) {
    reporter.Tell(Code::kRegexUnsupported, regex.place,
                  absl::StrFormat("the regex cannot be compiled: %s", fault));
  }
}

}  // namespace

void CheckPatterns(const PackSource& pack, const RulePack::LoadOptions& options,
                   Reporter& reporter) {
  for (const PatternSource& pattern : pack.patterns) {
    const std::vector<FoldedTerm> terms =
        CheckLiterals(pattern.terms, pattern.compact, options.max_term_bytes, reporter);
    const std::vector<FoldedTerm> exceptions =
        CheckLiterals(pattern.exceptions, pattern.compact, options.max_term_bytes, reporter);
    CheckDuplicateTerms(terms, reporter);
    CheckDuplicateTerms(exceptions, reporter);
    CheckExceptions(terms, exceptions, reporter);
    for (const Text& regex : pattern.regexes) {
      CheckOneRegex(regex, options.max_regex_bytes, reporter);
    }
  }
}

}  // namespace mingcha
