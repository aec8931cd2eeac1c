// Conditions over patterns, through the whole scanner: which words make a finding together.

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/scanner.h"
#include "mingcha/time.h"

#include "support/pack_from_yaml.h"

namespace mingcha {
namespace {

using ::mingcha::testing::PackFromYaml;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A pack of one rule with the patterns a, b, c, d (the words 甲方 乙方 丙方 丁方) and this
// condition.
std::string RuleWith(std::string_view condition, std::string_view more = "") {
  return R"(rules:
  - id: mkt.test.condition
    title: 测试
    status: test
    severity: high
    speaker: any
    owner: test
    rationale: For a test.
    basis: [B1]
    suggestion: 请改。
    patterns:
      a: {terms: [甲方]}
      b: {terms: [乙方]}
      c: {terms: [丙方]}
      d: {terms: [丁方]}
    condition: )" +
         std::string(condition) + "\n" + std::string(more);
}

// The findings in `text`, each as its quotes joined by '+'.
std::vector<std::string> FindIn(const std::string& rules, std::string_view text) {
  Scanner scanner(PackFromYaml(rules));
  Message message;
  message.message_id = "m-1";
  message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  message.text = std::string(text);
  std::vector<std::string> found;
  for (const RuleHit& hit : scanner.Scan(message).hits) {
    std::string quotes;
    for (const Evidence& evidence : hit.evidence) {
      quotes += (quotes.empty() ? "" : "+") + evidence.quote;
    }
    found.push_back(quotes);
  }
  return found;
}

TEST(ConditionTest, AnyFindsEachHit) {
  const std::string rules = RuleWith("{any: [a, b]}");
  EXPECT_THAT(FindIn(rules, "乙方和甲方和乙方"), ElementsAre("乙方", "甲方", "乙方"));
  EXPECT_THAT(FindIn(rules, "丙方"), IsEmpty());
}

TEST(ConditionTest, AllFindsEachHitOfTheFirstWithTheNearestOfTheOthers) {
  const std::string rules = RuleWith("{all: [a, b]}");
  EXPECT_THAT(FindIn(rules, "甲方乙方,很远很远很远很远,甲方。"),
              ElementsAre("甲方+乙方", "乙方+甲方"));
  EXPECT_THAT(FindIn(rules, "乙方很远很远很远,甲方乙方"), ElementsAre("甲方+乙方"));
  EXPECT_THAT(FindIn(rules, "甲方"), IsEmpty());
}

TEST(ConditionTest, NoneHoldsWhenNoChildDoes) {
  const std::string rules = RuleWith("{all: [a, {none: [b, c]}]}");
  EXPECT_THAT(FindIn(rules, "甲方"), ElementsAre("甲方"));
  EXPECT_THAT(FindIn(rules, "甲方,丙方"), IsEmpty());
  EXPECT_THAT(FindIn(rules, "甲方,乙方"), IsEmpty());
}

TEST(ConditionTest, NoneIsNotGuarded) {
  const std::string rules = RuleWith("{all: [a, {none: [b]}]}", "    guards: [negated]\n");
  EXPECT_THAT(FindIn(rules, "甲方,不乙方"), IsEmpty());
  EXPECT_THAT(FindIn(rules, "不甲方"), IsEmpty());
}

TEST(ConditionTest, AtLeastCountsTheChildrenThatHold) {
  const std::string rules = RuleWith("{at_least: {count: 2, of: [a, b, c]}}");
  EXPECT_THAT(FindIn(rules, "丙方,甲方"), ElementsAre("丙方+甲方"));
  EXPECT_THAT(FindIn(rules, "甲方,甲方"), IsEmpty());
  EXPECT_THAT(FindIn(rules, "甲方,乙方,丙方"), ElementsAre("甲方+乙方+丙方"));
}

TEST(ConditionTest, NearCountsTheCharactersBetween) {
  const std::string rules = RuleWith("{near: {first: a, second: b, within: 3}}");
  EXPECT_THAT(FindIn(rules, "甲方一二三乙方"), ElementsAre("甲方+乙方"));
  EXPECT_THAT(FindIn(rules, "甲方一二三四乙方"), IsEmpty());
  EXPECT_THAT(FindIn(rules, "乙方,一二甲方"), ElementsAre("乙方+甲方"));
  EXPECT_THAT(FindIn(rules, "甲方乙方"), ElementsAre("甲方+乙方"));
}

TEST(ConditionTest, NearCountsFoldedCharacters) {
  const std::string rules = RuleWith("{near: {first: a, second: b, within: 3}}");
  EXPECT_THAT(FindIn(rules, "甲方１２３乙方"), ElementsAre("甲方+乙方"));
  EXPECT_THAT(FindIn(rules, "甲方1\u200B\u200B2\u200B3乙方"), ElementsAre("甲方+乙方"));
}

TEST(ConditionTest, OrderedNearWantsTheFirstInFront) {
  const std::string rules = RuleWith("{near: {first: a, second: b, within: 5, ordered: true}}");
  EXPECT_THAT(FindIn(rules, "甲方和乙方"), ElementsAre("甲方+乙方"));
  EXPECT_THAT(FindIn(rules, "乙方和甲方"), IsEmpty());
  EXPECT_THAT(FindIn(rules, "乙方甲方一二乙方"), ElementsAre("甲方+乙方"));
}

TEST(ConditionTest, SameSentenceEndsAtItsMark) {
  const std::string rules = RuleWith("{same_sentence: [a, b]}");
  EXPECT_THAT(FindIn(rules, "甲方,很长的一段话,乙方。"), ElementsAre("甲方+乙方"));
  for (const char* mark : {"。", "！", "？", "；", "\n", "!"}) {
    EXPECT_THAT(FindIn(rules, "甲方" + std::string(mark) + "乙方"), IsEmpty()) << mark;
  }
}

TEST(ConditionTest, NestsConditions) {
  const std::string rules =
      RuleWith("{all: [{any: [a, b]}, {near: {first: c, second: d, within: 2}}]}");
  EXPECT_THAT(FindIn(rules, "乙方,丙方和丁方"), ElementsAre("乙方+丙方+丁方"));
  EXPECT_THAT(FindIn(rules, "乙方,丙方一二三丁方"), IsEmpty());
}

TEST(ConditionTest, PassesOverAGuardedHitToTheNextNearest) {
  const std::string rules = RuleWith("{all: [a, b]}", "    guards: [negated]\n");
  EXPECT_THAT(FindIn(rules, "甲方,不乙方。另外乙方"), ElementsAre("甲方+乙方"));
  EXPECT_THAT(FindIn(rules, "甲方,不乙方"), IsEmpty());
}

}  // namespace
}  // namespace mingcha
