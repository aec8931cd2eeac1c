#include "pipeline/finding_builder.h"

#include <memory>

#include <gmock/gmock.h>

#include "support/scripted_scan.h"

namespace mingcha::testing {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FindingsOfMessageTest : public ::testing::Test {
 protected:
  std::unique_ptr<CompiledPack> pack_ = ScriptedRules();
  Message message_ = MakeMessage("m-1", seconds(3), Speaker::kAgent, "so hit:mkt.promise");
};

TEST_F(FindingsOfMessageTest, TellsTheRuleThePlaceAndTheWords) {
  const auto findings = FindingsOfMessage(*pack_, message_, ScriptedScan(*pack_, message_));
  ASSERT_THAT(findings, SizeIs(1));
  const Finding& finding = findings[0];
  EXPECT_EQ(finding.rule_id, "mkt.promise");
  EXPECT_EQ(finding.title, "承诺收益");
  EXPECT_EQ(finding.severity, Severity::kCritical);
  EXPECT_EQ(finding.pack, "scripted@1");
  EXPECT_EQ(finding.subject, (Subject{SubjectKind::kMessage, "m-1"}));
  EXPECT_EQ(finding.at, At(seconds(3)));
  EXPECT_EQ(finding.agent_id, "a-1");
  EXPECT_EQ(finding.evidence[0].quote, "hit:mkt.promise");
  EXPECT_EQ(finding.explanation, "原文符合规则“承诺收益”。");
  EXPECT_EQ(finding.finding_id, MakeFindingId(finding));
}

TEST_F(FindingsOfMessageTest, TellsWhyASeverityIsLower) {
  ScanResult scan = ScriptedScan(*pack_, message_);
  scan.hits[0].severity = Severity::kHigh;
  scan.hits[0].evasion = true;
  const auto findings = FindingsOfMessage(*pack_, message_, scan);
  EXPECT_EQ(findings[0].severity, Severity::kHigh);
  EXPECT_EQ(
      findings[0].explanation,
      "原文经过伪装，还原后符合规则“承诺收益”，可能属于合法例外但缺少核实所需的属性，降级提示。");
}

TEST_F(FindingsOfMessageTest, MakesAFindingOfWhatWasNotScanned) {
  ScanResult scan;
  scan.incomplete = {IncompleteReason::kTextTooLong, IncompleteReason::kTooManyHits};
  const auto findings = FindingsOfMessage(*pack_, message_, scan);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].rule_id, "system.scan-incomplete");
  EXPECT_EQ(findings[0].rule_status, RuleStatus::kStable);
  EXPECT_EQ(findings[0].severity, Severity::kMedium);
  EXPECT_EQ(findings[0].category, "system");
  EXPECT_EQ(findings[0].features.at("reason"), "text_too_long,too_many_hits");
  EXPECT_THAT(findings[0].basis, IsEmpty());
}

TEST_F(FindingsOfMessageTest, TellsUnscannedMessagesOfTwoConversationsApart) {
  ScanResult scan;
  scan.incomplete = {IncompleteReason::kTextTooLong};
  const auto one = FindingsOfMessage(*pack_, message_, scan);
  message_.conversation.conversation_id = "c-2";
  const auto other = FindingsOfMessage(*pack_, message_, scan);
  EXPECT_NE(one[0].finding_id, other[0].finding_id);
}

}  // namespace
}  // namespace mingcha::testing
