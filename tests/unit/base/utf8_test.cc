#include "base/utf8.h"

#include <string>

#include <gtest/gtest.h>

namespace mingcha {
namespace {

TEST(DecodeUtf8Test, ReadsWhatAppendUtf8WroteForEveryScalarValue) {
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    std::string text;
    AppendUtf8(c, &text);
    const DecodedChar decoded = DecodeUtf8(text, 0);
    ASSERT_TRUE(decoded.valid) << std::hex << static_cast<uint32_t>(c);
    ASSERT_EQ(decoded.code_point, c);
    ASSERT_EQ(decoded.bytes, text.size());
  }
}

TEST(IsValidUtf8Test, RefusesOverlongFormsSurrogatesAndWhatLiesBeyondUnicode) {
  for (const char* bad : {"\xc0\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xed\xa0\x80",
                          "\xf4\x90\x80\x80", "\xf8", "\x80", "\xe4\xbf"}) {
    EXPECT_FALSE(IsValidUtf8(bad));
  }
  EXPECT_TRUE(IsValidUtf8(std::string_view("a\0保𠀀", 9)));
}

// The table of Unicode 15, section 3.9, "U+FFFD substitution of maximal subparts".
TEST(ReplaceInvalidUtf8Test, ReplacesEachMaximalSubpartOnce) {
  uint32_t replaced = 0;
  EXPECT_EQ(ReplaceInvalidUtf8("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", &replaced),
            "\uFFFD\uFFFD\uFFFD\uFFFDA");
  EXPECT_EQ(replaced, 8U);
}

TEST(ReplaceInvalidUtf8Test, LeavesValidTextAlone) {
  uint32_t replaced = 0;
  EXPECT_EQ(ReplaceInvalidUtf8("保本 𠀀 é", &replaced), "保本 𠀀 é");
  EXPECT_EQ(replaced, 0U);
  EXPECT_EQ(ReplaceInvalidUtf8("\xff", nullptr), "\uFFFD");
}

TEST(CountCodePointsTest, CountsCharactersOfEveryLength) {
  EXPECT_EQ(CountCodePoints("aé保𠀀"), 4U);
  EXPECT_EQ(CountCodePoints(""), 0U);
}

TEST(FloorToCharacterTest, StepsBackToWhereTheCharacterBegins) {
  const std::string text = "a保b";
  EXPECT_EQ(FloorToCharacter(text, 0), 0U);
  EXPECT_EQ(FloorToCharacter(text, 1), 1U);
  EXPECT_EQ(FloorToCharacter(text, 3), 1U);
  EXPECT_EQ(FloorToCharacter(text, 4), 4U);
  EXPECT_EQ(FloorToCharacter(text, 99), 5U);
}

}  // namespace
}  // namespace mingcha
