// Makes the views of a message that patterns are matched in.
//
// folded: what two spellings of the same text have in common (width, case, traditional forms,
// invisible characters, look-alike letters, pinyin annotation).
// compact: folded without what people put between the characters of a word.
// shape: compact with everyday characters for rare ones that look like them (保夲) and for
// characters that were taken apart (亻呆本).
// sound: compact with a toneless syllable for each ideograph and each syllable of pinyin (葆本,
// baoben, bao本).

#ifndef MINGCHA_NORMALIZE_NORMALIZER_H_
#define MINGCHA_NORMALIZE_NORMALIZER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/span.h"

#include "normalize/offset_map.h"

namespace mingcha {

// A view of one message: valid UTF-8, and the way back to the text below it.
struct NormalizedText {
  std::string text;
  OffsetMap map;
};

// Holds the buffers of one message and reuses them for the next. For one thread at a time; making
// one is cheap, as the tables behind it are built once and shared.
class Normalizer {
 public:
  Normalizer();
  ~Normalizer();
  Normalizer(const Normalizer&) = delete;
  Normalizer& operator=(const Normalizer&) = delete;

  // Takes the next message. `original` must live until the one after it. Any bytes are taken:
  // invalid UTF-8 is replaced by U+FFFD, one for each maximal subpart (Unicode 15, section 3.9).
  void SetText(std::string_view original);

  // A view, made when it is first asked for. Valid until the next text. The map of the folded view
  // leads to the original, that of compact to folded, those of shape and sound to compact.
  //
  // Requires: `view` is a view of one message, not kJoined.
  const NormalizedText& view(View view);
  const NormalizedText& folded() const;

  // Whether searching the view may find more than searching the folded one.
  bool Differs(View view);

  // How many bytes of invalid UTF-8 were replaced.
  uint32_t replaced_bytes() const;

  // Whether what a term's literal found in `view` is a find of that view: a disguise of the term,
  // and no accident of innocent words. `term_folded` is the term in folded form; views beyond
  // compact need it. What the folded or the compact view has as it stands is no find of a view
  // beyond. README.md says what each view bears.
  bool Admits(View view, ByteSpan span, std::string_view term_folded);

  // Whether words of ICU's dictionary begin and end at the ends of a span of the folded view. The
  // first question about a text segments the sentence around it: some microseconds.
  bool IsBetweenWordBoundaries(ByteSpan folded);

  // From a span of a view to the view below it all, on character borders. Not empty.
  ByteSpan ToFolded(View view, ByteSpan span);
  ByteSpan FoldedToOriginal(ByteSpan folded) const;

 private:
  class Impl;

  std::unique_ptr<Impl> impl_;
};

// Folds a text once, for terms of rules and for tests.
std::string FoldText(std::string_view text);
// Folds and takes out everything that the compact view takes out, without looking at gaps.
std::string CompactText(std::string_view text);

// How a term is written in a view, each spelling a literal to search for. Folded, compact and shape
// have one; sound has one for each plausible reading of its characters, at most kMaxSpellings.
// Empty if the term is too short for the view (sound: less than two syllables).
inline constexpr size_t kMaxSpellings = 8;
std::vector<std::string> SpellingsIn(View view, std::string_view term_folded);
// The first letters of a term's syllables (保本保息 is bbbx), as they are written in the sound
// view; Admits asks that they stand alone. Empty unless the term is at least three ideographs and
// nothing else.
std::string InitialsOf(std::string_view term_folded);

// "72.1 (Unicode 15.0)"
std::string IcuVersion();

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_NORMALIZER_H_
