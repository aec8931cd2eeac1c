// Why an example or a case of a rule did not come out as it says: the explanation in short.

#ifndef MINGCHA_AUTHORING_EXPLAIN_PROOF_REASON_H_
#define MINGCHA_AUTHORING_EXPLAIN_PROOF_REASON_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mingcha/message.h"
#include "mingcha/rule_pack.h"

namespace mingcha {

// Why the rule does not find the message: the first clause that failed, and the nearest miss.
std::string ReasonForSilence(const std::shared_ptr<const RulePack>& pack, uint32_t rule,
                             const Message& message);

// By what the rule finds the message: the patterns and words, and the guards that did not hold.
std::string ReasonForFinding(const std::shared_ptr<const RulePack>& pack, uint32_t rule,
                             const Message& message);

// What became of each question in a conversation and, where one was neither answered nor evaded,
// why the rule saw no dodge in the replies.
std::string ReasonForCase(const std::shared_ptr<const RulePack>& pack, uint32_t rule,
                          const std::vector<Record>& records);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EXPLAIN_PROOF_REASON_H_
