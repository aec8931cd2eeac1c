// Time as service levels count it: by the clock on the wall, by workdays, or by the hours in which
// somebody serves. Pure: the same questions have the same answers, live and in a rescan.

#ifndef MINGCHA_BASE_BUSINESS_CLOCK_H_
#define MINGCHA_BASE_BUSINESS_CLOCK_H_

#include <optional>

#include "mingcha/time.h"

#include "base/service_hours.h"
#include "base/time_limit.h"
#include "base/work_calendar.h"

namespace mingcha {

// Two pointers: pass it by value. May be used by many threads.
class BusinessClock {
 public:
  // How far ahead and back it looks. A longer span counts as this one; whoever waits for more is
  // told this point in time.
  static constexpr std::chrono::days kHorizon{3660};

  // Both must outlive it.
  BusinessClock(const WorkCalendar* calendar, const ServiceHours* hours)
      : calendar_(calendar), hours_(hours) {}

  const WorkCalendar& calendar() const { return *calendar_; }
  const ServiceHours& hours() const { return *hours_; }

  // The first time by which `duration`, at least 0, has gone by since `from`. What ends with an
  // interval ends at its close, not at the next opening.
  Timestamp After(ClockKind kind, Timestamp from, Duration duration) const;

  // The last time that is in time; a millisecond later is late.
  Timestamp Deadline(Timestamp from, const TimeLimit& limit) const;

  // How much time went by; 0 if `to` is not behind `from`.
  Duration Elapsed(ClockKind kind, Timestamp from, Timestamp to) const;

  // Whether time counts now. At the close of an interval it does not.
  bool IsOpen(ClockKind kind, Timestamp time) const;

  // The first time, `time` or later, at which time counts. nullopt: never within the horizon.
  std::optional<Timestamp> NextOpening(ClockKind kind, Timestamp time) const;

  // "Not later than the next workday, 9:30": that time of the `count`th workday after the day of
  // `from`, whether or not anybody serves then.
  Timestamp WorkdayAt(Timestamp from, uint32_t count, TimeOfDay at) const;

  // How well the calendar knows the days from `from` to `to`.
  CalendarCertainty CertaintyOf(Timestamp from, Timestamp to) const {
    return calendar_->CertaintyOf(calendar_->DayOf(from), calendar_->DayOf(to));
  }

 private:
  // Calls `visit(begin, end)` for each stretch of time that counts, from `from` on and in order,
  // until it returns true or the horizon is reached.
  template <typename Visit>
  void VisitOpen(ClockKind kind, Timestamp from, const Visit& visit) const;

  const ServiceHours::Day& OpenOn(ClockKind kind, Date day) const;

  const WorkCalendar* calendar_;
  const ServiceHours* hours_;
};

}  // namespace mingcha

#endif  // MINGCHA_BASE_BUSINESS_CLOCK_H_
