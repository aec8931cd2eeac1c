// Whether a message asks about topics, or answers them, and how the conditions for it came out.

#ifndef MINGCHA_EVALUATE_TOPIC_TRACE_H_
#define MINGCHA_EVALUATE_TOPIC_TRACE_H_

#include <string_view>

#include "evaluate/hit_finder.h"
#include "evaluate/scan_trace.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Adds a trace for each topic that a hit pattern belongs to, and for those of the wanted rule.
void TraceTopics(const CompiledPack& pack, const HitFinder& finder, std::string_view folded,
                 ScanTrace* trace);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_TOPIC_TRACE_H_
