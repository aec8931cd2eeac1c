// What a text must contain for a regex to have a chance: found by the literal search, which is many
// times faster than any regex.

#ifndef MINGCHA_MATCH_REQUIRED_LITERALS_H_
#define MINGCHA_MATCH_REQUIRED_LITERALS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mingcha {

// Lists of literals, of each of which a text must contain at least one.
using RequiredLiterals = std::vector<std::vector<std::string>>;

inline constexpr size_t kMaxRequiredLists = 4;

// Returns at most kMaxRequiredLists lists such that every hit of `regex` contains at least one
// literal of each: for "(加|换)[^,]{0,4}(微信|电报)" that is (微信, 电报). Lists of long literals
// stand in front of lists of short ones; single characters are told only where nothing longer is
// known. Empty, if nothing can be told. Each list is sorted, without repetitions.
//
// `regex` is one that the engine takes. Cost: linear in its length.
RequiredLiterals FindRequiredLiterals(std::string_view regex);

}  // namespace mingcha

#endif  // MINGCHA_MATCH_REQUIRED_LITERALS_H_
