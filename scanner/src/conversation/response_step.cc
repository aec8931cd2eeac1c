// Response: what must come within a time, and has not when it has passed. The clock stands still
// while the business side waits for the customer. All-automatic is the same question asked of a
// customer who wanted a person: it is also judged when the conversation closes.

#include <string>
#include <utility>

#include "absl/strings/str_format.h"

#include "conversation/promised_time.h"
#include "conversation/watch_step.h"

namespace mingcha {
namespace {

const WatchSpec& SpecOf(const StepContext& context, uint32_t rule) {
  return context.rules.pack.rules[rule].watch;
}

std::string Explain(const CompiledRule& rule, int64_t waited_s) {
  if (rule.kind == RuleKind::kAllAutomatic) {
    return absl::StrFormat("客户要求人工，%d秒内没有人工答复，符合规则“%s”。", waited_s,
                           rule.title);
  }
  return absl::StrFormat("计时%d秒，到期仍没有所要求的答复，符合规则“%s”。", waited_s, rule.title);
}

void Judge(StepContext& context, const Watch& watch, Timestamp at, bool context_only) {
  const CompiledRule& rule = context.rules.pack.rules[watch.rule];
  const Moment& opening = watch.moments.front();
  const auto waited = std::chrono::duration_cast<std::chrono::seconds>(at - opening.at).count();
  Find(context, watch, context_only,
       {.at = at,
        .explanation = Explain(rule, waited),
        .features = {{"waited_s", absl::StrFormat("%d", waited)}},
        .of_omission = true});
}

bool IsTakenBack(const Meaning& meaning) {
  if (meaning.speaker != Speaker::kCustomer) return false;
  for (const Signal& signal : meaning.signals) {
    if (signal.kind == SignalKind::kWithdrawn) return true;
  }
  return false;
}

void Open(StepContext& context, uint32_t rule, const Meaning& meaning) {
  const Signal* start = SignalOfRole(context, meaning, rule, PartRole::kOpen);
  if (start == nullptr) return;
  const WatchSpec& spec = SpecOf(context, rule);
  Duration limit = spec.window;
  if (spec.limit_is_promised) limit = PromisedTimeIn(start->evidence.quote).value_or(limit);
  OpenWatch(context, rule, MomentOf(meaning, *start), meaning.key.time + limit, meaning);
}

void Apply(StepContext& context, uint32_t rule, const Meaning& meaning) {
  Watch* watch = FindWatch(context, rule);
  if (watch == nullptr) {
    Open(context, rule, meaning);
    return;
  }
  const Timestamp time = meaning.key.time;
  const Moment& opening = watch->moments.front();
  if (opening.speaker == Speaker::kCustomer && IsTakenBack(meaning)) {
    TellOf(context, rule, "withdrawn", time);
    EraseWatch(context, watch);
    return;
  }
  if (watch->remaining && RoleHolds(context, meaning, rule, PartRole::kResume)) {
    watch->deadline = time + *std::exchange(watch->remaining, std::nullopt);
  }
  if (time >= opening.at + SpecOf(context, rule).ends_after &&
      RoleHolds(context, meaning, rule, PartRole::kSettle)) {
    TellOf(context, rule, "settled", time);
    EraseWatch(context, watch);
    MarkJudged(context, rule);
    return;
  }
  if (!watch->remaining && RoleHolds(context, meaning, rule, PartRole::kPause)) {
    watch->remaining = watch->deadline - time;
    watch->deadline = Timestamp::max();
  }
}

void Expire(StepContext& context, Watch watch, bool context_only) {
  Judge(context, watch, watch.deadline, context_only);
}

// Within its time a conversation may end without an answer.
void Close(StepContext& context, const Watch& watch, const Meaning& closing) {
  TellOf(context, watch.rule, "unanswered", closing.key.time);
}

void CloseAutomatic(StepContext& context, const Watch& watch, const Meaning& closing) {
  Judge(context, watch, closing.key.time, closing.context_only);
}

}  // namespace

const WatchKind kResponseWatch = {Apply, Expire, Close};
const WatchKind kAllAutomaticWatch = {Apply, Expire, CloseAutomatic};

}  // namespace mingcha
