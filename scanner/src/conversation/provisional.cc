#include "conversation/provisional.h"

#include <algorithm>
#include <utility>

#include "conversation/step.h"

namespace mingcha {
namespace {

// Whether the question's obligation is open, or waits to be.
bool IsOwed(const ConversationState& state, const Meaning& question, const Signal& ask) {
  return state.Holds(question.key) ||
         std::any_of(state.step.open.begin(), state.step.open.end(),
                     [&](const Obligation& obligation) {
                       return obligation.topic == ask.topic &&
                              obligation.question.message_identity == ask.evidence.message_identity;
                     });
}

template <typename Which>
std::vector<OpenedObligation> Opened(const ConversationRules& rules, const Meaning& record,
                                     Which which) {
  std::vector<OpenedObligation> opened;
  for (const Signal& signal : record.signals) {
    if (signal.kind != SignalKind::kAsk || !which(signal)) continue;
    const CompiledTopic& topic = rules.pack.topics[signal.topic];
    const bool told = std::any_of(opened.begin(), opened.end(), [&](const OpenedObligation& one) {
      return one.topic == topic.id;
    });
    if (!told) opened.push_back({topic.id, record.key.id, record.key.time + topic.window});
  }
  return opened;
}

bool Dodges(const Meaning& reply) {
  return std::any_of(reply.signals.begin(), reply.signals.end(),
                     [](const Signal& signal) { return signal.kind == SignalKind::kEvaded; });
}

}  // namespace

std::vector<OpenedObligation> OpenedBy(const ConversationRules& rules, const Meaning& record) {
  return Opened(rules, record, [](const Signal&) { return true; });
}

std::vector<OpenedObligation> StillOpenOf(const ConversationRules& rules, const Meaning& record,
                                          const ConversationState& state) {
  return Opened(rules, record, [&](const Signal& ask) { return IsOwed(state, record, ask); });
}

std::vector<ObligationAtRisk> PutAtRiskBy(const ConversationRules& rules,
                                          const ConversationKey& conversation, const Meaning& reply,
                                          const ConversationState& state) {
  std::vector<ObligationAtRisk> at_risk;
  if (!Dodges(reply)) return at_risk;
  StepState qa = state.step;
  const auto apply = [&](const Meaning& meaning) {
    qa = ApplyRecord(rules, conversation, std::move(qa), meaning).state;
  };
  bool applied = false;
  for (const Meaning& meaning : state.pending) {
    if (!applied && reply.key < meaning.key) {
      apply(reply);
      applied = true;
    }
    apply(meaning);
  }
  if (!applied) apply(reply);
  for (const Obligation& obligation : qa.open) {
    if (obligation.dodges.empty()) continue;
    const Dodge& first = obligation.dodges.front();
    if (first.message_id() != reply.key.id) continue;
    at_risk.push_back({rules.pack.topics[obligation.topic].id, rules.pack.rules[first.rule].id,
                       obligation.question.message_id, reply.key.id, obligation.deadline});
  }
  return at_risk;
}

}  // namespace mingcha
