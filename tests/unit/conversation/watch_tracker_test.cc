// Watches over a tracker's life: timers without a message, restarts, what is given up.

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "mingcha/conversation.h"

#include "support/scripted_watches.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ClockMode = ConversationTracker::ClockMode;

class WatchTrackerTest : public ::testing::Test {
 protected:
  void Watch(std::string_view rule) {
    pack_ = MakePack(ScriptedWatch(rule));
    tracker_ = std::make_unique<ConversationTracker>(pack_, options_);
  }
  ConversationOutcome Say(Speaker speaker, const std::string& id, Duration at,
                          const std::string& text, const std::string& conversation = "c-1") {
    const Message message = MakeMessage(id, at, speaker, text, conversation);
    return tracker_->OnMessage(message, ScriptedScan(pack_->compiled(), message), context_);
  }
  void Restart(Duration at) {
    const std::string state = tracker_->SerializeState(key_);
    tracker_ = std::make_unique<ConversationTracker>(pack_, options_);
    ASSERT_THAT(state, Not(IsEmpty()));
    ASSERT_THAT(tracker_->RestoreState(key_, state, At(at)), IsOk());
  }
  static std::vector<std::string> Rules(const std::vector<ConversationTracker::Expired>& all) {
    std::vector<std::string> ids;
    for (const auto& one : all) {
      for (const Finding& finding : one.outcome.findings) ids.push_back(finding.rule_id);
    }
    return ids;
  }

  ConversationKey key_{"default", "c-1"};
  std::shared_ptr<const RulePack> pack_;
  ConversationTracker::Options options_{.allowed_lateness = seconds(5)};
  ConversationTracker::Context context_{ClockMode::kWall, 1, false};
  std::unique_ptr<ConversationTracker> tracker_;
};

TEST_F(WatchTrackerTest, FiresAtTheDeadlineWithoutAMessage) {
  Watch("sla.first");
  tracker_->AdvanceWallClock(At(seconds(0)));
  EXPECT_TRUE(Say(Speaker::kCustomer, "m-1", seconds(0), "words").owes_changed);
  // First the message itself leaves the buffer.
  tracker_->AdvanceWallClock(At(seconds(6)));
  EXPECT_EQ(tracker_->counters().open_obligations, 1U);
  EXPECT_EQ(tracker_->NextWallDeadline(), At(seconds(305) + milliseconds(1)));
  EXPECT_THAT(Rules(tracker_->AdvanceWallClock(At(seconds(305)))), IsEmpty())
      << "a reply of the last moment may still come in";
  EXPECT_THAT(Rules(tracker_->AdvanceWallClock(At(seconds(305) + milliseconds(1)))),
              ElementsAre("sla.first"));
  EXPECT_EQ(tracker_->counters().open_obligations, 0U);
}

TEST_F(WatchTrackerTest, StandsAgainAfterARestart) {
  Watch("sla.first");
  tracker_->AdvanceWallClock(At(seconds(0)));
  Say(Speaker::kCustomer, "m-1", seconds(0), "words");
  Restart(seconds(10));
  Restart(seconds(20));
  EXPECT_THAT(Rules(tracker_->AdvanceWallClock(At(seconds(306)))), ElementsAre("sla.first"));
}

TEST_F(WatchTrackerTest, RemembersOverARestartThatItHasJudged) {
  Watch("sla.first");
  context_.clock = ClockMode::kEvent;
  Say(Speaker::kCustomer, "m-1", seconds(0), "words");
  Say(Speaker::kAgent, "m-2", seconds(10), "words");
  Say(Speaker::kAgent, "m-3", seconds(20), "words");
  Restart(seconds(30));
  Say(Speaker::kCustomer, "m-4", seconds(40), "words");
  EXPECT_THAT(Rules(tracker_->EndOfInput(1, At(hours(1)))), IsEmpty())
      << "the first reply has been given";
}

TEST_F(WatchTrackerTest, WritesStateOnlyWhileItMatters) {
  Watch("sla.first");
  context_.clock = ClockMode::kEvent;
  Say(Speaker::kCustomer, "m-1", seconds(0), "words");
  Say(Speaker::kAgent, "m-2", seconds(10), "words");
  EXPECT_TRUE(Say(Speaker::kAgent, "m-3", seconds(20), "words").owes_changed) << "settled";
  EXPECT_FALSE(Say(Speaker::kAgent, "m-4", seconds(30), "words").owes_changed);
  EXPECT_FALSE(Say(Speaker::kCustomer, "m-5", seconds(40), "words").owes_changed);
}

