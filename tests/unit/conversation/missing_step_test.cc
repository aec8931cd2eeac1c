#include "step_fixture.h"

namespace mingcha::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MissingStepTest : public WatchStepTest {
 protected:
  MissingStepTest() : WatchStepTest("disc.risk") {}
};

class MissingAgainStepTest : public WatchStepTest {
 protected:
  MissingAgainStepTest() : WatchStepTest("disc.again") {}
};

TEST_F(MissingStepTest, FindsWhenTheTimeHasPassed) {
  Agent(seconds(0), Part(0));
  Pass(seconds(600));
  EXPECT_THAT(Rules(), IsEmpty()) << "exactly at the limit is in time";
  Pass(seconds(600) + milliseconds(1));
  ASSERT_THAT(Rules(), ElementsAre("disc.risk"));
  const Finding& finding = findings_[0];
  EXPECT_EQ(finding.at, At(seconds(600)));
  EXPECT_EQ(finding.message_id, "m-1");
  EXPECT_EQ(finding.agent_id, "a-1");
  EXPECT_EQ(finding.subject, (Subject{SubjectKind::kConversation, "c-1"}));
  EXPECT_EQ(finding.features.at("closed_by"), "time");
  EXPECT_EQ(finding.explanation,
            "说到“part:disc.risk/0”之后，窗口结束时仍没有“会话规则”所要求的提示。");
  EXPECT_EQ(finding.finding_id, MakeFindingId(finding));
  EXPECT_THAT(FactKeys(), ElementsAre("missing.opened", "missing.found"));
}

TEST_F(MissingStepTest, TakesADisclosureAtTheDeadlineAndNotAMillisecondLater) {
  Agent(seconds(0), Part(0));
  Bot(seconds(600), Part(1));
  Pass(hours(1));
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(FactKeys(), ElementsAre("missing.opened", "missing.settled"));
}

TEST_F(MissingStepTest, TakesADisclosureAMillisecondLateAsMissing) {
  Agent(seconds(0), Part(0));
  Agent(seconds(600) + milliseconds(1), Part(1));
  EXPECT_THAT(Rules(), ElementsAre("disc.risk"));
}

TEST_F(MissingStepTest, FindsAtTheFifthMessageOfTheBusinessSide) {
  Agent(seconds(0), Part(0));
  for (int i = 1; i <= 4; ++i) {
    Say(seconds(i * 2), i % 2 == 0 ? Speaker::kAgent : Speaker::kBot, "hello");
    Customer(seconds(i * 2 + 1), "words");
  }
  EXPECT_THAT(Rules(), IsEmpty());
  Agent(seconds(20), "words");
  ASSERT_THAT(Rules(), ElementsAre("disc.risk"));
  EXPECT_EQ(findings_[0].at, At(seconds(20)));
  EXPECT_EQ(findings_[0].message_id, "m-1") << "what triggered it, not what closed the window";
  EXPECT_EQ(findings_[0].features.at("closed_by"), "messages");
}

