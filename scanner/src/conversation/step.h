// One step of a conversation. Pure: (state, record or clock) → (state, findings, facts).
//
// Questions and watches stand in one state and move together: first every deadline before the
// record passes, then the record itself counts. What a kind of rule makes of it is in a file of its
// own (qa_step, missing_step, sequence_step, count_step, repeat_step, response_step).

#ifndef MINGCHA_CONVERSATION_STEP_H_
#define MINGCHA_CONVERSATION_STEP_H_

#include <vector>

#include "mingcha/conversation.h"
#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/time.h"

#include "conversation/conversation_rules.h"
#include "conversation/conversation_state.h"

namespace mingcha {

struct StepResult {
  StepState state;
  std::vector<Finding> findings;  // In the order of their times.
  std::vector<Fact> facts;
};

// Applies a record: first every deadline before its time passes, then the record itself counts.
// Requires: state.frontier < meaning.key.
StepResult ApplyRecord(const ConversationRules& rules, const ConversationKey& conversation,
                       StepState state, const Meaning& meaning);

// Lets every deadline before `time` pass. `context_only`: it is a record that only rebuilds state
// that moved the clock; then what was begun for that purpose too gives no finding.
StepResult PassTime(const ConversationRules& rules, const ConversationKey& conversation,
                    StepState state, Timestamp time, bool context_only);

// Gives up what is open, unjudged, and tells of each thing that was owed. Forgets what was done.
StepResult DropOpen(const ConversationRules& rules, const ConversationKey& conversation,
                    StepState state, Timestamp time);

// The first deadline of what is open; Timestamp::max() if there is none.
Timestamp FirstDeadline(const StepState& state);

// How many things are owed: questions, and watches whose end must be told.
size_t CountOwed(const ConversationRules& rules, const StepState& state);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_STEP_H_
