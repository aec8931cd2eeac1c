// Sequence: steps that come one behind the other, each said by whom the rule says, all within its
// time; or, without order, so many of them.
//
// An ordered sequence keeps, for each number of steps done, the run that began last: whatever
// comes, no other run of that length can end earlier. A sequence without order keeps the last
// moment of each step.

#include <algorithm>

#include "absl/strings/str_format.h"

#include "conversation/watch_step.h"

namespace mingcha {
namespace {

const WatchSpec& SpecOf(const StepContext& context, uint32_t rule) {
  return context.rules.pack.rules[rule].watch;
}

void Complete(StepContext& context, const Watch& run, const Meaning& meaning) {
  RemoveWatches(context, run.rule);
  const CompiledRule& rule = context.rules.pack.rules[run.rule];
  Find(context, run, meaning.context_only,
       {.at = meaning.key.time,
        .explanation = absl::StrFormat("会话中先后出现%d个环节，符合规则“%s”。", run.moments.size(),
                                       rule.title),
        .features = {{"steps", absl::StrFormat("%d", run.moments.size())}}});
}

Watch* FindRun(StepContext& context, uint32_t rule, size_t steps) {
  for (Watch& watch : context.state().watches) {
    if (watch.rule == rule && watch.moments.size() == steps) return &watch;
  }
  return nullptr;
}

bool Holds(const Watch& run, uint64_t record) {
  return std::any_of(run.moments.begin(), run.moments.end(),
                     [&](const Moment& moment) { return moment.record == record; });
}

// From the last step to the first, so that a record never takes two of them.
void ApplyOrdered(StepContext& context, uint32_t rule, const Meaning& meaning) {
  const auto steps = static_cast<uint32_t>(SpecOf(context, rule).parts.size());
  for (uint32_t step = steps; step-- > 0;) {
    const Signal* signal = SignalOfPart(meaning, rule, step);
    if (signal == nullptr) continue;
    const Moment moment = MomentOf(meaning, *signal);
    Watch* next = FindRun(context, rule, step + 1);
    if (step == 0) {
      if (next != nullptr) EraseWatch(context, next);
      OpenWatch(context, rule, moment, meaning.key.time + SpecOf(context, rule).window, meaning);
      continue;
    }
    const Watch* before = FindRun(context, rule, step);
    if (before == nullptr || Holds(*before, moment.record)) continue;
    Watch run = *before;
    run.moments.push_back(moment);
    if (step + 1 == steps) {
      Complete(context, run, meaning);
      return;
    }
    if (next == nullptr) {
      context.state().watches.push_back(std::move(run));
    } else if (next->moments.front().at < run.moments.front().at) {
      *next = std::move(run);
    }
  }
}

void SetDeadline(const WatchSpec& spec, Watch* watch) {
  watch->deadline = watch->moments.front().at + spec.window;
}

void ApplyUnordered(StepContext& context, uint32_t rule, const Meaning& meaning) {
  const WatchSpec& spec = SpecOf(context, rule);
  for (uint32_t part = 0; part < spec.parts.size(); ++part) {
    const Signal* signal = SignalOfPart(meaning, rule, part);
    if (signal == nullptr) continue;
    Watch* watch = FindWatch(context, rule);
    if (watch == nullptr) {
      OpenWatch(context, rule, MomentOf(meaning, *signal), meaning.key.time + spec.window, meaning);
      watch = FindWatch(context, rule);
    } else {
      std::erase_if(watch->moments, [&](const Moment& moment) { return moment.part == part; });
      watch->moments.push_back(MomentOf(meaning, *signal));
      SetDeadline(spec, watch);
    }
    watch->context_only = watch->context_only && meaning.context_only;
  }
  const Watch* watch = FindWatch(context, rule);
  if (watch == nullptr || watch->moments.size() < spec.at_least) return;
  const Watch complete = *watch;
  Complete(context, complete, meaning);
}

void Apply(StepContext& context, uint32_t rule, const Meaning& meaning) {
  if (SpecOf(context, rule).ordered) {
    ApplyOrdered(context, rule, meaning);
  } else {
    ApplyUnordered(context, rule, meaning);
  }
}

// The oldest step is too long ago. Without order, the others may still do.
void Expire(StepContext& context, Watch watch, bool /*context_only*/) {
  const WatchSpec& spec = SpecOf(context, watch.rule);
  if (!spec.ordered) watch.moments.erase(watch.moments.begin());
  if (spec.ordered || watch.moments.empty()) {
    TellOf(context, watch.rule, "lapsed", watch.deadline);
    return;
  }
  SetDeadline(spec, &watch);
  context.state().watches.push_back(std::move(watch));
}

void Close(StepContext& context, const Watch& watch, const Meaning& closing) {
  TellOf(context, watch.rule, "lapsed", closing.key.time);
}

}  // namespace

const WatchKind kSequenceWatch = {Apply, Expire, Close};

}  // namespace mingcha
