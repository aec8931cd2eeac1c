#include "normalize/spelling_variants.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(SpellingVariantsTest, ReadsCharactersWithTheirTones) {
  const SpellingVariants spelling;
  EXPECT_EQ(spelling.ReadingOf(U'保'), "bǎo");
  EXPECT_EQ(spelling.ReadingOf(U'率'), "lǜ");
  EXPECT_EQ(spelling.ReadingOf(U'a'), "");
  EXPECT_EQ(spelling.ReadingOf(U'😊'), "");
}

TEST(SpellingVariantsTest, WritesReadingsAsPeopleTypeThem) {
  EXPECT_EQ(SpellingVariants::WithoutTone("bǎo"), "bao");
  EXPECT_EQ(SpellingVariants::WithoutTone("lǜ"), "lv");
  EXPECT_EQ(SpellingVariants::WithoutTone("lüè"), "lve");
  EXPECT_EQ(SpellingVariants::WithoutTone("de"), "de");
  EXPECT_EQ(SpellingVariants::WithoutTone(""), "");
}

TEST(SpellingVariantsTest, WritesTraditionalCharacters) {
  const SpellingVariants spelling;
  EXPECT_EQ(spelling.Traditional("保证收益"), "保證收益");
  EXPECT_EQ(spelling.Traditional("vx"), "vx");
}

TEST(SpellingVariantsTest, KnowsEverydayHomophonesBesidesTheCharacterItself) {
  const SpellingVariants spelling;
  const std::vector<char32_t> bao = spelling.HomophonesOf(U'保', "bao");
  EXPECT_THAT(bao, Contains(U'宝'));
  EXPECT_THAT(bao, Contains(U'报')) << "whatever the tone";
  EXPECT_THAT(bao, Not(Contains(U'保')));
  EXPECT_THAT(bao, Not(Contains(U'葆'))) << "no everyday character";
  EXPECT_TRUE(std::is_sorted(bao.begin(), bao.end()));
  EXPECT_THAT(spelling.HomophonesOf(U'保', "xyz"), IsEmpty());
}

}  // namespace
}  // namespace mingcha
