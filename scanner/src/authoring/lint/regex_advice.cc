#include "absl/strings/str_format.h"

#include "authoring/lint/advice.h"
#include "base/utf8.h"
#include "rulepack/regex_rewrite.h"

namespace mingcha {
namespace {

constexpr size_t kMaxLiteralCharacters = 12;

void AdviseOnTime(const Text& regex, const RewrittenRegex& rewritten, const LintSubject& subject) {
  const TimeClass time_class = TimeClassOf(rewritten);
  if (time_class != TimeClass::kSlow) return;
  subject.reporter.Tell(
      Code::kSlowRegex, regex.place,
      absl::StrFormat("the regex is %s to compile: size %d, effort %d",
                      std::string(ToString(time_class)), rewritten.size, rewritten.effort),
      {.note = "each gap multiplies what the engine has to follow",
       .help = "shorten the gaps, make two regexes, or join two patterns by `near`"});
}

void AdviseOnEnds(const Text& regex, const RewrittenRegex& rewritten, const LintSubject& subject) {
  if (!rewritten.open_begin && !rewritten.open_end) return;
  subject.reporter.Tell(Code::kRegexOpenEnded, regex.place,
                        absl::StrFormat("the %s of the regex may be left out",
                                        rewritten.open_begin ? "beginning" : "end"),
                        {.note = "the rest finds as much", .help = "take the optional part out"});
}

void AdviseOnWords(const Text& regex, const RewrittenRegex& rewritten, const LintSubject& subject) {
  if (rewritten.only_words) {
    subject.reporter.Tell(Code::kRegexOfWords, regex.place, "the regex is a list of words",
                          {.note = "terms are found faster, and in all views",
                           .help = "write `terms` in place of it"});
  }
  for (const std::string& literal : rewritten.literals) {
    const size_t characters = CountCodePoints(literal);
    if (characters <= kMaxLiteralCharacters) continue;
    subject.reporter.Tell(Code::kLongTerm, regex.place,
                          absl::StrFormat("%d characters stand in a row in the regex; more than %d "
                                          "are a sentence learnt by heart",
                                          characters, kMaxLiteralCharacters),
                          {.note = {}, .help = "take the words that matter"});
  }
}

}  // namespace

void AdviseOnRegexes(const LintSubject& subject) {
  for (const PatternSource& pattern : subject.source.patterns) {
    for (const Text& regex : pattern.regexes) {
      const RewrittenRegex rewritten = RewriteRegex(regex.value);
      AdviseOnTime(regex, rewritten, subject);
      AdviseOnEnds(regex, rewritten, subject);
      AdviseOnWords(regex, rewritten, subject);
    }
  }
}

}  // namespace mingcha
