// Explanations as programs read them.

#ifndef MINGCHA_CLI_EXPLAIN_JSON_H_
#define MINGCHA_CLI_EXPLAIN_JSON_H_

#include "authoring/explain/conversation_explainer.h"
#include "authoring/explain/explanation.h"
#include "authoring/explain/finding_explainer.h"
#include "base/json.h"

namespace mingcha::cli {

// {"of":"message","message_id":…,"views":[…],"hits":[…],"rules":[…],"signals":[…],"findings":[…]},
// with "why_not" if a rule was asked about. All rules of which a pattern was hit are in it.
Json ToJson(const Explanation& explanation);
// {"of":"conversation","conversation_id":…,"steps":[…],"open":[…]}
Json ToJson(const ConversationExplanation& conversation);
// {"of":"finding","finding_id":…,"answer":"same",…}
Json ToJson(const Rederivation& rederivation, const RulePack& pack);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_EXPLAIN_JSON_H_
