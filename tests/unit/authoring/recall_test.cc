#include "authoring/mutate/recall.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

TEST(RecallTest, IsTheShareOfWhatWasCaught) {
  Recall recall;
  recall.Add(true);
  recall.Add(true);
  recall.Add(false);
  recall.Add(Recall{1, 1});
  EXPECT_EQ(recall.variants, 4U);
  EXPECT_EQ(recall.caught, 3U);
  EXPECT_DOUBLE_EQ(recall.Share(), 0.75);
  EXPECT_DOUBLE_EQ(Recall().Share(), 1);
}

// The figures are those of Wilson's formula, worked out by hand for z = 1.96.
TEST(WilsonIntervalTest, HoldsTheShareAndNarrowsWithTheNumberOfVariants) {
  const Interval few = WilsonInterval({10, 9});
  EXPECT_NEAR(few.low, 0.5958, 0.0005);
  EXPECT_NEAR(few.high, 0.9821, 0.0005);
  const Interval many = WilsonInterval({1000, 900});
  EXPECT_NEAR(many.low, 0.8799, 0.0005);
  EXPECT_NEAR(many.high, 0.9171, 0.0005);
}

TEST(WilsonIntervalTest, StaysBetweenNoneAndAll) {
  EXPECT_NEAR(WilsonInterval({5, 0}).low, 0, 1e-12);
  EXPECT_DOUBLE_EQ(WilsonInterval({5, 5}).high, 1);
  EXPECT_NEAR(WilsonInterval({5, 5}).low, 0.5655, 0.0005);
  EXPECT_DOUBLE_EQ(WilsonInterval({0, 0}).low, 0);
  EXPECT_DOUBLE_EQ(WilsonInterval({0, 0}).high, 1);
}

}  // namespace
}  // namespace mingcha
