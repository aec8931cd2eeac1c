// The second pass of the folded view: folds that depend on what stands around a character. The
// first pass notes the few places where there may be something to do; only they are visited.
//
//   look-alike letters   VХ (Cyrillic Х) → vx      in words of mixed alphabets only
//   regional indicators  🇻 🇽 → v x               unless two of them are a flag
//   pinyin annotation    互联(lián)网(wǎng) → 互联网

#ifndef MINGCHA_NORMALIZE_CONTEXT_FOLDS_H_
#define MINGCHA_NORMALIZE_CONTEXT_FOLDS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "normalize/folder.h"
#include "normalize/normalizer.h"
#include "normalize/rewrite.h"

namespace mingcha {

// Keeps its buffers from text to text. For one thread at a time.
class ContextFolder {
 public:
  // Folds `*folded`, which was made of `original`, further in place. `*notes` are the first pass's;
  // they are moved along.
  void Fold(std::string_view original, std::vector<FoldNote>* notes, NormalizedText* folded);

 private:
  // Each returns whether it changed the text.
  bool FoldRegionals();
  bool FoldLookalikes();
  bool DropPinyin();

  // Folds the word that the look-alike at `at` stands in, and returns its end.
  uint32_t FoldWordAround(uint32_t at);
  // Takes out the brackets and what stands in them, if that is pinyin for what stands before them;
  // returns whether it is.
  bool DropAnnotation(ByteSpan brackets);
  // How many ideographs stand before `end`, annotations that go left aside; counts to `most`.
  int CountHanBefore(uint32_t end, int most) const;
  bool AnnotatesTraditional(uint32_t end) const;
  // A character of the folded text as it was sent, as its case is lost: Η looks like an H, η like
  // an n. 0 if it was not one character.
  char32_t SentAt(ByteSpan at) const;
  // Makes the replacements, and moves the notes to where their characters are now.
  bool Rewrite();

  std::string_view original_;
  std::vector<FoldNote>* notes_ = nullptr;
  NormalizedText* folded_ = nullptr;
  std::vector<Replacement> replacements_;
  Rewriter rewriter_;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_CONTEXT_FOLDS_H_
