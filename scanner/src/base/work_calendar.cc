#include "base/work_calendar.h"

#include <algorithm>
#include <map>
#include <utility>

namespace mingcha {
namespace {

int YearOf(Date day) { return static_cast<int>(std::chrono::year_month_day(day).year()); }

}  // namespace

WorkCalendar::WorkCalendar(Duration utc_offset, std::vector<CalendarYear> years)
    : offset_(utc_offset) {
  std::stable_sort(years.begin(), years.end(),
                   [](const CalendarYear& a, const CalendarYear& b) { return a.year < b.year; });
  std::map<Date, DayKind> exceptions;
  for (const CalendarYear& year : years) {
    for (const Date day : year.holidays) exceptions[day] = DayKind::kHoliday;
    for (const Date day : year.shifted) exceptions[day] = DayKind::kShifted;
    years_.push_back({year.year, year.provisional});
  }
  for (const auto& [day, kind] : exceptions) exceptions_.push_back({day, kind});
}

DayKind WorkCalendar::KindOf(Date day) const {
  const auto found =
      std::lower_bound(exceptions_.begin(), exceptions_.end(), day,
                       [](const Exception& exception, Date d) { return exception.day < d; });
  if (found != exceptions_.end() && found->day == day) return found->kind;
  // iso_encoding: Monday is 1, Sunday is 7.
  return static_cast<DayKind>(std::chrono::weekday(day).iso_encoding() - 1);
}

Date WorkCalendar::WorkdayAfter(Date day, uint32_t count) const {
  while (count > 0) {
    day += std::chrono::days(1);
    if (IsWorkday(day)) --count;
  }
  return day;
}

CalendarCertainty WorkCalendar::CertaintyOf(Date day) const {
  const int year = YearOf(day);
  const auto found = std::find_if(years_.begin(), years_.end(),
                                  [&](const Known& known) { return known.year == year; });
  if (found == years_.end()) return CalendarCertainty::kUnknown;
  return found->provisional ? CalendarCertainty::kProvisional : CalendarCertainty::kOfficial;
}

CalendarCertainty WorkCalendar::CertaintyOf(Date first, Date last) const {
  // A span of more years than the calendar has leads out of it.
  if (YearOf(last) - YearOf(first) > static_cast<int>(years_.size())) {
    return CalendarCertainty::kUnknown;
  }
  CalendarCertainty worst = CertaintyOf(last);
  for (int year = YearOf(first); year < YearOf(last); ++year) {
    worst = std::max(worst, CertaintyOf(Date(std::chrono::year(year) / 12 / 31)));
  }
  return worst;
}

}  // namespace mingcha
