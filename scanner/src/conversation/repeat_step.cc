// Repeat: messages that say nearly the same, so many within the window.
//
// A family is a watch: what was said, and what came that was nearly the same as its first. A
// message joins the family that it is nearest to.

#include <algorithm>

#include "base/text_sketch.h"
#include "conversation/window_step.h"

namespace mingcha {
namespace {

Watch* FindFamily(StepContext& context, uint32_t rule, const TextSketch& sketch) {
  Watch* nearest = nullptr;
  double best = WatchSpecOf(context, rule).similarity_percent / 100.0;
  for (Watch& watch : context.state().watches) {
    if (watch.rule != rule) continue;
    const double similarity = SketchSimilarity(*watch.moments.front().sketch, sketch);
    if (similarity < best || (nearest != nullptr && similarity == best)) continue;
    nearest = &watch;
    best = similarity;
  }
  return nearest;
}

// The family that was begun first makes room.
void MakeRoom(StepContext& context, uint32_t rule, Timestamp time) {
  const std::vector<Watch>& watches = context.state().watches;
  const auto of_rule = [&](const Watch& watch) { return watch.rule == rule; };
  if (static_cast<size_t>(std::count_if(watches.begin(), watches.end(), of_rule)) < kMaxFamilies) {
    return;
  }
  TellOf(context, rule, "dropped", time);
  EraseWatch(context, FindWatch(context, rule));
}

void Apply(StepContext& context, uint32_t rule, const Meaning& meaning) {
  const Signal* signal = SignalOfRole(context, meaning, rule, PartRole::kOpen);
  if (signal == nullptr || !meaning.sketch) return;
  const WatchSpec& spec = WatchSpecOf(context, rule);
  Moment moment = MomentOf(meaning, *signal);
  moment.sketch = meaning.sketch;
  Watch* family = FindFamily(context, rule, *meaning.sketch);
  if (family == nullptr) {
    MakeRoom(context, rule, meaning.key.time);
    OpenWatch(context, rule, std::move(moment), meaning.key.time + spec.window, meaning);
    return;
  }
  if (!AddMoment(spec, meaning, std::move(moment), family)) return;
  FindFull(context, meaning, family, "几乎相同的话说了%d遍，符合规则“%s”。");
}

}  // namespace

const WatchKind kRepeatWatch = {Apply, ExpireWindow, CloseWindow};

}  // namespace mingcha
