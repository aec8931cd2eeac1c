// Judges an obligation whose window has closed unsettled.

#ifndef MINGCHA_CONVERSATION_QA_VERDICT_H_
#define MINGCHA_CONVERSATION_QA_VERDICT_H_

#include <vector>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/time.h"

#include "conversation/conversation_state.h"
#include "conversation/meaning.h"

namespace mingcha {

// Returns a finding for each rule that saw the question dodged or, where no substantive reply came
// at all, that lists silence; generic rules only where no other did. Sorted by rule. `closed_at`:
// when the window closed.
std::vector<Finding> JudgeObligation(const ConversationRules& rules,
                                     const ConversationKey& conversation,
                                     const Obligation& obligation, Timestamp closed_at);

// Returns the finding of the built-in rule "system.obligation-dropped": the question had to make
// room before its window closed, and nobody has judged it.
Finding FindingOfDropped(const ConversationRules& rules, const ConversationKey& conversation,
                         const Obligation& obligation);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_QA_VERDICT_H_
