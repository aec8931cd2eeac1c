// A conversation told record by record to the pure step, with one watching rule in force.

#ifndef MINGCHA_TESTS_UNIT_CONVERSATION_STEP_FIXTURE_H_
#define MINGCHA_TESTS_UNIT_CONVERSATION_STEP_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "conversation/meaning.h"
#include "conversation/step.h"
#include "support/scripted_watches.h"

namespace mingcha::testing {

class WatchStepTest : public ::testing::Test {
 protected:
  explicit WatchStepTest(std::string_view rule)
      : pack_(ScriptedWatch(rule)), rules_(*pack_), rule_(rule) {}

  void SayAs(const std::string& id, Duration at, Speaker speaker, const std::string& text) {
    Message message = MakeMessage(id, at, speaker, text);
    message.conversation = key_;
    message.template_id = template_;
    const auto meaning = MeaningOf(rules_, message, ScriptedScan(*pack_, message));
    if (meaning) Take(ApplyRecord(rules_, key_, std::move(state_), WithContext(*meaning)));
  }
  void Say(Duration at, Speaker speaker, const std::string& text) {
    SayAs("m-" + std::to_string(++messages_), at, speaker, text);
  }
  void Customer(Duration at, const std::string& text) { Say(at, Speaker::kCustomer, text); }
  void Agent(Duration at, const std::string& text) { Say(at, Speaker::kAgent, text); }
  void Bot(Duration at, const std::string& text) { Say(at, Speaker::kBot, text); }
  void Event(Duration at, EventKind kind, const std::string& id = "e-1") {
    const auto meaning = MeaningOf(rules_, MakeEvent(id, at, kind));
    if (meaning) Take(ApplyRecord(rules_, key_, std::move(state_), WithContext(*meaning)));
  }
  void Pass(Duration time) {
    Take(PassTime(rules_, key_, std::move(state_), At(time), context_only_));
  }
  void Drop(Duration time) { Take(DropOpen(rules_, key_, std::move(state_), At(time))); }
  // A word by which a part of the rule holds.
  std::string Part(int part) const { return "part:" + rule_ + "/" + std::to_string(part); }

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
  static std::vector<std::string> Quotes(const Finding& finding) {
    std::vector<std::string> ids;
    for (const Evidence& evidence : finding.evidence) ids.push_back(evidence.message_id);
    return ids;
  }

  std::unique_ptr<CompiledPack> pack_;
  ConversationRules rules_;
  std::string rule_;
  ConversationKey key_{"default", "c-1"};
  StepState state_;
  std::vector<Finding> findings_;
  std::vector<Fact> facts_;
  std::string template_;
  bool context_only_ = false;

 private:
  Meaning WithContext(Meaning meaning) const {
    meaning.context_only = context_only_;
    return meaning;
  }
  void Take(StepResult step) {
    state_ = std::move(step.state);
    findings_.insert(findings_.end(), step.findings.begin(), step.findings.end());
    facts_.insert(facts_.end(), step.facts.begin(), step.facts.end());
  }

  int messages_ = 0;
};

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_UNIT_CONVERSATION_STEP_FIXTURE_H_
