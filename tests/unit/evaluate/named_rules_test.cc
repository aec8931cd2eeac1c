// Rules that name rules, and rules that add up weak signals.

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/scanner.h"
#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"
#include "support/pack_from_yaml.h"

namespace mingcha {
namespace {

using ::mingcha::testing::PackFromYaml;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string RuleText(std::string_view id, std::string_view body, std::string_view more = "") {
  std::string text = "  - id: " + std::string(id) + "\n    title: 测试\n    severity: medium\n";
  if (more.find("status:") == std::string_view::npos) text += "    status: test\n";
  if (more.find("speaker:") == std::string_view::npos) text += "    speaker: any\n";
  return text + std::string(more) + std::string(body);
}

std::string Words(std::string_view word) {
  return "    patterns:\n      own: {terms: [" + std::string(word) + "]}\n";
}

class Scanned {
 public:
  explicit Scanned(const std::string& rules, bool include_drafts = false)
      : pack_(PackFromYaml("rules:\n" + rules)), scanner_(pack_, OptionsWith(include_drafts)) {}

  ScanResult Scan(std::string_view text, Speaker speaker = Speaker::kAgent) {
    Message message;
    message.message_id = "m-1";
    message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
    message.speaker = speaker;
    message.text = std::string(text);
    return scanner_.Scan(message);
  }

  // "mkt.a:保本": rule and quotes of each finding.
  std::vector<std::string> Find(std::string_view text, Speaker speaker = Speaker::kAgent) {
    std::vector<std::string> found;
    for (const RuleHit& hit : Scan(text, speaker).hits) {
      std::string told = pack_->compiled().rules[hit.rule].id + ":";
      for (const Evidence& evidence : hit.evidence) {
        told += (&evidence == &hit.evidence.front() ? "" : "+") + evidence.quote;
      }
      found.push_back(told);
    }
    return found;
  }

 private:
  static Scanner::Options OptionsWith(bool include_drafts) {
    Scanner::Options options;
    options.include_drafts = include_drafts;
    return options;
  }

  std::shared_ptr<const RulePack> pack_;
  Scanner scanner_;
};

TEST(NamedRuleTest, HoldsByTheFindingsOfTheOtherRule) {
  Scanned scanned(RuleText("mkt.keeps", Words("保本"), "    guards: [negated]\n") +
                  RuleText("mkt.alone", "    condition: {rule: mkt.keeps}\n") +
                  RuleText("mkt.and_pays", Words("转账") +
                                               "    condition: {near: {first: {rule: "
                                               "mkt.keeps}, second: own, within: 4}}\n"));
  EXPECT_THAT(scanned.Find("保本的,快转账"),
              ElementsAre("mkt.alone:保本", "mkt.and_pays:保本+转账", "mkt.keeps:保本"));
  EXPECT_THAT(scanned.Find("不保本,快转账"), IsEmpty());
  EXPECT_THAT(scanned.Find("快转账"), IsEmpty());
  EXPECT_THAT(scanned.Find("保本的,您先看完说明书再转账"),
              ElementsAre("mkt.alone:保本", "mkt.keeps:保本"));
}

TEST(NamedRuleTest, CountsOnlyWhatTheOtherRuleFindsItself) {
  Scanned scanned(
      RuleText("mkt.agents", Words("保本"), "    speaker: agent\n") +
      RuleText("mkt.done", Words("转账"), "    tense: done\n") +
      RuleText("mkt.any", "    condition: {any: [{rule: mkt.agents}, {rule: mkt.done}]}\n"));
  EXPECT_THAT(scanned.Find("保本", Speaker::kCustomer), IsEmpty());
  EXPECT_THAT(scanned.Find("保本"), ElementsAre("mkt.agents:保本", "mkt.any:保本"));
  EXPECT_THAT(scanned.Find("我还没转账"), IsEmpty());
  EXPECT_THAT(scanned.Find("已经转账了"), ElementsAre("mkt.any:转账", "mkt.done:转账"));
}

TEST(NamedRuleTest, SilencesAGenericRuleWhereASpecificOneFinds) {
  Scanned scanned(RuleText("mkt.a_generic", Words("收益") +
                                                "    condition: {all: [own, {none: [{rule: "
                                                "mkt.b_specific}]}]}\n") +
                  RuleText("mkt.b_specific", Words("保证收益")));
  EXPECT_THAT(scanned.Find("收益不错"), ElementsAre("mkt.a_generic:收益"));
  EXPECT_THAT(scanned.Find("保证收益"), ElementsAre("mkt.b_specific:保证收益"));
}

TEST(NamedRuleTest, FollowsChainsWhateverTheOrderOfTheirIds) {
  Scanned scanned(RuleText("mkt.b", "    condition: {rule: mkt.c}\n") +
                  RuleText("mkt.c", "    condition: {rule: mkt.a}\n") +
                  RuleText("mkt.a", Words("保本")) +
                  RuleText("mkt.d", "    condition: {all: [{rule: mkt.b}, {rule: mkt.c}]}\n"));
  EXPECT_THAT(scanned.Find("保本"),
              ElementsAre("mkt.a:保本", "mkt.b:保本", "mkt.c:保本", "mkt.d:保本"));
}

TEST(NamedRuleTest, RestsOnDraftsInDraftsOnly) {
  const std::string rules =
      RuleText("mkt.a", Words("保本"), "    status: draft\n") +
      RuleText("mkt.b", "    condition: {rule: mkt.a}\n") +
      RuleText("mkt.c", "    condition: {rule: mkt.a}\n", "    status: draft\n");
  EXPECT_THAT(Scanned(rules).Find("保本"), IsEmpty());
  EXPECT_THAT(Scanned(rules, /*include_drafts=*/true).Find("保本"),
              ElementsAre("mkt.a:保本", "mkt.c:保本"));
}

// Three signals of which two are enough.
std::string Score(std::string_view more = "") {
  return RuleText("fraud.agent.score", R"(    patterns:
      code: {terms: [验证码, 共享屏幕]}
      pays: {terms: [转过来, 充值]}
      hurry: {terms: [马上, 赶紧]}
    signals:
      - {name: asks_code, condition: code}
      - {condition: pays}
      - {name: hurry, condition: hurry}
    threshold: 2
)",
                  "    kind: score\n" + std::string(more));
}

TEST(ScoreTest, FindsWhereEnoughSignalsComeTogether) {
  Scanned scanned(Score());
  EXPECT_THAT(scanned.Find("马上把钱转过来"), ElementsAre("fraud.agent.score:马上+转过来"));
  EXPECT_THAT(scanned.Find("验证码给我,赶紧充值"),
              ElementsAre("fraud.agent.score:验证码+赶紧+充值"));
  EXPECT_THAT(scanned.Find("马上马上,赶紧"), IsEmpty());
  EXPECT_THAT(scanned.Find("验证码"), IsEmpty());
}

TEST(ScoreTest, TellsTheScoreAndItsSignals) {
  Scanned scanned(Score());
  const ScanResult scan = scanned.Scan("验证码给我,赶紧,赶紧充值");
  ASSERT_EQ(scan.hits.size(), 1U);
  EXPECT_THAT(scan.hits[0].features, Contains(Pair("score", "3")));
  EXPECT_THAT(scan.hits[0].features, Contains(Pair("signals", "asks_code,pays,hurry")));
}

TEST(ScoreTest, AsksTheGuardsAboutEachSignal) {
  Scanned scanned(Score("    guards: [negated]\n"));
  const ScanResult scan = scanned.Scan("千万不要转过来,马上挂断");
  EXPECT_THAT(scan.hits, IsEmpty());
  EXPECT_EQ(scan.suppressed.size(), 1U);
}

TEST(ScoreTest, IsOneLevelLowerIfAnySignalMayBeLawful) {
  Scanned scanned(RuleText("mkt.score", R"(    patterns:
      keeps: {terms: [还本付息]}
      bond: {terms: [国债]}
      hurry: {terms: [马上]}
    signals: [{condition: keeps}, {condition: hurry}]
    threshold: 2
    guards: [lawful]
    lawful: [{pattern: bond, attributes: {product: [treasury_bond]}}]
)",
                           "    kind: score\n"));
  const ScanResult plain = scanned.Scan("到期还本付息,马上");
  const ScanResult lowered = scanned.Scan("国债到期还本付息。马上");
  ASSERT_EQ(plain.hits.size(), 1U);
  ASSERT_EQ(lowered.hits.size(), 1U);
  EXPECT_LT(lowered.hits[0].severity, plain.hits[0].severity);
}

