#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "mingcha/conversation.h"

#include "support/scripted_scan.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ClockMode = ConversationTracker::ClockMode;

class ConversationTrackerTest : public ::testing::Test {
 protected:
  ConversationOutcome Say(Speaker speaker, const std::string& id, Duration at,
                          const std::string& text, const std::string& conversation = "c-1") {
    const Message message = MakeMessage(id, at, speaker, text, conversation);
    return tracker_->OnMessage(message, ScriptedScan(pack_->compiled(), message), context_);
  }
  ConversationOutcome Customer(const std::string& id, Duration at, const std::string& text) {
    return Say(Speaker::kCustomer, id, at, text);
  }
  ConversationOutcome Agent(const std::string& id, Duration at, const std::string& text) {
    return Say(Speaker::kAgent, id, at, text);
  }

  // Another process goes on from what the first one wrote.
  void Restart(Duration at = {}) {
    const std::string state = tracker_->SerializeState(key_);
    tracker_ = std::make_unique<ConversationTracker>(pack_, options_);
    if (!state.empty()) {
      ASSERT_THAT(tracker_->RestoreState(key_, state, At(at)), IsOk());
    }
  }

  static std::vector<std::string> Rules(const std::vector<Finding>& findings) {
    std::vector<std::string> ids;
    for (const Finding& finding : findings) ids.push_back(finding.rule_id);
    return ids;
  }

  ConversationKey key_{"default", "c-1"};
  std::shared_ptr<const RulePack> pack_ = MakePack(ScriptedRules());
  ConversationTracker::Options options_;
  ConversationTracker::Context context_;
  std::unique_ptr<ConversationTracker> tracker_ =
      std::make_unique<ConversationTracker>(pack_, options_);
};

TEST_F(ConversationTrackerTest, TellsAQuestionAtOnceAndItsFindingWhenTheWindowHasClosed) {
  const ConversationOutcome asked = Customer("m-1", seconds(0), "ask:license");
  ASSERT_THAT(asked.opened, SizeIs(1));
  EXPECT_EQ(asked.opened[0].topic, "license");
  EXPECT_EQ(asked.opened[0].message_id, "m-1");
  EXPECT_EQ(asked.opened[0].deadline, At(seconds(600)));
  EXPECT_TRUE(asked.owes_changed);
  EXPECT_EQ(tracker_->counters().open_obligations, 1U);

  const ConversationOutcome dodged = Agent("m-2", seconds(20), "dodge:evs.license");
  EXPECT_THAT(dodged.findings, IsEmpty());
  ASSERT_THAT(dodged.at_risk, SizeIs(1));
  EXPECT_EQ(dodged.at_risk[0].rule_id, "evs.license");
  EXPECT_EQ(dodged.at_risk[0].question_message_id, "m-1");
  EXPECT_EQ(dodged.at_risk[0].reply_message_id, "m-2");
  EXPECT_THAT(Agent("m-3", seconds(21), "dodge:evs.license").at_risk, IsEmpty())
      << "only the first";

  EXPECT_THAT(Customer("m-4", seconds(605), "words").findings, IsEmpty())
      << "a reply of 10:10:00 may still come in";
  const ConversationOutcome closed = Customer("m-5", seconds(606), "words");
  EXPECT_THAT(Rules(closed.findings), ElementsAre("evs.license"));
  EXPECT_TRUE(closed.owes_changed);
  EXPECT_EQ(tracker_->SerializeState(key_), "");
  EXPECT_EQ(tracker_->counters().open_obligations, 0U);
}

TEST_F(ConversationTrackerTest, PutsRecordsInOrderWithinTheAllowedLateness) {
  Agent("m-2", seconds(4), "dodge:evs.license");
  const ConversationOutcome asked = Customer("m-1", seconds(1), "ask:license");
  EXPECT_FALSE(asked.late);
  EXPECT_THAT(asked.opened, SizeIs(1));
  const auto expired = tracker_->EndOfInput(0, At(minutes(20)));
  ASSERT_THAT(expired, SizeIs(1));
  EXPECT_THAT(Rules(expired[0].outcome.findings), ElementsAre("evs.license"));
}

TEST_F(ConversationTrackerTest, TellsAndCountsARecordThatIsTooLate) {
  Customer("m-1", seconds(0), "ask:license");
  Agent("m-2", seconds(10), "dodge:evs.license");
  Agent("m-3", seconds(20), "words");
  const ConversationOutcome late = Agent("m-4", seconds(5), "good:license");
  EXPECT_TRUE(late.late);
  EXPECT_EQ(tracker_->counters().late, 1U);
  const auto expired = tracker_->EndOfInput(0, At(minutes(20)));
  ASSERT_THAT(expired, SizeIs(1));
  EXPECT_THAT(Rules(expired[0].outcome.findings), ElementsAre("evs.license"));
}

