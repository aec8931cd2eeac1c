// What comes nearest to a pattern that was not hit.

#ifndef MINGCHA_AUTHORING_EXPLAIN_NEAREST_MISS_H_
#define MINGCHA_AUTHORING_EXPLAIN_NEAREST_MISS_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rulepack/compiled_pack.h"

namespace mingcha {

// The less, the nearer.
struct NearestMiss {
  uint32_t missing = 0;  // Characters of the term, or words of the regex, that are not there.
  uint32_t between = 0;  // Characters that stand between those that are.
  uint32_t length = 0;   // Of the term, or words that the regex spells.
  std::string told;      // "送大米, 1 of 3 characters missing"

  friend bool operator<(const NearestMiss& a, const NearestMiss& b) {
    // Characters that are not there count for more than characters too many.
    return 4 * a.missing + a.between < 4 * b.missing + b.between;
  }
};

// Returns the term (or regex) of `pattern` that `text`, a folded or compact view, comes nearest to:
// the one that misses the fewest characters in one place. nullopt if the text has nothing of any.
// Cost: the length of the terms times that of the text.
std::optional<NearestMiss> NearestMissOf(const CompiledPattern& pattern, std::string_view text);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EXPLAIN_NEAREST_MISS_H_
