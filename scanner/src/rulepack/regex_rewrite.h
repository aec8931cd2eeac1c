// Looks into a regex before the engine does: rewrites what could run across the end of a sentence,
// and tells what a rule's author should hear in our words.

#ifndef MINGCHA_RULEPACK_REGEX_REWRITE_H_
#define MINGCHA_RULEPACK_REGEX_REWRITE_H_

#include <string>
#include <string_view>
#include <vector>

namespace mingcha {

struct RewrittenRegex {
  // As it is compiled: `.`, \N and every negated class ([^…], \W, \S, \D, \H, \V, \P{…}) also leave
  // out the characters that end a sentence in the folded view: 。 ! ? ; and line ends.
  std::string regex;
  // Stretches of literal characters, as written; must equal themselves when they are folded.
  std::vector<std::string> literals;
  bool matches_empty = false;
  // Some way through it asks for no particular character: `.{2,}`, `(保本|.+)`.
  bool covers_everything = false;
  // It may begin or end in a gap, or in what need not be there: where its hits end says nothing.
  bool open_ended = false;
  // A construct that cannot be used, with what to do; empty if there is none. The rest of the
  // result has no meaning then.
  std::string fault;
  std::string help;
};

// `regex` must be valid UTF-8. What is merely bad syntax may pass: the engine tells it.
RewrittenRegex RewriteRegex(std::string_view regex);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_REGEX_REWRITE_H_
