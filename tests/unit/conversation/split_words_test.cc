// Which messages are joined, and in what order.

#include "conversation/split_words.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "mingcha/conversation.h"

#include "conversation/split_words_json.h"
#include "support/scripted_scan.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr SplitEnds kOpens{.opens = true};
constexpr SplitEnds kCompletes{.completes = true};
constexpr SplitEnds kNothing{};

ScanResult Scanned(const SplitEnds& ends) {
  ScanResult scan;
  scan.split = ends;
  return scan;
}

class SplitWordsTest : public ::testing::Test {
 protected:
  void Say(const std::string& id, Duration at, const SplitEnds& ends, const std::string& text,
           Speaker speaker = Speaker::kAgent, bool context_only = false) {
    Insert(SplitRecordOf(MakeMessage(id, at, speaker, text), Scanned(ends), context_only));
  }
  bool Insert(SplitRecord record) {
    return joiner_.Insert(key_, std::move(record), &state_, &joined_);
  }

  // The texts joined so far, after everything that waits was applied.
  std::vector<std::string> Joined() {
    joiner_.ApplyAll(key_, &state_, &joined_);
    std::vector<std::string> texts;
    for (const JoinedMessages& one : joined_) texts.push_back(one.message.text);
    return texts;
  }

  ConversationKey key_{"default", "c-1"};
  SplitJoiner joiner_{3, seconds(60)};
  SplitState state_;
  std::vector<JoinedMessages> joined_;
};

TEST_F(SplitWordsTest, JoinsWhatOpensAWordAndWhatCompletesIt) {
  Say("m-1", seconds(0), kOpens, "这款保");
  Say("m-2", seconds(3), kCompletes, "本的");
  EXPECT_THAT(Joined(), ElementsAre("这款保 本的"));
  const JoinedMessages& joined = joined_[0];
  EXPECT_EQ(joined.message.message_id, "m-2") << "the message that completed it";
  EXPECT_EQ(joined.message.sent_at, At(seconds(3)));
  EXPECT_EQ(joined.message.agent_id, "a-1");
  ASSERT_EQ(joined.parts.size(), 2U);
  EXPECT_EQ(joined.parts[0].message_id, "m-1");
  EXPECT_EQ(joined.parts[0].joined, (ByteSpan{0, 9}));
  EXPECT_EQ(joined.parts[1].joined, (ByteSpan{10, 16}));
  EXPECT_EQ(joined.parts[0].message_identity,
            MakeMessageIdentity(MakeMessage("m-1", seconds(0), Speaker::kAgent, "这款保")));
}

TEST_F(SplitWordsTest, JoinsThreeMessagesAtMost) {
  Say("m-1", seconds(0), kOpens, "稳");
  Say("m-2", seconds(1), {.continues = true}, "赚");
  Say("m-3", seconds(2), {.continues = true, .completes = true}, "不");
  Say("m-4", seconds(3), kCompletes, "赔");
  EXPECT_THAT(Joined(), ElementsAre("稳 赚 不", "赚 不 赔")) << "the first has gone";
}

TEST_F(SplitWordsTest, JoinsNothingWhereOneMessageIsTheMost) {
  joiner_ = SplitJoiner(1, seconds(60));
  Say("m-1", seconds(0), kOpens, "保");
  Say("m-2", seconds(1), kCompletes, "本");
  EXPECT_THAT(Joined(), IsEmpty());
  EXPECT_TRUE(state_.empty());
}

TEST_F(SplitWordsTest, EndsTheTailWithAnotherSpeaker) {
  Say("m-1", seconds(0), kOpens, "保");
  Say("m-2", seconds(1), kNothing, "嗯", Speaker::kCustomer);
  Say("m-3", seconds(2), kCompletes, "本");
  EXPECT_THAT(Joined(), IsEmpty());

  Message colleague = MakeMessage("m-5", seconds(4), Speaker::kAgent, "本");
  colleague.agent_id = "a-2";
  Say("m-4", seconds(3), kOpens, "保");
  Insert(SplitRecordOf(colleague, Scanned(kCompletes), false));
  EXPECT_THAT(Joined(), IsEmpty()) << "another person";
}

TEST_F(SplitWordsTest, EndsTheTailWithWordsOfTheSameSpeaker) {
  Say("m-1", seconds(0), kOpens, "保");
  Say("m-2", seconds(1), kNothing, "您好");
  Say("m-3", seconds(2), kCompletes, "本");
  EXPECT_THAT(Joined(), IsEmpty());
}

