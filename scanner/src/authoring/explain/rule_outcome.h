// How a rule came out for a message, told from its trace.

#ifndef MINGCHA_AUTHORING_EXPLAIN_RULE_OUTCOME_H_
#define MINGCHA_AUTHORING_EXPLAIN_RULE_OUTCOME_H_

#include <set>
#include <string>
#include <vector>

#include "mingcha/message.h"

#include "authoring/explain/explanation.h"
#include "authoring/explain/quoting.h"
#include "evaluate/scan_trace.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Which patterns something was found of: at all, and besides exceptions.
struct FoundPatterns {
  std::set<uint32_t> found;
  std::set<uint32_t> counted;
};
FoundPatterns PatternsFoundIn(const ScanTrace& trace);

// Whether the condition has what it needs if just these patterns were hit, wherever they stand.
// What must not be there is not asked.
bool HasItsPatterns(const Condition& condition, const std::set<uint32_t>& patterns);

// The patterns that the condition lacks: of an `any` all, of an `all` those that are not there.
void AddMissingPatterns(const Condition& condition, const std::set<uint32_t>& patterns,
                        std::vector<uint32_t>* missing);

// How far one condition of a rule came: kNoHit, kExcepted, kConditionFails, kGuarded or kFinds.
RuleOutcome OutcomeOf(const JudgedCondition& judged, const FoundPatterns& found);
// What the signals of a score add up to.
ExplainedSum SumOf(const RuleTrace& rule);
// The furthest of all its conditions (of a score, what its signals add up to), by mismatch and
// tense too.
RuleOutcome OutcomeOf(const RuleTrace& rule, const FoundPatterns& found);

// Why a part of a condition does not hold, or nothing: "distance was 34, allowed 20".
std::string NoteOn(const ConditionTrace& trace);

// "speaker: the message is the customer's, the rule watches agent, bot"
std::string TellMismatch(const CompiledPack& pack, const CompiledRule& rule, Mismatch mismatch,
                         const Message& message);

ExplainedCondition Explained(const CompiledPack& pack, const ConditionTrace& trace,
                             const Quoting& quoting);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EXPLAIN_RULE_OUTCOME_H_
