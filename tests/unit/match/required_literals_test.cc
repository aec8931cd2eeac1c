#include "match/required_literals.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "match/pattern_db.h"

namespace mingcha {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST(RequiredLiteralsTest, TakesTheWholeOfALiteral) {
  EXPECT_THAT(FindRequiredLiterals("保本"), ElementsAre(ElementsAre("保本")));
  EXPECT_THAT(FindRequiredLiterals("a\\.b"), ElementsAre(ElementsAre("a.b")));
  EXPECT_THAT(FindRequiredLiterals("^保本$"), ElementsAre(ElementsAre("保本")));
  EXPECT_THAT(FindRequiredLiterals("\\bab\\b"), ElementsAre(ElementsAre("ab")));
}

TEST(RequiredLiteralsTest, TakesTheMostTellingPart) {
  EXPECT_THAT(FindRequiredLiterals("(加|换)[^,]{0,4}微信"), ElementsAre(ElementsAre("微信")));
  EXPECT_THAT(FindRequiredLiterals("微信.{0,4}(加|换)"), ElementsAre(ElementsAre("微信")));
  EXPECT_THAT(FindRequiredLiterals("(请|您)[^,]{0,4}(重启|设置)[^,]*好"),
              ElementsAre(ElementsAre("设置", "重启")));
  EXPECT_THAT(FindRequiredLiterals("不.{0,3}亏"), ElementsAre(SizeIs(1)))
      << "single characters are everywhere: one list of them will do";
}

TEST(RequiredLiteralsTest, AsksForEachPart) {
  EXPECT_THAT(FindRequiredLiterals("(您先|建议).{0,4}(重启|设置)"),
              UnorderedElementsAre(ElementsAre("建议", "您先"), ElementsAre("设置", "重启")));
  EXPECT_THAT(FindRequiredLiterals("(保本.{0,4}保息)+"),
              UnorderedElementsAre(ElementsAre("保本"), ElementsAre("保息")));
  EXPECT_THAT(FindRequiredLiterals("aa.bb.cc.dd.ee"), SizeIs(kMaxRequiredLists));
  EXPECT_THAT(FindRequiredLiterals("aa.aa"), ElementsAre(ElementsAre("aa"))) << "once is enough";
}

TEST(RequiredLiteralsTest, MultipliesAlternatives) {
  EXPECT_THAT(FindRequiredLiterals("(保|葆)(本|息)"),
              ElementsAre(ElementsAre("保息", "保本", "葆息", "葆本")));
  EXPECT_THAT(FindRequiredLiterals("绝?对"), ElementsAre(ElementsAre("对", "绝对")));
  EXPECT_THAT(FindRequiredLiterals("[ab]c"), ElementsAre(ElementsAre("ac", "bc")));
  EXPECT_THAT(FindRequiredLiterals("[0-2]天"), ElementsAre(ElementsAre("0天", "1天", "2天")));
  EXPECT_THAT(FindRequiredLiterals("\\d"), ElementsAre(SizeIs(10)));
}

TEST(RequiredLiteralsTest, AsksOfEveryAlternative) {
  EXPECT_THAT(FindRequiredLiterals("保本|稳.{1,3}赚"), ElementsAre(SizeIs(2)));
  EXPECT_THAT(FindRequiredLiterals("保本|.+"), IsEmpty());
  EXPECT_THAT(FindRequiredLiterals("(保本)?"), IsEmpty());
  EXPECT_THAT(FindRequiredLiterals("(保本){0,3}.x"), ElementsAre(ElementsAre("x")));
  EXPECT_THAT(FindRequiredLiterals("(保本)*[^x]"), IsEmpty());
  EXPECT_THAT(FindRequiredLiterals("(保本)+"), ElementsAre(ElementsAre("保本")));
  EXPECT_THAT(FindRequiredLiterals("(保本){2,}?"), ElementsAre(ElementsAre("保本")));
}

TEST(RequiredLiteralsTest, TellsNothingWhereItIsNotSure) {
  for (const char* const regex : {"(?i)ab", "(?s:ab)", "[a-z]+", "[^a]", "\\w+", "\\p{Han}", ".",
                                  "\\x41", "[[:alpha:]]b", "a\\K", "(ab", "ab)"}) {
    EXPECT_THAT(FindRequiredLiterals(regex), IsEmpty()) << regex;
  }
}

TEST(RequiredLiteralsTest, KeepsListsShort) {
  EXPECT_THAT(FindRequiredLiterals("[0-9][0-9][0-9]x"), ElementsAre(SizeIs(testing::Le(64U))));
  std::string many = "a0";
  for (int i = 1; i < 100; ++i) many += "|a" + std::to_string(i);
  EXPECT_THAT(FindRequiredLiterals("(" + many + ")"), IsEmpty());
  EXPECT_THAT(FindRequiredLiterals("(" + many + ").z"), ElementsAre(ElementsAre("z")));
}

// A regex over few characters, that the engine takes.
class RandomRegex {
 public:
  explicit RandomRegex(uint32_t seed) : random_(seed) {}