TEST_F(SplitWordsTest, EndsTheTailWithALongPause) {
  Say("m-1", seconds(0), kOpens, "保");
  Say("m-2", seconds(60), kCompletes, "本");
  EXPECT_THAT(Joined(), ElementsAre("保 本")) << "exactly at the limit";
  joined_.clear();
  Say("m-3", minutes(5), kOpens, "保");
  Say("m-4", minutes(6) + milliseconds(1), kCompletes, "本");
  EXPECT_THAT(Joined(), IsEmpty());
}

TEST_F(SplitWordsTest, EndsTheTailWithTheConversation) {
  Say("m-1", seconds(0), kOpens, "保");
  EXPECT_EQ(SplitRecordOf(MakeEvent("e-1", seconds(1), EventKind::kTransferred), false),
            std::nullopt);
  Insert(*SplitRecordOf(MakeEvent("e-2", seconds(1), EventKind::kClosed), false));
  Say("m-2", seconds(2), kCompletes, "本");
  EXPECT_THAT(Joined(), IsEmpty());
}

TEST_F(SplitWordsTest, TakesRecordsInTheOrderOfTheirTime) {
  Say("m-2", seconds(3), kCompletes, "本");
  Say("m-1", seconds(0), kOpens, "保");
  EXPECT_THAT(Joined(), ElementsAre("保 本"));
  joined_.clear();
  Say("m-5", seconds(9), kCompletes, "本");
  Say("m-4", seconds(8), kNothing, "嗯", Speaker::kCustomer);
  Say("m-3", seconds(7), kOpens, "保");
  EXPECT_THAT(Joined(), IsEmpty());
}

TEST_F(SplitWordsTest, TakesNothingWhoseTurnHasPassed) {
  Say("m-2", seconds(3), kCompletes, "本");
  joiner_.ApplyBefore(key_, At(seconds(10)), &state_, &joined_);
  EXPECT_FALSE(Insert(SplitRecordOf(MakeMessage("m-1", seconds(0), Speaker::kAgent, "保"),
                                    Scanned(kOpens), false)));
  EXPECT_THAT(Joined(), IsEmpty());
}

TEST_F(SplitWordsTest, TakesARecordOnce) {
  Say("m-1", seconds(0), kOpens, "保");
  Say("m-2", seconds(1), kCompletes, "本");
  Say("m-2", seconds(1), kCompletes, "本");
  EXPECT_THAT(Joined(), ElementsAre("保 本"));
}

TEST_F(SplitWordsTest, AnEditStandsForWhatItReplaces) {
  Say("m-1", seconds(0), kOpens, "宝");
  Say("m-1", seconds(1), kOpens, "保");
  Say("m-2", seconds(2), kCompletes, "本");
  EXPECT_THAT(Joined(), ElementsAre("保 本"));
  joined_.clear();
  Say("m-3", seconds(5), kOpens, "保");
  Say("m-3", seconds(6), kCompletes, "本");
  EXPECT_THAT(Joined(), IsEmpty()) << "one message, which said one after the other";
}

TEST_F(SplitWordsTest, TellsNothingOfContext) {
  Say("m-1", seconds(0), kOpens, "保", Speaker::kAgent, true);
  Say("m-2", seconds(1), kCompletes, "本", Speaker::kAgent, true);
  EXPECT_THAT(Joined(), IsEmpty());
  Say("m-3", seconds(2), kOpens, "保", Speaker::kAgent, true);
  Say("m-4", seconds(3), kCompletes, "本");
  EXPECT_THAT(Joined(), ElementsAre("保 本"));
  joined_.clear();
  Say("m-5", seconds(4), kOpens, "保");
  Say("m-6", seconds(5), kCompletes, "本", Speaker::kAgent, true);
  SplitJoiner::MakeLive(state_.pending.back().key, &state_);
  EXPECT_THAT(Joined(), ElementsAre("保 本"));
}

TEST_F(SplitWordsTest, KeepsTheEndsOfLongMessagesWithoutPersonalData) {
  std::string long_text;
  for (int i = 0; i < 200; ++i) long_text += "长";
  Say("m-1", seconds(0), kOpens, long_text + "手机13812345678，保 \n");
  Say("m-2", seconds(1), kCompletes, " \n本" + long_text);
  const std::vector<std::string> joined = Joined();
  ASSERT_EQ(joined.size(), 1U);
  EXPECT_TRUE(joined[0].find("138****5678，保 本长") != std::string::npos) << joined[0];
  EXPECT_LE(joined[0].size(), 2 * kMaxSplitCharacters * 3 + 1);
  const std::vector<JoinedPart>& parts = joined_[0].parts;
  const size_t tail_bytes = parts[0].joined.size();
  EXPECT_EQ(parts[0].original_begin + tail_bytes, long_text.size() + 6 + 11 + 3 + 3);
  EXPECT_EQ(parts[1].original_begin, 2U) << "behind the blanks";
}

