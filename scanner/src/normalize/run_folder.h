// Folds a character together with the marks or jamo behind it.
//
// ICU says what becomes of them. A letter of the commonest alphabets with the commonest marks,
// which people pile up to hide a word, is composed here by ICU's table of pairs, without its
// machinery for strings: ten times as fast, and the same.

#ifndef MINGCHA_NORMALIZE_RUN_FOLDER_H_
#define MINGCHA_NORMALIZE_RUN_FOLDER_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "normalize/marks.h"

namespace mingcha {

// Keeps its buffers from run to run. For one thread at a time.
class RunFolder {
 public:
  // A base and as many joining characters as may compose; without a base, joining characters only.
  static constexpr size_t kMaxRun = kMaxJoiners + 1;

  RunFolder();

  struct Folded {
    std::string_view text;  // Valid until the next run.
    bool lost_marks;        // A mark was taken out from a letter or digit.
  };
  // `run` are 1 to kMaxRun code points, of which all but the first join.
  Folded Fold(std::span<const UChar32> run);

 private:
  bool FoldMarks(std::span<const UChar32> run, Folded* folded);
  Folded FoldByIcu(std::span<const UChar32> run);
  bool FoldEach();

  const icu::Normalizer2* nfkc_casefold_;
  icu::UnicodeString run_;
  icu::UnicodeString normalized_;
  std::string text_;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_RUN_FOLDER_H_
