// What the shape view sees through, and what it quotes.

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "normalize/normalizer.h"
#include "normalize/shape_table.h"
#include "views_support.h"

namespace mingcha {
namespace {

std::optional<std::string> Find(std::string_view text, std::string_view term) {
  return testing::FindIn(View::kShape, text, term);
}

TEST(ShapeViewTest, FindsLookAlikes) {
  EXPECT_EQ(Find("这款产品保夲的", "保本"), "保夲");
  EXPECT_EQ(Find("加我徽信", "微信"), "徽信");
}

TEST(ShapeViewTest, FindsCharactersTakenApart) {
  EXPECT_EQ(Find("承诺亻呆本", "保本"), "亻呆本");
  EXPECT_EQ(Find("加微亻言", "微信"), "微亻言");
  EXPECT_EQ(Find("弓虽制平仓", "强制平仓"), "弓虽制平仓");
  EXPECT_EQ(Find("亻呆夲亻呆息", "保本保息"), "亻呆夲亻呆息");
}

TEST(ShapeViewTest, FindsThemBetweenSeparators) {
  EXPECT_EQ(Find("承诺保*夲", "保本"), "保*夲");
  EXPECT_EQ(Find("承诺亻·呆·本", "保本"), "亻·呆·本");
}

TEST(ShapeViewTest, LeavesTheWordItselfToTheViewsBelow) {
  EXPECT_EQ(Find("承诺保本", "保本"), std::nullopt);
  EXPECT_EQ(Find("承诺保*本", "保本"), std::nullopt);
}

TEST(ShapeViewTest, WantsOneCharacterAsItIsInShortWords) {
  EXPECT_EQ(Find("葆夲", "保本"), std::nullopt);
}

TEST(ShapeViewTest, ChangesNoOrdinaryText) {
  Normalizer normalizer;
  normalizer.SetText("您好，您的账户余额为1,234.56元，本周内到账。");
  EXPECT_FALSE(normalizer.Differs(View::kShape));
  EXPECT_EQ(normalizer.view(View::kShape).text, normalizer.view(View::kCompact).text);
}

TEST(ShapeTableTest, DoesNotGoInCircles) {
  for (char32_t c = 0x2e80; c < 0xa000; ++c) {
    const char32_t everyday = LooksLike(c);
    if (everyday == 0) continue;
    EXPECT_NE(everyday, c);
    EXPECT_EQ(LooksLike(everyday), U'\0') << std::hex << static_cast<uint32_t>(c);
  }
}

}  // namespace
}  // namespace mingcha