TEST_F(WatchTrackerTest, FindsAWatchInANewRunOfTheRules) {
  Watch("disc.risk");
  context_.clock = ClockMode::kEvent;
  Say(Speaker::kAgent, "m-1", seconds(0), "part:disc.risk/0");
  Say(Speaker::kAgent, "m-2", seconds(10), "words");
  const std::string state = tracker_->SerializeState(key_);
  EXPECT_THAT(state, HasSubstr("disc.risk"));
  // A pack in which the rule looks for something else.
  auto changed = ScriptedWatch("disc.risk");
  changed->rules[changed->FindRule("disc.risk")].kind = RuleKind::kCount;
  ConversationTracker other(MakePack(std::move(changed)), options_);
  ASSERT_THAT(other.RestoreState(key_, state, At(seconds(20))), IsOk());
  EXPECT_THAT(Rules(other.EndOfInput(1, At(hours(1)))), IsEmpty());
}

TEST_F(WatchTrackerTest, GivesNoFindingTwiceAfterContextIsSentAgain) {
  Watch("seq.fee");
  context_.clock = ClockMode::kEvent;
  const auto tell = [&] {
    std::vector<std::string> rules;
    const auto add = [&](const ConversationOutcome& outcome) {
      for (const Finding& finding : outcome.findings) rules.push_back(finding.rule_id);
    };
    add(Say(Speaker::kCustomer, "m-1", seconds(0), "part:seq.fee/0"));
    add(Say(Speaker::kAgent, "m-2", seconds(10), "part:seq.fee/1"));
    add(Say(Speaker::kCustomer, "m-3", seconds(20), "part:seq.fee/2"));
    add(Say(Speaker::kCustomer, "m-4", seconds(40), "words"));
    return rules;
  };
  EXPECT_THAT(tell(), ElementsAre("seq.fee"));
  // The conversation has moved to a process that does not know it.
  tracker_ = std::make_unique<ConversationTracker>(pack_, options_);
  context_.context_only = true;
  EXPECT_THAT(tell(), IsEmpty());
}

TEST_F(WatchTrackerTest, RebuildsAWatchFromContext) {
  Watch("seq.fee");
  context_.clock = ClockMode::kEvent;
  context_.context_only = true;
  Say(Speaker::kCustomer, "m-1", seconds(0), "part:seq.fee/0");
  Say(Speaker::kAgent, "m-2", seconds(10), "part:seq.fee/1");
  context_.context_only = false;
  Say(Speaker::kCustomer, "m-3", seconds(20), "part:seq.fee/2");
  EXPECT_THAT(Rules(tracker_->EndOfInput(1, At(hours(1)))), ElementsAre("seq.fee"));
}

TEST_F(WatchTrackerTest, TellsWhatItGivesUpForWantOfRoom) {
  options_.max_conversations = 2;
  Watch("sla.first");
  context_.clock = ClockMode::kEvent;
  for (int i = 0; i < 5; ++i) {
    Say(Speaker::kCustomer, "m-1", seconds(i), "words", "c-" + std::to_string(i));
  }
  EXPECT_THAT(Rules(tracker_->AdvanceWallClock(At(minutes(1)))),
              ElementsAre("system.obligation-dropped", "system.obligation-dropped",
                          "system.obligation-dropped"));
}

TEST_F(WatchTrackerTest, ForgetsWithoutAWordWhatItOnlyRemembers) {
  options_.idle_limit = minutes(10);
  Watch("seq.fee");
  tracker_->AdvanceWallClock(At(seconds(0)));
  Say(Speaker::kCustomer, "m-1", seconds(0), "part:seq.fee/0");
  const auto expired = tracker_->AdvanceWallClock(At(minutes(11)));
  EXPECT_THAT(Rules(expired), IsEmpty());
  ASSERT_THAT(expired, Not(IsEmpty()));
  EXPECT_TRUE(expired.back().outcome.owes_changed) << "its stored state must go";
  EXPECT_EQ(tracker_->SerializeState(key_), "");
  EXPECT_EQ(tracker_->counters().conversations, 0U);
}

TEST_F(WatchTrackerTest, ReadsAStateOfTheFirstVersion) {
  Watch("disc.risk");
  const std::string first =
      R"({"v":1,"w":false,"i":7,"l":1763258400000,"f":[1763258400000,0,0,"m-1",5],"r":[5],"o":[],)"
      R"("p":[{"key":[1763258500000,1,0,"e-1",9],"c":false,"ek":"closed"}]})";
  EXPECT_THAT(tracker_->RestoreState(key_, first, At(seconds(0))), IsOk());
}

}  // namespace
}  // namespace mingcha::testing
