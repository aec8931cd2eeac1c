#include "cli/excerpt.h"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ByteSpan SpanOf(std::string_view text, std::string_view words) {
  const size_t begin = text.find(words);
  EXPECT_NE(begin, std::string_view::npos) << words;
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + words.size())};
}

const Style kPlain(/*colors=*/false);

TEST(ShowInSentencesTest, SetsTheEvidenceOffInItsSentence) {
  const std::string text = "您好!这款是保本的,放心买。还有别的吗?";
  EXPECT_THAT(ShowInSentences(text, {SpanOf(text, "保本")}, kPlain),
              ElementsAre("这款是【保本】的,放心买。"));
}

TEST(ShowInSentencesTest, PaintsTheEvidenceWhereThereAreColors) {
  const std::string text = "这款是保本的";
  EXPECT_THAT(ShowInSentences(text, {SpanOf(text, "保本")}, Style(/*colors=*/true)),
              ElementsAre(AllOf(HasSubstr("\x1b[1;7;31m保本\x1b[0m"), Not(HasSubstr("【")))));
}

TEST(ShowInSentencesTest, SetsOffSeveralPiecesInOneSentence) {
  const std::string text = "把钱转到安全账户,再报验证码。";
  EXPECT_THAT(ShowInSentences(text, {SpanOf(text, "安全账户"), SpanOf(text, "验证码")}, kPlain),
              ElementsAre("把钱转到【安全账户】,再报【验证码】。"));
}

TEST(ShowInSentencesTest, ShowsEachSentenceThatHoldsEvidence) {
  const std::string text = "保本。别的不说。保息。";
  EXPECT_THAT(ShowInSentences(text, {SpanOf(text, "保本"), SpanOf(text, "保息")}, kPlain),
              ElementsAre("【保本】。", "【保息】。"));
}

TEST(ShowInSentencesTest, ShowsOneStretchWhereEvidenceReachesOverTheEndOfASentence) {
  const std::string text = "保!本!的。";
  EXPECT_THAT(ShowInSentences(text, {SpanOf(text, "保!本")}, kPlain), ElementsAre("【保!本】!"));
}

TEST(ShowInSentencesTest, CutsALongSentenceAroundTheEvidence) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "前";
  text += "保本";
  for (int i = 0; i < 100; ++i) text += "后";
  const auto lines = ShowInSentences(text, {SpanOf(text, "保本")}, kPlain);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].starts_with("…前"));
  EXPECT_TRUE(lines[0].ends_with("后…"));
  EXPECT_THAT(lines[0], HasSubstr("前【保本】后"));
}

TEST(ShowInSentencesTest, MasksPersonalDataBesideTheEvidence) {
  const std::string text = "保本的,打我电话13800138000";
  const auto lines = ShowInSentences(text, {SpanOf(text, "保本")}, kPlain);
  EXPECT_THAT(lines, ElementsAre("【保本】的,打我电话138****8000"));
}

TEST(ShowInSentencesTest, MasksANumberThatTheCutWouldHaveSplit) {
  std::string text = "保本";
  for (int i = 0; i < 55; ++i) text += "后";
  text += "13800138000";
  const auto lines = ShowInSentences(text, {SpanOf(text, "保本")}, kPlain);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], Not(HasSubstr("13800")));
}

TEST(ShowInSentencesTest, MakesHiddenCharactersVisible) {
  const std::string text = "这款保\u200b本\x1b[2J";
  EXPECT_THAT(ShowInSentences(text, {SpanOf(text, "保\u200b本")}, kPlain),
              ElementsAre("这款【保‹U+200B›本】‹U+001B›[2J"));
}

TEST(ShowInSentencesTest, SaysNothingOfATextWithoutEvidence) {
  EXPECT_THAT(ShowInSentences("您好。", {}, kPlain), IsEmpty());
}

TEST(ShowInSentencesTest, SurvivesInvalidUtf8) {
  const std::string text = "\xff\xfe保本\xc3";
  EXPECT_THAT(ShowInSentences(text, {SpanOf(text, "保本")}, kPlain),
              ElementsAre("\uFFFD\uFFFD【保本】\uFFFD"));
}

TEST(VisibleTest, WritesWhatATerminalWouldActOnOrHide) {
  EXPECT_EQ(Visible("a\x1b[31mb"), "a‹U+001B›[31mb");
  EXPECT_EQ(Visible("a\u202e\u2066b\ufeff"), "a‹U+202E›‹U+2066›b‹U+FEFF›");
  EXPECT_EQ(Visible("一\n二"), "一⏎二");
}

TEST(VisibleTest, LeavesEmojiSequencesWhole) {
  EXPECT_EQ(Visible("👨\u200d👩\u200d👧"), "👨\u200d👩\u200d👧");
}

}  // namespace
}  // namespace mingcha::cli
