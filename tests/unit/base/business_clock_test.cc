#include "base/business_clock.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

using namespace std::chrono_literals;

// Times of Beijing without an offset: "2026-11-16 10:00:00" or with a fraction.
Timestamp At(const std::string& local) {
  const auto time = ParseTimestamp(local + "+08:00");
  EXPECT_TRUE(time) << local;
  return time.value_or(Timestamp());
}

std::string Local(Timestamp time) {
  std::string text = FormatTimestamp(time + 8h);
  text[10] = ' ';
  return text.substr(0, text.size() - 1);  // Without the Z.
}

Date Day(int year, unsigned month, unsigned day) {
  return std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day);
}

// Around the year's end of an invented year: January 1 to 3 off, the 4th (a Sunday) worked. Around
// October 1: the first seven days off, the 10th (a Saturday) worked.
WorkCalendar MakeCalendar() {
  CalendarYear year{.year = 2026};
  for (unsigned day = 1; day <= 3; ++day) year.holidays.push_back(Day(2026, 1, day));
  for (unsigned day = 1; day <= 7; ++day) year.holidays.push_back(Day(2026, 10, day));
  year.shifted = {Day(2026, 1, 4), Day(2026, 10, 10)};
  return WorkCalendar(8h, {year});
}

// 9:30 to 11:30 and 13:00 to 15:00 from Monday to Friday; 10:00 to 12:00 on shifted days.
ServiceHours MakeHours() {
  std::array<ServiceHours::Day, kDayKinds> days;
  for (size_t day = 0; day < 5; ++day) {
    days[day] = {{9h + 30min, 11h + 30min}, {13h, 15h}};
  }
  days[static_cast<size_t>(DayKind::kShifted)] = {{10h, 12h}};
  return ServiceHours(days);
}

class BusinessClockTest : public testing::Test {
 protected:
  std::string After(ClockKind kind, const std::string& from, Duration duration) const {
    return Local(clock_.After(kind, At(from), duration));
  }
  Duration Elapsed(ClockKind kind, const std::string& from, const std::string& to) const {
    return clock_.Elapsed(kind, At(from), At(to));
  }
  std::string Deadline(const std::string& from, const char* limit) const {
    return Local(clock_.Deadline(At(from), *ParseTimeLimit(limit)));
  }

  const WorkCalendar calendar_ = MakeCalendar();
  const ServiceHours hours_ = MakeHours();
  const BusinessClock clock_{&calendar_, &hours_};
};

TEST_F(BusinessClockTest, NaturalTimeNeverStops) {
  EXPECT_EQ(After(ClockKind::kNatural, "2026-10-01 23:00:00", 2h), "2026-10-02 01:00:00.000");
  EXPECT_EQ(Elapsed(ClockKind::kNatural, "2026-12-31 23:59:59.999", "2027-01-01 00:00:00"), 1ms);
  EXPECT_TRUE(clock_.IsOpen(ClockKind::kNatural, At("2026-10-03 03:00:00")));
}

TEST_F(BusinessClockTest, ServiceHoursCountToTheMillisecond) {
  constexpr auto kHours = ClockKind::kServiceHours;
  // A Thursday. An hour and a half before the break, half an hour behind it.
  EXPECT_EQ(After(kHours, "2026-11-19 10:00:00", 2h), "2026-11-19 13:30:00.000");
  // What ends with the interval ends at its close.
  EXPECT_EQ(After(kHours, "2026-11-19 10:00:00", 90min), "2026-11-19 11:30:00.000");
  EXPECT_EQ(After(kHours, "2026-11-19 10:00:00", 90min + 1ms), "2026-11-19 13:00:00.001");
  // Nothing to wait for is over at once, open or not.
  EXPECT_EQ(After(kHours, "2026-11-19 12:00:00", 0ms), "2026-11-19 12:00:00.000");
  EXPECT_EQ(After(kHours, "2026-11-19 12:00:00", 1ms), "2026-11-19 13:00:00.001");
  // Over the night and the weekend: Friday 14:59:59 to Monday.
  EXPECT_EQ(After(kHours, "2026-11-20 14:59:59", 2s), "2026-11-23 09:30:01.000");
  EXPECT_EQ(After(kHours, "2026-11-21 03:00:00", 30s), "2026-11-23 09:30:30.000");
}

