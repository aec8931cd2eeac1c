// Texts for the property tests, from a seed: what people write, and what they write to hide.

#ifndef MINGCHA_TESTS_UNIT_NORMALIZE_GENERATED_TEXT_H_
#define MINGCHA_TESTS_UNIT_NORMALIZE_GENERATED_TEXT_H_

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "base/utf8.h"

namespace mingcha::testing {

class GeneratedText {
 public:
  explicit GeneratedText(uint32_t seed) : random_(seed) {}

  size_t Below(size_t limit) { return random_() % limit; }

  // A code point of a kind that matters to folding; never a surrogate.
  char32_t CodePoint() {
    struct Range {
      char32_t first;
      char32_t last;
    };
    static const std::vector<Range> kRanges = {
        {0x00, 0x7f},       {'a', 'z'},         {0x80, 0x24f},       {0x250, 0x2ff},
        {0x300, 0x36f},     {0x300, 0x36f},     {0x370, 0x52f},      {0x530, 0x5ff},
        {0x600, 0x6ff},     {0x900, 0x9ff},     {0xd00, 0xeff},      {0x1100, 0x11ff},
        {0x1100, 0x1112},   {0x1161, 0x1175},   {0x11a8, 0x11c2},    {0x13a0, 0x13ff},
        {0x1ab0, 0x1aff},   {0x1d00, 0x1dff},   {0x1e00, 0x1fff},    {0x2000, 0x206f},
        {0x200b, 0x200f},   {0x20d0, 0x20ff},   {0x2100, 0x24ff},    {0x2460, 0x27bf},
        {0x2e80, 0x2fdf},   {0x3000, 0x33ff},   {0x3041, 0x3099},    {0x4e00, 0x9fff},
        {0x4e00, 0x9fff},   {0x4e00, 0x9fff},   {0xa4d0, 0xa4ff},    {0xac00, 0xd7a3},
        {0xac00, 0xac40},   {0xe000, 0xe0ff},   {0xf900, 0xfaff},    {0xfb00, 0xfdff},
        {0xfe00, 0xffff},   {0xff00, 0xff9f},   {0x10000, 0x1ffff},  {0x1d100, 0x1d1ff},
        {0x1d400, 0x1d7ff}, {0x1f100, 0x1f2ff}, {0x1f1e6, 0x1f1ff},  {0x1f300, 0x1f6ff},
        {0x20000, 0x2fa1f}, {0xe0000, 0xe01ff}, {0x10fff0, 0x10ffff}};
    const Range range = kRanges[Below(kRanges.size())];
    const auto c = range.first + static_cast<char32_t>(Below(range.last - range.first + 1));
    return c >= 0xd800 && c <= 0xdfff ? U'保' : c;
  }

  std::u32string Valid(size_t max_length) {
    std::u32string text;
    for (size_t left = Below(max_length + 1); left > 0; --left) text += CodePoint();
    return text;
  }

  // Pieces of disguised words in any order, a few other characters among them.
  std::string Disguised(size_t max_parts) {
    static const std::vector<std::string> kPieces = {"保",
                                                     "本",
                                                     "聯",
                                                     "a",
                                                     "V",
                                                     "ｖ",
                                                     "Х",
                                                     "х",
                                                     "е",
                                                     "ѵ",
                                                     "Η",
                                                     "η",
                                                     "α",
                                                     "(bǎo)",
                                                     "(lián",
                                                     "(",
                                                     ")",
                                                     "（bǎo）",
                                                     "(yínháng)",
                                                     "(yín háng)",
                                                     "á",
                                                     "ǎ",
                                                     "a\u030c",
                                                     "\u0337",
                                                     "\u0338",
                                                     "\u0301",
                                                     "\u20e3",
                                                     "\u3099",
                                                     "か",
                                                     "\u200b",
                                                     "\ufe0f",
                                                     "\u0345",
                                                     "\u0344",
                                                     "。",
                                                     " ",
                                                     "Ⓥ",
                                                     "❶",
                                                     "𝐕",
                                                     "👍",
                                                     "🇻",
                                                     "🇨🇳",
                                                     "é",
                                                     "丨",
                                                     "…",
                                                     "㎏",
                                                     "﷽",
                                                     "\xe4\xbf",
                                                     "(B\u01ceo)",
                                                     "(b\u0430\u030co)",
                                                     "⼀",
                                                     "\U0002f800",
                                                     "\U000e0100"};
    std::string text;
    for (size_t left = Below(max_parts + 1); left > 0; --left) {
      if (Below(8) == 0) {
        AppendUtf8(CodePoint(), &text);
      } else {
        text += kPieces[Below(kPieces.size())];
      }
    }
    return text;
  }

  // Valid characters, known phrases, and broken bytes in between.
  std::string Bytes(size_t max_parts) {
    static const std::vector<std::string> kPhrases = {"保*本 保 息",
                                                      "互聯(lián)網(wǎng)",
                                                      "加VХ",
                                                      "微\u200b信",
                                                      "①③⑧",
                                                      "e\u0301\u0302",
                                                      "👨\u200d👩\u200d👧",
                                                      "保(bǎo)本",
                                                      "🇨🇳🇻🇽",
                                                      "ＶＸ１２３",
                                                      "\xed\xa0\x80",
                                                      "\xf4\x90\x80",
                                                      "\xe4\xbf",
                                                      "\xc0\xaf",
                                                      std::string(1, '\0'),
                                                      "\xff\xfe",
                                                      "3.5%",
                                                      "\r\n",
                                                      "。，；",
                                                      "하\u11ab",
                                                      "1\ufe0f\u20e3",
                                                      "（wēi xìn）",
                                                      "保——本",
                                                      "ﷺ",
                                                      "İ"};
    std::string text;
    for (size_t left = Below(max_parts + 1); left > 0; --left) {
      switch (Below(4)) {
        case 0:
          text += kPhrases[Below(kPhrases.size())];
          break;
        case 1:
          text += static_cast<char>(Below(256));
          break;
        default:
          AppendUtf8(CodePoint(), &text);
      }
    }
    return text;
  }

 private:
  std::mt19937 random_;
};

// How many random texts a test tries: as many as the environment's MINGCHA_RANDOM_TEXTS says, or
// `usual` ones.
inline int TimesOr(int usual) {
  const char* const times = std::getenv("MINGCHA_RANDOM_TEXTS");
  const int asked = times == nullptr ? 0 : std::atoi(times);
  return asked > 0 ? asked : usual;
}

inline std::string ToUtf8(const std::u32string& text) {
  std::string utf8;
  for (const char32_t c : text) AppendUtf8(c, &utf8);
  return utf8;
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_UNIT_NORMALIZE_GENERATED_TEXT_H_
