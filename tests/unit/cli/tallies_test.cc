#include "cli/tallies.h"

#include "cli/intake.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha::cli {
namespace {

using ::testing::HasSubstr;

Finding Of(Severity severity, RuleStatus status = RuleStatus::kStable) {
  Finding finding;
  finding.rule_id = "mkt.a.principal";
  finding.category = "prohibited_wording";
  finding.severity = severity;
  finding.rule_status = status;
  return finding;
}

TEST(FindingTallyTest, ReachesASeverityAtOrOverIt) {
  FindingTally tally;
  EXPECT_FALSE(tally.Reaches(Severity::kInfo));
  tally.Add(Of(Severity::kMedium));
  EXPECT_TRUE(tally.Reaches(Severity::kLow));
  EXPECT_TRUE(tally.Reaches(Severity::kMedium));
  EXPECT_FALSE(tally.Reaches(Severity::kHigh));
}

TEST(FindingTallyTest, CountsRulesInTestApart) {
  FindingTally tally;
  tally.Add(Of(Severity::kCritical, RuleStatus::kTest));
  EXPECT_FALSE(tally.Reaches(Severity::kInfo));
  EXPECT_EQ(tally.findings(), 0U);
  EXPECT_EQ(tally.in_test(), 1U);
  EXPECT_EQ(tally.InWords(), "0 findings; 1 more of rules in test");
}

TEST(FindingTallyTest, TellsTheWorstFirst) {
  FindingTally tally;
  tally.Add(Of(Severity::kLow));
  tally.Add(Of(Severity::kCritical));
  tally.Add(Of(Severity::kLow));
  EXPECT_EQ(tally.InWords(), "3 findings: 1 critical, 2 low");
}

TEST(IntakeCountsTest, AddUp) {
  IntakeCounts counts;
  counts.read = 10;
  counts.messages = 6;
  counts.events = 1;
  counts.skipped = {{"empty_line", 2}, {"not_json", 1}};
  EXPECT_EQ(counts.read, counts.scanned() + counts.skipped_lines());
  EXPECT_EQ(counts.bad_lines(), 1U) << "an empty line is no broken record";
  EXPECT_EQ(InWords(counts),
            "10 lines read: 6 messages, 1 event, 3 skipped (2 empty_line, 1 not_json)");
}

TEST(AnswerTallyTest, TellsOnlyWhatThereWas) {
  AnswerTally tally;
  EXPECT_EQ(tally.InWords(), "");
  RecordResult result;
  result.late = true;
  result.counters.suppressed[static_cast<size_t>(Guard::kNegated)] = 2;
  result.counters.suppressed_locally = 3;
  tally.Add(result);
  EXPECT_THAT(tally.InWords(), HasSubstr("3 findings suppressed by overrides"));
  EXPECT_THAT(tally.InWords(), HasSubstr("1 record too late"));
  EXPECT_THAT(tally.InWords(), HasSubstr("2 hits taken back by guards: 2 negated"));
}

TEST(ObligationsToJsonTest, CountsEachFate) {
  Pipeline::Counters counters;
  counters.facts = {{"obligation.opened", 4}, {"obligation.evaded", 2}, {"other", 9}};
  counters.open_obligations = 2;
  EXPECT_EQ(DumpLine(ObligationsToJson(counters)),
            R"({"opened":4,"satisfied":0,"evaded":2,"unclassified":0,"withdrawn":0,)"
            R"("dropped":0,"open":2})");
}

}  // namespace
}  // namespace mingcha::cli
