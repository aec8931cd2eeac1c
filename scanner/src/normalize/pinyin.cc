#include "normalize/pinyin.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/utf8.h"

namespace mingcha {
namespace {

constexpr size_t kMaxSyllableLetters = 6;  // zhuang
constexpr size_t kMaxLetters = 48;

constexpr std::array<std::string_view, 36> kFinals = {
    "a",    "o",   "e",   "i",   "u",  "v",   "ai",  "ei",   "ao",   "ou", "an",   "en",
    "er",   "ang", "eng", "ong", "ia", "ie",  "iao", "iu",   "ian",  "in", "iang", "ing",
    "iong", "ua",  "uo",  "uai", "ui", "uan", "un",  "uang", "ueng", "ue", "ve",   "van"};

// A vowel with a tone mark, as an upper-case letter without it; ü is V. 0 for what is none.
char VowelOf(char32_t c) {
  static constexpr std::u32string_view kToned = U"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ";
  const size_t at = kToned.find(c);
  return at == std::u32string_view::npos ? '\0' : "AEIOUV"[at / 4];
}

// An initial and a final, with one tone mark: the vowel in upper case.
bool IsSyllable(std::string_view letters) {
  const std::string_view initial = letters.substr(0, 2);
  if (initial == "zh" || initial == "ch" || initial == "sh") {
    letters.remove_prefix(2);
  } else if (letters.find_first_of("bpmfdtnlgkhjqxrzcsyw") == 0) {
    letters.remove_prefix(1);
  }
  std::string final_part(letters);
  int tones = 0;
  for (char& letter : final_part) {
    if (letter > 'Z') continue;
    letter = static_cast<char>(letter + ('a' - 'A'));
    ++tones;
  }
  return tones == 1 && std::find(kFinals.begin(), kFinals.end(), final_part) != kFinals.end();
}

// The fewest syllables that `letters` can be cut into; 0 if it cannot.
int CountSyllables(std::string_view letters) {
  std::array<int, kMaxLetters + 1> fewest{};
  for (size_t end = 1; end <= letters.size(); ++end) {
    for (size_t length = 1; length <= std::min(end, kMaxSyllableLetters); ++length) {
      const size_t begin = end - length;
      if (begin > 0 && fewest[begin] == 0) continue;
      if (!IsSyllable(letters.substr(begin, length))) continue;
      const int count = fewest[begin] + 1;
      if (fewest[end] == 0 || count < fewest[end]) fewest[end] = count;
    }
  }
  return fewest[letters.size()];
}

}  // namespace

int CountTonedSyllables(std::string_view text) {
  int syllables = 0;
  std::string letters;
  const auto close_word = [&] {
    const int count = CountSyllables(letters);
    syllables += count;
    letters.clear();
    return count > 0;
  };
  for (size_t i = 0; i < text.size();) {
    const DecodedChar c = DecodeUtf8(text, i);
    i += c.bytes;
    if (c.code_point == ' ' || c.code_point == '\'') {
      if (!close_word()) return 0;
    } else if (c.code_point >= 'a' && c.code_point <= 'z') {
      letters.push_back(static_cast<char>(c.code_point));
    } else if (c.code_point == U'ü') {
      letters.push_back('v');
    } else if (const char vowel = VowelOf(c.code_point)) {
      letters.push_back(vowel);
    } else {
      return 0;
    }
    if (letters.size() > kMaxLetters) return 0;
  }
  return close_word() ? syllables : 0;
}

}  // namespace mingcha
