#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "authoring/explain/conversation_explainer.h"
#include "authoring/explain/finding_explainer.h"
#include "authoring/explain/message_explainer.h"
#include "authoring/explain/nearest_miss.h"
#include "authoring/explain/why_not.h"
#include "rulepack/compiled_pack.h"
#include "support/pack_from_yaml.h"

namespace mingcha {
namespace {

using ::mingcha::testing::PackFromYaml;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::shared_ptr<const RulePack> PackWith(const std::string& rest,
                                         const std::string& status = "draft") {
  return PackFromYaml("rules:\n  - id: mkt.test.words\n    title: 测试\n    status: " + status +
                      "\n    severity: high\n    speaker: [agent]\n" + rest);
}

Message MessageOf(const std::string& text) {
  Message message;
  message.conversation.conversation_id = "c-1";
  message.message_id = "m-1";
  message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  message.speaker = Speaker::kAgent;
  message.channel = Channel::kOnlineChat;
  message.text = text;
  return message;
}

WhyNot WhyNotOf(const std::shared_ptr<const RulePack>& pack, const Message& message) {
  return *MessageExplainer(pack).Explain(message, 0).why_not;
}

WhyNot WhyNotOf(const std::string& rest, const std::string& text) {
  return WhyNotOf(PackWith(rest), MessageOf(text));
}

// "guards", or "" if the rule finds.
std::string FailedOf(const WhyNot& why_not) {
  return why_not.failed() == nullptr ? "" : why_not.failed()->name;
}

constexpr const char* kKeeps = "    patterns: {keeps: {terms: [保本]}}\n";

TEST(WhyNotTest, NamesNoClauseIfTheRuleFinds) {
  const WhyNot why_not = WhyNotOf(kKeeps, "这款保本");
  EXPECT_TRUE(why_not.finds);
  EXPECT_EQ(why_not.failed(), nullptr);
  EXPECT_EQ(InShort(why_not), "the rule finds it");
}

TEST(WhyNotTest, NamesTheFirstThatTheMessageIsNot) {
  const auto pack = PackWith(std::string(kKeeps) + R"(
    channel: [email]
    tenant: [bank-a]
    attributes: {product: [fund]}
    effective: {from: 2026-06-01, to: 2026-12-31}
)");
  Message message = MessageOf("这款保本");
  message.channel = Channel::kEmail;
  message.conversation.tenant = "bank-a";
  message.attributes["product"] = "fund";
  ASSERT_TRUE(WhyNotOf(pack, message).finds);

  const auto failed = [&](auto change) {
    Message changed = message;
    change(changed);
    return *WhyNotOf(pack, changed).failed();
  };
  WhyNotClause clause = failed([](Message& m) { m.speaker = Speaker::kCustomer; });
  EXPECT_EQ(clause.name, "speaker");
  EXPECT_THAT(clause.detail, AllOf(HasSubstr("customer"), HasSubstr("agent")));
  clause = failed([](Message& m) { m.channel = Channel::kPhone; });
  EXPECT_EQ(clause.name, "channel");
  EXPECT_THAT(clause.detail, AllOf(HasSubstr("phone"), HasSubstr("email")));
  clause = failed([](Message& m) { m.sent_at = *ParseTimestamp("2026-05-31T23:59:59+08:00"); });
  EXPECT_EQ(clause.name, "effective");
  EXPECT_THAT(clause.detail, AllOf(HasSubstr("2026-05-31"), HasSubstr("from 2026-06-01")));
  clause = failed([](Message& m) { m.sent_at = *ParseTimestamp("2027-01-01T00:00:00+08:00"); });
  EXPECT_EQ(clause.name, "effective");
  EXPECT_THAT(clause.detail, AllOf(HasSubstr("2027-01-01"), HasSubstr("to 2026-12-31")));
  clause = failed([](Message& m) { m.conversation.tenant = "bank-b"; });
  EXPECT_EQ(clause.name, "tenant");
  clause = failed([](Message& m) { m.attributes.clear(); });
  EXPECT_EQ(clause.name, "attributes");
  EXPECT_THAT(clause.detail, AllOf(HasSubstr("product is not told"), HasSubstr("fund")));
}

TEST(WhyNotTest, TellsThatADeprecatedRuleIsNotRun) {
  const auto pack = PackWith(kKeeps, "deprecated");
  const WhyNot why_not = WhyNotOf(pack, MessageOf("这款保本"));
  EXPECT_EQ(FailedOf(why_not), "status");
  EXPECT_THAT(why_not.failed()->detail, HasSubstr("deprecated"));
}

TEST(WhyNotTest, JudgesTheWordsAlthoughTheMessageIsNotForTheRule) {
  Message message = MessageOf("这款保本");
  message.speaker = Speaker::kCustomer;
  const WhyNot why_not = WhyNotOf(PackWith(kKeeps), message);
  EXPECT_EQ(FailedOf(why_not), "speaker");
  for (const WhyNotClause& clause : why_not.clauses) {
    if (clause.name == "patterns" || clause.name == "condition" || clause.name == "guards") {
      EXPECT_EQ(clause.answer, WhyNotClause::kPassed) << clause.name;
    }
  }
}

TEST(WhyNotTest, TellsThePatternThatLacksAndTheNearestOfItsTerms) {
  const WhyNot why_not = WhyNotOf(R"(
    patterns: {deposits: {terms: [存款]}, gift: {terms: [送金龙鱼油, 送大米]}}
    condition: {all: [deposits, gift]}
)",
                                  "来存款吧，大米随您挑");
  EXPECT_EQ(FailedOf(why_not), "patterns");
  EXPECT_EQ(why_not.failed()->detail, "not hit: gift");
  EXPECT_THAT(why_not.nearest, ElementsAre("gift: 送大米, 1 of 3 characters missing"));
}

TEST(WhyNotTest, TellsTheExceptionThatTookAHitBack) {
  const WhyNot why_not =
      WhyNotOf("    patterns: {keeps: {terms: [保本], except: [确保本]}}\n", "请确保本周到账");
  EXPECT_EQ(FailedOf(why_not), "exceptions");
  EXPECT_THAT(why_not.failed()->detail, AllOf(HasSubstr("保本 [6,12)"), HasSubstr("确保本")));
}

TEST(WhyNotTest, TellsHowFarApartWordsStand) {
  const std::string rule = R"(
    patterns: {deposits: {terms: [存款]}, gift: {terms: [送大米]}, over: {terms: [结束]}}
    condition:
      all:
        - {near: {first: deposits, second: gift, within: 2, ordered: true}}
        - {none: [over]}
)";
  EXPECT_THAT(InShort(WhyNotOf(rule, "存款满五万送大米")),
              AllOf(HasSubstr("condition"), HasSubstr("distance was 3, allowed 2")));
  EXPECT_THAT(InShort(WhyNotOf(rule, "送大米存款")), HasSubstr("in the other order, 0 apart"));
  EXPECT_THAT(InShort(WhyNotOf(rule, "存款送大米已结束")),
              AllOf(HasSubstr("must not be there"), HasSubstr("over 结束")));
}

