#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "normalize/normalizer.h"

namespace mingcha {
namespace {

std::string CompactOf(std::string_view text) {
  Normalizer normalizer;
  normalizer.SetText(text);
  return normalizer.view(View::kCompact).text;
}

TEST(CompactTest, TakesOutWhatIsPutBetweenTheCharactersOfAWord) {
  for (const std::string between :
       {"*",     "_",  "·",  "-",  "——", "~", "#", "@",      "/",
        "|",     " ",  "　", "\t", "^",  "★", "😀", "❤️", "👨‍👩‍👧",
        "🇨🇳",    "【", "】", "（", "“",  "+", "&", "\x01",   "※ ※",
        "* * *", "丨", "·",  "•",  "・"}) {
    EXPECT_EQ(CompactOf("保" + between + "本"), "保本") << between;
  }
}

TEST(CompactTest, KeepsWhatStructuresASentence) {
  for (const std::string between : {"，", "、", "；", "：", "。", "！", "？", ",", ";", ":", ".",
                                    "!", "?", "…", "\n", "\r\n", "\u2028"}) {
    const std::string text = "保" + between + "本";
    EXPECT_EQ(CompactOf(text), FoldText(text)) << between;
  }
}

TEST(CompactTest, TakesABarOutThatIsTypedAsAnIdeograph) {
  EXPECT_EQ(FoldText("保丨本"), "保丨本");
  EXPECT_EQ(CompactOf("保丨本丨保丨息"), "保本保息");
}

TEST(CompactTest, KeepsAFullStopBetweenAnyTwoCharacters) {
  EXPECT_EQ(CompactOf("保.本.保.息"), "保.本.保.息");
}

TEST(CompactTest, KeepsStructureWithDecorationAround) {
  EXPECT_EQ(CompactOf("保*，*本"), "保*,*本");
}

TEST(CompactTest, KeepsNumbersWhatTheyAre) {
  for (const std::string text : {"3.5%", "1,000", "3-5", "2026-11-16", "12 24 36期", "5%起", "8+年",
                                 "¥100元", "5*3", "3/4"}) {
    EXPECT_EQ(CompactOf(text), text);
  }
}

TEST(CompactTest, TakesEmojiOutBetweenDigits) { EXPECT_EQ(CompactOf("1😀3😀8"), "138"); }

TEST(CompactTest, TakesSymbolsOutAwayFromNumbers) {
  EXPECT_EQ(CompactOf("保$本"), "保本");
  EXPECT_EQ(CompactOf("加+微+信"), "加微信");
}

TEST(CompactTest, KeepsAGapOfMoreThanSixCharacters) {
  EXPECT_EQ(CompactOf("保******本"), "保本");
  EXPECT_EQ(CompactOf("保*******本"), "保*******本");
}

TEST(CompactTest, KeepsDecorationAtTheEdges) {
  EXPECT_EQ(CompactOf("**保*本**"), "**保本**");
  EXPECT_EQ(CompactOf("***"), "***");
  EXPECT_EQ(CompactOf(""), "");
}

TEST(CompactTest, LeadsToTheFoldedView) {
  Normalizer normalizer;
  normalizer.SetText("这*款 保*本");
  ASSERT_EQ(normalizer.view(View::kCompact).text, "这款保本");
  EXPECT_EQ(normalizer.ToFolded(View::kCompact, {6, 12}), (ByteSpan{8, 15}));
  EXPECT_EQ(normalizer.ToFolded(View::kCompact, {0, 3}), (ByteSpan{0, 3}));
  EXPECT_EQ(normalizer.ToFolded(View::kCompact, {3, 9}), (ByteSpan{4, 11}));
}

TEST(CompactTest, SaysWhetherItDiffers) {
  Normalizer normalizer;
  normalizer.SetText("保本，放心");
  EXPECT_FALSE(normalizer.Differs(View::kCompact));
  normalizer.SetText("保*本");
  EXPECT_TRUE(normalizer.Differs(View::kCompact));
}

TEST(CompactTextTest, TakesOutGapsOfAnyLength) {
  EXPECT_EQ(CompactText("保 ********** 本"), "保本");
  EXPECT_EQ(CompactText("ＶＩＰ 群"), "vip群");
}

TEST(CompactTextTest, KeepsTheEdgesOfATerm) { EXPECT_EQ(CompactText("+微"), "+微"); }

}  // namespace
}  // namespace mingcha
