// The folds of the folded view, one promise each. Where a fold hides words, it says so.

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <unicode/uchar.h>
#include <unicode/uvernum.h>

#include "normalize/normalizer.h"

namespace mingcha {
namespace {

struct FoldCase {
  std::string name;
  std::string sent;
  std::string folded;
  bool disguise = false;
};

class FoldTest : public ::testing::TestWithParam<FoldCase> {};

TEST_P(FoldTest, FoldsAndTellsDisguise) {
  Normalizer normalizer;
  normalizer.SetText(GetParam().sent);
  const NormalizedText& folded = normalizer.folded();
  EXPECT_EQ(folded.text, GetParam().folded);
  const bool disguise = !folded.text.empty() &&
                        folded.map.TouchesDisguise({0, static_cast<uint32_t>(folded.text.size())});
  EXPECT_EQ(disguise, GetParam().disguise);
}

std::string NameOf(const ::testing::TestParamInfo<FoldCase>& test) { return test.param.name; }

const std::vector<FoldCase> kPlain = {
    {"LowersCase", "Abc VIP", "abc vip"},
    {"NarrowsWideLettersAndDigits", "ＶＸ１２３", "vx123"},
    {"NarrowsWidePunctuation", "，：；！？（）％", ",:;!?()%"},
    {"WidensHalfWidthKana", "ｶﾞｲﾄﾞ", "ガイド"},
    {"KeepsChinesePunctuation", "。、「」《》", "。、「」《》"},
    {"OpensLigatures", "oﬃce", "office"},
    {"OpensSquaredUnits", "5㎏", "5kg"},
    {"OpensParenthesizedNumbers", "⑴", "(1)"},
    {"FoldsSharpS", "straße", "strasse"},
    {"FoldsBlanksOfAllWidths", "a\u3000b\u00a0c", "a b c"},
    {"SimplifiesTraditional", "國債保證收益", "国债保证收益"},
    {"SimplifiesCompatibilityIdeographs", "\uf9b4", "领"},
    {"ComposesLettersAndMarks", "cafe\u0301", "café"},
    {"ComposesJamo", "\u1112\u1161\u11ab", "한"},
    {"KeepsMarksOfScriptsThatWriteWithThem", "น้ำ", "น\u0e49\u0e4d\u0e32"},
    {"DropsAnnotationOfTraditionalCharacters", "互聯(lián)網(wǎng)金融", "互联网金融"},
    {"DropsAnnotationInWideBrackets", "互聯（lián）網（wǎng）", "互联网"},
    {"DropsAnnotationBehindAnnotation", "互聯(lián)網(wǎng)(hùliánwǎng)", "互联网"},
    {"KeepsBracketsWithoutTones", "微信(weixin)", "微信(weixin)"},
    {"KeepsBracketsThatAreNoPinyin", "咖啡(café)", "咖啡(café)"},
    {"KeepsAnnotationOfMoreSyllablesThanCharacters", "a保(yínháng)", "a保(yínháng)"},
    {"KeepsPinyinThatAnnotatesNothing", "(lián)", "(lián)"},
    {"KeepsRussian", "привет", "привет"},
    {"KeepsGreekBesideChinese", "α收益", "α收益"},
    {"KeepsGreekWordsBesideChinese", "贝塔β与αβ策略", "贝塔β与αβ策略"},
    {"KeepsGreekThatStandsByItself", "ν, χ", "ν, χ"},
    {"KeepsRussianBesideChineseThatLooksLikeNothing", "你好жду", "你好жду"},
    {"KeepsFlags", "🇨🇳", "🇨🇳"},
    {"DropsTheInvisibleInsideEmoji", "👨\u200d👩\u200d👧 ❤\ufe0f", "👨👩👧 ❤"},
    {"DropsAByteOrderMark", "\ufeff保本", "保本"},
    {"KeepsNul", std::string("a\0b", 3), std::string("a\0b", 3)},
    {"KeepsControlsAndLineEnds", "a\r\n\tb\x1b", "a\r\n\tb\x1b"},
    {"ReplacesEachMaximalSubpart", "a\xf0\x9f\x98z\xc0\xaf", "a\ufffdz\ufffd\ufffd"},
    {"ReplacesSurrogates", "\xed\xa0\x80", "\ufffd\ufffd\ufffd"},
    {"KeepsTheEmptyText", "", ""},
};

const std::vector<FoldCase> kDisguised = {
    {"ZeroWidthSpaceInAWord", "微\u200b信", "微信", true},
    {"SoftHyphenInAWord", "保\u00ad本", "保本", true},
    {"BidiOverrideInAWord", "保\u202e本", "保本", true},
    {"VariationSelectorInAWord", "保\ufe00本", "保本", true},
    {"TagCharacterInAWord", "保\U000e0041本", "保本", true},
    {"InterlinearAnnotationInAWord", "保\ufffa本", "保本", true},
    {"CircledLettersAndDigits", "加ⓋⓍ①②", "加vx12", true},
    {"NegativeCircledLettersAndDigits", "🅥🅧❶⓫", "vx111", true},
    {"SquaredLetters", "🅰🄱", "ab", true},
    {"Keycaps", "1\ufe0f\u20e3", "1", true},
    {"MathematicalLetters", "𝐕𝐗𝟙", "vx1", true},
    {"SmallCapitals", "ᴠɪᴘ", "vip", true},
    {"KangxiRadicals", "⼀⽉", "一月", true},
    {"CjkRadicals", "⻓⻔", "长门", true},
    {"CyrillicAmongLatin", "VХ", "vx", true},
    {"GreekAmongLatin", "ΑPP", "app", true},
    {"CyrillicBesideChinese", "加ВХ", "加bx", true},
    {"GreekThatChineseHasNoUseFor", "加νχ", "加vx", true},
    {"GreekCapitalsBesideChinese", "证号11010Χ", "证号11010x", true},
    {"IzhitsaAlone", "联系，Ѵ:", "联系,v:", true},
    {"SmallPalochka", "urӏ", "url", true},
    {"CapitalPalochka", "VӀP", "vip", true},
    {"RegionalIndicatorsThatAreNoFlag", "加🇻🇽", "加vx", true},
    {"StruckThroughLetters", "V\u0336X\u0336", "vx", true},
    {"MarksOnIdeographs", "微\u0337信\u0334\u0310", "微信", true},
    {"AnnotationThatNobodyNeeds", "保(bǎo)本", "保本", true},
    {"AnnotationOfTwoSyllables", "保本(bǎo běn)吗", "保本吗", true},
    {"AnnotationBehindAnnotation", "保本(běn)(bǎoběn)吗", "保本吗", true},
    {"AnnotationAmongBrackets", "保(看(bǎo)", "保(看", true},
    {"AnnotationInFullWidth", "保（ｂǎｏ）本", "保本", true},
    {"MathematicalAmongCyrillic", "𝐕х", "vx", true},
};

INSTANTIATE_TEST_SUITE_P(Plain, FoldTest, ::testing::ValuesIn(kPlain), NameOf);
INSTANTIATE_TEST_SUITE_P(Disguised, FoldTest, ::testing::ValuesIn(kDisguised), NameOf);

TEST(NormalizerTest, LeadsEachFoldedCharacterToTheOneThatWasSent) {
  Normalizer normalizer;
  normalizer.SetText("Ｖ互聯(lián)網\u200b债");
  ASSERT_EQ(normalizer.folded().text, "v互联网债");
  EXPECT_EQ(normalizer.FoldedToOriginal({0, 1}), (ByteSpan{0, 3}));
  EXPECT_EQ(normalizer.FoldedToOriginal({1, 4}), (ByteSpan{3, 6}));
  EXPECT_EQ(normalizer.FoldedToOriginal({4, 7}), (ByteSpan{6, 9}));
  EXPECT_EQ(normalizer.FoldedToOriginal({7, 10}), (ByteSpan{16, 19}));
  EXPECT_EQ(normalizer.FoldedToOriginal({7, 13}), (ByteSpan{16, 25}));
}

TEST(NormalizerTest, QuotesAMarkedLetterWithItsMarks) {
  Normalizer normalizer;
  normalizer.SetText("aV\u0336\u0310X");
  ASSERT_EQ(normalizer.folded().text, "avx");
  EXPECT_EQ(normalizer.FoldedToOriginal({1, 2}), (ByteSpan{1, 6}));
}

TEST(NormalizerTest, CallsAnInvisibleCharacterBesideAWordNoDisguise) {
  Normalizer normalizer;
  normalizer.SetText("保本\u200b,放心");
  EXPECT_FALSE(normalizer.folded().map.TouchesDisguise({0, 13}));
}

TEST(NormalizerTest, CountsTheBytesItReplaces) {
  Normalizer normalizer;
  normalizer.SetText("保\xe4\xbd本\xff");
  EXPECT_EQ(normalizer.replaced_bytes(), 3U);
  EXPECT_EQ(normalizer.folded().text, "保\ufffd本\ufffd");
  EXPECT_EQ(normalizer.FoldedToOriginal({3, 6}), (ByteSpan{3, 5}));
  normalizer.SetText("保本");
  EXPECT_EQ(normalizer.replaced_bytes(), 0U);
}

TEST(NormalizerTest, TakesTenThousandMarksOnOneLetter) {
  std::string text = "e";
  for (int i = 0; i < 10000; ++i) text += i % 2 == 0 ? "\u0316" : "\u0301";
  Normalizer normalizer;
  normalizer.SetText(text + "保");
  EXPECT_EQ(normalizer.folded().text, "é保");
  EXPECT_EQ(normalizer.FoldedToOriginal({0, 2}), (ByteSpan{0, 20001}));
}

TEST(NormalizerTest, FoldsACharacterTheSameWhateverStandsBesideIt) {
  EXPECT_EQ(FoldText("這份保單幹嘛用"), "这份保单干嘛用");
  EXPECT_EQ(FoldText("顯著"), FoldText("顯") + FoldText("著"));
}

TEST(IcuVersionTest, NamesIcuAndUnicode) {
  EXPECT_EQ(IcuVersion(), U_ICU_VERSION " (Unicode " U_UNICODE_VERSION ")");
}

}  // namespace
}  // namespace mingcha
