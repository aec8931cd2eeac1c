// The second pass of the folded view: folds that depend on what stands around a character. Few
// messages need it; the first pass tells which.
//
//   look-alike letters   VХ (Cyrillic Х) → vx      in words of mixed alphabets only
//   regional indicators  🇻 🇽 → v x               unless two of them are a flag
//   pinyin annotation    互联(lián)网(wǎng) → 互联网

#ifndef MINGCHA_NORMALIZE_CONTEXT_FOLDS_H_
#define MINGCHA_NORMALIZE_CONTEXT_FOLDS_H_

#include <cstdint>
#include <string_view>

#include "normalize/normalizer.h"

namespace mingcha {

// Folds `*folded`, which was made of `original`, further in place. `seen_flags` are the flags of
// FoldEntry that its characters have.
void FoldInContext(std::string_view original, uint32_t seen_flags, NormalizedText* folded);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_CONTEXT_FOLDS_H_
