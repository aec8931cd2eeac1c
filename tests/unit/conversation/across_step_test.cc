#include <map>
#include <random>
#include <set>

#include "conversation/across_state.h"
#include "support/status_matchers.h"
#include "unit/conversation/across_fixture.h"

namespace mingcha::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr Duration kWindow = seconds(600);

class AcrossStepTest : public AcrossTest {
 protected:
  // Whether it completes a window.
  bool See(Duration at, const std::string& conversation) {
    return Apply(Promise("xs.promise", at, conversation)).finding.has_value();
  }
  AcrossStep Apply(const Sighting& sighting) {
    return ApplySighting(compiled(), sighting, &state_);
  }

  AcrossState state_;
};

TEST_F(AcrossStepTest, FindsAtTheMessageThatCompletesTheWindow) {
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(See(seconds(i), "c-" + std::to_string(i)));
  const AcrossStep step = Apply(Promise("xs.promise", seconds(60), "c-last"));
  ASSERT_TRUE(step.finding.has_value());
  EXPECT_EQ(step.finding->rule_id, "xs.promise");
  EXPECT_EQ(step.finding->subject, (Subject{SubjectKind::kAgent, "a-1"}));
  EXPECT_EQ(step.finding->conversation.conversation_id, "c-last");
  EXPECT_EQ(step.finding->message_id, "m-60000");
  EXPECT_EQ(step.finding->at, At(seconds(60)));
  EXPECT_THAT(step.finding->features,
              ElementsAre(Pair("count", "5"), Pair("distinct", "conversations"),
                          Pair("window", "10m"), Pair("window_start", "2026-11-16T02:00:00.000Z")));
  ASSERT_EQ(step.finding->evidence.size(), 1U);
  EXPECT_EQ(step.finding->evidence[0].quote, "hit:mkt.promise");
}

TEST_F(AcrossStepTest, CountsWhatIsExactlyAWindowOldAndNothingOlder) {
  for (int i = 0; i < 4; ++i) See(milliseconds(i), "c-" + std::to_string(i));
  const AcrossState before = state_;
  EXPECT_TRUE(See(kWindow, "c-last"));
  state_ = before;
  EXPECT_FALSE(See(kWindow + milliseconds(1), "c-last"));
}

TEST_F(AcrossStepTest, CountsAConversationOnceHoweverOftenItIsSeen) {
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(See(seconds(i), "c-" + std::to_string(i % 4)));
}

TEST_F(AcrossStepTest, TellsTheNextWindowOnlyWhenThisOneHasPassed) {
  std::vector<int> told;
  for (int i = 0; i < 30; ++i) {
    if (See(seconds(100 * i), "c-" + std::to_string(i))) told.push_back(i);
  }
  EXPECT_THAT(told, ElementsAre(4, 11, 18, 25)) << "at 400 s, and later than 600 s after that";
}

TEST_F(AcrossStepTest, SeenAgainChangesNothing) {
  for (int round = 0; round < 2; ++round) {
    int found = 0;
    for (int i = 0; i < 12; ++i) found += See(seconds(50 * i), "c-" + std::to_string(i));
    EXPECT_EQ(found, round == 0 ? 1 : 0);
  }
}

TEST_F(AcrossStepTest, WhatIsOlderThanTheWindowDoesNotCount) {
  See(kWindow * 2, "c-1");
  EXPECT_TRUE(Apply(Promise("xs.promise", seconds(1), "c-2")).too_late);
  EXPECT_FALSE(Apply(Promise("xs.promise", kWindow, "c-3")).too_late);
  EXPECT_EQ(state_.families.front().members.size(), 2U);
}

