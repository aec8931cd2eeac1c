#include "base/work_calendar.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

using namespace std::chrono_literals;

Date Day(int year, unsigned month, unsigned day) {
  return std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day);
}

TEST(WorkCalendarTest, WithoutYearsKnowsTheDaysOfTheWeek) {
  const WorkCalendar calendar;
  EXPECT_EQ(calendar.KindOf(Day(2026, 11, 23)), DayKind::kMonday);
  EXPECT_EQ(calendar.KindOf(Day(2026, 11, 28)), DayKind::kSaturday);
  EXPECT_EQ(calendar.KindOf(Day(2026, 11, 29)), DayKind::kSunday);
  EXPECT_TRUE(calendar.IsWorkday(Day(2026, 10, 1)));
  EXPECT_FALSE(calendar.IsWorkday(Day(2026, 11, 29)));
  EXPECT_EQ(calendar.CertaintyOf(Day(2026, 11, 23)), CalendarCertainty::kUnknown);
}

TEST(WorkCalendarTest, HolidaysAndShiftedDaysOutrankTheWeek) {
  const WorkCalendar calendar(8h, {{.year = 2026,
                                    .holidays = {Day(2026, 10, 1), Day(2026, 10, 3)},
                                    .shifted = {Day(2026, 10, 10)}}});
  EXPECT_EQ(calendar.KindOf(Day(2026, 10, 1)), DayKind::kHoliday);
  EXPECT_EQ(calendar.KindOf(Day(2026, 10, 3)), DayKind::kHoliday);  // Also on a Saturday.
  EXPECT_EQ(calendar.KindOf(Day(2026, 10, 10)), DayKind::kShifted);
  EXPECT_TRUE(calendar.IsWorkday(Day(2026, 10, 10)));
  EXPECT_EQ(calendar.KindOf(Day(2026, 10, 2)), DayKind::kFriday);
}

TEST(WorkCalendarTest, CountsWorkdaysBehindADay) {
  const WorkCalendar calendar(8h, {{.year = 2026, .holidays = {Day(2026, 11, 24)}}});
  EXPECT_EQ(calendar.WorkdayAfter(Day(2026, 11, 21), 0), Day(2026, 11, 21));
  EXPECT_EQ(calendar.WorkdayAfter(Day(2026, 11, 20), 1), Day(2026, 11, 23));
  EXPECT_EQ(calendar.WorkdayAfter(Day(2026, 11, 20), 2), Day(2026, 11, 25));
}

TEST(WorkCalendarTest, TheLaterYearHasTheLastWord) {
  // A notice may say something about the last days of the year before.
  const WorkCalendar calendar(8h, {{.year = 2027, .shifted = {Day(2026, 12, 26)}},
                                   {.year = 2026, .holidays = {Day(2026, 12, 26)}}});
  EXPECT_EQ(calendar.KindOf(Day(2026, 12, 26)), DayKind::kShifted);
}

TEST(WorkCalendarTest, TheWorstDayOfASpanSaysHowCertainItIs) {
  const WorkCalendar calendar(8h, {{.year = 2026}, {.year = 2027, .provisional = true}});
  EXPECT_EQ(calendar.CertaintyOf(Day(2026, 1, 1), Day(2026, 12, 31)), CalendarCertainty::kOfficial);
  EXPECT_EQ(calendar.CertaintyOf(Day(2026, 12, 31), Day(2027, 1, 1)),
            CalendarCertainty::kProvisional);
  EXPECT_EQ(calendar.CertaintyOf(Day(2025, 12, 31), Day(2027, 1, 1)), CalendarCertainty::kUnknown);
  EXPECT_EQ(calendar.CertaintyOf(Day(2027, 1, 1), Day(2028, 1, 1)), CalendarCertainty::kUnknown);
  EXPECT_EQ(calendar.CertaintyOf(Day(1, 1, 1), Day(9999, 1, 1)), CalendarCertainty::kUnknown);
}

TEST(WorkCalendarTest, DaysBeginByTheOffset) {
  const WorkCalendar calendar;
  const Timestamp midnight = ParseTimestamp("2026-11-23T00:00:00+08:00").value();
  EXPECT_EQ(calendar.DayOf(midnight), Day(2026, 11, 23));
  EXPECT_EQ(calendar.DayOf(midnight - 1ms), Day(2026, 11, 22));
  EXPECT_EQ(calendar.StartOf(Day(2026, 11, 23)), midnight);
}

}  // namespace
}  // namespace mingcha
