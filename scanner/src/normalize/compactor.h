// Makes the compact view: the folded one without what stands between the characters of a word.

#ifndef MINGCHA_NORMALIZE_COMPACTOR_H_
#define MINGCHA_NORMALIZE_COMPACTOR_H_

#include <cstdint>
#include <string_view>

#include "normalize/normalizer.h"

namespace mingcha {

// As many code points may be put between two characters of a word; longer gaps stay in the text.
inline constexpr uint32_t kMaxGap = 6;
inline constexpr uint32_t kAnyGap = UINT32_MAX;

// Takes out each gap of at most `max_gap` code points. `*compact` is emptied first.
void Compact(std::string_view folded, uint32_t max_gap, NormalizedText* compact);

// Whether a gap holds nothing but what honest texts have between two words: blanks, brackets,
// dashes.
bool MayPartWords(std::string_view gap);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_COMPACTOR_H_
