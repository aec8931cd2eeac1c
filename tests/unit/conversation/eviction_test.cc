// What a tracker does when there are too many conversations, or one that nobody carries on.

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "mingcha/conversation.h"

#include "support/scripted_scan.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class EvictionTest : public ::testing::Test {
 protected:
  void MakeTracker() { tracker_ = std::make_unique<ConversationTracker>(pack_, options_); }

  ConversationOutcome Say(Speaker speaker, const std::string& id, Duration at,
                          const std::string& text, const std::string& conversation = "c-1") {
    const Message message = MakeMessage(id, at, speaker, text, conversation);
    return tracker_->OnMessage(message, ScriptedScan(pack_->compiled(), message), {});
  }

  static std::vector<std::string> Rules(const std::vector<Finding>& findings) {
    std::vector<std::string> ids;
    for (const Finding& finding : findings) ids.push_back(finding.rule_id);
    return ids;
  }

  ConversationKey key_{"default", "c-1"};
  std::shared_ptr<const RulePack> pack_ = MakePack(ScriptedRules());
  ConversationTracker::Options options_;
  std::unique_ptr<ConversationTracker> tracker_ =
      std::make_unique<ConversationTracker>(pack_, options_);
};

TEST_F(EvictionTest, CountsWhatItEvicts) {
  options_.max_conversations = 3;
  MakeTracker();
  Say(Speaker::kCustomer, "m-1", seconds(0), "ask:license", "owing");
  for (int i = 0; i < 10; ++i) {
    Say(Speaker::kCustomer, "m-1", seconds(i), "words", "idle-" + std::to_string(i));
  }
  EXPECT_EQ(tracker_->counters().conversations, 3U);
  EXPECT_EQ(tracker_->counters().evicted, 8U);
  EXPECT_EQ(tracker_->counters().open_obligations, 1U);
}

TEST_F(EvictionTest, KeepsToItsBudgetEvenWhereAllOweAndTellsWhatItGivesUp) {
  options_.max_conversations = 10;
  MakeTracker();
  for (int i = 0; i < 200; ++i) {
    Say(Speaker::kCustomer, "m-1", seconds(i), "ask:license", "c-" + std::to_string(i));
  }
  EXPECT_EQ(tracker_->counters().conversations, 10U);
  EXPECT_EQ(tracker_->counters().open_obligations, 10U);
  EXPECT_EQ(tracker_->counters().evicted, 190U);
  EXPECT_EQ(tracker_->NextWallDeadline(), Timestamp::min()) << "at once";
  const auto expired = tracker_->AdvanceWallClock(At(minutes(10)));
  ASSERT_THAT(expired, SizeIs(190));
  EXPECT_EQ(expired[0].conversation.conversation_id, "c-0") << "the one unused for longest";
  for (const auto& one : expired) {
    ASSERT_THAT(Rules(one.outcome.findings), ElementsAre("system.obligation-dropped"));
    EXPECT_EQ(one.outcome.findings[0].evidence[0].message_id, "m-1");
    EXPECT_TRUE(one.outcome.owes_changed);
    EXPECT_EQ(tracker_->SerializeState(one.conversation), "") << "the stored state must go";
  }
  EXPECT_THAT(tracker_->AdvanceWallClock(At(minutes(11))), IsEmpty()) << "told once";
}

TEST_F(EvictionTest, KeepsToItsBudgetWhenItIsRestored) {
  Say(Speaker::kCustomer, "m-1", seconds(0), "ask:license");
  const std::string state = tracker_->SerializeState(key_);
  options_.max_conversations = 10;
  MakeTracker();
  for (int i = 0; i < 50; ++i) {
    const ConversationKey key{"default", "c-" + std::to_string(i)};
    ASSERT_THAT(tracker_->RestoreState(key, state, At(minutes(1))), IsOk());
  }
  EXPECT_EQ(tracker_->counters().conversations, 10U);
  EXPECT_THAT(tracker_->AdvanceWallClock(At(minutes(1))), SizeIs(40));
}

TEST_F(EvictionTest, GivesUpAConversationThatNobodyHasCarriedOnForLong) {
  options_.idle_limit = minutes(60);
  MakeTracker();
  tracker_->AdvanceWallClock(At(minutes(0)));
  Say(Speaker::kCustomer, "m-1", seconds(0), "ask:license", "c-1");
  Say(Speaker::kCustomer, "m-1", seconds(0), "ask:license", "c-2");
  tracker_->AdvanceWallClock(At(minutes(30)));
  Say(Speaker::kCustomer, "m-2", seconds(9), "hello", "c-2");
  EXPECT_EQ(tracker_->NextWallDeadline(), At(minutes(60) + milliseconds(1)));
  EXPECT_THAT(tracker_->AdvanceWallClock(At(minutes(60))), IsEmpty());
  const auto expired = tracker_->AdvanceWallClock(At(minutes(61)));
  ASSERT_THAT(expired, SizeIs(1));
  EXPECT_EQ(expired[0].conversation, key_);
  EXPECT_THAT(Rules(expired[0].outcome.findings), ElementsAre("system.obligation-dropped"));
  EXPECT_EQ(tracker_->counters().open_obligations, 1U);
  EXPECT_EQ(tracker_->counters().evicted, 1U);
}

TEST_F(EvictionTest, JudgesWhatItCanBeforeItGivesAConversationUp) {
  options_.idle_limit = minutes(60);
  MakeTracker();
  tracker_->AdvanceWallClock(At(minutes(0)));
  Say(Speaker::kCustomer, "m-1", seconds(0), "ask:license");
  Say(Speaker::kAgent, "m-2", seconds(1), "good:license");
  const auto expired = tracker_->AdvanceWallClock(At(minutes(61)));
  ASSERT_THAT(expired, SizeIs(1));
  EXPECT_THAT(expired[0].outcome.findings, IsEmpty());
}

TEST_F(EvictionTest, KeepsWhatIsOwedForAnInputThatEnds) {
  options_.max_conversations = 10;
  options_.evict_owing = false;
  MakeTracker();
  for (int i = 0; i < 50; ++i) {
    Say(Speaker::kCustomer, "m-1", seconds(0), "ask:license", "c-" + std::to_string(i));
  }
  EXPECT_THAT(tracker_->AdvanceWallClock(At(hours(1000))), IsEmpty());
  EXPECT_THAT(tracker_->EndOfInput(0, At(minutes(20))), SizeIs(50));
}

}  // namespace
}  // namespace mingcha::testing
