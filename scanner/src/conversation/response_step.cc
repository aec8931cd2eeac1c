// Response: what must come within a time, and has not when it has passed. Which time counts is the
// rule's choice: all of it, workdays, or the hours in which somebody serves. The clock stands still
// while the business side waits for the customer, or up to an appointment. All-automatic is the
// same question asked of a customer who wanted a person: it is also judged when the conversation
// closes.

#include <algorithm>
#include <optional>
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

BusinessClock ClockOf(const StepContext& context, uint32_t rule, const Moment& opening) {
  const ServicePlan& plan = *context.rules.pack.service;
  const std::string& hours = SpecOf(context, rule).hours;
  return hours.empty() ? plan.ClockFor(context.conversation.tenant, opening.channel)
                       : plan.ClockOf(hours);
}

// A length of time runs by the rule's clock.
TimeLimit ByClockOf(const WatchSpec& spec, TimeLimit limit) {
  if (limit.workdays == 0) limit.clock = spec.clock;
  return limit;
}

// nullopt: the tenant has not chosen any.
std::optional<TimeLimit> LimitOf(const StepContext& context, uint32_t rule, const Moment& opening) {
  const WatchSpec& spec = SpecOf(context, rule);
  std::optional<TimeLimit> limit;
  if (spec.limit_is_promised) limit = PromisedTimeIn(opening.evidence.quote);
  if (!limit) {
    limit = context.rules.pack.settings->LimitOf(spec.limit, context.conversation.tenant);
  }
  if (limit) limit = ByClockOf(spec, *limit);
  return limit;
}

// The clock that runs for an open watch.
ClockKind RunningClock(const StepContext& context, uint32_t rule, const Moment& opening) {
  const std::optional<TimeLimit> limit = LimitOf(context, rule, opening);
  return limit ? limit->clock : ClockKind::kNatural;
}

std::string_view NameOf(ClockKind clock) {
  return clock == ClockKind::kWorkday ? "工作日" : "服务时间";
}

std::string Explain(const CompiledRule& rule, ClockKind clock, int64_t waited_s) {
  if (rule.kind == RuleKind::kAllAutomatic) {
    return absl::StrFormat("客户要求人工，%d秒内没有人工答复，符合规则“%s”。", waited_s,
                           rule.title);
  }
  if (clock == ClockKind::kNatural) {
    return absl::StrFormat("计时%d秒，到期仍没有所要求的答复，符合规则“%s”。", waited_s,
                           rule.title);
  }
  return absl::StrFormat("按%s计时，历时%d秒到期，仍没有所要求的答复，符合规则“%s”。",
                         NameOf(clock), waited_s, rule.title);
}

void Judge(StepContext& context, const Watch& watch, Timestamp at, bool context_only) {
  const CompiledRule& rule = context.rules.pack.rules[watch.rule];
  const Moment& opening = watch.moments.front();
  const ClockKind clock = RunningClock(context, watch.rule, opening);
  const auto waited = std::chrono::duration_cast<std::chrono::seconds>(at - opening.at).count();
  Features features = {{"waited_s", absl::StrFormat("%d", waited)}};
  if (clock != ClockKind::kNatural) features.emplace("clock", ToString(clock));
  Find(context, watch, context_only,
       {.at = at,
        .explanation = Explain(rule, clock, waited),
        .features = std::move(features),
        .of_omission = true});
}

bool IsTakenBack(const Meaning& meaning) {
  if (meaning.speaker != Speaker::kCustomer) return false;
  return std::any_of(meaning.signals.begin(), meaning.signals.end(),
                     [](const Signal& signal) { return signal.kind == SignalKind::kWithdrawn; });
}

void Open(StepContext& context, uint32_t rule, const Meaning& meaning) {
  const Signal* start = SignalOfRole(context, meaning, rule, PartRole::kOpen);
  if (start == nullptr) return;
  Moment opening = MomentOf(meaning, *start);
  const std::optional<TimeLimit> limit = LimitOf(context, rule, opening);
  if (!limit) return;
  const Timestamp time = meaning.key.time;
  const BusinessClock clock = ClockOf(context, rule, opening);
  const Timestamp deadline = clock.Deadline(time, *limit);
  OpenWatch(context, rule, std::move(opening), deadline, meaning);
  // The deadline itself belongs to the day that it ends.
  if (limit->clock != ClockKind::kNatural &&
      clock.CertaintyOf(time, std::max(time, deadline - Duration(1))) !=
          CalendarCertainty::kOfficial) {
    TellOf(context, rule, "beyond_calendar", time);
  }
}

void Pause(StepContext& context, Watch* watch, const Meaning& meaning) {
  const WatchSpec& spec = SpecOf(context, watch->rule);
  const Moment& opening = watch->moments.front();
  const BusinessClock clock = ClockOf(context, watch->rule, opening);
  const Timestamp time = meaning.key.time;
  watch->remaining =
      clock.Elapsed(RunningClock(context, watch->rule, opening), time, watch->deadline);
  watch->deadline = spec.pause_for ? time + *spec.pause_for : Timestamp::max();
  if (!spec.pause_is_promised) return;
  const Signal* pause = SignalOfRole(context, meaning, watch->rule, PartRole::kPause);
  if (pause == nullptr) return;
  if (const std::optional<TimeLimit> promised = PromisedTimeIn(pause->evidence.quote)) {
    watch->deadline = clock.Deadline(time, ByClockOf(spec, *promised));
  }
}

void Resume(StepContext& context, Watch* watch, Timestamp time) {
  const Moment& opening = watch->moments.front();
  watch->deadline = ClockOf(context, watch->rule, opening)
                        .After(RunningClock(context, watch->rule, opening), time,
                               *std::exchange(watch->remaining, std::nullopt));
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
    Resume(context, watch, time);
  }
  if (time >= opening.at + SpecOf(context, rule).ends_after &&
      RoleHolds(context, meaning, rule, PartRole::kSettle)) {
    TellOf(context, rule, "settled", time);
    EraseWatch(context, watch);
    MarkJudged(context, rule);
    return;
  }
  if (!watch->remaining && RoleHolds(context, meaning, rule, PartRole::kPause)) {
    Pause(context, watch, meaning);
  }
}

// What ends at the deadline is the limit, or a pause that lasts no longer.
void Expire(StepContext& context, Watch watch, bool context_only) {
  if (!watch.remaining) return Judge(context, watch, watch.deadline, context_only);
  Resume(context, &watch, watch.deadline);
  context.state().watches.push_back(std::move(watch));
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
