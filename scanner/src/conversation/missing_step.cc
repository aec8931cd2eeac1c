// Missing: a disclosure that must follow a trigger, and has not come when the window closes: at the
// n-th message of the business side behind the trigger, when its time has passed, or with the
// conversation. Whoever of people and bots discloses, and be it in the same breath or, for a rule
// that judges once, before: it is disclosed.

#include "absl/strings/str_format.h"

#include "conversation/watch_step.h"

namespace mingcha {
namespace {

void Judge(StepContext& context, const Watch& watch, Timestamp at, bool context_only,
           std::string closed_by) {
  const CompiledRule& rule = context.rules.pack.rules[watch.rule];
  Find(context, watch, context_only,
       {.at = at,
        .explanation = absl::StrFormat("说到“%s”之后，窗口结束时仍没有“%s”所要求的提示。",
                                       watch.moments.front().evidence.quote, rule.title),
        .features = {{"closed_by", std::move(closed_by)}},
        .of_omission = true});
}

void Settle(StepContext& context, uint32_t rule, Watch* watch, Timestamp time) {
  if (watch != nullptr) {
    TellOf(context, rule, "settled", time);
    EraseWatch(context, watch);
  }
  MarkJudged(context, rule);
}

void Apply(StepContext& context, uint32_t rule, const Meaning& meaning) {
  const WatchSpec& spec = context.rules.pack.rules[rule].watch;
  const Timestamp time = meaning.key.time;
  Watch* watch = FindWatch(context, rule);
  if (RoleHolds(context, meaning, rule, PartRole::kSettle)) {
    Settle(context, rule, watch, time);
    return;
  }
  if (watch == nullptr) {
    const Signal* trigger = SignalOfRole(context, meaning, rule, PartRole::kOpen);
    if (trigger == nullptr) return;
    OpenWatch(context, rule, MomentOf(meaning, *trigger), time + spec.window, meaning);
    FindWatch(context, rule)->counted.push_back(MomentOf(meaning, *trigger).record);
    return;
  }
  if (meaning.is_event() || !IsBusinessSide(meaning.speaker)) return;
  if (!CountMessage(meaning, watch) || watch->messages < spec.window_messages) return;
  const Watch closed = *watch;
  EraseWatch(context, watch);
  Judge(context, closed, time, meaning.context_only, "messages");
}

void Expire(StepContext& context, Watch watch, bool context_only) {
  Judge(context, watch, watch.deadline, context_only, "time");
}

void Close(StepContext& context, const Watch& watch, const Meaning& closing) {
  Judge(context, watch, closing.key.time, closing.context_only, "closed");
}

}  // namespace

const WatchKind kMissingWatch = {Apply, Expire, Close};

}  // namespace mingcha
