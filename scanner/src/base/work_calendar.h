// Which days are worked: weekdays, less public holidays, and the weekend days that are worked in
// exchange (调休).

#ifndef MINGCHA_BASE_WORK_CALENDAR_H_
#define MINGCHA_BASE_WORK_CALENDAR_H_

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "mingcha/time.h"

namespace mingcha {

// A day of the calendar, without a time zone.
using Date = std::chrono::sys_days;

// What a day is to those who work. The first seven are plain days of the week.
enum class DayKind : uint8_t {
  kMonday,
  kTuesday,
  kWednesday,
  kThursday,
  kFriday,
  kSaturday,
  kSunday,
  kShifted,  // A weekend day that is worked in exchange for a holiday.
  kHoliday,  // A day of a public holiday, or one off in its place.
};
inline constexpr size_t kDayKinds = 9;

constexpr bool IsWorked(DayKind kind) {
  return kind <= DayKind::kFriday || kind == DayKind::kShifted;
}

// How well the calendar knows a day. Ordered from the best.
enum class CalendarCertainty : uint8_t {
  kOfficial,     // The year's notice is out, and the calendar has it.
  kProvisional,  // Only what the law says beforehand; days off in exchange are not known.
  kUnknown,      // The calendar does not have the year: Monday to Friday are taken as worked.
};

// What is known of one year.
struct CalendarYear {
  int year = 0;
  bool provisional = false;
  std::vector<Date> holidays{};
  std::vector<Date> shifted{};
};

// The calendar of one country and time zone. Immutable; may be shared by threads.
class WorkCalendar {
 public:
  // Days of the week only, at UTC+8.
  WorkCalendar() = default;
  // `utc_offset`: of the zone in which days begin. A day that stands in two years is what the later
  // year says.
  WorkCalendar(Duration utc_offset, std::vector<CalendarYear> years);

  DayKind KindOf(Date day) const;
  bool IsWorkday(Date day) const { return IsWorked(KindOf(day)); }

  // The `count`th workday after `day`, which is not counted itself; `day` itself if it is 0.
  Date WorkdayAfter(Date day, uint32_t count) const;

  CalendarCertainty CertaintyOf(Date day) const;
  // The worst of the days from `first` to `last`.
  CalendarCertainty CertaintyOf(Date first, Date last) const;

  // The day that `time` falls on, and the time at which a day begins.
  Date DayOf(Timestamp time) const { return std::chrono::floor<std::chrono::days>(time + offset_); }
  Timestamp StartOf(Date day) const { return Timestamp(day) - offset_; }

  Duration utc_offset() const { return offset_; }

 private:
  struct Exception {
    Date day;
    DayKind kind = DayKind::kHoliday;
  };
  struct Known {
    int year = 0;
    bool provisional = false;
  };

  Duration offset_ = std::chrono::hours(8);
  std::vector<Exception> exceptions_;  // By day; those that differ from their weekday.
  std::vector<Known> years_;           // By year.
};

}  // namespace mingcha

#endif  // MINGCHA_BASE_WORK_CALENDAR_H_
