#include "normalize/shape_table.h"

#include <algorithm>
#include <bitset>
#include <iterator>
#include <utility>

namespace mingcha {
namespace {

// Sorted by the characters that are looked up.
struct LookalikeIdeograph {
  char16_t rare;
  char16_t everyday;
};

struct Parts {
  char16_t first;
  char16_t second;
  char16_t whole;
};

#include "normalize/shape_table.inc"

using Interesting = std::bitset<0x10000>;

const Interesting& InterestingCharacters() {
  static const auto* const kInteresting = [] {
    auto* interesting = new Interesting;
    for (const LookalikeIdeograph& entry : kLookalikeIdeographs) interesting->set(entry.rare);
    for (const Parts& entry : kParts) interesting->set(entry.first);
    return interesting;
  }();
  return *kInteresting;
}

}  // namespace

char32_t LooksLike(char32_t c) {
  const auto* const found = std::lower_bound(
      std::begin(kLookalikeIdeographs), std::end(kLookalikeIdeographs), c,
      [](const LookalikeIdeograph& entry, char32_t rare) { return entry.rare < rare; });
  return found != std::end(kLookalikeIdeographs) && found->rare == c ? found->everyday : 0;
}

char32_t JoinParts(char32_t first, char32_t second) {
  const std::pair pair(first, second);
  const auto* const found = std::lower_bound(
      std::begin(kParts), std::end(kParts), pair, [](const Parts& entry, const auto& wanted) {
        return std::pair<char32_t, char32_t>(entry.first, entry.second) < wanted;
      });
  const bool is_there =
      found != std::end(kParts) && found->first == first && found->second == second;
  return is_there ? found->whole : 0;
}

bool IsOfInterestToShape(char32_t c) { return c < 0x10000 && InterestingCharacters()[c]; }

}  // namespace mingcha
