// What every finding of a rule has from its rule and pack.

#ifndef MINGCHA_CONVERSATION_RULE_FINDING_H_
#define MINGCHA_CONVERSATION_RULE_FINDING_H_

#include "mingcha/finding.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

// Returns a finding with what follows from the rule and the pack. Subject, place, time, evidence,
// explanation and id are the caller's.
Finding FindingOfRule(const CompiledPack& pack, const CompiledRule& rule);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_RULE_FINDING_H_
