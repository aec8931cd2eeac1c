#include "pipeline/measures/measure_taker.h"

#include <algorithm>
#include <random>
#include <string>

#include <gmock/gmock.h>

#include "support/temp_dir.h"

namespace mingcha::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Topic 0 is a problem, topic 1 a promotion that is owed nothing: topics are sorted by id.
constexpr std::string_view kRules = R"(schema: 1
topics:
  - id: a_withdraw
    title: 提现
    patterns: {asks: {terms: [提现]}}
    ask: asks
    intent: problem
  - id: b_product
    title: 产品
    patterns: {asks: {terms: [利率]}}
    ask: asks
    intent: promotion
    owed: false
)";

constexpr std::string_view kClocks = R"(schema: 1
hours:
  - {id: trading, title: 交易, workday: ["09:30-11:30", "13:00-15:00"]}
  - {id: desk, title: 电话, workday: ["09:00-18:00"]}
served: [{channel: phone, hours: desk}]
)";

std::shared_ptr<const RulePack> MakePack() {
  const TempDir folder;
  folder.Write("pack.yaml",
               "schema: 1\nname: small\nversion: \"1\"\nowner: us\ntime_zone: \"+08:00\"\n");
  folder.Write("clocks.yaml", kClocks);
  folder.Write("rules.yaml", kRules);
  folder.Write("profiles.yaml",
               "schema: 1\nsettings: {sla.chat.human: 5m, sla.phone.workday: 30s}\n");
  std::vector<Diagnostic> diagnostics;
  RulePack::LoadOptions options;
  options.compile_patterns = false;
  auto pack = RulePack::Load(folder.path(), options, &diagnostics);
  EXPECT_TRUE(pack.ok()) << pack.status();
  return pack.value();
}

// A Thursday in the zone of the pack.
const Timestamp kTen = ParseTimestamp("2026-11-19T10:00:00+08:00").value();
const std::chrono::sys_days kThursday = std::chrono::year(2026) / 11 / 19;

struct Step {
  Duration at{};
  Speaker speaker = Speaker::kCustomer;
  std::vector<uint32_t> asked{};
  std::string conversation = "c-1";
};

class MeasureTakerTest : public ::testing::Test {
 protected:
  static MeasureTaker::Options Sums() {
    MeasureTaker::Options options;
    options.keep_sums = true;
    return options;
  }

  void Take(MeasureTaker& taker, const Step& step, Channel channel = Channel::kOnlineChat,
            const std::vector<Finding>& findings = {}) {
    Message message;
    message.conversation.conversation_id = step.conversation;
    message.message_id = std::to_string(step.at.count());
    message.sent_at = kTen + step.at;
    message.speaker = step.speaker;
    message.channel = channel;
    if (step.speaker == Speaker::kAgent) message.agent_id = "a-1";
    taker.OnMessage(message, step.asked, findings, &facts_);
  }

  Measures Count(const std::vector<Step>& steps, Timestamp latest,
                 Channel channel = Channel::kOnlineChat) {
    MeasureTaker taker(pack_, Sums());
    for (const Step& step : steps) Take(taker, step, channel);
    taker.Finish(latest, &facts_);
    return taker.TakeSums();
  }

  Measures::FirstReplies Thursday(const Measures& sums, Channel channel = Channel::kOnlineChat) {
    EXPECT_THAT(sums.first_replies, SizeIs(1));
    return sums.first_replies.at({"default", channel, kThursday});
  }

  double SumOf(const std::string& key) const {
    double sum = 0;
    for (const Fact& fact : facts_) sum += fact.key == key ? fact.value : 0;
    return sum;
  }

  const std::shared_ptr<const RulePack> pack_ = MakePack();
  std::vector<Fact> facts_;
};

constexpr Speaker kAgent = Speaker::kAgent;
constexpr Speaker kBot = Speaker::kBot;
constexpr Speaker kCustomer = Speaker::kCustomer;

