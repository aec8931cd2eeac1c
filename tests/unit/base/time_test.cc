#include "mingcha/time.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

using namespace std::chrono_literals;

TEST(ParseTimestampTest, ReadsTheOffsetAndWritesUtc) {
  const auto time = ParseTimestamp("2026-11-16T10:00:05.120+08:00");
  ASSERT_TRUE(time);
  EXPECT_EQ(FormatTimestamp(*time), "2026-11-16T02:00:05.120Z");
}

TEST(ParseTimestampTest, TakesTheSpellingsOfTheStandardForTheSameMoment) {
  const auto moment = ParseTimestamp("2026-11-16T02:00:05Z");
  ASSERT_TRUE(moment);
  for (const char* spelling : {"2026-11-16t02:00:05z", "2026-11-16 02:00:05Z",
                               "2026-11-16T02:00:05.000000Z", "2026-11-15T21:30:05-04:30",
                               "2026-11-16T02:00:05-00:00", "2026-11-16T02:00:05.000999999Z"}) {
    EXPECT_EQ(ParseTimestamp(spelling), moment) << spelling;
  }
}

TEST(ParseTimestampTest, RefusesWhatIsNoPointInTime) {
  for (const char* text :
       {"", "2026-11-16T10:00:05", "2026-11-16", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-11-16T24:00:00Z", "2026-11-16T10:60:00Z", "2026-11-16T10:00:61Z",
        "2026-11-16T10:00:05.Z", "2026-11-16T10:00:05+0800", "2026-11-16T10:00:05+24:00",
        "2026-11-16T10:00:05Z ", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        "1763258405", "2026-11-16T10:00:05.0000000000Z"}) {
    EXPECT_FALSE(ParseTimestamp(text)) << text;
  }
}

TEST(ParseTimestampTest, TakesALeapSecondAsTheSecondBehindIt) {
  EXPECT_EQ(ParseTimestamp("2016-12-31T23:59:60Z"), ParseTimestamp("2017-01-01T00:00:00Z"));
}

TEST(FormatTimestampTest, CanBeReadBackBeforeAndBehindTheEpoch) {
  for (const int64_t ms :
       std::initializer_list<int64_t>{-62135596800000, -1, 0, 1, 1763258405120, 253402300799999}) {
    const Timestamp time{Duration(ms)};
    EXPECT_EQ(ParseTimestamp(FormatTimestamp(time)), time) << ms;
  }
}

TEST(ParseDurationTest, ReadsEachUnit) {
  EXPECT_EQ(ParseDuration("500ms"), Duration(500ms));
  EXPECT_EQ(ParseDuration("30s"), Duration(30s));
  EXPECT_EQ(ParseDuration("10m"), Duration(10min));
  EXPECT_EQ(ParseDuration("2h"), Duration(2h));
  EXPECT_EQ(ParseDuration("7d"), Duration(168h));
  EXPECT_EQ(ParseDuration("3660d"), Duration(24h * 3660));
}

TEST(ParseDurationTest, RefusesWhatIsNoLengthOfTime) {
  for (const char* text :
       {"", "10", "m", "-1s", "1.5h", "3661d", "10 m", "1w", "99999999999999999s"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(FormatDurationTest, TakesTheLargestUnitThatDivides) {
  EXPECT_EQ(FormatDuration(0s), "0s");
  EXPECT_EQ(FormatDuration(90s), "90s");
  EXPECT_EQ(FormatDuration(600s), "10m");
  EXPECT_EQ(FormatDuration(48h), "2d");
  EXPECT_EQ(FormatDuration(1500ms), "1500ms");
}

}  // namespace
}  // namespace mingcha