TEST(WhyNotTest, TellsThatWordsStandInDifferentSentences) {
  EXPECT_THAT(InShort(WhyNotOf(R"(
    patterns: {a: {terms: [存款]}, b: {terms: [送大米]}}
    condition: {same_sentence: [a, b]}
)",
                               "来存款。另外送大米")),
              HasSubstr("different sentences"));
}

TEST(WhyNotTest, TellsTheInnermostPartThatFails) {
  EXPECT_THAT(InShort(WhyNotOf(R"(
    patterns: {a: {terms: [存款]}, b: {terms: [送大米]}, c: {terms: [结束]}}
    condition: {at_least: {count: 2, of: [a, {near: {first: a, second: b, within: 1}}, c]}}
)",
                               "存款满五万送大米")),
              HasSubstr("near within 1: distance was 3, allowed 1"));
}

TEST(WhyNotTest, TellsTheGuardAndItsWords) {
  const WhyNot why_not = WhyNotOf(std::string(kKeeps) + "    guards: [negated]\n", "这款不保本");
  EXPECT_EQ(FailedOf(why_not), "guards");
  EXPECT_EQ(why_not.failed()->detail, "保本 [9,15) taken back by negated (不 [6,9))");
}

TEST(WhyNotTest, TellsTheTense) {
  const WhyNot why_not =
      WhyNotOf("    patterns: {gave: {terms: [给他]}}\n    tense: [asked, done]\n", "我没给他");
  EXPECT_EQ(FailedOf(why_not), "tense");
  EXPECT_THAT(why_not.failed()->detail, AllOf(HasSubstr("refused"), HasSubstr("asked, done")));
}

