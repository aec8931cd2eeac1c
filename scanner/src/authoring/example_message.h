// Says an example of a rule as a message that the rule may judge, and reads what it found there.

#ifndef MINGCHA_AUTHORING_EXAMPLE_MESSAGE_H_
#define MINGCHA_AUTHORING_EXAMPLE_MESSAGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "mingcha/message.h"
#include "mingcha/scan_result.h"
#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

// Noon, by the pack's clock, of a day on which the rule is in force.
Timestamp DayInForce(const CompiledPack& pack, const CompiledRule& rule);

// The first of the channels that the rule watches.
Channel ChannelOf(const CompiledRule& rule);

// The example as a message. What it does not say comes from the rule: the first of its speakers,
// channels and tenants, the first value of each attribute it asks for, and a day in force.
Message MessageFor(const CompiledPack& pack, const CompiledRule& rule, const RuleExample& example);

// A case as records, in the order of their times; they begin at noon of a day on which the rule is
// in force. What the case does not say comes from the rule.
std::vector<Record> RecordsOf(const CompiledPack& pack, const CompiledRule& rule,
                              const RuleCase& a_case);

// The evidence by which `rule` takes the message, or nothing: of its hits, or of the dodge that a
// qa rule sees in it. Points into `scan`.
std::vector<const Evidence*> EvidenceFor(const CompiledPack& pack, uint32_t rule,
                                         const ScanResult& scan);

// "a, b", or `otherwise` if there are none.
std::string JoinWords(const std::vector<std::string>& words, std::string_view otherwise);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EXAMPLE_MESSAGE_H_
