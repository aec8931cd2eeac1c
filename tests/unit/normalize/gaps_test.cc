// Which hits in the compact view are words, and which are accidents of two words that meet.

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "normalize/normalizer.h"

namespace mingcha {
namespace {

// Whether `term`, found in the compact view of `text`, may count.
bool Admits(std::string_view text, std::string_view term) {
  Normalizer normalizer;
  normalizer.SetText(text);
  const size_t at = normalizer.view(View::kCompact).text.find(term);
  EXPECT_NE(at, std::string::npos) << text;
  if (at == std::string::npos) return false;
  return normalizer.Admits(
      View::kCompact, {static_cast<uint32_t>(at), static_cast<uint32_t>(at + term.size())}, term);
}

TEST(GapsTest, LeavesAHitWithoutGapsToTheFoldedView) {
  EXPECT_FALSE(Admits("请确 保本周到账", "保本"));
}

TEST(GapsTest, AdmitsDecorationInsideAWord) {
  EXPECT_TRUE(Admits("这款产品保*本的", "保本"));
  EXPECT_TRUE(Admits("保😀本保😀息", "保本保息"));
  EXPECT_TRUE(Admits("稳·赚·不·赔", "稳赚不赔"));
}

TEST(GapsTest, AdmitsAWordThatIsSpelledOut) {
  EXPECT_TRUE(Admits("承诺保 本 保 息的", "保本保息"));
  EXPECT_TRUE(Admits("加 w e i x i n 吧", "weixin"));
}

TEST(GapsTest, AdmitsALoneBlankBetweenWordBoundaries) {
  EXPECT_TRUE(Admits("承诺 保 本", "保本"));
  EXPECT_TRUE(Admits("保 本", "保本"));
}

TEST(GapsTest, RefusesALoneBlankBetweenTwoOtherWords) {
  EXPECT_FALSE(Admits("确保 本周", "保本"));
  EXPECT_FALSE(Admits("请确保 本周到账", "保本"));
}

TEST(GapsTest, RefusesBracketsQuotesAndDashesBetweenTwoOtherWords) {
  EXPECT_FALSE(Admits("请确保（本周）到账", "保本"));
  EXPECT_FALSE(Admits("请确保“本周”到账", "保本"));
  EXPECT_FALSE(Admits("请确保——本周到账", "保本"));
}

TEST(GapsTest, RefusesDecorationBetweenTwoOtherWords) {
  EXPECT_FALSE(Admits("请确保😊本周到账", "保本"));
}

TEST(GapsTest, RefusesPartsOfLatinWords) { EXPECT_FALSE(Admits("lov xis", "vx")); }

TEST(GapsTest, FollowsTheTextThatWasSetLast) {
  Normalizer normalizer;
  normalizer.SetText("确保 本周");
  ASSERT_EQ(normalizer.view(View::kCompact).text, "确保本周");
  EXPECT_FALSE(normalizer.Admits(View::kCompact, {3, 9}, "保本"));
  normalizer.SetText("承诺 保 本");
  ASSERT_EQ(normalizer.view(View::kCompact).text, "承诺保本");
  EXPECT_TRUE(normalizer.Admits(View::kCompact, {6, 12}, "保本"));
}

}  // namespace
}  // namespace mingcha
