// What each view of a message undid.

#ifndef MINGCHA_EVALUATE_VIEW_TRACE_H_
#define MINGCHA_EVALUATE_VIEW_TRACE_H_

#include <string_view>
#include <vector>

#include "evaluate/scan_trace.h"
#include "normalize/normalizer.h"

namespace mingcha {

// Returns the views of `original`, which `normalizer` holds, that differ from the text they are
// made from, each with its changes in the order of the text. The folded view is always among them.
std::vector<ViewTrace> TraceViews(std::string_view original, Normalizer& normalizer);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_VIEW_TRACE_H_
