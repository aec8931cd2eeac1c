#include "authoring/eval/assume_asked.h"

#include <optional>
#include <utility>

#include "conversation/conversation_state.h"
#include "conversation/meaning.h"
#include "conversation/step.h"

namespace mingcha {
namespace {

constexpr Duration kTick(1);

Obligation QuestionAbout(const CompiledPack& pack, uint32_t topic, Timestamp asked_at) {
  Obligation obligation;
  obligation.topic = topic;
  obligation.question.message_id = "assumed question";
  obligation.asked_at = asked_at;
  obligation.deadline = asked_at + pack.topics[topic].window;
  return obligation;
}

}  // namespace

std::vector<Finding> FindingsIfAsked(const CompiledPack& pack, bool include_drafts,
                                     const Message& reply, const ScanResult& scan) {
  const ConversationRules rules(pack, include_drafts);
  const std::optional<Meaning> meaning = MeaningOf(rules, reply, scan);
  if (!meaning || !IsBusinessSide(reply.speaker)) return {};

  StepState state;
  for (uint32_t topic = 0; topic < pack.topics.size(); ++topic) {
    state.open.push_back(QuestionAbout(pack, topic, reply.sent_at - kTick));
  }
  StepResult replied = ApplyRecord(rules, reply.conversation, std::move(state), *meaning);
  std::vector<Finding> findings = std::move(replied.findings);
  const ConversationEvent closed = {reply.conversation, "closed", EventKind::kClosed,
                                    reply.sent_at + kTick};
  StepResult end =
      ApplyRecord(rules, reply.conversation, std::move(replied.state), *MeaningOf(rules, closed));
  findings.insert(findings.end(), std::make_move_iterator(end.findings.begin()),
                  std::make_move_iterator(end.findings.end()));
  return findings;
}

}  // namespace mingcha
