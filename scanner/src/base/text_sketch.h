// Knows texts that are nearly the same by little: 72 bytes of each instead of its words.
//
// A text is the set of its shingles: pairs of neighbouring letters, ideographs and digits. Two
// texts are as similar as their sets overlap (Jaccard). The MinHash part of a sketch estimates
// that: of 128 hash functions it keeps four bits of the least value each. The SimHash part tells
// texts apart that only look alike by chance.

#ifndef MINGCHA_BASE_TEXT_SKETCH_H_
#define MINGCHA_BASE_TEXT_SKETCH_H_

#include <optional>
#include <string_view>

#include "mingcha/scan_result.h"

namespace mingcha {

// Shorter texts are too easily the same. Letters, ideographs and digits.
inline constexpr size_t kMinSketchCharacters = 8;

// `folded` is a text in the folded view. nullopt if it is too short.
std::optional<TextSketch> SketchOf(std::string_view folded);

// An estimate of ShingleSimilarity, from 0 to 1. The same text: 1.
double SketchSimilarity(const TextSketch& a, const TextSketch& b);

// What is estimated: the shingles that two folded texts share, by all that they have. From 0 to 1.
double ShingleSimilarity(std::string_view a, std::string_view b);

}  // namespace mingcha

#endif  // MINGCHA_BASE_TEXT_SKETCH_H_