TEST(WhyNotTest, ReachesNoClauseBehindTheOneThatFailed) {
  const WhyNot why_not = WhyNotOf(kKeeps, "您好");
  std::vector<std::string> not_reached;
  for (const WhyNotClause& clause : why_not.clauses) {
    if (clause.answer == WhyNotClause::kNotReached) not_reached.push_back(clause.name);
  }
  EXPECT_THAT(not_reached, ElementsAre("exceptions", "condition", "guards", "tense"));
}

CompiledPattern Terms(std::vector<std::string> terms) {
  CompiledPattern pattern;
  pattern.terms = std::move(terms);
  return pattern;
}

constexpr const char* kScore = R"(    kind: score
    patterns: {asks: {terms: [验证码]}, hurry: {terms: [马上]}, pays: {terms: [充值]}}
    signals: [{name: asks, condition: asks, weight: 2}, {condition: hurry}, {condition: pays}]
    threshold: 3
    severe_because: 资金损失不可逆。
    guards: [negated]
)";

TEST(WhyNotTest, TellsWhatTheSignalsOfAScoreAddUpTo) {
  const WhyNot why_not = WhyNotOf(kScore, "马上去充值");
  EXPECT_EQ(FailedOf(why_not), "threshold");
  EXPECT_EQ(why_not.failed()->detail, "2 of 3 reached: not asks 2, hurry 1, pays 1");
  EXPECT_TRUE(WhyNotOf(kScore, "验证码给我,马上").finds);
  EXPECT_EQ(FailedOf(WhyNotOf(kScore, "您好")), "patterns");
}

TEST(WhyNotTest, TellsTheGuardsThatKeepAScoreBelowItsThreshold) {
  const WhyNot why_not = WhyNotOf(kScore, "千万不要给验证码。马上挂断");
  EXPECT_EQ(FailedOf(why_not), "guards");
  EXPECT_THAT(why_not.failed()->detail,
              AllOf(HasSubstr("1 of 3 reached"), HasSubstr("验证码"), HasSubstr("negated")));
}

TEST(MessageExplainerTest, TellsAScoreBelowItsThresholdAsWhatItIs) {
  const ExplainedRule below =
      MessageExplainer(PackWith(kScore)).Explain(MessageOf("马上去充值")).rules.at(0);
  EXPECT_EQ(below.outcome, RuleOutcome::kBelowThreshold);
  EXPECT_FALSE(below.is_close());
  ASSERT_TRUE(below.sum.has_value());
  EXPECT_EQ(below.sum->reached, 2U);
  EXPECT_EQ(below.sum->threshold, 3U);
  ASSERT_THAT(below.judgements, SizeIs(3));
  EXPECT_EQ(below.judgements[0].signal->name, "asks");
  EXPECT_FALSE(below.judgements[0].condition.holds);
  EXPECT_TRUE(below.judgements[1].condition.holds);
}

TEST(NearestMissTest, CountsTheCharactersThatAreMissing) {
  const auto miss = NearestMissOf(Terms({"保本保息", "稳赚不赔"}), "这款稳赚的");
  ASSERT_TRUE(miss.has_value());
  EXPECT_EQ(miss->missing, 2U);
  EXPECT_EQ(miss->told, "稳赚不赔, 2 of 4 characters missing");
}

