#include "authoring/rule_tests.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/small_pack.h"

namespace mingcha {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The head of a stable rule; what follows is its patterns, guards and proof.
std::string Rule(const std::string& id, const std::string& rest,
                 const std::string& status = "draft") {
  return "  - id: " + id + R"(
    title: 测试规则
    status: )" +
         status + R"(
    severity: high
    speaker: [agent]
    owner: tests
    rationale: A rule that the tests of proofs are written with.
    basis: [AD25]
    suggestion: 请按规定表述。
)" + rest;
}

ProofReport ReportOf(const std::string& rules, const std::string& only = "") {
  const testing::TempDir directory;
  const auto pack = testing::LoadSmallPack(directory, "schema: 1\n" + rules);
  return pack == nullptr ? ProofReport() : RunProofs(pack, only);
}

constexpr const char* kPrincipal = R"(    patterns: {keeps: {terms: [保本]}}
    guards: [negated]
)";

TEST(RunProofsTest, PassesWhereEveryExampleComesOutAsItSays) {
  const ProofReport report =
      ReportOf("rules:\n" + Rule("mkt.a.principal", std::string(kPrincipal) + R"(
    examples:
      match: [这款是保本的, 保本保息]
      no_match: [这款产品不保本]
)"));
  EXPECT_TRUE(report.passed());
  EXPECT_EQ(report.rules, 1U);
  EXPECT_EQ(report.match, 2U);
  EXPECT_EQ(report.no_match, 1U);
}

TEST(RunProofsTest, TellsTheGuardThatTookAMatchBack) {
  const ProofReport report =
      ReportOf("rules:\n" + Rule("mkt.a.principal", std::string(kPrincipal) + R"(
    examples:
      match:
        - 这款是保本的
        - 这款产品不保本
)"));
  ASSERT_EQ(report.failures.size(), 1U);
  const ProofFailure& failure = report.failures.front();
  EXPECT_EQ(failure.rule_id, "mkt.a.principal");
  EXPECT_EQ(failure.kind, ProofKind::kMatch);
  EXPECT_EQ(failure.subject, "这款产品不保本");
  EXPECT_THAT(failure.reason, AllOf(HasSubstr("保本"), HasSubstr("negated")));
  EXPECT_THAT(failure.file, HasSubstr("rules.yaml"));
  EXPECT_EQ(failure.line, 18U) << "the line of the example itself";
}

TEST(RunProofsTest, TellsTheWordsThatANearMissWasCaughtBy) {
  const ProofReport report =
      ReportOf("rules:\n" + Rule("mkt.a.principal", std::string(kPrincipal) + R"(
    examples:
      no_match: [这款是保本的]
)"));
  ASSERT_EQ(report.failures.size(), 1U);
  EXPECT_EQ(report.failures.front().kind, ProofKind::kNoMatch);
  EXPECT_THAT(report.failures.front().got, AllOf(HasSubstr("保本"), HasSubstr("folded")));
}

TEST(RunProofsTest, JudgesAnExampleByItsOwnRuleAlone) {
  const ProofReport report =
      ReportOf("rules:\n" + Rule("mkt.a.principal", std::string(kPrincipal) + R"(
    examples: {match: [这款是保本的], no_match: [收益有保证]}
)") + Rule("mkt.b.returns", R"(    patterns: {promised: {terms: [收益有保证]}}
    examples: {match: [收益有保证], no_match: [这款是保本的]}
)"));
  EXPECT_THAT(report.failures, IsEmpty());
  EXPECT_EQ(report.rules, 2U);
}

TEST(RunProofsTest, SaysAnExampleAsTheRuleWantsItWhereTheExampleDoesNotSay) {
  const ProofReport report = ReportOf("rules:\n" + Rule("mkt.a.principal", R"(
    channel: [email]
    tenant: [bank-a]
    attributes: {product: [fund]}
    effective: {from: 2030-01-01, to: 2030-12-31}
    patterns: {keeps: {terms: [保本]}}
    examples:
      match: [这款是保本的, {text: 这款是保本的, sent_on: 2030-12-31}]
      no_match:
        - {text: 这款是保本的, sent_on: 2031-01-01}
        - {text: 这款是保本的, speaker: customer}
        - {text: 这款是保本的, attributes: {product: treasury_bond}}
)"));
  EXPECT_THAT(report.failures, IsEmpty());
  EXPECT_EQ(report.match, 2U);
  EXPECT_EQ(report.no_match, 3U);
}

TEST(RunProofsTest, RunsOneRuleOnlyWhenAskedTo) {
  const std::string rules = "rules:\n" + Rule("mkt.a.principal", std::string(kPrincipal) + R"(
    examples: {no_match: [这款是保本的]}
)") + Rule("mkt.b.returns", R"(    patterns: {promised: {terms: [收益有保证]}}
    examples: {match: [收益有保证]}
)");
  EXPECT_TRUE(ReportOf(rules, "mkt.b.returns").passed());
  EXPECT_FALSE(ReportOf(rules, "mkt.a.principal").passed());
}

TEST(RunProofsTest, NamesTheRulesThatBringNoProof) {
  const ProofReport report = ReportOf("rules:\n" + Rule("mkt.a.principal", kPrincipal));
  EXPECT_THAT(report.without_proof, ElementsAre("mkt.a.principal"));
  EXPECT_EQ(report.rules, 0U);
}

// A question about the licence, and a rule that is evaded by a brag.
std::string LicenceRules(const std::string& cases) {
  return R"(topics:
  - id: license
    title: 资质
    patterns:
      asks: {terms: [有备案吗]}
      number: {terms: [备案号]}
    ask: asks
    satisfied_by: number
rules:
)" + Rule("evs.license_dodge", R"(    kind: qa
    topics: [license]
    patterns: {brags: {terms: [老平台]}}
    evaded_by:
      - {kind: brag, condition: brags}
    cases:
)" + cases);
}

TEST(RunProofsTest, PlaysACaseWithItsClock) {
  const ProofReport report = ReportOf(LicenceRules(R"(
      - title: 夸耀
        messages:
          - {at: 0s, customer: 你们有备案吗}
          - {at: 20s, agent: 我们是老平台了请放心}
          - {at: 11m, event: closed}
        expect: [evs.license_dodge]
      - title: 如实回答
        messages:
          - {at: 0s, customer: 你们有备案吗}
          - {at: 20s, agent: 备案号是示例一二三}
          - {at: 11m, event: closed}
        expect: []
)"));
  EXPECT_EQ(report.cases, 2U);
  EXPECT_THAT(report.failures, IsEmpty());
}

TEST(RunProofsTest, TellsWhatACaseGotInstead) {
  const ProofReport report = ReportOf(LicenceRules(R"(
      - title: 夸耀但期望沉默
        messages:
          - {at: 0s, customer: 你们有备案吗}
          - {at: 20s, agent: 我们是老平台了请放心}
          - {at: 11m, event: closed}
        expect: []
      - title: 没有问题却期望发现
        messages:
          - {at: 0s, customer: 您好}
          - {at: 20s, agent: 我们是老平台了请放心}
          - {at: 11m, event: closed}
        expect: [evs.license_dodge]
)"));
  ASSERT_EQ(report.failures.size(), 2U);
  EXPECT_EQ(report.failures[0].kind, ProofKind::kCase);
  EXPECT_EQ(report.failures[0].expected, "silence");
  EXPECT_EQ(report.failures[0].got, "evs.license_dodge");
  EXPECT_THAT(report.failures[0].reason, HasSubstr("license (message 1)"));
  EXPECT_EQ(report.failures[1].got, "silence");
  EXPECT_THAT(report.failures[1].reason, HasSubstr("no question"));
}

TEST(RunProofsTest, LeavesAWindowOpenThatTheCaseDoesNotReach) {
  const ProofReport report = ReportOf(LicenceRules(R"(
      - title: 窗口未到
        messages:
          - {at: 0s, customer: 你们有备案吗}
          - {at: 20s, agent: 我们是老平台了请放心}
        expect: []
)"));
  EXPECT_THAT(report.failures, IsEmpty());
}

}  // namespace
}  // namespace mingcha
