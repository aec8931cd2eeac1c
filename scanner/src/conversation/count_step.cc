// Count: so many messages of a sort within a sliding window of time, of messages, or of both.

#include <algorithm>

#include "absl/strings/str_format.h"

#include "conversation/watch_step.h"

namespace mingcha {
namespace {

const WatchSpec& SpecOf(const StepContext& context, uint32_t rule) {
  return context.rules.pack.rules[rule].watch;
}

void SetDeadline(const WatchSpec& spec, Watch* watch) {
  watch->deadline = watch->moments.front().at + spec.window;
}

bool IsCounted(const WatchSpec& spec, const Meaning& meaning) {
  return !meaning.is_event() &&
         std::any_of(spec.parts.begin(), spec.parts.end(), [&](const RulePart& part) {
           return (part.speakers & SpeakerBit(meaning.speaker)) != 0;
         });
}

// What was said too many messages ago leaves the window.
void Slide(StepContext& context, uint32_t rule, Watch* watch) {
  const WatchSpec& spec = SpecOf(context, rule);
  if (spec.window_messages == 0) return;
  std::erase_if(watch->moments, [&](const Moment& moment) {
    return watch->messages - moment.ordinal >= spec.window_messages;
  });
  if (watch->moments.empty()) {
    EraseWatch(context, watch);
  } else {
    SetDeadline(spec, watch);
  }
}

void Apply(StepContext& context, uint32_t rule, const Meaning& meaning) {
  const WatchSpec& spec = SpecOf(context, rule);
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
  const bool known =
      std::any_of(watch->moments.begin(), watch->moments.end(),
                  [&](const Moment& other) { return other.record == moment.record; });
  if (known) return;  // An edit of a message is no further message.
  moment.ordinal = watch->messages;
  watch->moments.push_back(std::move(moment));
  watch->context_only = watch->context_only && meaning.context_only;
  if (watch->moments.size() < spec.at_least) return;
  const Watch full = *watch;
  EraseWatch(context, watch);
  const CompiledRule& compiled = context.rules.pack.rules[rule];
  Find(context, full, meaning.context_only,
       {.at = meaning.key.time,
        .explanation =
            absl::StrFormat("窗口内出现%d次，符合规则“%s”。", full.moments.size(), compiled.title),
        .features = {{"count", absl::StrFormat("%d", full.moments.size())}}});
}

void Expire(StepContext& context, Watch watch, bool /*context_only*/) {
  watch.moments.erase(watch.moments.begin());
  if (watch.moments.empty()) {
    TellOf(context, watch.rule, "lapsed", watch.deadline);
    return;
  }
  SetDeadline(SpecOf(context, watch.rule), &watch);
  context.state().watches.push_back(std::move(watch));
}

void Close(StepContext& context, const Watch& watch, const Meaning& closing) {
  TellOf(context, watch.rule, "lapsed", closing.key.time);
}

}  // namespace

const WatchKind kCountWatch = {Apply, Expire, Close};

}  // namespace mingcha
