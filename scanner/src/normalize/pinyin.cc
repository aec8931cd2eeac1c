#include "normalize/pinyin.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/utf8.h"

namespace mingcha {
namespace {

constexpr size_t kMaxSyllableLetters = 6;  // zhuang
constexpr size_t kMaxLetters = 48;
constexpr uint32_t kLetterBits = 5;

constexpr std::array<std::string_view, 24> kInitials = {"",  "b", "p", "m",  "f",  "d",  "t", "n",
                                                        "l", "g", "k", "h",  "j",  "q",  "x", "r",
                                                        "z", "c", "s", "zh", "ch", "sh", "y", "w"};
constexpr std::array<std::string_view, 36> kFinals = {
    "a",    "o",   "e",   "i",   "u",  "v",   "ai",  "ei",   "ao",   "ou", "an",   "en",
    "er",   "ang", "eng", "ong", "ia", "ie",  "iao", "iu",   "ian",  "in", "iang", "ing",
    "iong", "ua",  "uo",  "uai", "ui", "uan", "un",  "uang", "ueng", "ue", "ve",   "van"};

// Up to six letters a-z as one number, never 0.
constexpr uint32_t Packed(std::string_view letters) {
  uint32_t packed = 0;
  for (const char letter : letters) {
    packed = packed << kLetterBits | static_cast<uint32_t>(letter - 'a' + 1);
  }
  return packed;
}

// All that may be a syllable, each at the place that its letters say or at the next free one; 0 is
// a free place.
class SyllableSet {
 public:
  constexpr SyllableSet() {
    for (const std::string_view initial : kInitials) {
      for (const std::string_view final_part : kFinals) {
        Insert(Packed(initial) << kLetterBits * final_part.size() | Packed(final_part));
      }
    }
  }
  constexpr bool Has(uint32_t packed) const {
    uint32_t at = PlaceOf(packed);
    while (places_[at] != 0 && places_[at] != packed) at = (at + 1) % kPlaces;
    return places_[at] != 0;
  }

 private:
  static constexpr uint32_t kBits = 12;
  static constexpr uint32_t kPlaces = 1U << kBits;
  static constexpr uint32_t PlaceOf(uint32_t packed) {
    return packed * 0x9e3779b1U >> (32 - kBits);
  }
  constexpr void Insert(uint32_t packed) {
    uint32_t at = PlaceOf(packed);
    while (places_[at] != 0) at = (at + 1) % kPlaces;
    places_[at] = packed;
  }

  std::array<uint32_t, kPlaces> places_{};
};

constexpr SyllableSet kSyllables;

// A vowel with a tone mark, without it; ü is v. 0 for what is none.
char TonedVowelOf(char32_t c) {
  constexpr char32_t kEnd = 0x1dd;
  static constexpr auto kVowels = [] {
    std::array<char, kEnd> vowels{};
    constexpr std::u32string_view kToned = U"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ";
    for (size_t i = 0; i < kToned.size(); ++i) vowels[kToned[i]] = "aeiouv"[i / 4];
    return vowels;
  }();
  return c < kEnd ? kVowels[c] : '\0';
}

// A word of Latin letters, without its tones.
struct Word {
  std::array<char, kMaxLetters> letters;
  size_t size = 0;
  uint64_t toned = 0;  // A bit for each letter that has a tone mark,
  int tones = 0;       // and how many they are.

  bool Add(char letter, bool is_toned) {
    if (size == kMaxLetters) return false;
    toned |= uint64_t{is_toned} << size;
    tones += is_toned;
    letters[size++] = letter;
    return true;
  }
};

// With one tone mark.
bool IsSyllable(const Word& word, size_t begin, size_t end) {
  const uint64_t toned = word.toned >> begin & ((uint64_t{1} << (end - begin)) - 1);
  const bool has_one = toned != 0 && (toned & (toned - 1)) == 0;
  return has_one && kSyllables.Has(Packed({word.letters.data() + begin, end - begin}));
}

// How many syllables the word is; 0 if it cannot be cut into syllables. As each has one tone mark,
// they are as many wherever it is cut.
int CountSyllables(const Word& word) {
  if (word.tones == 1) return word.size <= kMaxSyllableLetters && IsSyllable(word, 0, word.size);
  uint64_t cuts = 1;  // A bit for each place up to which there are syllables only.
  for (size_t end = 1; end <= word.size; ++end) {
    for (size_t length = 1; length <= std::min(end, kMaxSyllableLetters); ++length) {
      if ((cuts >> (end - length) & 1) == 0 || !IsSyllable(word, end - length, end)) continue;
      cuts |= uint64_t{1} << end;
      break;
    }
  }
  return (cuts >> word.size & 1) != 0 ? word.tones : 0;
}

}  // namespace

int CountTonedSyllables(std::string_view text) {
  int syllables = 0;
  Word word;
  const auto close_word = [&] {
    const int count = CountSyllables(word);
    syllables += count;
    word.size = 0;
    word.toned = 0;
    word.tones = 0;
    return count > 0;
  };
  for (size_t i = 0; i < text.size();) {
    const char byte = text[i++];
    if (byte == ' ' || byte == '\'') {
      if (!close_word()) return 0;
    } else if (byte >= 'a' && byte <= 'z') {
      if (!word.Add(byte, false)) return 0;
    } else {  // A vowel takes two bytes.
      if ((byte & 0xe0) != 0xc0 || i == text.size() || !IsContinuationByte(text[i])) return 0;
      const auto c = static_cast<char32_t>((byte & 0x1f) << 6 | (text[i++] & 0x3f));
      const char vowel = c == U'ü' ? 'v' : TonedVowelOf(c);
      if (vowel == 0 || !word.Add(vowel, c != U'ü')) return 0;
    }
  }
  return close_word() ? syllables : 0;
}

}  // namespace mingcha
