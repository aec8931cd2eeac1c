// Combining marks, as far as ICU's normalisation leaves them uncomposed.
//
// "V̶X" and "微̷信̷" read like the letters below the marks, so a mark that does not compose with its
// letter is taken out. Scripts that write with such marks (Arabic, Thai, Devanagari …) keep theirs.

#ifndef MINGCHA_NORMALIZE_MARKS_H_
#define MINGCHA_NORMALIZE_MARKS_H_

#include <unicode/unistr.h>

namespace mingcha {

// How many joining characters in a row may still compose. More marks than that are no writing; they
// are dropped before ICU sorts them, which would take quadratic time (Unicode 15, UAX #15, 13).
inline constexpr int kMaxJoiners = 30;

// A nonspacing or enclosing mark.
bool IsMark(UChar32 code_point);

// Takes the marks out of normalised text that stand on a base which is not written with marks, or
// on no base. Returns how many of them stood on a letter or digit.
int StripMarks(icu::UnicodeString* text);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_MARKS_H_
