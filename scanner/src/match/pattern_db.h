// The compiled patterns of one view, and the search for them (Hyperscan).

#ifndef MINGCHA_MATCH_PATTERN_DB_H_
#define MINGCHA_MATCH_PATTERN_DB_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/span.h"

namespace mingcha {

class CompiledCache;

inline constexpr uint32_t kNoTerm = 0xffffffff;

// A pattern found at a span of the text that was searched.
struct PatternHit {
  uint32_t pattern = 0;
  ByteSpan span;
  uint32_t term = kNoTerm;  // Of the literal that was found; kNoTerm for a regex.

  friend auto operator<=>(const PatternHit&, const PatternHit&) = default;
};

struct LiteralSource {
  uint32_t pattern = 0;
  std::string literal;      // Never empty. Several patterns and terms may have the same literal.
  uint32_t term = kNoTerm;  // Handed on to the hits.
};

struct RegexSource {
  uint32_t pattern = 0;
  std::string regex;
};

// Why a regex could not be compiled; `regex` is its index among the sources.
struct RegexFault {
  size_t regex = 0;
  std::string message;
};

// Checks one regex alone, quickly: syntax, support, whether it matches the empty string.
// Returns an empty string, or what is wrong with it in the engine's words.
std::string CheckRegex(const std::string& regex);
// Checks many; each has its answer. That all of a list are good is remembered in `cache` (may be
// null), so that the next time costs nothing.
std::vector<std::string> CheckRegexes(const std::vector<std::string>& regexes,
                                      const CompiledCache* cache);

// Literals and regexes of one view: a database of all literals, and one of each regex, which is
// searched only in texts where the literals say that it may be found (required_literals.h).
// Immutable; many threads share one.
class PatternDb {
 public:
  // Scratch memory for the databases of one pack. For one thread at a time.
  class Scratch;

  // An absent database (no sources of its kind) costs nothing in the search. What `cache` (may be
  // null) has of them is read and not compiled; what it has not is kept there.
  // Errors: INVALID_ARGUMENT, with the first faulty regex told in `*fault` (may be null);
  // RESOURCE_EXHAUSTED, when the compiled databases would exceed `max_compiled_bytes`;
  // FAILED_PRECONDITION, when the engine does not run on this processor.
  static absl::StatusOr<std::unique_ptr<const PatternDb>> Compile(
      const std::vector<LiteralSource>& literals, const std::vector<RegexSource>& regexes,
      size_t max_compiled_bytes, RegexFault* fault, const CompiledCache* cache = nullptr);

  ~PatternDb();
  PatternDb(const PatternDb&) = delete;
  PatternDb& operator=(const PatternDb&) = delete;

  // Appends what is found in `text` (valid UTF-8) to `*hits`, sorted by nothing, each (pattern,
  // span, term) once or more; stops when `*hits` holds `max_hits`. Returns whether it came to the
  // end of the text.
  //
  // A literal is told at each place. A regex is told at each end with its leftmost start.
  bool FindAll(std::string_view text, Scratch& scratch, size_t max_hits,
               std::vector<PatternHit>* hits) const;

  size_t compiled_bytes() const;

 private:
  PatternDb();

  class Impl;
  std::unique_ptr<Impl> impl_;
};

class PatternDb::Scratch {
 public:
  // Fits all of `databases` (null ones are passed over).
  static absl::StatusOr<Scratch> For(const std::vector<const PatternDb*>& databases);

  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;
  ~Scratch();

 private:
  friend class PatternDb;
  Scratch();

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// "5.4.0 2024-…"
std::string HyperscanVersion();

}  // namespace mingcha

#endif  // MINGCHA_MATCH_PATTERN_DB_H_
