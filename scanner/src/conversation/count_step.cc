// Count: so many messages of a sort within a sliding window of time, of messages, or of both.

#include <algorithm>

#include "conversation/window_step.h"

namespace mingcha {
namespace {

bool IsCounted(const WatchSpec& spec, const Meaning& meaning) {
  return !meaning.is_event() &&
         std::any_of(spec.parts.begin(), spec.parts.end(), [&](const RulePart& part) {
           return (part.speakers & SpeakerBit(meaning.speaker)) != 0;
         });
}

// What was said too many messages ago leaves the window.
void Slide(StepContext& context, uint32_t rule, Watch* watch) {
  const WatchSpec& spec = WatchSpecOf(context, rule);
  if (spec.window_messages == 0) return;
  std::erase_if(watch->moments, [&](const Moment& moment) {
    return watch->messages - moment.ordinal >= spec.window_messages;
  });
  if (watch->moments.empty()) {
    EraseWatch(context, watch);
  } else {
    SetWindowDeadline(spec, watch);
  }
}

void Apply(StepContext& context, uint32_t rule, const Meaning& meaning) {
  const WatchSpec& spec = WatchSpecOf(context, rule);
  if (Watch* watch = FindWatch(context, rule)) {
    if (IsCounted(spec, meaning) && CountMessage(meaning, watch)) Slide(context, rule, watch);
  }
  const Signal* signal = SignalOfRole(context, meaning, rule, PartRole::kOpen);
  if (signal == nullptr) return;
  Moment moment = MomentOf(meaning, *signal);
  Watch* watch = FindWatch(context, rule);
  if (watch == nullptr) {
    OpenWatch(context, rule, std::move(moment), meaning.key.time + spec.window, meaning);
    FindWatch(context, rule)->counted.push_back(MomentOf(meaning, *signal).record);
    return;
  }
  moment.ordinal = watch->messages;
  if (!AddMoment(spec, meaning, std::move(moment), watch)) return;
  FindFull(context, meaning, watch, "窗口内出现%d次，符合规则“%s”。");
}

}  // namespace

const WatchKind kCountWatch = {Apply, ExpireWindow, CloseWindow};

}  // namespace mingcha