TEST_F(AcrossStepTest, CountsTogetherWhatSaysNearlyTheSame) {
  const auto say = [&](int64_t at, const std::string& conversation, const std::string& words) {
    return Apply(Promise("xs.alike", seconds(at), conversation, words)).finding.has_value();
  };
  EXPECT_FALSE(say(1, "c-1", "the bank settles late today please wait"));
  EXPECT_FALSE(say(2, "c-2", "quite another promise of three parts"));
  EXPECT_FALSE(say(3, "c-3", "the bank settles late today, please wait"));
  EXPECT_FALSE(say(4, "c-4", "quite another promise of three parts"));
  EXPECT_TRUE(say(5, "c-5", "the bank settles late today please wait!"));
  EXPECT_EQ(state_.families.size(), 2U);
}

TEST_F(AcrossStepTest, BoundsTheFamiliesOfAKey) {
  std::mt19937 chance(7);
  std::uniform_int_distribution<int> letter('a', 'z');
  for (size_t i = 0; i <= kMaxAcrossFamilies; ++i) {
    std::string words;
    for (int n = 0; n < 40; ++n) words += static_cast<char>(letter(chance));
    const AcrossStep step = Apply(Promise("xs.alike", seconds(i), "c-" + std::to_string(i), words));
    EXPECT_EQ(step.dropped, i == kMaxAcrossFamilies);
  }
  EXPECT_EQ(state_.families.size(), kMaxAcrossFamilies);
}

// The members that were seen last are enough to know whether there are as many as the rule wants.
TEST_F(AcrossStepTest, KeepsNoMoreThanItNeedsAndIsExact) {
  std::mt19937 chance(20261116);
  const auto between = [&](int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(chance);
  };
  std::map<std::string, Duration> seen;
  Duration at(0);
  Duration quiet(-1);
  for (int i = 0; i < 3000; ++i) {
    at += milliseconds(between(1, 200'000));
    const std::string conversation = "c-" + std::to_string(between(0, 9));
    seen[conversation] = at;
    int within = 0;
    for (const auto& [name, last] : seen) within += last >= at - kWindow;
    const bool expected = within >= 5 && at > quiet;
    if (expected) quiet = at + kWindow;
    ASSERT_EQ(See(at, conversation), expected) << "step " << i;
    ASSERT_LE(state_.families.front().members.size(), 5U);
  }
}

TEST_F(AcrossStepTest, AStateIsReadBackAsItWasWritten) {
  for (int i = 0; i < 7; ++i) {
    Apply(Promise("xs.alike", seconds(i), "c-" + std::to_string(i),
                  i % 2 == 0 ? "some long words" : "quite others"));
  }
  const std::string text = WriteAcrossState(state_);
  const auto read = ReadAcrossState(text);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(WriteAcrossState(*read), text);

  const WaitingSighting waiting{Promise("xs.alike", seconds(9), "c-9"), 17, true, {}};
  const std::string written = WriteWaitingSighting(waiting);
  const auto read_waiting = ReadWaitingSighting(written);
  ASSERT_THAT(read_waiting, IsOk());
  EXPECT_EQ(WriteWaitingSighting(*read_waiting), written);
}

TEST_F(AcrossStepTest, RefusesWhatIsNoState) {
  for (const char* text : {"", "[]", "{}", R"({"v":1})", R"({"v":99,"f":[]})",
                           R"({"v":1,"f":[{}]})", R"({"v":1,"f":[{"l":1,"q":1,"m":[[1]]}]})",
                           R"({"v":1,"f":[{"l":1,"q":1,"m":[],"sk":"12"}]})"}) {
    EXPECT_FALSE(ReadAcrossState(text).ok()) << text;
    EXPECT_FALSE(ReadWaitingSighting(text).ok()) << text;
  }
}

TEST_F(AcrossStepTest, AMessageWithoutTheKeyIsNotCounted) {
  Message message = MakeMessage("m-1", seconds(1), Speaker::kAgent, "hit:mkt.promise words words");
  EXPECT_EQ(SightingsIn(message).size(), 2U);
  message.agent_id.clear();
  EXPECT_EQ(SightingsIn(message).size(), 1U) << "the rule that counts by agent has nothing";
  message.template_id = "t-1";
  EXPECT_TRUE(SightingsIn(message).empty()) << "known templates may be repeated";
}

}  // namespace
}  // namespace mingcha::testing
