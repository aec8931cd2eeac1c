#include "normalize/rewrite.h"

#include <vector>

#include <gtest/gtest.h>

namespace mingcha {
namespace {

bool Rewrite(const std::vector<Replacement>& replacements, NormalizedText* view) {
  return Rewriter().Rewrite(replacements, view);
}

// The view "abcdefgh" of a text in which "cd" was one byte and two bytes stood between f and g.
NormalizedText ExampleView() {
  NormalizedText view{.text = "abcdefgh", .map = {}};
  view.map.Add({.upper = {2, 4}, .lower = {2, 3}});
  view.map.Add({.upper = {6, 6}, .lower = {5, 7}, .disguise = true});
  view.map.Finish(8, 9);
  return view;
}

TEST(RewriteTest, KeepsTheWayBackAroundAReplacement) {
  NormalizedText view = ExampleView();
  Rewrite({{.old = {4, 5}, .text = "EEE"}}, &view);
  EXPECT_EQ(view.text, "abcdEEEfgh");
  EXPECT_EQ(view.map.ToLower({4, 7}), (ByteSpan{3, 4}));
  EXPECT_EQ(view.map.ToLower({7, 9}), (ByteSpan{4, 8}));
  EXPECT_EQ(view.map.ToLower({2, 3}), (ByteSpan{2, 3}));
}

TEST(RewriteTest, JoinsAReplacementWithTheEditThatItCuts) {
  NormalizedText view = ExampleView();
  Rewrite({{.old = {3, 5}, .text = "X", .disguise = true}}, &view);
  EXPECT_EQ(view.text, "abcXfgh");
  EXPECT_EQ(view.map.ToLower({2, 3}), (ByteSpan{2, 4}));
  EXPECT_EQ(view.map.ToLower({4, 5}), (ByteSpan{4, 5}));
  EXPECT_TRUE(view.map.TouchesDisguise({2, 3}));
}

TEST(RewriteTest, JoinsTwoReplacementsThatCutOneEdit) {
  NormalizedText view = ExampleView();
  Rewrite({{.old = {1, 3}, .text = ""}, {.old = {3, 4}, .text = "yz"}}, &view);
  EXPECT_EQ(view.text, "ayzefgh");
  EXPECT_EQ(view.map.ToLower({1, 2}), (ByteSpan{1, 3}));
  EXPECT_EQ(view.map.ToLower({3, 4}), (ByteSpan{3, 4}));
}

TEST(RewriteTest, KeepsADeletionBesideTheReplacementApart) {
  NormalizedText view = ExampleView();
  Rewrite({{.old = {6, 7}, .text = "G"}}, &view);
  EXPECT_EQ(view.map.ToLower({6, 7}), (ByteSpan{7, 8}));
  EXPECT_EQ(view.map.ToLower({5, 6}), (ByteSpan{4, 5}));
  EXPECT_TRUE(view.map.TouchesDisguise({5, 7}));
  EXPECT_FALSE(view.map.TouchesDisguise({6, 7}));
}

TEST(RewriteTest, ChangesNothingWithoutReplacements) {
  NormalizedText view = ExampleView();
  EXPECT_FALSE(Rewrite({}, &view));
  EXPECT_EQ(view.text, "abcdefgh");
  EXPECT_EQ(view.map.edits().size(), 2U);
}

}  // namespace
}  // namespace mingcha
