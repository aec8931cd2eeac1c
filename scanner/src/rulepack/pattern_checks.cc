#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

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

// Of all regexes together: about a minute on two processors.
constexpr uint64_t kMaxCompilingWork = 1'000'000;

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// A term that can be matched, as it is matched.
struct FoldedTerm {
  const Text* text = nullptr;
  std::string folded;
};

// Tells what cannot be a literal; returns the others, folded.
std::vector<FoldedTerm> CheckLiterals(const std::vector<Text>& terms, ViewSet views,
                                      size_t max_term_bytes, Reporter& reporter) {
  const bool compact = (views & ViewBit(View::kCompact)) != 0;
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
    FoldedTerm folded = {&term, FoldText(term.value)};
    const bool folds_to_nothing = IsBlank(folded.folded);
    if (folds_to_nothing || (compact && IsBlank(CompactText(term.value)))) {
      reporter.Tell(Code::kTermFoldsToNothing, term.place,
                    absl::StrFormat("nothing is left of the term in the %s view",
                                    folds_to_nothing ? "folded" : "compact"),
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

// How each term is written in the views, each spelling once.
std::vector<std::string> AllSpellings(const std::vector<FoldedTerm>& terms, ViewSet views) {
  std::vector<std::string> all;
  for (const FoldedTerm& term : terms) {
    for (const View view : kSearchedViews) {
      if ((views & ViewBit(view)) == 0) continue;
      const std::vector<std::string> spellings = SpellingsIn(view, term.folded);
      all.insert(all.end(), spellings.begin(), spellings.end());
    }
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// A pattern that names the view sound means each of its terms.
void CheckLengths(const std::vector<FoldedTerm>& terms, const PatternSource& pattern,
                  Reporter& reporter) {
  if (!pattern.own_views) return;
  for (const View view : {View::kShape, View::kSound}) {
    if ((pattern.views & ViewBit(view)) == 0) continue;
    for (const FoldedTerm& term : terms) {
      if (!SpellingsIn(view, term.folded).empty()) continue;
      reporter.Tell(Code::kTermTooShort, term.text->place,
                    absl::StrFormat("\"%s\" is too short for the view %s", term.text->value,
                                    std::string(ToString(view))),
                    {.note = "it is looked for in the other views",
                     .help = "write a longer term, or a pattern of its own without that view"});
    }
  }
}

// An exception takes hits of the pattern back that lie inside it.
void CheckExceptions(const std::vector<FoldedTerm>& terms,
                     const std::vector<FoldedTerm>& exceptions, ViewSet views, Reporter& reporter) {
  if (terms.empty() || terms.size() * exceptions.size() > kMaxComparisons) return;
  const std::vector<std::string> literals =
      exceptions.empty() ? std::vector<std::string>() : AllSpellings(terms, views);
  for (const FoldedTerm& exception : exceptions) {
    const std::vector<std::string> spellings = AllSpellings({exception}, views);
    const bool useful =
        std::any_of(spellings.begin(), spellings.end(), [&](const std::string& spelling) {
          return std::any_of(literals.begin(), literals.end(), [&](const std::string& literal) {
            return spelling.find(literal) != std::string::npos;
          });
        });
    const auto covered = std::find_if(terms.begin(), terms.end(), [&](const FoldedTerm& term) {
      return term.folded == exception.folded;
    });
    if (covered != terms.end()) {
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

// Tells what is wrong with the regex as it is written. Returns it as the engine will see it; empty
// if that is not worth asking.
std::string CheckWrittenRegex(const Text& regex, size_t max_regex_bytes, Reporter& reporter) {
  if (regex.value.size() > max_regex_bytes) {
    reporter.Tell(Code::kRegexTooLong, regex.place,
                  absl::StrFormat("the regex has %d bytes, and at most %d are taken",
                                  regex.value.size(), max_regex_bytes),
                  {.note = {}, .help = "make several regexes, or terms"});
    return {};
  }
  RewrittenRegex rewritten = RewriteRegex(regex.value);
  if (!rewritten.fault.empty()) {
    reporter.Tell(Code::kRegexUnsupported, regex.place, rewritten.fault,
                  {.note = {}, .help = rewritten.help});
    return {};
  }
  CheckFoldedForm(regex, rewritten, reporter);
  if (rewritten.matches_empty) {
    reporter.Tell(Code::kRegexMatchesEmpty, regex.place, "the regex matches the empty text",
                  {.note = {}, .help = "make a part of it that must be there"});
    return {};
  }
  if (TimeClassOf(rewritten) == TimeClass::kRefused) {
    reporter.Tell(Code::kRegexTooComplex, regex.place,
                  absl::StrFormat("the regex has the size %d when its repeats are written out, and "
                                  "at most %d is taken",
                                  rewritten.size, kMaxRegexSize),
                  {.note = "compiling it could take minutes",
                   .help = "shorten the repeats; write ranges such as [a-z] in place of \\p{…}"});
    return {};
  }
  if (rewritten.covers_everything) {
    reporter.Tell(
        Code::kCoversEverything, regex.place,
        "the regex asks for no particular character, so that it fits nearly every message",
        {.note = {}, .help = "add the words that it is about"});
    return {};
  }
  return std::move(rewritten.regex);
}

// What compiling a regex costs in each view, in sizes of regexes. The slow ones take seconds.
uint64_t CompilingWork(const RewrittenRegex& regex) {
  constexpr uint64_t kSlowFactor = 20;
  return TimeClassOf(regex) == TimeClass::kSlow ? kSlowFactor * regex.size : regex.size;
}

uint64_t RegexViewsOf(const PatternSource& pattern) {
  return (pattern.views & ViewBit(View::kCompact)) != 0 ? 2 : 1;
}

// A pack is compiled in a minute, or refused: told at the regex that is too much. Returns whether
// it is not.
bool CheckCompilingWork(const PackSource& pack, Reporter& reporter) {
  uint64_t work = 0;
  for (const PatternSource& pattern : pack.patterns) {
    for (const Text& text : pattern.regexes) {
      const RewrittenRegex regex = RewriteRegex(text.value);
      if (!regex.fault.empty()) continue;
      work += CompilingWork(regex) * RegexViewsOf(pattern);
      if (work <= kMaxCompilingWork) continue;
      reporter.Tell(
          Code::kPackTooLarge, text.place,
          absl::StrFormat("up to here the regexes of the pack have the size %d, and at most %d is "
                          "compiled",
                          work, kMaxCompilingWork),
          {.note = "repeats are written out, each view counts, slow regexes count twenty times",
           .help = "write terms where words do, shorten gaps, or split the pack"});
      return false;
    }
  }
  return true;
}

void CheckAllRegexes(const PackSource& pack, size_t max_regex_bytes, const CompiledCache* cache,
                     Reporter& reporter) {
  std::vector<const Text*> texts;
  std::vector<std::string> regexes;
  for (const PatternSource& pattern : pack.patterns) {
    for (const Text& text : pattern.regexes) {
      std::string regex = CheckWrittenRegex(text, max_regex_bytes, reporter);
      if (regex.empty()) continue;
      texts.push_back(&text);
      regexes.push_back(std::move(regex));
    }
  }
  if (!CheckCompilingWork(pack, reporter)) return;
  const std::vector<std::string> faults = CheckRegexes(regexes, cache);
  for (size_t i = 0; i < faults.size(); ++i) {
    if (faults[i].empty()) continue;
    reporter.Tell(Code::kRegexUnsupported, texts[i]->place,
                  absl::StrFormat("the regex cannot be compiled: %s", faults[i]));
  }
}

}  // namespace

void CheckPatterns(const PackSource& pack, const RulePack::LoadOptions& options,
                   const CompiledCache* cache, Reporter& reporter) {
  for (const PatternSource& pattern : pack.patterns) {
    const std::vector<FoldedTerm> terms =
        CheckLiterals(pattern.terms, pattern.views, options.max_term_bytes, reporter);
    const std::vector<FoldedTerm> exceptions =
        CheckLiterals(pattern.exceptions, pattern.views, options.max_term_bytes, reporter);
    CheckDuplicateTerms(terms, reporter);
    CheckDuplicateTerms(exceptions, reporter);
    CheckExceptions(terms, exceptions, pattern.views, reporter);
    CheckLengths(terms, pattern, reporter);
  }
  CheckAllRegexes(pack, options.max_regex_bytes, cache, reporter);
}

}  // namespace mingcha