TEST_F(SplitWordsTest, MasksWithoutMovingAByte) {
  Say("m-1", seconds(0), kOpens, "电话１３８１２３４５６７８，\xff保");
  Say("m-2", seconds(1), kCompletes, "本");
  EXPECT_THAT(Joined(), ElementsAre("电话１３８＊＊＊＊５６７８，?保 本"));
}

TEST_F(SplitWordsTest, ForgetsATailThatIsTooOld) {
  Say("m-1", seconds(0), kOpens, "保");
  joiner_.ApplyBefore(key_, At(seconds(10)), &state_, &joined_);
  EXPECT_TRUE(state_.waits());
  EXPECT_EQ(joiner_.FirstTime(state_), At(seconds(60)));
  joiner_.ApplyBefore(key_, At(seconds(61)), &state_, &joined_);
  EXPECT_TRUE(state_.empty());
}

TEST_F(SplitWordsTest, StaysSmallWhateverIsSent) {
  for (int i = 0; i < 2000; ++i) {
    Say("m-" + std::to_string(i), milliseconds(i), kOpens, "保");
  }
  EXPECT_LE(state_.pending.size(), kMaxSplitPending);
  EXPECT_LE(state_.tail.size(), 2U);
}

TEST_F(SplitWordsTest, ReadsItsStateBack) {
  Message message = MakeMessage("m-2", seconds(3), Speaker::kAgent, "稳赚不");
  message.attributes = {{"product", "fund"}};
  message.seq = 7;
  Insert(
      SplitRecordOf(message, Scanned({.opens = true, .continues = true, .completes = true}), true));
  Say("m-1", seconds(0), kOpens, "保");
  Say("m-3", seconds(20), kNothing, "嗯", Speaker::kCustomer);
  joiner_.ApplyBefore(key_, At(seconds(10)), &state_, &joined_);
  const Json json = WriteSplitState(state_);
  SplitState read;
  ASSERT_TRUE(ReadSplitState(json, &read));
  EXPECT_EQ(WriteSplitState(read), json);
  ASSERT_EQ(read.tail.size(), 2U);
  EXPECT_EQ(read.tail[1].key, state_.tail[1].key);
  EXPECT_EQ(read.tail[1].words->attributes, message.attributes);
  ASSERT_EQ(read.pending.size(), 1U);
  EXPECT_EQ(read.pending[0].words, nullptr);
}

TEST_F(SplitWordsTest, RefusesWhatIsNoState) {
  Say("m-1", seconds(0), kOpens, "保");
  const Json good = WriteSplitState(state_);
  for (const char* member : {"f", "p", "t"}) {
    Json bad = good;
    bad.erase(member);
    SplitState state;
    EXPECT_FALSE(ReadSplitState(bad, &state)) << member;
    bad[member] = 1;
    EXPECT_FALSE(ReadSplitState(bad, &state)) << member;
  }
  for (const char* member : {"key", "sp", "c", "ag"}) {
    Json bad = good;
    bad["p"][0].erase(member);
    SplitState state;
    EXPECT_FALSE(ReadSplitState(bad, &state)) << member;
  }
  for (const char* member : {"o", "n", "e", "i", "ch", "at", "h", "t"}) {
    Json bad = good;
    bad["p"][0]["w"][member] = Json::array({1});
    SplitState state;
    EXPECT_FALSE(ReadSplitState(bad, &state)) << member;
  }
  Json silent = good;
  silent["t"] = Json::array({good["p"][0]});
  silent["t"][0].erase("w");
  SplitState state;
  EXPECT_FALSE(ReadSplitState(silent, &state)) << "a tail has words";
}

// The tracker with a pack that has a joined pattern.
class JoiningTrackerTest : public ::testing::Test {
 protected:
  JoiningTrackerTest() {
    auto rules = ScriptedRules();
    rules->split_terms.Add("保本");
    pack_ = MakePack(std::move(rules));
    tracker_ = std::make_unique<ConversationTracker>(pack_, options_);
  }

  ConversationOutcome Say(const std::string& id, Duration at, const SplitEnds& ends,
                          Speaker speaker = Speaker::kAgent) {
    ScanResult scan;
    scan.split = ends;
    return tracker_->OnMessage(MakeMessage(id, at, speaker, "text of " + id), scan, context_);
  }

  std::string State() const { return tracker_->SerializeState({"default", "c-1"}); }

