// Which hits in the views of shape and sound are a disguise of the term, and which are innocent.

#ifndef MINGCHA_NORMALIZE_VIEW_BOUNDS_H_
#define MINGCHA_NORMALIZE_VIEW_BOUNDS_H_

#include <string_view>

#include "normalize/normalizer.h"
#include "normalize/word_breaks.h"

namespace mingcha {

// A hit, and the term it is a hit of. `upper` is the shape or the sound view of the text, `term`
// the same of the term; each leads to the compact text below it.
struct UpperHit {
  const NormalizedText& folded;
  const NormalizedText& compact;
  const NormalizedText& upper;
  ByteSpan span = {};         // Of `upper`.
  ByteSpan folded_span = {};  // Where the hit is in `folded`.
  bool parts_words = false;   // A gap inside it is one that honest texts have between words.
  std::string_view compact_term = {};
  const NormalizedText* term = nullptr;
};

// The gaps underneath must be admissible already.
bool IsDisguiseByShape(const UpperHit& hit, WordBreaks* words);
bool IsDisguiseBySound(const UpperHit& hit, WordBreaks* words);

// Whether the letters stand alone: no letter of Latin beside them.
bool StandsAlone(std::string_view folded, ByteSpan span);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_VIEW_BOUNDS_H_
