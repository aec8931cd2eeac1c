// Combining marks, as far as ICU's normalisation leaves them uncomposed.
//
// "V̶X" and "微̷信̷" read like the letters below the marks, so a mark that does not compose with its
// letter is taken out. Scripts that write with such marks (Arabic, Thai, Devanagari …) keep theirs.

#ifndef MINGCHA_NORMALIZE_MARKS_H_
#define MINGCHA_NORMALIZE_MARKS_H_

#include <cstdint>

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

// Whether marks on `base` say how it is read, so that they stay.
bool IsWrittenWithMarks(UChar32 base);

// A mark of no script that folding by itself would leave as it is: the order in which it stands
// among others (its combining class, 0 to 254). -1 for any other character.
int OrderOfPlainMark(UChar32 code_point);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_MARKS_H_
