#include "conversation/step.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "conversation/qa_step.h"
#include "conversation/step_context.h"
#include "conversation/watch_step.h"

namespace mingcha {
namespace {

void CloseBefore(StepContext& context, Timestamp time, bool context_only) {
  CloseQuestionsBefore(context, time, context_only);
  ExpireWatchesBefore(context, time, context_only);
}

StepResult Finish(StepContext context) {
  std::stable_sort(context.result.findings.begin(), context.result.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.at < b.at; });
  return std::move(context.result);
}

StepContext Begin(const ConversationRules& rules, const ConversationKey& conversation,
                  StepState state) {
  return {rules, conversation, {std::move(state), {}, {}}};
}

// The time since the last record, not since the last deadline: whether a clock has noticed the
// deadline must make no difference.
void ForgetAfterAPause(Timestamp time, StepState* state) {
  if (state->applied_at != Timestamp::min() && time - state->applied_at > kForgottenAfter) {
    state->done.clear();
  }
  state->applied_at = std::max(state->applied_at, time);
}

}  // namespace

StepResult ApplyRecord(const ConversationRules& rules, const ConversationKey& conversation,
                       StepState state, const Meaning& meaning) {
  MINGCHA_CHECK(state.frontier < meaning.key);
  StepContext context = Begin(rules, conversation, std::move(state));
  CloseBefore(context, meaning.key.time, meaning.context_only);
  ForgetAfterAPause(meaning.key.time, &context.state());
  ApplyToQuestions(context, meaning);
  ApplyToWatches(context, meaning);
  context.state().frontier = meaning.key;
  return Finish(std::move(context));
}

StepResult PassTime(const ConversationRules& rules, const ConversationKey& conversation,
                    StepState state, Timestamp time, bool context_only) {
  StepContext context = Begin(rules, conversation, std::move(state));
  CloseBefore(context, time, context_only);
  return Finish(std::move(context));
}

StepResult DropOpen(const ConversationRules& rules, const ConversationKey& conversation,
                    StepState state, Timestamp time) {
  StepContext context = Begin(rules, conversation, std::move(state));
  DropQuestions(context, time);
  DropWatches(context, time);
  context.state().done.clear();
  return Finish(std::move(context));
}

Timestamp FirstDeadline(const StepState& state) {
  Timestamp first = Timestamp::max();
  for (const Obligation& obligation : state.open) first = std::min(first, obligation.deadline);
  for (const Watch& watch : state.watches) first = std::min(first, watch.deadline);
  return first;
}

size_t CountOwed(const ConversationRules& rules, const StepState& state) {
  return state.open.size() +
         static_cast<size_t>(std::count_if(
             state.watches.begin(), state.watches.end(),
             [&](const Watch& watch) { return IsOwed(rules.pack.rules[watch.rule].kind); }));
}

}  // namespace mingcha
