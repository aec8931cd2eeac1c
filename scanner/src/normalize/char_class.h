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
  kDecoration,  // * _ · # @ and the like; 丨, which is no character of a word but drawn as |.
  kPicture,     // Emoji and other symbols, control characters, what Unicode does not know.
};

// What a character is to a word of letters, as far as look-alikes go. Ideographs and kana are no
// letters.
enum class Alphabet : uint8_t {
  kNone,     // Ends a word of letters.
  kNeutral,  // Digits and marks, which go with the letters beside them.
  kLatin,
  kGreek,
  kForeign,  // Another alphabet whose letters pass for Latin ones: Cyrillic, Armenian, Lisu …
};

// What is known of a character, by one look into a table.
class CharTraits {
 public:
  constexpr CharTraits() = default;
  constexpr CharTraits(CharClass char_class, Alphabet alphabet, bool is_digit, bool is_han)
      : bits_(static_cast<uint8_t>(static_cast<uint8_t>(char_class) |
                                   static_cast<uint8_t>(alphabet) << 3 | is_digit << 6 |
                                   is_han << 7)) {}

  CharClass char_class() const { return static_cast<CharClass>(bits_ & 7); }
  Alphabet alphabet() const { return static_cast<Alphabet>(bits_ >> 3 & 7); }
  bool is_word() const { return char_class() == CharClass::kWord; }
  bool is_digit() const { return (bits_ >> 6 & 1) != 0; }
  // Of the script Han.
  bool is_han() const { return bits_ >> 7 != 0; }

 private:
  uint8_t bits_ = 0;
};

namespace internal {

// The planes in which texts are written; beyond them stand rare ideographs.
inline constexpr char32_t kEndOfTraitsTable = 0x20000;

const CharTraits* TraitsTable();
CharTraits TraitsByProperties(char32_t c);

}  // namespace internal

inline CharTraits TraitsOf(char32_t folded) {
  static const CharTraits* const kTable = internal::TraitsTable();
  return folded < internal::kEndOfTraitsTable ? kTable[folded]
                                              : internal::TraitsByProperties(folded);
}

inline CharClass ClassOf(char32_t folded) { return TraitsOf(folded).char_class(); }

inline bool IsWord(char32_t folded) { return TraitsOf(folded).is_word(); }

inline bool IsDigit(char32_t folded) { return TraitsOf(folded).is_digit(); }

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_CHAR_CLASS_H_