TEST_F(ConversationTrackerTest, KnowsADuplicateAndTellsWhatIsStillOwed) {
  Customer("m-1", seconds(0), "ask:license");
  const ConversationOutcome again = Customer("m-1", seconds(0), "ask:license");
  EXPECT_TRUE(again.duplicate);
  EXPECT_FALSE(again.owes_changed);
  EXPECT_THAT(again.opened, SizeIs(1));
  EXPECT_EQ(tracker_->counters().duplicates, 1U);
  EXPECT_EQ(tracker_->counters().open_obligations, 1U);

  Agent("m-2", seconds(10), "good:license");
  Agent("m-3", seconds(20), "words");
  EXPECT_THAT(Customer("m-1", seconds(0), "ask:license").opened, IsEmpty()) << "answered by now";
}

TEST_F(ConversationTrackerTest, KnowsADuplicateAmongManyThatWait) {
  Customer("m-1", seconds(0), "ask:license");
  for (int i = 0; i < 100; ++i) Agent("r-" + std::to_string(i), milliseconds(i), "words");
  EXPECT_TRUE(Customer("m-1", seconds(0), "ask:license").duplicate);
}

TEST_F(ConversationTrackerTest, TakesAnEditForAnotherMessage) {
  Customer("m-1", seconds(0), "ask:license");
  Agent("m-2", seconds(10), "dodge:evs.license");
  EXPECT_FALSE(Agent("m-2", seconds(12), "good:license").duplicate);
  EXPECT_THAT(tracker_->EndOfInput(0, At(minutes(20)))[0].outcome.findings, IsEmpty());
}

TEST_F(ConversationTrackerTest, FiresTimersWithoutAMessage) {
  context_ = {ClockMode::kWall, 7, false};
  Customer("m-1", seconds(0), "ask:license");
  EXPECT_EQ(tracker_->NextWallDeadline(), At(seconds(5) + milliseconds(1)));
  EXPECT_THAT(tracker_->AdvanceWallClock(At(seconds(6))), SizeIs(1)) << "the question is applied";
  EXPECT_EQ(tracker_->NextWallDeadline(), At(seconds(605) + milliseconds(1)));
  EXPECT_THAT(tracker_->AdvanceWallClock(At(seconds(605))), IsEmpty());
  const auto expired = tracker_->AdvanceWallClock(At(seconds(606)));
  ASSERT_THAT(expired, SizeIs(1));
  EXPECT_EQ(expired[0].input, 7U);
  EXPECT_EQ(expired[0].conversation, key_);
  EXPECT_THAT(Rules(expired[0].outcome.findings), ElementsAre("evs.silent"));
  EXPECT_EQ(expired[0].outcome.findings[0].at, At(seconds(600)));
  EXPECT_EQ(tracker_->NextWallDeadline(), std::nullopt);
}

TEST_F(ConversationTrackerTest, LetsABacklogCatchUpBeforeItsDeadlinesPass) {
  tracker_->AdvanceWallClock(At(minutes(30)));
  context_.clock = ClockMode::kWall;
  Customer("m-1", seconds(0), "ask:license");
  EXPECT_THAT(tracker_->AdvanceWallClock(At(minutes(30) + seconds(1))), IsEmpty());
  Agent("m-2", seconds(30), "good:license");
  for (const auto& expired : tracker_->AdvanceWallClock(At(minutes(40)))) {
    EXPECT_THAT(expired.outcome.findings, IsEmpty());
  }
}

TEST_F(ConversationTrackerTest, DoesNotMoveAnEventClockByTheWallClock) {
  Customer("m-1", seconds(0), "ask:license");
  EXPECT_EQ(tracker_->NextWallDeadline(), std::nullopt);
  EXPECT_THAT(tracker_->AdvanceWallClock(At(minutes(60))), IsEmpty());
}

TEST_F(ConversationTrackerTest, ClosesAtTheEndOfItsInputOnlyWhatHasPassed) {
  context_.input = 1;
  Say(Speaker::kCustomer, "m-1", seconds(0), "ask:license", "c-1");
  Say(Speaker::kCustomer, "m-2", seconds(1), "ask:license", "c-2");
  context_.input = 2;
  Say(Speaker::kCustomer, "m-3", seconds(0), "ask:license", "c-3");
  const auto expired = tracker_->EndOfInput(1, At(seconds(600)));
  std::vector<Finding> findings;
  for (const auto& one : expired) {
    findings.insert(findings.end(), one.outcome.findings.begin(), one.outcome.findings.end());
  }
  ASSERT_THAT(Rules(findings), ElementsAre("evs.silent"));
  EXPECT_EQ(findings[0].conversation.conversation_id, "c-1");
  EXPECT_EQ(tracker_->counters().open_obligations, 2U);
}

