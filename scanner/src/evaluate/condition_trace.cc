#include "evaluate/condition_trace.h"

#include <algorithm>
#include <vector>

#include "evaluate/condition_evaluator.h"
#include "evaluate/sentences.h"

namespace mingcha {
namespace {

// Traces the parts of one condition.
class Tracing {
 public:
  Tracing(const HitFinder& finder, std::string_view folded, std::span<const uint8_t> taken_back)
      : finder_(finder), folded_(folded), taken_back_(taken_back) {
    evaluator_.SetMessage(finder, folded);
  }

  ConditionTrace Trace(const Condition& condition) {
    ConditionTrace trace;
    trace.condition = &condition;
    trace.holds_without_guards = evaluator_.Evaluate(condition, {});
    trace.holds = evaluator_.Evaluate(condition, taken_back_);
    if (condition.kind == ConditionKind::kPattern) {
      const HitFinder::Range range = finder_.RangeOf(condition.pattern);
      for (uint32_t i = range.first; i < range.first + range.count; ++i) {
        if (taken_back_.empty() || taken_back_[i] == 0) trace.hits.push_back(finder_.hits()[i]);
      }
    }
    if (condition.kind == ConditionKind::kNear) Measure(condition, &trace);
    for (const Condition& child : condition.children) trace.children.push_back(Trace(child));
    return trace;
  }

 private:
  std::vector<ByteSpan> HullsOf(const Condition& condition) {
    std::vector<ByteSpan> hulls;
    evaluator_.Evaluate(condition, taken_back_);
    for (const Match& match : evaluator_.matches()) hulls.push_back(match.hull);
    return hulls;
  }

  void Measure(const Condition& near, ConditionTrace* trace) {
    const std::vector<ByteSpan> seconds = HullsOf(near.children[1]);
    for (const ByteSpan first : HullsOf(near.children[0])) {
      for (const ByteSpan second : seconds) {
        if (first == second) continue;
        const uint32_t begin = std::min(first.end, second.end);
        const uint32_t end = std::max(first.begin, second.begin);
        const uint32_t distance = begin < end ? CodePointsIn(folded_, begin, end) : 0;
        const bool reversed = near.ordered && second.begin < first.end;
        std::optional<uint32_t>& least = reversed ? trace->reversed_distance : trace->distance;
        least = std::min(least.value_or(distance), distance);
      }
    }
  }

  const HitFinder& finder_;
  std::string_view folded_;
  std::span<const uint8_t> taken_back_;
  ConditionEvaluator evaluator_;
};

}  // namespace

ConditionTrace TraceCondition(const Condition& condition, const HitFinder& finder,
                              std::string_view folded, std::span<const uint8_t> taken_back) {
  return Tracing(finder, folded, taken_back).Trace(condition);
}

}  // namespace mingcha