TEST_F(BusinessClockTest, ElapsedCountsOpenTimeOnly) {
  constexpr auto kHours = ClockKind::kServiceHours;
  EXPECT_EQ(Elapsed(kHours, "2026-11-19 11:29:59.999", "2026-11-19 13:00:00.001"), 2ms);
  EXPECT_EQ(Elapsed(kHours, "2026-11-19 11:30:00", "2026-11-19 13:00:00"), 0ms);
  EXPECT_EQ(Elapsed(kHours, "2026-11-20 15:00:00", "2026-11-23 09:30:00"), 0ms);
  EXPECT_EQ(Elapsed(kHours, "2026-11-20 00:00:00", "2026-11-24 00:00:00"), 8h);
  EXPECT_EQ(Elapsed(kHours, "2026-11-20 10:00:00", "2026-11-20 10:00:00"), 0ms);
  EXPECT_EQ(Elapsed(kHours, "2026-11-20 11:00:00", "2026-11-20 10:00:00"), 0ms);
}

TEST_F(BusinessClockTest, OpensAtTheBeginningAndIsClosedAtTheEnd) {
  const auto is_open = [&](const char* time) {
    return clock_.IsOpen(ClockKind::kServiceHours, At(time));
  };
  EXPECT_FALSE(is_open("2026-11-19 09:29:59.999"));
  EXPECT_TRUE(is_open("2026-11-19 09:30:00"));
  EXPECT_TRUE(is_open("2026-11-19 11:29:59.999"));
  EXPECT_FALSE(is_open("2026-11-19 11:30:00"));
  EXPECT_FALSE(is_open("2026-11-21 10:00:00"));  // Saturday.
  EXPECT_FALSE(is_open("2026-10-02 10:00:00"));  // A Friday, and a holiday.
  EXPECT_TRUE(is_open("2026-10-10 10:00:00"));   // A shifted Saturday, with hours of its own.
  EXPECT_FALSE(is_open("2026-10-10 09:30:00"));
}

TEST_F(BusinessClockTest, FindsTheNextOpening) {
  const auto next = [&](ClockKind kind, const char* time) {
    return Local(clock_.NextOpening(kind, At(time)).value());
  };
  EXPECT_EQ(next(ClockKind::kServiceHours, "2026-11-19 10:00:00"), "2026-11-19 10:00:00.000");
  EXPECT_EQ(next(ClockKind::kServiceHours, "2026-11-19 11:30:00"), "2026-11-19 13:00:00.000");
  EXPECT_EQ(next(ClockKind::kServiceHours, "2026-11-20 15:00:00"), "2026-11-23 09:30:00.000");
  EXPECT_EQ(next(ClockKind::kServiceHours, "2026-09-30 15:00:00"), "2026-10-08 09:30:00.000");
  EXPECT_EQ(next(ClockKind::kWorkday, "2026-10-03 12:00:00"), "2026-10-08 00:00:00.000");
  EXPECT_EQ(next(ClockKind::kNatural, "2026-10-03 12:00:00"), "2026-10-03 12:00:00.000");
}

TEST_F(BusinessClockTest, HoursThatNeverComeAreToldAsNever) {
  const ServiceHours never{std::array<ServiceHours::Day, kDayKinds>()};
  const BusinessClock clock(&calendar_, &never);
  const Timestamp from = At("2026-11-19 10:00:00");
  EXPECT_EQ(clock.NextOpening(ClockKind::kServiceHours, from), std::nullopt);
  EXPECT_EQ(clock.After(ClockKind::kServiceHours, from, 1ms), from + BusinessClock::kHorizon);
  EXPECT_FALSE(never.EverOpen());
}

TEST_F(BusinessClockTest, ASpanBeyondTheHorizonEndsThere) {
  const Timestamp from = At("0001-01-01 00:00:00");
  EXPECT_EQ(clock_.After(ClockKind::kWorkday, from, 3660 * 24h), from + BusinessClock::kHorizon);
  EXPECT_LE(clock_.Elapsed(ClockKind::kWorkday, from, At("9999-12-31 00:00:00")),
            BusinessClock::kHorizon + 24h);
}

TEST_F(BusinessClockTest, WorkdaysStandStillAtNightsOfRestDaysOnly) {
  constexpr auto kDays = ClockKind::kWorkday;
  EXPECT_EQ(After(kDays, "2026-11-20 16:00:00", 24h), "2026-11-23 16:00:00.000");
  EXPECT_EQ(After(kDays, "2026-11-20 16:00:00", 8h), "2026-11-21 00:00:00.000");
  EXPECT_EQ(After(kDays, "2026-11-20 16:00:00", 8h + 1ms), "2026-11-23 00:00:00.001");
  // Friday the 9th, the shifted Saturday, and not the Sunday.
  EXPECT_EQ(After(kDays, "2026-10-09 12:00:00", 36h), "2026-10-11 00:00:00.000");
  EXPECT_EQ(After(kDays, "2026-10-09 12:00:00", 36h + 1ms), "2026-10-12 00:00:00.001");
  EXPECT_EQ(Elapsed(kDays, "2026-09-30 12:00:00", "2026-10-08 12:00:00"), 24h);
}

