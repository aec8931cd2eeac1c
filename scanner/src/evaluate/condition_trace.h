// How each part of a condition came out for one message.

#ifndef MINGCHA_EVALUATE_CONDITION_TRACE_H_
#define MINGCHA_EVALUATE_CONDITION_TRACE_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "evaluate/hit_finder.h"
#include "evaluate/scan_trace.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Evaluates `condition` and each of its parts by itself, by the evaluator that finds with it; hits
// i with taken_back[i] do not count (an empty span: all count). Points into `condition`.
ConditionTrace TraceCondition(const Condition& condition, const HitFinder& finder,
                              std::string_view folded, std::span<const uint8_t> taken_back);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_CONDITION_TRACE_H_