TEST_F(ConversationTrackerTest, AnInputEndsAfterARestartWhatItOpenedBefore) {
  context_.input = 7;
  Customer("m-1", seconds(0), "ask:license");
  Restart();
  EXPECT_THAT(tracker_->EndOfInput(0, At(seconds(600))), IsEmpty());
  const auto expired = tracker_->EndOfInput(7, At(seconds(600)));
  ASSERT_THAT(expired, SizeIs(1));
  EXPECT_THAT(Rules(expired[0].outcome.findings), ElementsAre("evs.silent"));
}

TEST_F(ConversationTrackerTest, WhoReadsAnInputAnewEndsWhatItOwes) {
  context_.input = 1;
  Customer("m-1", seconds(0), "ask:license");
  context_.input = 2;
  const ConversationOutcome again = Customer("m-1", seconds(0), "ask:license");
  EXPECT_TRUE(again.duplicate);
  EXPECT_TRUE(again.owes_changed) << "the store must know the new input, too";
  Restart();
  EXPECT_THAT(tracker_->EndOfInput(1, At(seconds(600))), IsEmpty());
  EXPECT_THAT(tracker_->EndOfInput(2, At(seconds(600))), SizeIs(1));
}

TEST_F(ConversationTrackerTest, JudgesAtAClose) {
  Customer("m-1", seconds(0), "ask:license");
  tracker_->OnEvent(MakeEvent("e-1", seconds(30), EventKind::kClosed), context_);
  const ConversationOutcome later = Customer("m-2", seconds(40), "words");
  EXPECT_THAT(Rules(later.findings), ElementsAre("evs.silent"));
}

TEST_F(ConversationTrackerTest, GivesNoFindingsForContext) {
  context_.context_only = true;
  EXPECT_THAT(Customer("m-1", seconds(0), "ask:license").opened, IsEmpty());
  EXPECT_THAT(Agent("m-2", seconds(10), "dodge:evs.license").at_risk, IsEmpty());
  EXPECT_THAT(Customer("m-3", minutes(20), "words").findings, IsEmpty());
}

TEST_F(ConversationTrackerTest, JudgesWhatContextHasLeftOpen) {
  context_.context_only = true;
  Customer("m-1", seconds(0), "ask:license");
  Agent("m-2", seconds(10), "dodge:evs.license");
  context_.context_only = false;
  EXPECT_THAT(Rules(Customer("m-3", minutes(20), "words").findings), ElementsAre("evs.license"));
}

TEST_F(ConversationTrackerTest, DoesNotLoseWhatItOwesToContextThatIsSentAgain) {
  Customer("m-1", seconds(0), "ask:license");
  Agent("m-2", seconds(10), "dodge:evs.license");
  Restart();
  context_.context_only = true;
  Customer("m-1", seconds(0), "ask:license");
  Agent("m-2", seconds(10), "dodge:evs.license");
  EXPECT_THAT(Rules(Customer("m-3", minutes(20), "words").findings), ElementsAre("evs.license"));
}

TEST_F(ConversationTrackerTest, TakesContextForNewsWhenItIsSentAsNews) {
  context_.context_only = true;
  Customer("m-1", seconds(0), "ask:license");
  context_.context_only = false;
  const ConversationOutcome news = Customer("m-1", seconds(0), "ask:license");
  EXPECT_THAT(news.opened, SizeIs(1));
  EXPECT_TRUE(news.owes_changed);
  context_.context_only = true;
  EXPECT_THAT(Rules(Customer("m-2", minutes(20), "words").findings), ElementsAre("evs.silent"));
}

TEST_F(ConversationTrackerTest, DoesNotDoubleAnObligationAfterARestart) {
  Customer("m-1", seconds(0), "ask:license");
  Restart();
  EXPECT_EQ(tracker_->counters().open_obligations, 1U);
  EXPECT_TRUE(Customer("m-1", seconds(0), "ask:license").duplicate);
  Agent("m-2", seconds(20), "words");
  Restart();
  Customer("m-1", seconds(0), "ask:license");
  EXPECT_EQ(tracker_->counters().open_obligations, 1U);
}