TEST(NearestMissTest, CountsWhatStandsBetween) {
  const auto miss = NearestMissOf(Terms({"送大米"}), "送您大米");
  ASSERT_TRUE(miss.has_value());
  EXPECT_EQ(miss->missing, 0U);
  EXPECT_EQ(miss->between, 1U);
  EXPECT_THAT(miss->told, HasSubstr("with 1 other between"));
}

TEST(NearestMissTest, FindsNothingNearInAStrangeText) {
  EXPECT_FALSE(NearestMissOf(Terms({"保本"}), "您好").has_value());
  EXPECT_FALSE(NearestMissOf(Terms({"保本"}), "").has_value());
}

TEST(NearestMissTest, TellsWhichWordsOfARegexAreThere) {
  CompiledPattern pattern;
  pattern.regexes = {"本金[^不没]{0,6}安全", "利息.{0,3}照付"};
  const auto miss = NearestMissOf(pattern, "您的本金没有问题");
  ASSERT_TRUE(miss.has_value());
  EXPECT_EQ(miss->told, "/本金[^不没]{0,6}安全/, 本金 there, 安全 not");
}

TEST(MessageExplainerTest, MasksPersonalDataInAllThatItTells) {
  const auto pack = PackWith("    patterns: {card: {terms: [卡号], views: [compact]}}\n");
  const Explanation explanation =
      MessageExplainer(pack).Explain(MessageOf("卡*号６222021234567890128"));
  EXPECT_THAT(explanation.shown_text, ::testing::Not(HasSubstr("1234567890")));
  ASSERT_GE(explanation.views.size(), 2U);
  for (const ViewTrace& view : explanation.views) {
    EXPECT_THAT(view.text, ::testing::Not(HasSubstr("1234567890")));
  }
}

TEST(MessageExplainerTest, GivesTheFindingsOfTheEngine) {
  const auto pack = PackWith(kKeeps);
  const Explanation explanation = MessageExplainer(pack).Explain(MessageOf("这款保本"));
  ASSERT_THAT(explanation.findings, SizeIs(1));
  EXPECT_EQ(explanation.findings[0].rule_id, "mkt.test.words");
  ASSERT_THAT(explanation.rules, SizeIs(1));
  EXPECT_EQ(explanation.rules[0].outcome, RuleOutcome::kFinds);
  EXPECT_EQ(explanation.why_not, std::nullopt);
}

constexpr const char* kQaRules = R"(topics:
  - id: license
    title: 资质
    patterns:
      asks: {terms: [有备案吗]}
      number: {terms: [备案号]}
    ask: asks
    satisfied_by: number
withdrawn_by: took_back
patterns:
  took_back: {terms: [不用了]}
rules:
  - id: evs.license_dodge
    title: 回避
    kind: qa
    status: draft
    severity: high
    speaker: [agent]
    topics: [license]
    patterns: {brags: {terms: [老平台]}}
    evaded_by: [{kind: brag, condition: brags}]
)";

class ConversationExplainerTest : public ::testing::Test {
 protected:
  void Say(int seconds, Speaker speaker, const std::string& text) {
    Message message = MessageOf(text);
    message.message_id = "m-" + std::to_string(records_.size() + 1);
    message.sent_at += std::chrono::seconds(seconds);
    message.speaker = speaker;
    records_.push_back(message);
  }
  void Close(int seconds) {
    records_.push_back(ConversationEvent{MessageOf("").conversation, "end", EventKind::kClosed,
                                         MessageOf("").sent_at + std::chrono::seconds(seconds)});
  }
  ConversationExplanation Explain(std::optional<uint32_t> rule = std::nullopt) {
    return ConversationExplainer(pack_).Explain(records_, Timestamp::min(), rule);
  }
  // "opened", "answered" … in the order of the steps.
  static std::vector<std::string> ChangesOf(const ConversationExplanation& explanation) {
    std::vector<std::string> changes;
    for (const ConversationStep& step : explanation.steps) {
      for (const ObligationChange& change : step.changes) changes.push_back(change.what);
    }
    return changes;
  }

