#include "base/time_limit.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

using namespace std::chrono_literals;

TEST(TimeLimitTest, ReadsWhatItWrites) {
  for (const char* text :
       {"500ms", "90s", "15m", "4h", "15d", "1wd", "3wd", "1000wd", "1wd@09:30", "2wd@24:00"}) {
    const auto limit = ParseTimeLimit(text);
    ASSERT_TRUE(limit) << text;
    EXPECT_EQ(FormatTimeLimit(*limit), text);
  }
}

TEST(TimeLimitTest, TellsWorkdaysFromLengthsOfTime) {
  EXPECT_EQ(ParseTimeLimit("15m"), (TimeLimit{.duration = 15min}));
  EXPECT_EQ(ParseTimeLimit("3wd"), (TimeLimit{.clock = ClockKind::kWorkday, .workdays = 3}));
  EXPECT_EQ(ParseTimeLimit("1wd@09:30"),
            (TimeLimit{.clock = ClockKind::kWorkday, .workdays = 1, .at = 9h + 30min}));
}

TEST(TimeLimitTest, RefusesWhatIsNone) {
  for (const char* text : {"", "wd", "0wd", "1001wd", "-1wd", "1.5wd", "1wd@", "1wd@9:30",
                           "1wd 09:30", "1wday", "3", "3 wd", "99999999999wd"}) {
    EXPECT_FALSE(ParseTimeLimit(text)) << text;
  }
}

TEST(TimeLimitTest, NamesTheClocks) {
  EXPECT_EQ(ToString(ClockKind::kNatural), "natural");
  EXPECT_EQ(ToString(ClockKind::kWorkday), "workday");
  EXPECT_EQ(ToString(ClockKind::kServiceHours), "service_hours");
}

}  // namespace
}  // namespace mingcha