TEST_F(ConversationTrackerTest, RunsRestoredTimersByTheClockTheyHad) {
  context_.clock = ClockMode::kWall;
  Customer("m-1", seconds(0), "ask:license");
  Restart();
  EXPECT_NE(tracker_->NextWallDeadline(), std::nullopt);
  const auto expired = tracker_->AdvanceWallClock(At(minutes(20)));
  ASSERT_THAT(expired, SizeIs(1));
  EXPECT_THAT(Rules(expired[0].outcome.findings), ElementsAre("evs.silent"));
}

TEST_F(ConversationTrackerTest, LetsClientsComeBackBeforeItJudgesWhatItSleptThrough) {
  context_.clock = ClockMode::kWall;
  for (const auto* id : {"c-1", "c-2"}) {
    Say(Speaker::kCustomer, "m-1", seconds(0), "ask:license", id);
  }
  Restart(minutes(30));
  EXPECT_EQ(tracker_->NextWallDeadline(), At(minutes(31)));
  EXPECT_THAT(tracker_->AdvanceWallClock(At(minutes(30) + seconds(50))), IsEmpty());
  const ConversationOutcome answered = Agent("m-2", seconds(60), "good:license");
  EXPECT_FALSE(answered.late) << "it was sent in time, and waited at the client";
  for (const auto& expired : tracker_->AdvanceWallClock(At(minutes(40)))) {
    EXPECT_THAT(expired.outcome.findings, IsEmpty());
  }
  EXPECT_EQ(tracker_->counters().open_obligations, 0U);
}

TEST_F(ConversationTrackerTest, JudgesWhatItSleptThroughWhenNobodyComesBack) {
  context_.clock = ClockMode::kWall;
  Customer("m-1", seconds(0), "ask:license");
  Restart(minutes(30));
  const auto expired = tracker_->AdvanceWallClock(At(minutes(31)));
  ASSERT_THAT(expired, SizeIs(1));
  EXPECT_THAT(Rules(expired[0].outcome.findings), ElementsAre("evs.silent"));
}

TEST_F(ConversationTrackerTest, ARecordSentAgainByAnotherClockChangesNothing) {
  context_ = {ClockMode::kWall, 1, false};
  Customer("m-1", seconds(0), "ask:license");
  context_ = {ClockMode::kEvent, 2, false};
  EXPECT_TRUE(Customer("m-1", seconds(0), "ask:license").duplicate);
  EXPECT_NE(tracker_->NextWallDeadline(), std::nullopt) << "the timer runs on";
  EXPECT_THAT(tracker_->EndOfInput(2, At(minutes(20))), IsEmpty());
  const auto expired = tracker_->AdvanceWallClock(At(minutes(20)));
  ASSERT_THAT(expired, SizeIs(1));
  EXPECT_EQ(expired[0].input, 1U);
}

TEST_F(ConversationTrackerTest, NewsByAnEventClockDoNotStopALiveTimer) {
  context_ = {ClockMode::kWall, 1, false};
  Customer("m-1", seconds(0), "ask:license");
  context_.clock = ClockMode::kEvent;
  Agent("m-2", seconds(1), "words");
  EXPECT_NE(tracker_->NextWallDeadline(), std::nullopt);
}

TEST_F(ConversationTrackerTest, WritesNoStateForPlainTalk) {
  EXPECT_FALSE(Customer("m-1", seconds(0), "words").owes_changed);
  EXPECT_FALSE(Agent("m-2", seconds(1), "words").owes_changed);
  EXPECT_FALSE(Agent("m-3", seconds(20), "words").owes_changed);
}

TEST_F(ConversationTrackerTest, ForgetsAStoredStateWhenNothingIsOwed) {
  Customer("m-1", seconds(0), "ask:license");
  Agent("m-2", seconds(10), "good:license");
  EXPECT_TRUE(Agent("m-3", seconds(30), "words").owes_changed);
  EXPECT_NE(tracker_->SerializeState(key_), "") << "a reply waits";
  EXPECT_TRUE(Customer("m-4", seconds(60), "words").owes_changed);
  EXPECT_EQ(tracker_->SerializeState(key_), "");
  EXPECT_FALSE(Customer("m-5", seconds(90), "words").owes_changed);
}

TEST_F(ConversationTrackerTest, RefusesAStateOfANewerVersion) {
  EXPECT_THAT(tracker_->RestoreState(key_, "{\"v\":9}", {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("version 9")));
  EXPECT_EQ(tracker_->counters().conversations, 0U);
}

TEST_F(ConversationTrackerTest, StaysBoundedUnderAFlood) {
  for (int i = 0; i < 1000; ++i) Agent("m-" + std::to_string(i), milliseconds(i), "words");
  EXPECT_LE(tracker_->SerializeState(key_).size(), size_t{128} * 1024);
}

}  // namespace
}  // namespace mingcha::testing
