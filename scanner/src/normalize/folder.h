// The first pass of the folded view: what becomes of each character by itself, and of marks and
// jamo together with what they stand on.
//
// Most characters are looked up in the table and copied, most of them unchanged. Where characters
// act on one another (kJoins), ICU folds the run from the character before it; such runs are rare.

#ifndef MINGCHA_NORMALIZE_FOLDER_H_
#define MINGCHA_NORMALIZE_FOLDER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "normalize/normalizer.h"

namespace mingcha {

// Keeps its buffers from text to text. For one thread at a time.
class Folder {
 public:
  Folder();

  // Folds `original` into `*folded`, which is emptied first. The map is finished.
  void Fold(std::string_view original, NormalizedText* folded);

  // Of the last text: all flags of FoldEntry that its characters have; bytes that were replaced.
  uint32_t seen_flags() const { return seen_; }
  uint32_t replaced_bytes() const { return replaced_bytes_; }

 private:
  // Folds ASCII and characters of three bytes for as long as that is simple. Makes no room.
  void FoldSimple(std::string_view original, OffsetMap* map);
  // Folds the character at `at_` by its entry, or replaces the invalid bytes there.
  void FoldOther(std::string_view original, OffsetMap* map);
  // Folds the run around the joining character at `at_` with ICU.
  void FoldRun(std::string_view original, OffsetMap* map);
  // Takes back the last visible character, if marks may act on it.
  void GoBackToBase(std::string_view original, OffsetMap* map);
  // Returns the end of the run that begins at `begin`; puts its characters into `*run`.
  uint32_t ReadRun(std::string_view original, uint32_t begin, icu::UnicodeString* run,
                   bool* has_invisible) const;
  void Put(std::string_view text);
  // Makes room for `bytes` and the rest of the text, so that the fast path needs no check.
  void Reserve(size_t bytes);

  const icu::Normalizer2* nfkc_casefold_;
  std::vector<char> out_;
  uint32_t end_ = 0;      // Size of the original.
  uint32_t at_ = 0;       // Read so far.
  uint32_t size_ = 0;     // Written so far.
  uint32_t barrier_ = 0;  // What was read before it, marks do not act on.
  uint32_t seen_ = 0;
  uint32_t replaced_bytes_ = 0;
  bool deleted_ = false;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_FOLDER_H_