TEST_F(MissingStepTest, LetsTheFifthMessageItselfDisclose) {
  Agent(seconds(0), Part(0));
  for (int i = 1; i <= 4; ++i) Agent(seconds(i), "words");
  Agent(seconds(5), Part(1));
  Pass(hours(1));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(MissingStepTest, CountsAnEditedMessageOnce) {
  SayAs("pitch", seconds(0), Speaker::kAgent, Part(0));
  SayAs("pitch", seconds(1), Speaker::kAgent, "another word");
  for (int i = 0; i < 9; ++i) {
    SayAs("reply", seconds(2 + i), Speaker::kAgent, "words " + std::to_string(i));
  }
  ASSERT_THAT(state_.watches, SizeIs(1));
  EXPECT_EQ(state_.watches[0].messages, 1U);
}

TEST_F(MissingStepTest, IsContentWithADisclosureInTheSameBreath) {
  Agent(seconds(0), Part(0) + " " + Part(1));
  Pass(hours(1));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(MissingStepTest, IsContentWithADisclosureThatWasMadeBefore) {
  Bot(seconds(0), Part(1));
  Agent(seconds(5), Part(0));
  Pass(hours(1));
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(state_.watches, IsEmpty());
}

TEST_F(MissingStepTest, JudgesWhenTheConversationCloses) {
  Agent(seconds(0), Part(0));
  Event(seconds(30), EventKind::kClosed);
  ASSERT_THAT(Rules(), ElementsAre("disc.risk"));
  EXPECT_EQ(findings_[0].at, At(seconds(30)));
  EXPECT_EQ(findings_[0].features.at("closed_by"), "closed");
}

TEST_F(MissingStepTest, TellsOfTheAgentWhenTheCustomerTriggered) {
  Customer(seconds(0), Part(0));
  Event(seconds(30), EventKind::kClosed);
  ASSERT_THAT(findings_, SizeIs(1));
  EXPECT_EQ(findings_[0].speaker, Speaker::kAgent);
}

TEST_F(MissingStepTest, OwesNothingForWhatTheCustomerTakesBack) {
  SayAs("q", seconds(0), Speaker::kCustomer, Part(0));
  Event(seconds(10), EventKind::kRecalled, "q");
  Event(seconds(30), EventKind::kClosed);
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(MissingStepTest, HoldsTheBusinessSideToWhatItTakesBack) {
  SayAs("pitch", seconds(0), Speaker::kAgent, Part(0));
  Event(seconds(10), EventKind::kRecalled, "pitch");
  Event(seconds(30), EventKind::kClosed);
  EXPECT_THAT(Rules(), ElementsAre("disc.risk"));
}

TEST_F(MissingStepTest, JudgesOnceInAConversation) {
  Agent(seconds(0), Part(0));
  Agent(seconds(601), Part(0));
  Pass(hours(2));
  EXPECT_THAT(Rules(), SizeIs(1));
}

TEST_F(MissingStepTest, BeginsAnewAfterADayOfSilence) {
  Agent(seconds(0), Part(0));
  Agent(hours(24), Part(0));
  Agent(hours(49), Part(0));
  Pass(hours(50));
  EXPECT_THAT(Rules(), SizeIs(2)) << "a day is no pause, a day and an hour is one";
}

TEST_F(MissingStepTest, FindsNothingInWhatOnlyRebuildsState) {
  context_only_ = true;
  Agent(seconds(0), Part(0));
  Event(seconds(30), EventKind::kClosed);
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(MissingStepTest, FindsWhatBeganAsContextAndEndsAsNews) {
  context_only_ = true;
  Agent(seconds(0), Part(0));
  context_only_ = false;
  Event(seconds(30), EventKind::kClosed);
  EXPECT_THAT(Rules(), ElementsAre("disc.risk"));
}

TEST_F(MissingStepTest, TellsWhatItGivesUpUnjudged) {
  Agent(seconds(0), Part(0));
  Drop(seconds(5));
  ASSERT_THAT(Rules(), ElementsAre("system.obligation-dropped"));
  EXPECT_EQ(findings_[0].evidence[0].message_id, "m-1");
  EXPECT_THAT(state_.watches, IsEmpty());
}

TEST_F(MissingAgainStepTest, JudgesEachTriggerThatFindsNoWindowOpen) {
  Agent(seconds(0), Part(0));
  Agent(seconds(10), Part(0));  // Inside the first window: counts as a message.
  Agent(seconds(20), "words");
  EXPECT_THAT(Rules(), SizeIs(1));
  Agent(seconds(30), Part(0));
  Pass(seconds(91));
  ASSERT_THAT(Rules(), SizeIs(2));
  EXPECT_NE(findings_[0].finding_id, findings_[1].finding_id);
}

TEST_F(MissingAgainStepTest, WantsADisclosureForEachTrigger) {
  Agent(seconds(0), Part(0));
  Agent(seconds(10), Part(1));
  Agent(seconds(20), Part(0));
  Pass(seconds(100));
  EXPECT_THAT(Rules(), SizeIs(1));
}

}  // namespace
}  // namespace mingcha::testing
