#include "conversation/qa_step.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "conversation/meaning.h"
#include "conversation/step.h"
#include "support/scripted_scan.h"

namespace mingcha::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class QaStepTest : public ::testing::Test {
 protected:
  // Applies a message, and gathers what it gave.
  void Say(Duration at, Speaker speaker, const std::string& text) {
    Message message = MakeMessage("m-" + std::to_string(++messages_), at, speaker, text);
    message.conversation = key_;
    const auto meaning = MeaningOf(*rules_, message, ScriptedScan(*pack_, message));
    if (meaning) Take(ApplyRecord(*rules_, key_, std::move(state_), *meaning));
  }
  void Customer(Duration at, const std::string& text) { Say(at, Speaker::kCustomer, text); }
  void Agent(Duration at, const std::string& text) { Say(at, Speaker::kAgent, text); }
  void Event(Duration at, EventKind kind, const std::string& id = "e") {
    if (const auto meaning = MeaningOf(*rules_, MakeEvent(id, at, kind))) {
      Take(ApplyRecord(*rules_, key_, std::move(state_), *meaning));
    }
  }
  void Pass(Duration time) { Take(PassTime(*rules_, key_, std::move(state_), At(time), false)); }

  std::vector<std::string> Rules() const {
    std::vector<std::string> ids;
    for (const Finding& finding : findings_) ids.push_back(finding.rule_id);
    return ids;
  }
  std::vector<std::string> FactKeys() const {
    std::vector<std::string> keys;
    for (const Fact& fact : facts_) keys.push_back(fact.key);
    return keys;
  }

  std::unique_ptr<CompiledPack> pack_ = ScriptedRules();
  std::unique_ptr<ConversationRules> rules_ = std::make_unique<ConversationRules>(*pack_);
  ConversationKey key_{"default", "c-1"};
  StepState state_;
  std::vector<Finding> findings_;
  std::vector<Fact> facts_;

 private:
  void Take(StepResult step) {
    state_ = std::move(step.state);
    findings_.insert(findings_.end(), step.findings.begin(), step.findings.end());
    facts_.insert(facts_.end(), step.facts.begin(), step.facts.end());
  }

  int messages_ = 0;
};

TEST_F(QaStepTest, FindsADodgeWhenTheWindowsTimeHasPassed) {
  Customer(seconds(0), "ask:license");
  Agent(seconds(20), "dodge~:evs.license");
  Pass(seconds(600) + milliseconds(1));

  ASSERT_THAT(Rules(), ElementsAre("evs.license"));
  const Finding& finding = findings_[0];
  EXPECT_EQ(finding.subject, (Subject{SubjectKind::kConversation, "c-1"}));
  EXPECT_EQ(finding.message_id, "m-2");
  EXPECT_EQ(finding.speaker, Speaker::kAgent);
  EXPECT_EQ(finding.agent_id, "a-1");
  EXPECT_EQ(finding.at, At(seconds(600)));
  EXPECT_EQ(finding.features.at("evasion_kind"), "brag");
  EXPECT_TRUE(finding.evasion);
  EXPECT_EQ(finding.severity, Severity::kHigh);
  EXPECT_EQ(finding.pack, "scripted@1");
  EXPECT_EQ(finding.explanation, "客户询问“资质与备案”，答复窗口内只有自我夸耀，没有实质答复。");
  EXPECT_EQ(finding.suggestion, "请直接答复。");
  ASSERT_THAT(finding.evidence, SizeIs(2));
  EXPECT_EQ(finding.evidence[0].quote, "ask:license");
  EXPECT_EQ(finding.evidence[1].quote, "dodge~:evs.license");
  EXPECT_EQ(finding.finding_id, MakeFindingId(finding));
}

