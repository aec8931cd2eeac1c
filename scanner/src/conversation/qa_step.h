// Ask → answer: one step of a conversation. Pure: (state, record or clock) → (state, findings,
// facts).
//
// A question opens an obligation with a window. The window closes at the topic's n-th substantive
// message of the business side, when its time has passed, or with the conversation. An answer of
// substance inside it settles the obligation, whatever was said before; what stays unsettled is
// judged when the window closes, never earlier: a dodge that anyone repairs in time is an answer.

#ifndef MINGCHA_CONVERSATION_QA_STEP_H_
#define MINGCHA_CONVERSATION_QA_STEP_H_

#include <vector>

#include "mingcha/conversation.h"
#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/time.h"

#include "conversation/conversation_state.h"
#include "conversation/meaning.h"

namespace mingcha {

struct StepResult {
  QaState state;
  std::vector<Finding> findings;
  std::vector<Fact> facts;
};

// Applies a record: first every deadline before its time passes, then the record itself counts.
// Requires: state.frontier < meaning.key.
StepResult ApplyRecord(const QaRules& rules, const ConversationKey& conversation, QaState state,
                       const Meaning& meaning);

// Lets every deadline before `time` pass. `context_only`: it is a record that only rebuilds state
// that moved the clock; then a question that was told for that purpose too gives no finding.
StepResult PassTime(const QaRules& rules, const ConversationKey& conversation, QaState state,
                    Timestamp time, bool context_only);

// Gives up what is open, unjudged, and tells of each.
StepResult DropOpen(const QaRules& rules, const ConversationKey& conversation, QaState state,
                    Timestamp time);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_QA_STEP_H_