  std::shared_ptr<const RulePack> pack_ = PackFromYaml(kQaRules);
  std::vector<Record> records_;
};

TEST_F(ConversationExplainerTest, TellsHowAQuestionWasEvaded) {
  Say(0, Speaker::kCustomer, "你们有备案吗");
  Say(10, Speaker::kAgent, "您好");
  Say(20, Speaker::kAgent, "我们是老平台请放心");
  Close(60);
  const ConversationExplanation explanation = Explain();
  EXPECT_THAT(ChangesOf(explanation), ElementsAre("opened", "evaded"));
  EXPECT_TRUE(explanation.steps[2].counts_as_reply);
  const ObligationChange& end = explanation.steps[3].changes.front();
  EXPECT_EQ(end.topic, "license");
  EXPECT_EQ(end.question_id, "m-1");
  EXPECT_EQ(end.why, "the conversation was closed");
  ASSERT_THAT(explanation.Findings(), SizeIs(1));
  EXPECT_EQ(explanation.Findings()[0].rule_id, "evs.license_dodge");
}

TEST_F(ConversationExplainerTest, TellsAnAnswerAWithdrawalAndADeadline) {
  Say(0, Speaker::kCustomer, "你们有备案吗");
  Say(10, Speaker::kAgent, "备案号是示例一二三");
  Say(20, Speaker::kCustomer, "那个有备案吗");
  Say(30, Speaker::kCustomer, "算了，不用了");
  Say(40, Speaker::kCustomer, "还是说说有备案吗");
  Say(2000, Speaker::kCustomer, "在吗");
  const ConversationExplanation explanation = Explain();
  EXPECT_THAT(ChangesOf(explanation),
              ElementsAre("opened", "answered", "opened", "withdrawn", "opened", "unclassified"));
  const ConversationStep& deadline = explanation.steps[5];
  EXPECT_EQ(deadline.record_id, "");
  EXPECT_THAT(deadline.changes[0].why,
              AllOf(HasSubstr("the deadline passed"), HasSubstr("no reply")));
}

TEST_F(ConversationExplainerTest, TellsWhatIsStillOpen) {
  Say(0, Speaker::kCustomer, "你们有备案吗");
  const ConversationExplanation explanation = Explain();
  ASSERT_THAT(explanation.still_open, SizeIs(1));
  EXPECT_EQ(explanation.still_open[0].deadline, MessageOf("").sent_at + std::chrono::seconds(600));
}

TEST_F(ConversationExplainerTest, TakesRecordsInTheOrderOfTheirTimesAndOnce) {
  Say(20, Speaker::kAgent, "我们是老平台请放心");
  Say(0, Speaker::kCustomer, "你们有备案吗");
  records_.push_back(records_.back());
  Close(60);
  const ConversationExplanation explanation = Explain();
  EXPECT_THAT(ChangesOf(explanation), ElementsAre("opened", "evaded"));
  EXPECT_TRUE(explanation.steps[1].duplicate);
  EXPECT_THAT(explanation.Findings(), SizeIs(1));
}

TEST_F(ConversationExplainerTest, DerivesAStoredFindingAnew) {
  Say(0, Speaker::kCustomer, "你们有备案吗");
  Say(20, Speaker::kAgent, "我们是老平台请放心");
  Close(60);
  const Finding stored = Explain().Findings().at(0);
  Rederivation rederivation = Rederive(pack_, stored, records_);
  EXPECT_EQ(rederivation.answer, Rederivation::kSame);
  EXPECT_TRUE(rederivation.same_pack);
  EXPECT_THAT(rederivation.changed, IsEmpty());

  Finding raised = stored;
  raised.severity = Severity::kLow;
  raised.pack_digest = "sha256:other";
  rederivation = Rederive(pack_, raised, records_);
  EXPECT_EQ(rederivation.answer, Rederivation::kSame);
  EXPECT_FALSE(rederivation.same_pack);
  EXPECT_THAT(rederivation.changed, ElementsAre("severity was low, is high"));
}