  ConversationTracker::Options options_;
  ConversationTracker::Context context_{ConversationTracker::ClockMode::kEvent, 1, false};
  std::shared_ptr<const RulePack> pack_;
  std::unique_ptr<ConversationTracker> tracker_;
};

TEST_F(JoiningTrackerTest, JoinsBehindTheWatermark) {
  EXPECT_THAT(Say("m-1", seconds(0), kOpens).joined, IsEmpty());
  EXPECT_THAT(Say("m-2", seconds(1), kCompletes).joined, IsEmpty());
  EXPECT_EQ(Say("m-3", seconds(10), kNothing, Speaker::kCustomer).joined.size(), 1U);
}

TEST_F(JoiningTrackerTest, StoresOnlyWhatMayBecomeAWord) {
  EXPECT_FALSE(Say("m-1", seconds(0), kNothing).owes_changed);
  EXPECT_FALSE(Say("m-2", seconds(10), kNothing).owes_changed);
  EXPECT_TRUE(Say("m-3", seconds(20), kOpens).owes_changed);
  EXPECT_NE(State(), "");
  EXPECT_TRUE(Say("m-4", seconds(30), kNothing).owes_changed);
  const ConversationOutcome gone = Say("m-5", seconds(40), kNothing);
  EXPECT_TRUE(gone.owes_changed) << "the tail has ended";
  EXPECT_FALSE(Say("m-6", seconds(50), kNothing).owes_changed);
}

TEST_F(JoiningTrackerTest, GoesOnFromAStoredTail) {
  Say("m-1", seconds(0), kOpens);
  Say("m-2", seconds(8), kCompletes);
  const std::string state = State();
  ConversationTracker next(pack_, options_);
  ASSERT_THAT(next.RestoreState({"default", "c-1"}, state, At(seconds(9))), IsOk());
  ScanResult scan;
  scan.split = kCompletes;
  const Message again = MakeMessage("m-2", seconds(8), Speaker::kAgent, "text of m-2");
  EXPECT_TRUE(next.OnMessage(again, scan, context_).duplicate) << "it waits already";
  const auto ended = next.EndOfInput(1, At(minutes(5)));
  ASSERT_EQ(ended.size(), 1U);
  ASSERT_EQ(ended[0].outcome.joined.size(), 1U);
  EXPECT_EQ(ended[0].outcome.joined[0].message.message_id, "m-2");
  EXPECT_TRUE(ended[0].outcome.owes_changed);
  EXPECT_EQ(next.SerializeState({"default", "c-1"}), "");
}

TEST_F(JoiningTrackerTest, TellsWhatCameTooLateToBeJoined) {
  Say("m-1", seconds(0), kOpens);
  Say("m-9", seconds(60), kNothing, Speaker::kCustomer);
  Say("m-10", seconds(70), kNothing, Speaker::kCustomer);
  EXPECT_TRUE(Say("m-2", seconds(1), kCompletes).late);
  EXPECT_EQ(tracker_->counters().late, 1U);
  EXPECT_FALSE(Say("m-3", seconds(2), kNothing).late) << "it takes part in no word";
}

TEST_F(JoiningTrackerTest, JoinsByTheWallClock) {
  context_.clock = ConversationTracker::ClockMode::kWall;
  tracker_->AdvanceWallClock(At(seconds(0)));
  Say("m-1", seconds(0), kOpens);
  Say("m-2", seconds(1), kCompletes);
  ASSERT_TRUE(tracker_->NextWallDeadline().has_value());
  EXPECT_THAT(tracker_->AdvanceWallClock(At(seconds(3))), IsEmpty());
  const auto expired = tracker_->AdvanceWallClock(At(seconds(10)));
  ASSERT_EQ(expired.size(), 1U);
  EXPECT_EQ(expired[0].outcome.joined.size(), 1U);
  Say("m-3", seconds(11), kOpens);
  size_t told = 0;
  for (int i = 12; i < 120; ++i) told += tracker_->AdvanceWallClock(At(seconds(i))).size();
  EXPECT_GE(told, 1U) << "the tail grew too old, and need not be stored any more";
  EXPECT_EQ(State(), "");
}

TEST(JoiningNothingTest, KeepsNothingForAPackThatJoinsNothing) {
  const auto pack = MakePack(ScriptedRules());
  ConversationTracker tracker(pack, {});
  ScanResult scan;
  scan.split = kOpens;
  EXPECT_FALSE(tracker.OnMessage(MakeMessage("m-1", seconds(0), Speaker::kAgent, "保"), scan, {})
                   .owes_changed);
  EXPECT_EQ(tracker.SerializeState({"default", "c-1"}), "");
}

}  // namespace
}  // namespace mingcha::testing
