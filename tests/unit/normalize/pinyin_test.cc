#include "normalize/pinyin.h"

#include <string>

#include <gtest/gtest.h>

namespace mingcha {
namespace {

TEST(PinyinTest, CountsSyllablesWithTones) {
  EXPECT_EQ(CountTonedSyllables("lián"), 1);
  EXPECT_EQ(CountTonedSyllables("zhuāng"), 1);
  EXPECT_EQ(CountTonedSyllables("lǜ"), 1);
  EXPECT_EQ(CountTonedSyllables("yínháng"), 2);
  EXPECT_EQ(CountTonedSyllables("yín háng"), 2);
  EXPECT_EQ(CountTonedSyllables("xī'ān"), 2);
  EXPECT_EQ(CountTonedSyllables("ā"), 1);
  EXPECT_EQ(CountTonedSyllables("shǒuxùfèi"), 3);
}

TEST(PinyinTest, AsksForAToneMark) {
  EXPECT_EQ(CountTonedSyllables("lian"), 0);
  EXPECT_EQ(CountTonedSyllables("app"), 0);
}

TEST(PinyinTest, RefusesWhatIsNoSyllable) {
  EXPECT_EQ(CountTonedSyllables("café"), 0);
  EXPECT_EQ(CountTonedSyllables("résumé"), 0);
  EXPECT_EQ(CountTonedSyllables("lián8"), 0);
  EXPECT_EQ(CountTonedSyllables(""), 0);
  EXPECT_EQ(CountTonedSyllables(" "), 0);
  EXPECT_EQ(CountTonedSyllables("lián "), 0);
}

TEST(PinyinTest, RefusesAWordOfMoreThan48Letters) {
  std::string word;
  for (int i = 0; i < 24; ++i) word += "mā";
  EXPECT_EQ(CountTonedSyllables(word), 24);
  EXPECT_EQ(CountTonedSyllables(word + "mā"), 0);
}

}  // namespace
}  // namespace mingcha