TEST_F(QaStepTest, TakesAReplyAtTheLastMomentAsInTime) {
  Customer(seconds(0), "ask:license");
  Agent(seconds(20), "dodge:evs.license");
  Agent(seconds(600), "good:license");
  Pass(seconds(10'000));
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(FactKeys(), ElementsAre("obligation.opened", "obligation.satisfied"));
}

TEST_F(QaStepTest, TakesAReplyAMillisecondLaterAsTooLate) {
  Customer(seconds(0), "ask:license");
  Agent(seconds(20), "dodge:evs.license");
  Agent(seconds(600) + milliseconds(1), "good:license");
  EXPECT_THAT(Rules(), ElementsAre("evs.license"));
}

TEST_F(QaStepTest, ClosesAtTheThirdSubstantiveMessage) {
  Customer(seconds(0), "ask:license");
  Agent(seconds(1), "hello");
  Agent(seconds(2), "dodge:evs.license");
  Say(seconds(3), Speaker::kBot, "words");
  EXPECT_THAT(Rules(), IsEmpty());
  Agent(seconds(4), "words");
  ASSERT_THAT(Rules(), ElementsAre("evs.license"));
  EXPECT_EQ(findings_[0].at, At(seconds(4)));
  EXPECT_EQ(findings_[0].message_id, "m-3") << "the reply that dodged, not the one that closed";
}

TEST_F(QaStepTest, LetsTheThirdMessageItselfAnswer) {
  Customer(seconds(0), "ask:license");
  Agent(seconds(1), "dodge:evs.license");
  Agent(seconds(2), "words");
  Agent(seconds(3), "good:license");
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(QaStepTest, JudgesWhenTheConversationCloses) {
  Customer(seconds(0), "ask:license");
  Agent(seconds(1), "dodge:evs.license");
  Event(seconds(30), EventKind::kClosed);
  ASSERT_THAT(Rules(), ElementsAre("evs.license"));
  EXPECT_EQ(findings_[0].at, At(seconds(30)));
}

TEST_F(QaStepTest, FindsSilenceOnlyWithoutAnySubstantiveReply) {
  Customer(seconds(0), "ask:license");
  Agent(seconds(1), "hello");
  Pass(seconds(601));
  ASSERT_THAT(Rules(), ElementsAre("evs.silent"));
  EXPECT_EQ(findings_[0].message_id, "m-1");
  EXPECT_THAT(findings_[0].evidence, SizeIs(1));
  EXPECT_EQ(findings_[0].features.at("evasion_kind"), "silence");
}

TEST_F(QaStepTest, CountsAnUnclearReplyAsUnclassified) {
  Customer(seconds(0), "ask:license");
  Agent(seconds(1), "words");
  Pass(seconds(601));
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(FactKeys(), ElementsAre("obligation.opened", "obligation.unclassified"));
}

TEST_F(QaStepTest, OwesNothingForAQuestionTakenBack) {
  Customer(seconds(0), "ask:license ask:withdraw");
  Customer(seconds(5), "withdraw");
  Agent(seconds(6), "dodge:evs.license dodge:evs.withdraw");
  Pass(seconds(601));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(QaStepTest, OwesNothingForARecalledQuestionButKeepsARecalledReply) {
  Customer(seconds(0), "ask:license");
  Customer(seconds(1), "ask:withdraw");
  Agent(seconds(2), "dodge:evs.license dodge:evs.withdraw");
  Event(seconds(3), EventKind::kRecalled, "m-1");
  Event(seconds(4), EventKind::kRecalled, "m-3");
  Pass(seconds(601));
  EXPECT_THAT(Rules(), ElementsAre("evs.withdraw"));
}

TEST_F(QaStepTest, TakesBackOnlyWhatWasAskedBefore) {
  Customer(seconds(0), "ask:license");
  Customer(seconds(5), "withdraw ask:withdraw");
  Agent(seconds(6), "dodge:evs.license dodge:evs.withdraw");
  Pass(seconds(601));
  EXPECT_THAT(Rules(), ElementsAre("evs.withdraw"));
}

TEST_F(QaStepTest, AsksAGenericRuleOnlyWhereNoOtherFound) {
  Customer(seconds(0), "ask:license");
  Agent(seconds(1), "dodge:evs.generic dodge:evs.license");
  Pass(seconds(601));
  EXPECT_THAT(Rules(), ElementsAre("evs.license"));

  findings_.clear();
  Customer(seconds(700), "ask:license");
  Agent(seconds(701), "dodge:evs.generic");
  Pass(seconds(1301));
  EXPECT_THAT(Rules(), ElementsAre("evs.generic"));
}

TEST_F(QaStepTest, DoesNotLetAShadowRuleSilenceALiveOne) {
  Customer(seconds(0), "ask:license");
  Agent(seconds(1), "dodge:evs.generic dodge:evs.shadow");
  Pass(seconds(601));
  EXPECT_THAT(Rules(), ElementsAre("evs.generic", "evs.shadow"));
}

TEST_F(QaStepTest, JudgesByRulesOfTheTopicOnly) {
  Customer(seconds(0), "ask:withdraw");
  Agent(seconds(1), "dodge:evs.license");
  Pass(seconds(601));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(QaStepTest, KeepsToTenantsAndDatesAndStatus) {
  pack_->rules[pack_->FindRule("evs.license")].effective_to = At(seconds(10));
  const auto ask_and_dodge = [&](Duration at) {
    Customer(at, "ask:license");
    Agent(at + seconds(1), "dodge:evs.license dodge:evs.tenant dodge:evs.draft");
    Event(at + seconds(2), EventKind::kClosed);
    return std::exchange(findings_, {}).size();
  };
  EXPECT_EQ(ask_and_dodge(seconds(0)), 1U) << "evs.license is in force";
  EXPECT_EQ(ask_and_dodge(seconds(20)), 0U);
  rules_ = std::make_unique<ConversationRules>(*pack_, /*with_drafts=*/true);
  EXPECT_EQ(ask_and_dodge(seconds(30)), 1U) << "evs.draft";
  key_.tenant = "bank-a";
  EXPECT_EQ(ask_and_dodge(seconds(40)), 2U) << "evs.draft, evs.tenant";
}

TEST_F(QaStepTest, OpensOneObligationForASpanAndTopic) {
  Customer(seconds(0), "ask:license ask:withdraw ask:license");
  EXPECT_THAT(state_.open, SizeIs(3));
  Customer(seconds(1), "ask:license");
  EXPECT_THAT(state_.open, SizeIs(4)) << "asked again, with a window of its own";
}

TEST_F(QaStepTest, TakesAnEditedQuestionAsTheSameQuestion) {
  const auto apply = [&](const std::string& text) {
    const Message message = MakeMessage("q", seconds(text.size()), Speaker::kCustomer, text);
    const auto meaning = MeaningOf(*rules_, message, ScriptedScan(*pack_, message));
    state_ = ApplyRecord(*rules_, key_, std::move(state_), *meaning).state;
  };
  apply("ask:license");
  apply("please ask:license");
  EXPECT_THAT(state_.open, SizeIs(1));
}

TEST_F(QaStepTest, CountsAnEditedReplyOnce) {
  Customer(seconds(0), "ask:license");
  for (const char* text : {"words", "more words", "many more words"}) {
    const Message message =
        MakeMessage("r", seconds(std::string(text).size()), Speaker::kAgent, text);
    const auto meaning = MeaningOf(*rules_, message, ScriptedScan(*pack_, message));
    state_ = ApplyRecord(*rules_, key_, std::move(state_), *meaning).state;
  }
  ASSERT_THAT(state_.open, SizeIs(1));
  EXPECT_THAT(state_.open[0].replies, SizeIs(1));
}

TEST_F(QaStepTest, ListensToTheRightSideOnly) {
  Agent(seconds(0), "ask:license");
  EXPECT_THAT(state_.open, IsEmpty());
  Customer(seconds(1), "ask:license");
  Customer(seconds(2), "good:license dodge:evs.license");
  Say(seconds(3), Speaker::kSystem, "good:license");
  Pass(seconds(700));
  EXPECT_THAT(Rules(), ElementsAre("evs.silent"));
}

TEST_F(QaStepTest, StaysBoundedUnderAFloodOfQuestions) {
  for (int i = 0; i < 100; ++i) Customer(milliseconds(i), "ask:license");
  EXPECT_THAT(state_.open, SizeIs(kMaxObligations));
  EXPECT_THAT(FactKeys(), ::testing::Contains("obligation.dropped").Times(100 - kMaxObligations));
}

}  // namespace
}  // namespace mingcha::testing
