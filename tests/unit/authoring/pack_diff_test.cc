#include "authoring/pack_diff.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Found by the words [begin, end) of one message.
Finding FindingOf(const std::string& rule, uint32_t begin, uint32_t end,
                  const std::string& message = "m-1") {
  Finding finding;
  finding.rule_id = rule;
  finding.finding_id =
      rule + "/" + message + "/" + std::to_string(begin) + "-" + std::to_string(end);
  finding.conversation.conversation_id = "c-1";
  finding.message_id = message;
  finding.subject = {SubjectKind::kMessage, message};
  finding.severity = Severity::kHigh;
  finding.evidence.push_back({.message_id = message,
                              .message_identity = "identity of " + message,
                              .original = {begin, end},
                              .quote = "保本"});
  return finding;
}

TEST(PackDifferTest, CallsUnchangedWhatBothFindAlike) {
  PackDiffer differ;
  differ.AddBefore(FindingOf("mkt.a.one", 0, 6));
  differ.AddAfter(FindingOf("mkt.a.one", 0, 6));
  differ.AddAfter(FindingOf("mkt.a.one", 0, 6));
  const PackDiff diff = differ.Compare();
  EXPECT_THAT(diff.counts, ElementsAre(1, 0, 0, 0));
  EXPECT_FALSE(diff.any_change());
}

TEST(PackDifferTest, TellsNewAndAbsentFindings) {
  PackDiffer differ;
  differ.AddBefore(FindingOf("mkt.a.one", 0, 6));
  differ.AddAfter(FindingOf("mkt.b.two", 0, 6));
  const PackDiff diff = differ.Compare();
  EXPECT_THAT(diff.counts, ElementsAre(0, 1, 0, 1));
  ASSERT_EQ(diff.changes.size(), 2U);
  EXPECT_EQ(diff.changes[0].state, BaselineState::kAbsent);
  EXPECT_EQ(diff.changes[0].shown().rule_id, "mkt.a.one");
  EXPECT_EQ(diff.changes[1].state, BaselineState::kNew);
  EXPECT_THAT(diff.by_rule.at("mkt.a.one"), ElementsAre(0, 0, 0, 1));
  EXPECT_THAT(diff.by_rule.at("mkt.b.two"), ElementsAre(0, 1, 0, 0));
}

TEST(PackDifferTest, CallsChangedWhatStandsOnWordsThatOverlap) {
  PackDiffer differ;
  differ.AddBefore(FindingOf("mkt.a.one", 0, 6));
  differ.AddAfter(FindingOf("mkt.a.one", 0, 12));
  const PackDiff diff = differ.Compare();
  EXPECT_THAT(diff.counts, ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(diff.changes[0].differs_in, ElementsAre("evidence"));
  EXPECT_EQ(diff.changes[0].before.evidence[0].original.end, 6U);
  EXPECT_EQ(diff.changes[0].shown().evidence[0].original.end, 12U);
}

TEST(PackDifferTest, DoesNotTakeOtherWordsOrAnotherMessageForAChange) {
  PackDiffer differ;
  differ.AddBefore(FindingOf("mkt.a.one", 0, 6));
  differ.AddAfter(FindingOf("mkt.a.one", 6, 12));
  differ.AddAfter(FindingOf("mkt.a.one", 0, 9, "m-2"));
  EXPECT_THAT(differ.Compare().counts, ElementsAre(0, 2, 0, 1));
}

TEST(PackDifferTest, TakesEachFindingForOneChangeOnly) {
  PackDiffer differ;
  differ.AddBefore(FindingOf("mkt.a.one", 0, 12));
  differ.AddAfter(FindingOf("mkt.a.one", 0, 6));
  differ.AddAfter(FindingOf("mkt.a.one", 6, 11));
  EXPECT_THAT(differ.Compare().counts, ElementsAre(0, 1, 1, 0));
}

TEST(PackDifferTest, TellsWhatIsSaidOtherwise) {
  PackDiffer differ;
  Finding after = FindingOf("mkt.a.one", 0, 6);
  after.severity = Severity::kCritical;
  after.basis = {"AD25"};
  differ.AddBefore(FindingOf("mkt.a.one", 0, 6));
  differ.AddAfter(after);
  const PackDiff diff = differ.Compare();
  EXPECT_THAT(diff.counts, ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(diff.changes[0].differs_in, ElementsAre("severity", "basis"));
}

TEST(PackDifferTest, CountsByConversation) {
  PackDiffer differ;
  Finding elsewhere = FindingOf("mkt.a.one", 0, 6, "m-9");
  elsewhere.conversation.conversation_id = "c-2";
  differ.AddBefore(FindingOf("mkt.a.one", 0, 6));
  differ.AddAfter(elsewhere);
  const PackDiff diff = differ.Compare();
  EXPECT_THAT(diff.by_conversation.at({.conversation_id = "c-1"}), ElementsAre(0, 0, 0, 1));
  EXPECT_THAT(diff.by_conversation.at({.conversation_id = "c-2"}), ElementsAre(0, 1, 0, 0));
}

TEST(PackDifferTest, FindsNothingInNothing) {
  EXPECT_THAT(PackDiffer().Compare().changes, IsEmpty());
}

}  // namespace
}  // namespace mingcha
