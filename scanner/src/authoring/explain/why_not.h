// Why a rule does not find a message: the clauses in their order, the first that failed, and the
// nearest miss.

#ifndef MINGCHA_AUTHORING_EXPLAIN_WHY_NOT_H_
#define MINGCHA_AUTHORING_EXPLAIN_WHY_NOT_H_

#include <string>

#include "mingcha/message.h"

#include "authoring/explain/explanation.h"
#include "authoring/explain/quoting.h"
#include "evaluate/scan_trace.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Tells it from the trace of a scan for which the rule was wanted. Clauses: status, speaker,
// channel, effective, tenant, attributes, patterns, exceptions, condition, threshold (of scores),
// guards, tense. What is not for the rule is judged on, so that one learns whether the words would
// have been found.
WhyNot TellWhyNot(const CompiledPack& pack, uint32_t rule, const Message& message,
                  const ScanTrace& trace, const Quoting& quoting);

// One line of it: the clause that failed, and the nearest miss.
std::string InShort(const WhyNot& why_not);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EXPLAIN_WHY_NOT_H_
