#include "base/service_hours.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

using namespace std::chrono_literals;

TEST(TimeOfDayTest, ReadsWhatItWrites) {
  for (const char* text : {"00:00", "09:30", "23:59", "24:00"}) {
    const auto time = ParseTimeOfDay(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(FormatTimeOfDay(*time), text);
  }
}

TEST(TimeOfDayTest, RefusesWhatIsNone) {
  for (const char* text : {"", "9:30", "24:01", "25:00", "12:60", "09.30", "0930", "+9:30", "09:3a",
                           " 09:30", "09:30:00"}) {
    EXPECT_FALSE(ParseTimeOfDay(text)) << text;
  }
}

TEST(OpenIntervalTest, RunsForwardWithinADay) {
  EXPECT_EQ(ParseOpenInterval("09:30-11:30"), (OpenInterval{9h + 30min, 11h + 30min}));
  EXPECT_EQ(ParseOpenInterval("00:00-24:00"), (OpenInterval{0h, 24h}));
  for (const char* text : {"", "09:30", "-", "09:30-", "22:00-08:00", "09:30-09:30",
                           "09:30 - 11:30", "09:30-11:30-12:00"}) {
    EXPECT_FALSE(ParseOpenInterval(text)) << text;
  }
}

TEST(ServiceHoursTest, AreAroundTheClockUnlessSaidOtherwise) {
  const ServiceHours hours;
  for (size_t kind = 0; kind < kDayKinds; ++kind) {
    EXPECT_EQ(hours.On(static_cast<DayKind>(kind)), (ServiceHours::Day{{0h, 24h}}));
  }
  EXPECT_TRUE(hours.EverOpen());
}

TEST(ServiceHoursTest, HolidaysAloneAreNotEnough) {
  std::array<ServiceHours::Day, kDayKinds> days;
  days[static_cast<size_t>(DayKind::kHoliday)] = {{9h, 18h}};
  EXPECT_FALSE(ServiceHours(days).EverOpen());
}

TEST(ServiceHoursDeathTest, RefusesIntervalsThatOverlap) {
  std::array<ServiceHours::Day, kDayKinds> days;
  days[0] = {{9h, 12h}, {11h, 13h}};
  EXPECT_DEATH(ServiceHours{days}, "IsInOrder");
}

}  // namespace
}  // namespace mingcha
