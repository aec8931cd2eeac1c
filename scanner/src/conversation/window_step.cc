#include "conversation/window_step.h"

#include <algorithm>
#include <utility>

namespace mingcha {

const WatchSpec& WatchSpecOf(const StepContext& context, uint32_t rule) {
  return context.rules.pack.rules[rule].watch;
}

void SetWindowDeadline(const WatchSpec& spec, Watch* watch) {
  watch->deadline = watch->moments.front().at + spec.window;
}

bool AddMoment(const WatchSpec& spec, const Meaning& meaning, Moment moment, Watch* watch) {
  std::vector<Moment>& moments = watch->moments;
  const bool known = std::any_of(moments.begin(), moments.end(), [&](const Moment& other) {
    return other.record == moment.record;
  });
  if (known) return false;
  moments.push_back(std::move(moment));
  watch->context_only = watch->context_only && meaning.context_only;
  return moments.size() >= spec.at_least;
}

void FindFull(StepContext& context, const Meaning& meaning, Watch* watch,
              const absl::FormatSpec<size_t, std::string>& said) {
  const Watch full = *watch;
  EraseWatch(context, watch);
  const size_t times = full.moments.size();
  Find(context, full, meaning.context_only,
       {.at = meaning.key.time,
        .explanation = absl::StrFormat(said, times, context.rules.pack.rules[full.rule].title),
        .features = {{"count", std::to_string(times)}}});
}

void ExpireWindow(StepContext& context, Watch watch, bool /*context_only*/) {
  watch.moments.erase(watch.moments.begin());
  if (watch.moments.empty()) {
    TellOf(context, watch.rule, "lapsed", watch.deadline);
    return;
  }
  SetWindowDeadline(WatchSpecOf(context, watch.rule), &watch);
  context.state().watches.push_back(std::move(watch));
}

void CloseWindow(StepContext& context, const Watch& watch, const Meaning& closing) {
  TellOf(context, watch.rule, "lapsed", closing.key.time);
}

}  // namespace mingcha
