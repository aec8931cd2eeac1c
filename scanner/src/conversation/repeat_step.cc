// Repeat: messages that say nearly the same, so many within the window.
//
// A family is a watch: what was said, and what came that was nearly the same as its first. A
// message joins the family that it is nearest to.

#include <algorithm>

#include "absl/strings/str_format.h"

#include "base/text_sketch.h"
#include "conversation/watch_step.h"

namespace mingcha {
namespace {

const WatchSpec& SpecOf(const StepContext& context, uint32_t rule) {
  return context.rules.pack.rules[rule].watch;
}

Watch* FindFamily(StepContext& context, uint32_t rule, const TextSketch& sketch) {
  Watch* nearest = nullptr;
  double best = SpecOf(context, rule).similarity_percent / 100.0;
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
  const WatchSpec& spec = SpecOf(context, rule);
  Moment moment = MomentOf(meaning, *signal);
  moment.sketch = meaning.sketch;
  Watch* family = FindFamily(context, rule, *meaning.sketch);
  if (family == nullptr) {
    MakeRoom(context, rule, meaning.key.time);
    OpenWatch(context, rule, std::move(moment), meaning.key.time + spec.window, meaning);
    return;
  }
  const bool known =
      std::any_of(family->moments.begin(), family->moments.end(),
                  [&](const Moment& other) { return other.record == moment.record; });
  if (known) return;
  family->moments.push_back(std::move(moment));
  family->context_only = family->context_only && meaning.context_only;
  if (family->moments.size() < spec.at_least) return;
  const Watch full = *family;
  EraseWatch(context, family);
  const CompiledRule& compiled = context.rules.pack.rules[rule];
  Find(context, full, meaning.context_only,
       {.at = meaning.key.time,
        .explanation = absl::StrFormat("几乎相同的话说了%d遍，符合规则“%s”。", full.moments.size(),
                                       compiled.title),
        .features = {{"count", absl::StrFormat("%d", full.moments.size())}}});
}

void Expire(StepContext& context, Watch watch, bool /*context_only*/) {
  watch.moments.erase(watch.moments.begin());
  if (watch.moments.empty()) {
    TellOf(context, watch.rule, "lapsed", watch.deadline);
    return;
  }
  watch.deadline = watch.moments.front().at + SpecOf(context, watch.rule).window;
  context.state().watches.push_back(std::move(watch));
}

void Close(StepContext& context, const Watch& watch, const Meaning& closing) {
  TellOf(context, watch.rule, "lapsed", closing.key.time);
}

}  // namespace

const WatchKind kRepeatWatch = {Apply, Expire, Close};

}  // namespace mingcha
