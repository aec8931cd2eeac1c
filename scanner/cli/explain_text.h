// Explanations as people read them.

#ifndef MINGCHA_CLI_EXPLAIN_TEXT_H_
#define MINGCHA_CLI_EXPLAIN_TEXT_H_

#include <string>

#include "cli/output.h"

#include "authoring/explain/conversation_explainer.h"
#include "authoring/explain/explanation.h"
#include "authoring/explain/finding_explainer.h"

namespace mingcha::cli {

// How much of an explanation is told.
struct ExplainDetail {
  // Also rules of which a pattern was hit and whose condition did not hold.
  bool all_rules = false;
};

// Views, hits, rules with their conditions and guards, signals, findings, and why not; several
// lines.
std::string ExplanationText(const Explanation& explanation, const ForPeople& people,
                            const ExplainDetail& detail);
// Each step of the conversation; of a message in which nothing was hit one line.
std::string ExplanationText(const ConversationExplanation& conversation, const ForPeople& people,
                            const ExplainDetail& detail);
std::string ExplanationText(const Rederivation& rederivation, const RulePack& pack,
                            const ForPeople& people, const ExplainDetail& detail);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_EXPLAIN_TEXT_H_