TEST_F(ConversationExplainerTest, TellsWhyAStoredFindingIsNotDerivedAnew) {
  Say(0, Speaker::kCustomer, "你们有备案吗");
  Say(20, Speaker::kAgent, "我们是老平台请放心");
  Close(60);
  const Finding stored = Explain().Findings().at(0);

  Finding of_other_rule = stored;
  of_other_rule.rule_id = "evs.no_longer_there";
  EXPECT_EQ(Rederive(pack_, of_other_rule, records_).answer, Rederivation::kMissingRule);

  const Rederivation without_messages = Rederive(pack_, stored, {});
  EXPECT_EQ(without_messages.answer, Rederivation::kMissingMessage);
  EXPECT_THAT(without_messages.told, HasSubstr("m-1"));

  std::get<Message>(records_[1]).text = "请稍等我去查一下";
  const Rederivation edited = Rederive(pack_, stored, records_);
  EXPECT_EQ(edited.answer, Rederivation::kGone);
  EXPECT_THAT(edited.told, HasSubstr("patterns: not hit: brags"));
}

constexpr const char* kSplit = R"(    patterns: {keeps: {terms: [保本], views: [compact, joined]}}
    guards: [negated]
)";

std::vector<Record> SplitOver(const std::vector<std::string>& texts) {
  std::vector<Record> records;
  for (const std::string& text : texts) {
    Message message = MessageOf(text);
    message.message_id = "m-" + std::to_string(records.size() + 1);
    message.sent_at += std::chrono::seconds(3) * records.size();
    records.emplace_back(std::move(message));
  }
  return records;
}

TEST(JoinedExplanationTest, TellsAWordThatIsSplitOverTwoMessages) {
  ConversationExplainer explainer(PackWith(kSplit, "test"));
  const ConversationExplanation told =
      explainer.Explain(SplitOver({"放心,保", "本的"}), Timestamp::min());
  ASSERT_THAT(told.steps, SizeIs(2));
  EXPECT_THAT(told.steps[0].joined, IsEmpty());
  ASSERT_THAT(told.steps[1].joined, SizeIs(1));
  const Explanation& joined = told.steps[1].joined[0];
  EXPECT_THAT(joined.parts, SizeIs(2));
  EXPECT_THAT(joined.findings, SizeIs(1));
  ASSERT_THAT(told.Findings(), SizeIs(1));
  EXPECT_THAT(told.Findings()[0].evidence, SizeIs(2));
}

TEST(JoinedExplanationTest, TellsWhyASplitWordIsNotFound) {
  ConversationExplainer explainer(PackWith(kSplit, "test"));
  const ConversationExplanation told =
      explainer.Explain(SplitOver({"这款不保", "本的"}), Timestamp::min(), 0);
  ASSERT_THAT(told.steps.back().joined, SizeIs(1));
  EXPECT_EQ(FailedOf(*told.steps.back().joined[0].why_not), "guards");
  EXPECT_THAT(told.Findings(), IsEmpty());
}

TEST(JoinedExplanationTest, DerivesAStoredFindingOfTwoMessagesAnew) {
  const auto pack = PackWith(kSplit, "test");
  ConversationExplainer explainer(pack);
  const Finding stored =
      explainer.Explain(SplitOver({"放心,保", "本的"}), Timestamp::min()).Findings().at(0);
  EXPECT_EQ(Rederive(pack, stored, SplitOver({"放心,保", "本的"})).answer, Rederivation::kSame);
  const Rederivation gone = Rederive(pack, stored, SplitOver({"放心,收", "本的"}));
  EXPECT_EQ(gone.answer, Rederivation::kGone);
  EXPECT_THAT(gone.told, HasSubstr("no word crosses"));
  EXPECT_EQ(Rederive(pack, stored, {SplitOver({"放心,保", "本的"})[1]}).answer,
            Rederivation::kMissingMessage);
}

}  // namespace
}  // namespace mingcha
