// Looks into a regex before the engine does: rewrites what could run across the end of a sentence,
// and tells what a rule's author should hear in our words.

#ifndef MINGCHA_RULEPACK_REGEX_REWRITE_H_
#define MINGCHA_RULEPACK_REGEX_REWRITE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mingcha {

// How long the engine may take to compile a regex by itself. Measured with Hyperscan 5.4; a
// regex may be quicker than its class says.
enum class TimeClass : uint8_t {
  kInstant,   // Tens of milliseconds.
  kModerate,  // Tenths of a second.
  kSlow,      // Seconds. Told by `rules lint`.
  kRefused,   // Minutes, or for ever: never handed to the engine.
};

// "instant", "moderate", "slow", "refused"
std::string_view ToString(TimeClass time_class);

// A larger regex is kRefused.
inline constexpr uint32_t kMaxRegexSize = 4000;

struct RewrittenRegex {
  // As it is compiled: `.`, \N and every negated class ([^…], \W, \S, \D, \H, \V, \P{…}) also leave
  // out the characters that end a sentence in the folded view: 。 ! ? ; and line ends.
  std::string regex;
  // Stretches of literal characters, as written; must equal themselves when they are folded.
  std::vector<std::string> literals;
  bool matches_empty = false;
  // Some way through it asks for no particular character: `.{2,}`, `(保本|.+)`.
  bool covers_everything = false;
  // It begins or ends with something that may be left out, so that the rest finds as much.
  bool open_begin = false;
  bool open_end = false;
  // Nothing but literals, with | between them: terms would do.
  bool only_words = false;
  // What the engine has to build: about the number of bytes that the regex describes, each repeat
  // written out as often as it may occur, a class counted by how many encodings it spans.
  // Saturated.
  uint32_t size = 0;
  // The size, times the ways in which the gaps of a sequence may be filled: what the engine's
  // automaton grows with. Saturated.
  uint32_t effort = 0;
  // A construct that cannot be used, with what to do; empty if there is none. The rest of the
  // result has no meaning then.
  std::string fault;
  std::string help;
};

// `regex` must be valid UTF-8. What is merely bad syntax may pass: the engine tells it.
RewrittenRegex RewriteRegex(std::string_view regex);

// By what the regex asks the engine to build, and so the same on every machine. `regex` has no
// fault.
TimeClass TimeClassOf(const RewrittenRegex& regex);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_REGEX_REWRITE_H_
