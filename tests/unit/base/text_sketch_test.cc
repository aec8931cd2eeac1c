#include "base/text_sketch.h"

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace mingcha::testing {
namespace {

// Replaces `edits` random characters of a random text of `length` ideographs.
struct Pair {
  std::string first;
  std::string second;
};

Pair RandomPair(std::mt19937& random, size_t length, size_t edits) {
  std::uniform_int_distribution<char32_t> ideograph(0x4e00, 0x4e00 + 3000);
  std::vector<char32_t> characters(length);
  for (char32_t& c : characters) c = ideograph(random);
  const auto text = [&] {
    std::string utf8;
    for (const char32_t c : characters) AppendUtf8(c, &utf8);
    return utf8;
  };
  Pair pair;
  pair.first = text();
  for (size_t i = 0; i < edits; ++i) characters[random() % length] = ideograph(random);
  pair.second = text();
  return pair;
}

TEST(TextSketchTest, TakesTextsOfEightCharactersAndMore) {
  EXPECT_FALSE(SketchOf("请您稍等一下吧").has_value());
  EXPECT_TRUE(SketchOf("请您再稍等一下吧").has_value());
  EXPECT_FALSE(SketchOf("请，您。再 稍！等一下").has_value()) << "signs do not count";
}

TEST(TextSketchTest, IsTheSameForTheSameTextWhateverItsSigns) {
  const auto a = SketchOf("资料不全，请您重新提交一次。");
  const auto b = SketchOf("资料不全 请您重新提交一次！！");
  ASSERT_TRUE(a && b);
  EXPECT_EQ(*a, *b);
  EXPECT_EQ(SketchSimilarity(*a, *b), 1.0);
}

TEST(TextSketchTest, EstimatesTheSimilarityOfShingles) {
  std::mt19937 random(20261116);
  double error = 0;
  double worst = 0;
  int pairs = 0;
  for (size_t length = 20; length <= 120; length += 10) {
    for (size_t edits = 0; edits <= 4; ++edits) {
      for (int i = 0; i < 20; ++i) {
        const Pair pair = RandomPair(random, length, edits);
        const double exact = ShingleSimilarity(pair.first, pair.second);
        if (exact < 0.7) continue;
        const double off =
            std::abs(SketchSimilarity(*SketchOf(pair.first), *SketchOf(pair.second)) - exact);
        error += off;
        worst = std::max(worst, off);
        ++pairs;
      }
    }
  }
  ASSERT_GT(pairs, 500);
  EXPECT_LT(error / pairs, 0.03);
  EXPECT_LT(worst, 0.17) << "four to five deviations of 128 hashes";
}

// At the border of 0.9 an estimate may err; away from it hardly ever.
TEST(TextSketchTest, DecidesAsTheExactSimilarityDoes) {
  std::mt19937 random(7);
  int wrong_above = 0;
  int above = 0;
  int wrong_below = 0;
  int below = 0;
  for (int i = 0; i < 3000; ++i) {
    const Pair pair = RandomPair(random, 30 + random() % 90, random() % 12);
    const double exact = ShingleSimilarity(pair.first, pair.second);
    const bool near = SketchSimilarity(*SketchOf(pair.first), *SketchOf(pair.second)) >= 0.9;
    above += exact >= 0.95;
    wrong_above += exact >= 0.95 && !near;
    below += exact <= 0.8;
    wrong_below += exact <= 0.8 && near;
  }
  ASSERT_GT(above, 100);
  ASSERT_GT(below, 500);
  EXPECT_LE(wrong_above * 50, above) << "2 of 100";
  EXPECT_LE(wrong_below * 100, below) << "1 of 100";
}

TEST(TextSketchTest, TellsOtherTextsApart) {
  const auto a = SketchOf("资料不全请您重新提交身份证明");
  const auto b = SketchOf("您的提现已经受理预计两小时到账");
  ASSERT_TRUE(a && b);
  EXPECT_LT(SketchSimilarity(*a, *b), 0.3);
}

}  // namespace
}  // namespace mingcha::testing
