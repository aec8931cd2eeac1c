// Which messages may take part in a word that is split over several.

#include "evaluate/split_ends.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace mingcha {
namespace {

// "o" opens, "n" continues, "e" completes a word.
std::string EndsOf(std::string_view text) {
  SplitTerms terms;
  terms.Add("保本");
  terms.Add("稳赚不赔");
  terms.Add("vx");
  Normalizer normalizer;
  normalizer.SetText(text);
  const SplitEnds ends = SplitEndsOf(terms, normalizer);
  return std::string(ends.opens ? "o" : "") + (ends.continues ? "n" : "") +
         (ends.completes ? "e" : "");
}

TEST(SplitEndsTest, SeesTheBeginningOfATermAtTheEndOfAMessage) {
  EXPECT_EQ(EndsOf("我们这款保"), "o");
  EXPECT_EQ(EndsOf("肯定稳赚不"), "o");
  EXPECT_EQ(EndsOf("稳"), "o");
  EXPECT_EQ(EndsOf("保险"), "");
}

TEST(SplitEndsTest, SeesTheEndOfATermAtTheBeginningOfAMessage) {
  EXPECT_EQ(EndsOf("本的,您放心"), "e");
  EXPECT_EQ(EndsOf("赔,算我的"), "e");
}

TEST(SplitEndsTest, SeesAMessageInsideATerm) {
  EXPECT_EQ(EndsOf("赚"), "n");
  EXPECT_EQ(EndsOf("赚不"), "n");
  EXPECT_EQ(EndsOf("不"), "n");
}

TEST(SplitEndsTest, AsksForTheBordersOfWords) {
  EXPECT_EQ(EndsOf("请您确保"), "") << "确保 is a word, 保 is a part of it";
  EXPECT_EQ(EndsOf("本周到账"), "");
  EXPECT_EQ(EndsOf("要有人担保"), "");
}

TEST(SplitEndsTest, LooksThroughDecorationButNotThroughPunctuation) {
  EXPECT_EQ(EndsOf("我们这款保~~"), "o");
  EXPECT_EQ(EndsOf("我们这款保😊"), "o");
  EXPECT_EQ(EndsOf("我们这款保\n"), "o");
  EXPECT_EQ(EndsOf("我们这款保。"), "");
  EXPECT_EQ(EndsOf("我们这款保,"), "");
  EXPECT_EQ(EndsOf("~本的"), "e");
  EXPECT_EQ(EndsOf(",本的"), "");
}

TEST(SplitEndsTest, LooksAtTheTextAsTheCompactViewHasIt) {
  EXPECT_EQ(EndsOf("稳*賺"), "o");
  EXPECT_EQ(EndsOf("加我Ｖ"), "o");
  EXPECT_EQ(EndsOf("X12345"), "") << "a word does not end behind the x";
  EXPECT_EQ(EndsOf("X 12345"), "e");
}

TEST(SplitEndsTest, FindsNothingInNothing) {
  EXPECT_EQ(EndsOf(""), "");
  EXPECT_EQ(EndsOf("~~~"), "");
  EXPECT_EQ(EndsOf("。"), "");
}

}  // namespace
}  // namespace mingcha
