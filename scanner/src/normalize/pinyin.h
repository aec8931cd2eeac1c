// Recognises pinyin written out with tone marks: "lián", "yín háng".

#ifndef MINGCHA_NORMALIZE_PINYIN_H_
#define MINGCHA_NORMALIZE_PINYIN_H_

#include <string_view>

namespace mingcha {

// How many syllables `text` has at least, if it is nothing but syllables of pinyin, each with a
// tone mark, with blanks or apostrophes between them or not; otherwise 0. "café" and "app" are
// none. `text` is folded, or any bytes, which are then most likely none.
int CountTonedSyllables(std::string_view text);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_PINYIN_H_
