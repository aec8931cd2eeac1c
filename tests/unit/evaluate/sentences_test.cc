#include "evaluate/sentences.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace mingcha {
namespace {

ByteSpan SpanOf(std::string_view text, std::string_view words) {
  const auto begin = static_cast<uint32_t>(text.find(words));
  return {begin, begin + static_cast<uint32_t>(words.size())};
}

std::string_view Words(std::string_view text, ByteSpan span) {
  return text.substr(span.begin, span.size());
}

TEST(SentencesTest, EndsSentencesAtTheirMarks) {
  constexpr std::string_view kText = "第一句。第二句,还是第二句!第三句\n第四句";
  EXPECT_EQ(Words(kText, SentenceAround(kText, SpanOf(kText, "还是"))), "第二句,还是第二句");
  EXPECT_EQ(Words(kText, SentenceAround(kText, SpanOf(kText, "第一"))), "第一句");
  EXPECT_EQ(Words(kText, SentenceAround(kText, SpanOf(kText, "第四"))), "第四句");
}

TEST(SentencesTest, EndsClausesAtCommas) {
  constexpr std::string_view kText = "第一,第二:第三。第四";
  EXPECT_EQ(Words(kText, ClauseAround(kText, SpanOf(kText, "第二"))), "第二");
  EXPECT_EQ(Words(kText, ClauseAround(kText, SpanOf(kText, "第三"))), "第三");
}

TEST(SentencesTest, TakesNoCommaBetweenDigitsForAMark) {
  constexpr std::string_view kText = "共10,000元于10:21到账";
  EXPECT_EQ(Words(kText, ClauseAround(kText, SpanOf(kText, "到账"))), kText);
}

TEST(SentencesTest, LooksOnlySoFar) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "字";
  const ByteSpan sentence = SentenceAround(text, {1500, 1503});
  EXPECT_EQ(sentence, (ByteSpan{1500 - kSentenceReachBytes, 1503 + kSentenceReachBytes}));
  EXPECT_EQ(FloorToCharacter(text, sentence.begin), sentence.begin);
}

TEST(SentencesTest, FindsItsNeighbours) {
  constexpr std::string_view kText = "前一句。这一句?! 后一句。";
  const ByteSpan sentence = SentenceAround(kText, SpanOf(kText, "这一句"));
  EXPECT_EQ(Words(kText, NextSentence(kText, sentence.end)), "后一句");
  EXPECT_EQ(Words(kText, PreviousSentence(kText, sentence.begin)), "前一句");
  EXPECT_TRUE(NextSentence(kText, static_cast<uint32_t>(kText.size())).empty());
  EXPECT_TRUE(PreviousSentence(kText, 0).empty());
}

TEST(SentencesTest, KnowsWhatStandsInOneSentence) {
  constexpr std::string_view kText = "甲,乙。丙";
  EXPECT_TRUE(InOneSentence(kText, SpanOf(kText, "甲"), SpanOf(kText, "乙")));
  EXPECT_FALSE(InOneSentence(kText, SpanOf(kText, "丙"), SpanOf(kText, "乙")));
  EXPECT_TRUE(InOneSentence(kText, SpanOf(kText, "丙"), SpanOf(kText, "丙")));
}

TEST(SentencesTest, SeesAQuestionMarkAmongSeveralMarks) {
  EXPECT_TRUE(EndsWithQuestionMark("真的!?", 6));
  EXPECT_FALSE(EndsWithQuestionMark("真的!!", 6));
  EXPECT_FALSE(EndsWithQuestionMark("真的", 6));
}

TEST(SentencesTest, StepsByCharacters) {
  constexpr std::string_view kText = "a保😀b";
  EXPECT_EQ(StepForward(kText, 0, 3, 9), 8U);
  EXPECT_EQ(StepForward(kText, 0, 9, 9), 9U);
  EXPECT_EQ(StepBack(kText, 9, 2), 4U);
  EXPECT_EQ(StepBack(kText, 9, 9, 1), 1U);
  EXPECT_EQ(CodePointsIn(kText, 1, 9), 3U);
}

}  // namespace
}  // namespace mingcha
