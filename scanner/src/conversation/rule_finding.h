// What every finding of a rule has from its rule and pack.

#ifndef MINGCHA_CONVERSATION_RULE_FINDING_H_
#define MINGCHA_CONVERSATION_RULE_FINDING_H_

#include <string>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

// Returns a finding with what follows from the rule and the pack. Subject, place, time, evidence,
// explanation and id are the caller's.
Finding FindingOfRule(const CompiledPack& pack, const CompiledRule& rule);

// What was given up before it could be judged, in words.
struct Dropped {
  std::string title;
  std::string suggestion;
  std::string explanation;
  Speaker speaker = Speaker::kCustomer;
  Timestamp at;
};

// Returns the finding of the built-in rule "system.obligation-dropped", whole.
Finding FindingOfDropped(const CompiledPack& pack, const ConversationKey& conversation,
                         const Evidence& evidence, Dropped dropped);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_RULE_FINDING_H_
