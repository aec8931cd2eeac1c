// What a scan found in one message, as findings.

#ifndef MINGCHA_PIPELINE_FINDING_BUILDER_H_
#define MINGCHA_PIPELINE_FINDING_BUILDER_H_

#include <vector>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/scan_result.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

// Returns a finding for each rule hit, in the order of the hits, and "system.scan-incomplete"
// behind them if the message was not scanned whole.
std::vector<Finding> FindingsOfMessage(const CompiledPack& pack, const Message& message,
                                       const ScanResult& scan);

}  // namespace mingcha

#endif  // MINGCHA_PIPELINE_FINDING_BUILDER_H_
