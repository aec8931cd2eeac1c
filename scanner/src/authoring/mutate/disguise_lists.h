// What disguises are made of, as far as people wrote it down: short lists of our own, reviewed,
// drawn from how people disguise words. No table of a view is made from them, nor they from one.

#ifndef MINGCHA_AUTHORING_MUTATE_DISGUISE_LISTS_H_
#define MINGCHA_AUTHORING_MUTATE_DISGUISE_LISTS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mingcha {

// Put between characters. No blanks, which are used another way, and no punctuation that structures
// a sentence, which no view promises to bridge.
std::span<const std::string_view> Separators();
std::span<const std::string_view> ZeroWidths();
std::span<const std::string_view> Emojis();

// Written for a character; empty if the lists hold nothing for it. In a fixed order.
std::vector<std::string> LatinLookAlikesOf(char32_t latin);
std::vector<std::string> EnclosedFormsOf(char32_t c);
std::vector<std::string> LookAlikesOf(char32_t ideograph);
// 保 → "亻呆", "人呆": its components, the radicals in their side forms or written out.
std::vector<std::string> SplitsOf(char32_t ideograph);

// Characters that are read otherwise in some words than alone. Returns the reading, with its tone
// mark, of the character at byte `at` of `text` if one of these words stands there; else nothing.
std::string_view ReadingInWord(std::string_view text, size_t at);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_MUTATE_DISGUISE_LISTS_H_
