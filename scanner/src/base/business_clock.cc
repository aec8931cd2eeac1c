#include "base/business_clock.h"

#include <algorithm>

namespace mingcha {
namespace {

constexpr TimeOfDay kEndOfDay = std::chrono::hours(24);

const ServiceHours::Day& WholeDay() {
  static const ServiceHours::Day kDay = {{TimeOfDay(0), kEndOfDay}};
  return kDay;
}

const ServiceHours::Day& NoDay() {
  static const ServiceHours::Day kDay;
  return kDay;
}

}  // namespace

const ServiceHours::Day& BusinessClock::OpenOn(ClockKind kind, Date day) const {
  if (kind == ClockKind::kServiceHours) return hours_->On(calendar_->KindOf(day));
  return kind == ClockKind::kNatural || calendar_->IsWorkday(day) ? WholeDay() : NoDay();
}

template <typename Visit>
void BusinessClock::VisitOpen(ClockKind kind, Timestamp from, const Visit& visit) const {
  const Date first = calendar_->DayOf(from);
  for (Date day = first; day <= first + kHorizon; day += std::chrono::days(1)) {
    const Timestamp midnight = calendar_->StartOf(day);
    for (const OpenInterval& interval : OpenOn(kind, day)) {
      const Timestamp begin = std::max(from, midnight + interval.open);
      const Timestamp end = midnight + interval.close;
      if (begin < end && visit(begin, end)) return;
    }
  }
}

Timestamp BusinessClock::After(ClockKind kind, Timestamp from, Duration duration) const {
  if (kind == ClockKind::kNatural) return from + duration;
  Timestamp after = duration.count() == 0 ? from : from + kHorizon;
  Duration left = duration;
  VisitOpen(kind, from, [&](Timestamp begin, Timestamp end) {
    if (left.count() == 0) return true;
    if (left > end - begin) {
      left -= end - begin;
      return false;
    }
    after = begin + left;
    return true;
  });
  return after;
}

Timestamp BusinessClock::Deadline(Timestamp from, const TimeLimit& limit) const {
  if (limit.workdays == 0) return After(limit.clock, from, limit.duration);
  return WorkdayAt(from, limit.workdays, limit.at.value_or(kEndOfDay));
}

Duration BusinessClock::Elapsed(ClockKind kind, Timestamp from, Timestamp to) const {
  if (to <= from) return Duration(0);
  if (kind == ClockKind::kNatural) return to - from;
  Duration elapsed(0);
  VisitOpen(kind, from, [&](Timestamp begin, Timestamp end) {
    if (begin >= to) return true;
    elapsed += std::min(end, to) - begin;
    return end >= to;
  });
  return elapsed;
}

bool BusinessClock::IsOpen(ClockKind kind, Timestamp time) const {
  const Date day = calendar_->DayOf(time);
  const Duration since_midnight = time - calendar_->StartOf(day);
  const ServiceHours::Day& intervals = OpenOn(kind, day);
  return std::any_of(intervals.begin(), intervals.end(), [&](const OpenInterval& interval) {
    return interval.open <= since_midnight && since_midnight < interval.close;
  });
}

std::optional<Timestamp> BusinessClock::NextOpening(ClockKind kind, Timestamp time) const {
  std::optional<Timestamp> opening;
  VisitOpen(kind, time, [&](Timestamp begin, Timestamp) {
    opening = begin;
    return true;
  });
  return opening;
}

Timestamp BusinessClock::WorkdayAt(Timestamp from, uint32_t count, TimeOfDay at) const {
  return calendar_->StartOf(calendar_->WorkdayAfter(calendar_->DayOf(from), count)) + at;
}

}  // namespace mingcha
