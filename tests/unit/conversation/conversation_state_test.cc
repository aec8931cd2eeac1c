#include "conversation/conversation_state.h"

#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "conversation/meaning.h"
#include "conversation/step.h"
#include "support/scripted_scan.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Meaning MeaningOfText(const CompiledPack& pack, const std::string& id, Duration at, Speaker speaker,
                      const std::string& text) {
  const Message message = MakeMessage(id, at, speaker, text);
  return *MeaningOf(ConversationRules{pack}, message, ScriptedScan(pack, message));
}

// A question, dodged; a reply and a close that wait.
ConversationState Dodged(const CompiledPack& pack) {
  ConversationState state;
  state.wall_clock = true;
  state.latest = At(seconds(12));
  const ConversationKey key{"default", "c-1"};
  for (const Meaning& meaning :
       {MeaningOfText(pack, "m-1", seconds(0), Speaker::kCustomer, "ask:license"),
        MeaningOfText(pack, "m-2", seconds(5), Speaker::kAgent, "dodge~:evs.license")}) {
    state.Remember(meaning.key.fingerprint);
    state.step = ApplyRecord(ConversationRules{pack}, key, std::move(state.step), meaning).state;
  }
  state.pending.push_back(
      MeaningOfText(pack, "m-3", seconds(10), Speaker::kAgent, "good:withdraw dodge:evs.generic"));
  state.pending.push_back(
      MeaningOfText(pack, "m-4", seconds(11), Speaker::kCustomer, "ask:license withdraw"));
  state.pending.push_back(
      *MeaningOf(ConversationRules{pack}, MakeEvent("e-1", seconds(12), EventKind::kClosed)));
  return state;
}

TEST(ConversationStateTest, ComesBackAsItWasWritten) {
  const auto pack = ScriptedRules();
  const std::string text = WriteState(*pack, Dodged(*pack));
  const auto state = ReadState(*pack, text);
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(WriteState(*pack, *state), text);

  EXPECT_TRUE(state->wall_clock);
  EXPECT_EQ(state->latest, At(seconds(12)));
  EXPECT_EQ(state->step.frontier.id, "m-2");
  ASSERT_THAT(state->step.open, SizeIs(1));
  const Obligation& obligation = state->step.open[0];
  EXPECT_EQ(obligation.deadline, At(seconds(600)));
  EXPECT_THAT(obligation.silence_rules, SizeIs(1));
  ASSERT_THAT(obligation.dodges, SizeIs(1));
  EXPECT_TRUE(obligation.dodges[0].evasion);
  EXPECT_EQ(obligation.dodges[0].evidence[0].message_identity.size(), 64U);
  ASSERT_THAT(state->pending, SizeIs(3));
  EXPECT_THAT(state->pending[0].signals, SizeIs(2));
  EXPECT_EQ(state->pending[2].event, EventKind::kClosed);
}

TEST(ConversationStateTest, StaysSmall) {
  const auto pack = ScriptedRules();
  ConversationState state = Dodged(*pack);
  state.pending.clear();
  EXPECT_LE(WriteState(*pack, state).size(), 1024U);
}

TEST(ConversationStateTest, ForgetsTheOldestFingerprints) {
  ConversationState state;
  for (uint64_t i = 0; i <= kMaxRemembered; ++i) state.Remember(i);
  EXPECT_FALSE(state.Remembers(0));
  EXPECT_TRUE(state.Remembers(1));
  EXPECT_TRUE(state.Remembers(kMaxRemembered));
}

TEST(ConversationStateTest, LeavesOutWhatThePackNoLongerHas) {
  const auto pack = ScriptedRules();
  const std::string text = WriteState(*pack, Dodged(*pack));

  auto without_rule = ScriptedRules();
  std::erase_if(without_rule->rules,
                [](const CompiledRule& rule) { return rule.id == "evs.license"; });
  auto state = ReadState(*without_rule, text);
  ASSERT_THAT(state, IsOk());
  ASSERT_THAT(state->step.open, SizeIs(1));
  EXPECT_THAT(state->step.open[0].dodges, IsEmpty());

  auto without_topic = ScriptedRules();
  without_topic->topics.erase(without_topic->topics.begin());
  state = ReadState(*without_topic, text);
  ASSERT_THAT(state, IsOk());
  EXPECT_THAT(state->step.open, IsEmpty());
}

TEST(ConversationStateTest, RefusesANewerVersion) {
  const auto pack = ScriptedRules();
  std::string text = WriteState(*pack, Dodged(*pack));
  text.replace(text.find("\"v\":2"), 5, "\"v\":3");
  EXPECT_THAT(ReadState(*pack, text),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("version 3")));
}

TEST(ConversationStateTest, RefusesWhatIsNoState) {
  const auto pack = ScriptedRules();
  for (const char* text : {"", "{", "[]", "3", "{\"v\":1}", "{\"v\":\"1\"}"}) {
    EXPECT_THAT(ReadState(*pack, text), Not(IsOk())) << text;
  }
}

TEST(ConversationStateTest, SurvivesTheLossOfAnyOfItsBytes) {
  const auto pack = ScriptedRules();
  const std::string whole = WriteState(*pack, Dodged(*pack));
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string text = whole;
    text.erase(i, 1);
    const auto state = ReadState(*pack, text);
    if (!state.ok()) continue;
    for (const Meaning& meaning : state->pending) EXPECT_LT(state->step.frontier, meaning.key);
  }
}

}  // namespace
}  // namespace mingcha::testing
