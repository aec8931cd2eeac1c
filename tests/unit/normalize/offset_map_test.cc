#include "normalize/offset_map.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

// lower: 保*本ﬁx…   upper: 保本fix
// bytes: 保0-3 *3-4 本4-7 ﬁ7-10 x10-11 (deleted 11-14) | 保0-3 本3-6 fi6-8 x8-9
OffsetMap ExampleMap() {
  OffsetMap map;
  map.Add({.upper = {3, 3}, .lower = {3, 4}, .disguise = true});
  map.Add({.upper = {6, 8}, .lower = {7, 10}});
  map.Add({.upper = {9, 9}, .lower = {11, 14}});
  map.Finish(9, 14);
  return map;
}

TEST(OffsetMapTest, LeadsAnUnchangedTextToItself) {
  OffsetMap map;
  map.Finish(10, 10);
  EXPECT_EQ(map.ToLower({2, 5}), (ByteSpan{2, 5}));
  EXPECT_TRUE(map.empty());
}

TEST(OffsetMapTest, ShiftsWhatStandsBehindAnEdit) {
  EXPECT_EQ(ExampleMap().ToLower({8, 9}), (ByteSpan{10, 11}));
}

TEST(OffsetMapTest, HoldsADeletionInsideTheSpan) {
  EXPECT_EQ(ExampleMap().ToLower({0, 6}), (ByteSpan{0, 7}));
}

TEST(OffsetMapTest, LeavesADeletionBesideTheSpanOut) {
  EXPECT_EQ(ExampleMap().ToLower({0, 3}), (ByteSpan{0, 3}));
  EXPECT_EQ(ExampleMap().ToLower({3, 6}), (ByteSpan{4, 7}));
  EXPECT_EQ(ExampleMap().ToLower({0, 9}), (ByteSpan{0, 11}));
}

TEST(OffsetMapTest, LeadsUpToWhatCharactersBecame) {
  EXPECT_EQ(ExampleMap().ToUpper({0, 3}), (ByteSpan{0, 3}));
  EXPECT_EQ(ExampleMap().ToUpper({0, 7}), (ByteSpan{0, 6}));
  EXPECT_EQ(ExampleMap().ToUpper({4, 7}), (ByteSpan{3, 6}));
  EXPECT_EQ(ExampleMap().ToUpper({8, 11}), (ByteSpan{6, 9}));
  EXPECT_EQ(ExampleMap().ToUpper({4, 9}), (ByteSpan{3, 8}));
  EXPECT_TRUE(ExampleMap().ToUpper({3, 4}).empty());
  EXPECT_TRUE(ExampleMap().ToUpper({12, 14}).empty());
}

TEST(OffsetMapTest, LeadsAnUnchangedTextUpToItself) {
  OffsetMap map;
  map.Finish(10, 10);
  EXPECT_EQ(map.ToUpper({2, 5}), (ByteSpan{2, 5}));
}

TEST(OffsetMapTest, QuotesTheWholeLigatureWhenTheSpanEndsInsideIt) {
  EXPECT_EQ(ExampleMap().ToLower({3, 7}), (ByteSpan{4, 10}));
  EXPECT_EQ(ExampleMap().ToLower({7, 9}), (ByteSpan{7, 11}));
  EXPECT_EQ(ExampleMap().ToLower({7, 8}), (ByteSpan{7, 10}));
}

TEST(OffsetMapTest, KeepsTouchingEditsApart) {
  OffsetMap map;
  map.Add({.upper = {0, 1}, .lower = {0, 3}});
  map.Add({.upper = {1, 1}, .lower = {3, 6}});
  map.Add({.upper = {1, 2}, .lower = {6, 9}});
  map.Finish(2, 9);
  EXPECT_EQ(map.ToLower({0, 1}), (ByteSpan{0, 3}));
  EXPECT_EQ(map.ToLower({1, 2}), (ByteSpan{6, 9}));
  EXPECT_EQ(map.ToLower({0, 2}), (ByteSpan{0, 9}));
}

TEST(OffsetMapTest, SeesADisguiseOnlyWhereTheSpanCrossesIt) {
  const OffsetMap map = ExampleMap();
  EXPECT_TRUE(map.TouchesDisguise({0, 6}));
  EXPECT_FALSE(map.TouchesDisguise({0, 3}));
  EXPECT_FALSE(map.TouchesDisguise({3, 9}));
}

TEST(OffsetMapTest, SeesADisguisedReplacementThatTheSpanHoldsAPartOf) {
  OffsetMap map;
  map.Add({.upper = {3, 5}, .lower = {3, 7}, .disguise = true});
  map.Finish(8, 10);
  EXPECT_TRUE(map.TouchesDisguise({4, 5}));
  EXPECT_TRUE(map.TouchesDisguise({0, 4}));
  EXPECT_FALSE(map.TouchesDisguise({0, 3}));
  EXPECT_FALSE(map.TouchesDisguise({5, 8}));
}

TEST(OffsetMapTest, TakesEditsBackFromAPlaceOn) {
  OffsetMap map;
  map.Add({.upper = {3, 3}, .lower = {3, 4}});
  map.Add({.upper = {6, 8}, .lower = {7, 10}});
  map.DropEditsFrom(7);
  EXPECT_EQ(map.edits().size(), 1U);
}

TEST(OffsetMapTest, ForgetsTheLastTextWhenCleared) {
  OffsetMap map = ExampleMap();
  map.Clear();
  map.Finish(4, 4);
  EXPECT_EQ(map.ToLower({0, 4}), (ByteSpan{0, 4}));
}

TEST(OffsetMapDeathTest, StopsOnAnEmptySpanAndOnOneBehindTheText) {
  EXPECT_DEATH(ExampleMap().ToLower({3, 3}), "upper");
  EXPECT_DEATH(ExampleMap().ToLower({3, 10}), "upper");
}

}  // namespace
}  // namespace mingcha
