// The toneless syllables of Chinese: how ideographs are read, and how Latin letters spell them.
// sound_table.inc is generated from Unihan; see generate/.

#ifndef MINGCHA_NORMALIZE_SYLLABLES_H_
#define MINGCHA_NORMALIZE_SYLLABLES_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace mingcha {

// In the sound view a syllable is one character of the private use area, three bytes of UTF-8 as an
// ideograph is, so that offsets seldom move.
inline constexpr char32_t kFirstSyllable = 0xe000;

using Syllable = uint16_t;  // Index in the order of the alphabet.

bool IsSyllable(char32_t sound);
// "bao"
std::string_view SpellingOf(Syllable syllable);
// The syllable that is spelled so.
std::optional<Syllable> FindSyllable(std::string_view letters);

// The most usual reading of an ideograph.
std::optional<Syllable> UsualReading(char32_t ideograph);
// All plausible readings, the most usual first.
std::vector<Syllable> PlausibleReadings(char32_t ideograph);

// Cuts a word of letters a-z into as few syllables as possible, the earlier ones as long as
// possible; puts their lengths into `*lengths`. Returns whether the word is pinyin throughout.
// Cost: linear in the letters.
bool CutIntoSyllables(std::string_view letters, std::vector<uint8_t>* lengths);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_SYLLABLES_H_
