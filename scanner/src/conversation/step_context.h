// A step in the making: what the parts of a step work on together.

#ifndef MINGCHA_CONVERSATION_STEP_CONTEXT_H_
#define MINGCHA_CONVERSATION_STEP_CONTEXT_H_

#include <string>
#include <utility>

#include "conversation/step.h"

namespace mingcha {

struct StepContext {
  const ConversationRules& rules;
  const ConversationKey& conversation;
  StepResult result;

  StepState& state() { return result.state; }
  void Tell(std::string fact, Timestamp time, double value = 1) {
    result.facts.push_back({std::move(fact), time, value});
  }
  // What has passed belongs to the past.
  void MoveFrontier(RecordKey key) {
    if (state().frontier < key) state().frontier = std::move(key);
  }
};

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_STEP_CONTEXT_H_
