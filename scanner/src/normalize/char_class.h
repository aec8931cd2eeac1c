// What a character of the folded view is to a word: part of it, or what may be put between its
// parts.

#ifndef MINGCHA_NORMALIZE_CHAR_CLASS_H_
#define MINGCHA_NORMALIZE_CHAR_CLASS_H_

#include <cstdint>

namespace mingcha {

enum class CharClass : uint8_t {
  kWord,        // Letters, ideographs, digits, their marks.
  kStructure,   // Structures a sentence: , 、 ; : . 。 ! ? and line ends. Never taken out.
  kSeparator,   // Stands between words in honest text too: blanks, brackets, quotes, dashes, / ~.
  kQuantity,    // Means something beside a digit: % + = < > currency signs.
  kDecoration,  // * _ · # @ and the like.
  kPicture,     // Emoji and other symbols, control characters, what Unicode does not know.
};

CharClass ClassOf(char32_t folded);

inline bool IsWord(char32_t folded) { return ClassOf(folded) == CharClass::kWord; }

bool IsDigit(char32_t folded);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_CHAR_CLASS_H_