TEST_F(BusinessClockTest, WorkdayLimitsEndWithTheNthDay) {
  // The day of the beginning is not counted; the last one counts to its end.
  EXPECT_EQ(Deadline("2026-11-20 16:00:00", "1wd"), "2026-11-24 00:00:00.000");
  EXPECT_EQ(Deadline("2026-11-20 00:00:00", "3wd"), "2026-11-26 00:00:00.000");
  // Begun on a rest day.
  EXPECT_EQ(Deadline("2026-11-22 23:59:59.999", "1wd"), "2026-11-24 00:00:00.000");
  EXPECT_EQ(Deadline("2026-11-23 00:00:00", "1wd"), "2026-11-25 00:00:00.000");
  // Over the week of October, with its shifted Saturday: 8, 9, 10, 12 …
  EXPECT_EQ(Deadline("2026-09-30 10:00:00", "3wd"), "2026-10-11 00:00:00.000");
  EXPECT_EQ(Deadline("2026-09-30 10:00:00", "15wd"), "2026-10-28 00:00:00.000");
  EXPECT_EQ(Deadline("2026-10-10 10:00:00", "1wd"), "2026-10-13 00:00:00.000");
}

TEST_F(BusinessClockTest, TheNextWorkdayHasATimeOfDay) {
  EXPECT_EQ(Deadline("2026-11-20 18:30:00", "1wd@09:30"), "2026-11-23 09:30:00.000");
  // Before it on the same morning: the next day all the same.
  EXPECT_EQ(Deadline("2026-11-23 02:00:00", "1wd@09:30"), "2026-11-24 09:30:00.000");
  EXPECT_EQ(Deadline("2026-11-23 02:00:00", "1wd@24:00"), Deadline("2026-11-23 02:00:00", "1wd"));
  EXPECT_EQ(Local(clock_.WorkdayAt(At("2026-11-23 02:00:00"), 0, 18h)), "2026-11-23 18:00:00.000");
}

TEST_F(BusinessClockTest, CrossesTheEndOfTheYear) {
  // 2025 is not in the calendar: its weekdays are. 1 to 3 January are off, Sunday the 4th is
  // worked.
  EXPECT_EQ(Deadline("2025-12-31 20:00:00", "1wd"), "2026-01-05 00:00:00.000");
  EXPECT_EQ(After(ClockKind::kServiceHours, "2025-12-31 14:00:00", 1h + 1min),
            "2026-01-04 10:01:00.000");
  EXPECT_EQ(After(ClockKind::kNatural, "2025-12-31 23:59:59.999", 1ms), "2026-01-01 00:00:00.000");
}

TEST_F(BusinessClockTest, DaysBeginInTheZoneOfTheCalendar) {
  const ServiceHours around_the_clock;
  const WorkCalendar utc(0h, {});
  const BusinessClock clock(&utc, &around_the_clock);
  // Saturday in Beijing, still Friday in UTC.
  const Timestamp time = At("2026-11-21 07:00:00");
  EXPECT_TRUE(clock.IsOpen(ClockKind::kWorkday, time));
  EXPECT_FALSE(clock_.IsOpen(ClockKind::kWorkday, time));
  EXPECT_EQ(Local(clock.Deadline(time, *ParseTimeLimit("1wd"))), "2026-11-24 08:00:00.000");
}

TEST_F(BusinessClockTest, SaysHowWellTheCalendarKnowsASpan) {
  const auto of = [&](const char* from, const char* to) {
    return clock_.CertaintyOf(At(from), At(to));
  };
  EXPECT_EQ(of("2026-01-01 00:00:00", "2026-12-31 23:59:59.999"), CalendarCertainty::kOfficial);
  EXPECT_EQ(of("2026-12-31 00:00:00", "2027-01-01 00:00:00"), CalendarCertainty::kUnknown);
  EXPECT_EQ(of("2025-12-31 23:59:59.999", "2026-01-01 00:00:00"), CalendarCertainty::kUnknown);
}

TEST_F(BusinessClockTest, WhatHasGoneByAtADeadlineIsTheLimit) {
  // Walks a fortnight with a holiday in it, in odd steps.
  for (Timestamp from = At("2026-09-28 00:00:00"); from < At("2026-10-13 00:00:00");
       from += 97min + 13ms) {
    for (const ClockKind kind :
         {ClockKind::kNatural, ClockKind::kWorkday, ClockKind::kServiceHours}) {
      const Timestamp due = clock_.After(kind, from, 5h + 7ms);
      EXPECT_EQ(clock_.Elapsed(kind, from, due), 5h + 7ms) << Local(from);
      EXPECT_EQ(clock_.Elapsed(kind, from, due - 1ms), 5h + 6ms) << Local(from);
    }
  }
}

}  // namespace
}  // namespace mingcha
