// Judges a reply without its question.

#ifndef MINGCHA_AUTHORING_EVAL_ASSUME_ASKED_H_
#define MINGCHA_AUTHORING_EVAL_ASSUME_ASKED_H_

#include <vector>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/scan_result.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

// Returns what the conversation rules would find if a customer had just asked about every topic of
// the pack, `reply` was all that he was answered, and the conversation was closed then. `scan`: of
// the reply. Empty if the reply is not of the business side.
std::vector<Finding> FindingsIfAsked(const CompiledPack& pack, bool include_drafts,
                                     const Message& reply, const ScanResult& scan);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EVAL_ASSUME_ASKED_H_
