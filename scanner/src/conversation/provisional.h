// What a reader must know at once, told from the provisional order of the records: a question was
// opened, a first dodge was seen. Findings come from the final order only.

#ifndef MINGCHA_CONVERSATION_PROVISIONAL_H_
#define MINGCHA_CONVERSATION_PROVISIONAL_H_

#include <vector>

#include "mingcha/conversation.h"
#include "mingcha/message.h"

#include "conversation/conversation_state.h"
#include "conversation/meaning.h"

namespace mingcha {

// The obligations that a record opens, one for each topic it asks about.
std::vector<OpenedObligation> OpenedBy(const ConversationRules& rules, const Meaning& record);
// Of a record that came before: those that are still owed.
std::vector<OpenedObligation> StillOpenOf(const ConversationRules& rules, const Meaning& record,
                                          const ConversationState& state);

// The questions that `reply` is the first to dodge, once it and all that waits are applied.
std::vector<ObligationAtRisk> PutAtRiskBy(const ConversationRules& rules,
                                          const ConversationKey& conversation, const Meaning& reply,
                                          const ConversationState& state);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_PROVISIONAL_H_