TEST(ScoreTest, TakesRulesAndAmountsAsSignals) {
  Scanned scanned(RuleText("mkt.keeps", Words("保本"), "    guards: [negated]\n") +
                  RuleText("mkt.score", R"(    signals:
      - {condition: {rule: mkt.keeps}, weight: 2}
      - {condition: {amount: {unit: percent, at_least: 6}}}
    threshold: 3
)",
                           "    kind: score\n"));
  EXPECT_THAT(scanned.Find("保本,年化8%"), ElementsAre("mkt.keeps:保本", "mkt.score:保本+8%"));
  EXPECT_THAT(scanned.Find("不保本,年化8%"), IsEmpty());
  EXPECT_THAT(scanned.Find("保本,年化3%"), ElementsAre("mkt.keeps:保本"));
}

TEST(RuleOrderProperty, TheOrderOfRulesInTheirFileDoesNotMatter) {
  std::vector<std::string> rules = {
      RuleText("mkt.a", Words("保本"), "    guards: [negated]\n"),
      RuleText("mkt.b", "    condition: {rule: mkt.e}\n"),
      RuleText("mkt.c", Words("转账") + "    condition: {all: [own, {none: [{rule: mkt.d}]}]}\n"),
      RuleText("mkt.d", "    condition: {all: [{rule: mkt.a}, {amount: yuan}]}\n"),
      RuleText("mkt.e", "    condition: {any: [{rule: mkt.a}, {rule: mkt.c}]}\n"),
      Score()};
  const std::vector<std::string_view> texts = {"保本,转账三万", "不保本,转账", "保本",
                                               "马上充值三万,保本的", "转账,马上转过来"};
  Scanned first(rules[0] + rules[1] + rules[2] + rules[3] + rules[4] + rules[5]);
  std::mt19937 random(20261116);
  for (int round = 0; round < 6; ++round) {
    std::shuffle(rules.begin(), rules.end(), random);
    std::string all;
    for (const std::string& rule : rules) all += rule;
    Scanned shuffled(all);
    for (const std::string_view text : texts) {
      EXPECT_EQ(shuffled.Find(text), first.Find(text)) << text << "\n" << all;
    }
  }
}

}  // namespace
}  // namespace mingcha