  std::string Make(int depth) {
    std::string regex;
    for (size_t n = 1 + Below(3); n > 0; --n) {
      switch (Below(depth > 0 ? 8 : 5)) {
        case 0:
        case 1:
          regex += Of({"a", "b", "保", "本", "ab", "保本"});
          break;
        case 2:
          regex += Of({"[ab]", "[^a]", "[保本]", "[a-c]", "[^保,]", "."});
          break;
        case 3:
          regex += Of({"a", "保", "(b)", "[ab]"}) + Quantifier();
          break;
        case 4:
          regex += Of({"\\d", "\\w", "1", "\\."});
          break;
        default:
          regex += "(" + Make(depth - 1) + (Below(2) == 0 ? "|" + Make(depth - 1) : "") + ")" +
                   (Below(3) == 0 ? Quantifier() : "");
      }
    }
    return regex;
  }
  std::string Text() {
    std::string text;
    for (size_t n = Below(12); n > 0; --n) text += Of({"a", "b", "c", "保", "本", "1", ".", ","});
    return text;
  }

 private:
  size_t Below(size_t bound) { return random_() % bound; }
  std::string Of(const std::vector<std::string>& choices) { return choices[Below(choices.size())]; }
  std::string Quantifier() { return Of({"?", "*", "+", "{2}", "{0,2}", "{1}", "{1,3}", "+?"}); }

  std::mt19937 random_;
};

class OneRegex {
 public:
  explicit OneRegex(const std::string& regex)
      : db_(*PatternDb::Compile({}, {{1, regex}}, 1 << 30, nullptr)),
        scratch_(*PatternDb::Scratch::For({db_.get()})) {}

  std::vector<PatternHit> Search(const std::string& text) {
    std::vector<PatternHit> hits;
    EXPECT_TRUE(db_->FindAll(text, scratch_, 10'000, &hits));
    std::sort(hits.begin(), hits.end());
    return hits;
  }

 private:
  std::unique_ptr<const PatternDb> db_;
  PatternDb::Scratch scratch_;
};

// A regex whose literals are looked for first finds what it finds without.
TEST(RequiredLiteralsTest, LosesNoHit) {
  RandomRegex random(20261123);
  int armed = 0;
  for (int round = 0; round < 300; ++round) {
    const std::string regex = random.Make(2);
    if (!CheckRegex(regex).empty()) continue;  // It matches the empty text.
    const std::string unaided = "(?s:" + regex + ")";
    ASSERT_THAT(FindRequiredLiterals(unaided), IsEmpty());
    armed += FindRequiredLiterals(regex).empty() ? 0 : 1;
    OneRegex aided_search(regex);
    OneRegex unaided_search(unaided);
    for (int i = 0; i < 40; ++i) {
      const std::string text = random.Text();
      // The flag `s` lets the dot match line ends, of which there are none.
      ASSERT_EQ(aided_search.Search(text), unaided_search.Search(text)) << regex << " in " << text;
    }
  }
  EXPECT_GT(armed, 100) << "the test must test something";
}

}  // namespace
}  // namespace mingcha