TEST_F(MeasureTakerTest, AReplyAtTheLimitIsInTimeAndAMillisecondLaterIsNot) {
  const Timestamp end = kTen + hours(1);
  EXPECT_EQ(Thursday(Count({{seconds(0)}, {minutes(5), kAgent}}, end)).timed_out, 0U);
  const auto late = Count({{seconds(0)}, {minutes(5) + Duration(1), kAgent}}, end);
  EXPECT_EQ(Thursday(late).timed_out, 1U);
  EXPECT_EQ(Thursday(late).answered, 1U);
  EXPECT_EQ(Thursday(late).wait_ms, 300'001);
  EXPECT_EQ(SumOf("first_reply.answered.online_chat"), 2);
  EXPECT_EQ(SumOf("first_reply.timed_out.online_chat"), 1);
}

TEST_F(MeasureTakerTest, ABotIsNobodyAndTheFirstPersonCounts) {
  const auto sums = Count(
      {{seconds(0)}, {seconds(1), kBot}, {minutes(6), kAgent}, {minutes(7)}, {minutes(20), kAgent}},
      kTen + hours(1));
  EXPECT_EQ(Thursday(sums).conversations, 1U);
  EXPECT_EQ(Thursday(sums).timed_out, 1U);
  EXPECT_EQ(Thursday(sums).wait_ms, 360'000);
}

TEST_F(MeasureTakerTest, WhoWaitsBehindTheLimitIsUnanswered) {
  const auto behind = Count({{seconds(0)}}, kTen + minutes(5) + Duration(1));
  EXPECT_EQ(Thursday(behind).unanswered, 1U);
  const auto waiting = Count({{seconds(0)}}, kTen + minutes(5));
  EXPECT_EQ(Thursday(waiting).unanswered, 0U);
  EXPECT_EQ(Thursday(waiting).conversations, 1U);
  EXPECT_EQ(SumOf("first_reply.unanswered.online_chat"), 1);
}

TEST_F(MeasureTakerTest, ALiveConversationThatRestsIsCountedAsEnded) {
  MeasureTaker taker(pack_, {});
  taker.AdvanceWallClock(kTen, &facts_);
  Take(taker, {seconds(0)});
  EXPECT_EQ(taker.NextWallDeadline(), kTen + hours(24));
  taker.AdvanceWallClock(kTen + hours(24) - Duration(1), &facts_);
  EXPECT_EQ(SumOf("first_reply.unanswered.online_chat"), 0);
  taker.AdvanceWallClock(kTen + hours(24), &facts_);
  EXPECT_EQ(SumOf("first_reply.unanswered.online_chat"), 1);
  EXPECT_EQ(taker.NextWallDeadline(), std::nullopt);
}

TEST_F(MeasureTakerTest, WhoMayStillBeAnsweredInTimeDoesNotRest) {
  MeasureTaker taker(pack_, {.rest_limit = minutes(1)});
  taker.AdvanceWallClock(kTen, &facts_);
  Take(taker, {seconds(0)});
  taker.AdvanceWallClock(kTen + minutes(5), &facts_);
  EXPECT_EQ(taker.NextWallDeadline(), kTen + minutes(6));
  EXPECT_EQ(SumOf("first_reply.unanswered.online_chat"), 0);
  taker.AdvanceWallClock(kTen + minutes(6), &facts_);
  EXPECT_EQ(SumOf("first_reply.unanswered.online_chat"), 1);
}

TEST_F(MeasureTakerTest, QuestionsAndHoursAreFactsToo) {
  const std::string topic = pack_->compiled().topics[0].id;
  MeasureTaker taker(pack_, {});
  Take(taker, {seconds(0), kCustomer, {0}});
  Take(taker, {hours(12), kCustomer, {0}});  // At ten in the evening.
  Take(taker, {hours(24), kAgent});
  EXPECT_EQ(SumOf("questions." + topic), 2);
  taker.Finish(kTen + hours(25), &facts_);
  double outside = 0;
  for (const Fact& fact : facts_) outside += fact.key.rfind("only_in.asked_outside.", 0) == 0;
  EXPECT_GT(outside, 0);
}

TEST_F(MeasureTakerTest, AnAgentWhoSpeaksFirstHasAnsweredNobody) {
  const auto sums =
      Count({{seconds(0), kAgent}, {seconds(10)}, {seconds(40), kAgent}}, kTen + hours(1));
  EXPECT_EQ(Thursday(sums).answered, 1U);
  EXPECT_EQ(Thursday(sums).wait_ms, 30'000);
  EXPECT_THAT(Count({{seconds(0), kAgent}}, kTen + hours(1)).first_replies, IsEmpty());
}

TEST_F(MeasureTakerTest, WaitsRunInTheHoursOfTheChannel) {
  // Asked at 18:00 on Thursday, answered at 9:00:30 on Friday, when the desk has been open for 30
  // s.
  const auto sums =
      Count({{hours(8)}, {hours(23) + seconds(30), kAgent}}, kTen + hours(48), Channel::kPhone);
  EXPECT_EQ(Thursday(sums, Channel::kPhone).timed_out, 0U);
  EXPECT_EQ(Thursday(sums, Channel::kPhone).wait_ms, 30'000);
}

TEST_F(MeasureTakerTest, TellsTheWaitsOfIntentsApart) {
  const auto sums = Count({{seconds(0), kCustomer, {1}},
                           {seconds(10), kAgent},
                           {minutes(1), kCustomer, {0}},
                           {minutes(2)},
                           {minutes(11), kAgent},
                           {minutes(12)},
                           {minutes(13), kAgent}},
                          kTen + hours(1));
  const Measures::Replies promotion = sums.replies.at({"default", "promotion"});
  const Measures::Replies problem = sums.replies.at({"default", "problem"});
  EXPECT_EQ(promotion.replies, 1U);
  EXPECT_EQ(promotion.wait_ms, 10'000);
  EXPECT_EQ(problem.replies, 1U);
  EXPECT_EQ(problem.wait_ms, 600'000);
  EXPECT_EQ(SumOf("reply_seconds.problem"), 600);
}

TEST_F(MeasureTakerTest, SeesWhoAnswersInTradingHoursOnly) {
  // Written at noon, when nobody trades; answered at 13:00.
  const auto only = Count({{hours(2)}, {hours(3), kAgent}}, kTen + hours(24));
  EXPECT_EQ(only.only_in.at({"default", "trading"}).asked_outside, 1U);
  EXPECT_EQ(only.only_in.at({"default", "trading"}).only_inside, 1U);
  // Noon is within the hours of the desk.
  EXPECT_EQ(only.only_in.at({"default", "desk"}).asked_outside, 0U);
  // Answered at noon, and once more at 13:00.
  const auto also =
      Count({{hours(2)}, {hours(2) + minutes(1), kAgent}, {hours(3), kAgent}}, kTen + hours(24));
  EXPECT_EQ(also.only_in.at({"default", "trading"}).only_inside, 0U);
}

Finding MakeFinding(const std::string& category, Speaker speaker, const std::string& agent) {
  Finding finding;
  finding.conversation.conversation_id = "c-1";
  finding.category = category;
  finding.speaker = speaker;
  finding.agent_id = agent;
  return finding;
}

TEST_F(MeasureTakerTest, CountsViolationsAndLeadsOfAgents) {
  MeasureTaker taker(pack_, Sums());
  const Finding violation = MakeFinding("prohibited_wording", kAgent, "a-1");
  Take(taker, {seconds(1), kAgent}, Channel::kOnlineChat, {violation, violation});
  Take(taker, {seconds(2)}, Channel::kOnlineChat,
       {MakeFinding("victim_disclosure", kCustomer, "")});
  Finding in_test = violation;
  in_test.rule_status = RuleStatus::kTest;
  taker.OnFindings({violation, in_test, MakeFinding("system", kAgent, "a-1")});
  Step other{seconds(3), kAgent};
  other.conversation = "c-2";
  Take(taker, other);
  taker.Finish(kTen + hours(1), &facts_);
  const Measures::Agent agent = taker.TakeSums().agents.at({"default", "a-1"});
  EXPECT_EQ(agent.conversations, 2U);
  EXPECT_EQ(agent.violating, 1U);
  EXPECT_EQ(agent.violations, 3U);
  EXPECT_EQ(agent.leads, 1U);
}

TEST_F(MeasureTakerTest, CountsQuestionsByConversation) {
  Step other{minutes(9), kCustomer, {0}};
  other.conversation = "c-2";
  const auto sums = Count({{seconds(0), kCustomer, {0, 1}}, {seconds(1), kCustomer, {0}}, other},
                          kTen + hours(1));
  EXPECT_EQ(sums.questions.at({"default", "a_withdraw"}).conversations, 2U);
  EXPECT_EQ(sums.questions.at({"default", "a_withdraw"}).asked, 3U);
  EXPECT_EQ(sums.questions.at({"default", "b_product"}).asked, 1U);
}

TEST_F(MeasureTakerTest, TheOrderOfArrivalDoesNotMatterWithinTheLateness) {
  std::vector<Step> steps;
  for (int i = 0; i < 12; ++i) {
    steps.push_back(
        {Duration(i * 400), i % 3 == 2 ? kAgent : kCustomer, {static_cast<uint32_t>(i % 2)}});
  }
  const auto text = [&](const Measures& sums) {
    std::string told;
    for (const auto& [key, sum] : sums.replies) {
      told +=
          key.intent + " " + std::to_string(sum.replies) + " " + std::to_string(sum.wait_ms) + ";";
    }
    return told + std::to_string(sums.first_replies.begin()->second.wait_ms);
  };
  const std::string in_order = text(Count(steps, kTen + hours(1)));
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(steps.begin(), steps.end(), random);
    EXPECT_EQ(text(Count(steps, kTen + hours(1))), in_order);
  }
}

TEST_F(MeasureTakerTest, WhatIsOlderThanTheOrderIsLeftOut) {
  const auto sums =
      Count({{minutes(1)}, {minutes(2), kAgent}, {minutes(3)}, {seconds(0)}}, kTen + hours(1));
  EXPECT_EQ(sums.late, 1U);
  EXPECT_EQ(Thursday(sums).wait_ms, 60'000);
}

TEST_F(MeasureTakerTest, TheOneUnusedLongestMakesRoom) {
  MeasureTaker::Options options = Sums();
  options.max_conversations = 2;
  MeasureTaker taker(pack_, options);
  for (const char* conversation : {"c-1", "c-2", "c-1", "c-3"}) {
    Step step{seconds(1)};
    step.conversation = conversation;
    Take(taker, step);
  }
  // c-2 had to go, and nobody has answered it.
  EXPECT_EQ(SumOf("first_reply.unanswered.online_chat"), 1);
  taker.Finish(kTen, &facts_);
  const Measures sums = taker.TakeSums();
  EXPECT_EQ(sums.evicted, 1U);
  EXPECT_EQ(sums.conversations, 3U);
  EXPECT_EQ(sums.messages, 4U);
}

TEST_F(MeasureTakerTest, WithoutSumsThereAreFactsOnly) {
  MeasureTaker taker(pack_, {});
  Take(taker, {seconds(0), kCustomer, {0}});
  Take(taker, {seconds(10), kAgent});
  Take(taker, {minutes(1)});
  taker.OnFindings({MakeFinding("prohibited_wording", kAgent, "a-1")});
  EXPECT_EQ(SumOf("first_reply.answered.online_chat"), 1);
  EXPECT_EQ(SumOf("replies.problem"), 1);
  const Measures sums = taker.TakeSums();
  EXPECT_THAT(sums.first_replies, IsEmpty());
  EXPECT_THAT(sums.agents, IsEmpty());
  EXPECT_THAT(sums.questions, IsEmpty());
  EXPECT_EQ(sums.messages, 3U);
}

TEST_F(MeasureTakerTest, SumsOfShardsAddUp) {
  std::vector<Step> steps;
  for (int i = 0; i < 40; ++i) {
    Step step{seconds(i * 20), i % 2 == 0 ? kCustomer : kAgent, {static_cast<uint32_t>(i % 2)}};
    step.conversation = "c-" + std::to_string((i / 2) % 7);
    steps.push_back(step);
  }
  const Measures whole = Count(steps, kTen + hours(1));
  Measures parts;
  for (int shard = 0; shard < 3; ++shard) {
    std::vector<Step> own;
    for (const Step& step : steps) {
      if (step.conversation.back() % 3 == shard) own.push_back(step);
    }
    parts.Merge(Count(own, kTen + hours(1)));
  }
  EXPECT_EQ(parts.conversations, whole.conversations);
  EXPECT_EQ(parts.messages, whole.messages);
  EXPECT_EQ(Thursday(parts).wait_ms, Thursday(whole).wait_ms);
  EXPECT_EQ(Thursday(parts).answered, Thursday(whole).answered);
  EXPECT_EQ(parts.agents.at({"default", "a-1"}).conversations,
            whole.agents.at({"default", "a-1"}).conversations);
  EXPECT_EQ(parts.questions.at({"default", "a_withdraw"}).asked,
            whole.questions.at({"default", "a_withdraw"}).asked);
  EXPECT_EQ(parts.only_in.at({"default", "trading"}).asked_outside,
            whole.only_in.at({"default", "trading"}).asked_outside);
}

}  // namespace
}  // namespace mingcha::testing
