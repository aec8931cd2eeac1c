// Calendars, hours and profiles, from their files to the clocks and settings of a pack.

#include <gtest/gtest.h>

#include "rulepack/compiled_pack.h"
#include "support/small_pack.h"

namespace mingcha {
namespace {

using namespace std::chrono_literals;
using testing::TempDir;

constexpr const char* kNoRules = "schema: 1\nrules: []\n";

constexpr const char* kCalendar = R"(schema: 1
year: 2026
status: official
source: {title: 通知, number: 一号, date: 2025-11-04}
holidays:
  - {name: 国庆节, from: 2026-10-01, to: 2026-10-07}
shifted: [2026-10-10]
)";

constexpr const char* kClocks = R"(schema: 1
hours:
  - id: desk
    title: 电话
    workday: ["09:00-12:00", "13:00-18:00"]
    saturday: "10:00-12:00"
    friday: []
  - id: trading
    title: 交易
    workday: ["09:30-11:30", "13:00-15:00"]
    shifted: []
served:
  - {channel: [phone, email], hours: desk}
)";

constexpr const char* kProfiles = R"(schema: 1
settings: {complaint.log: 24h, metric.sla.timeout_rate_max: 0.05}
profiles:
  - id: complaint.profile
    title: 投诉
    choice: calm
    sets:
      - {id: calm, title: 十五日, settings: {complaint.close: 15d}}
      - {id: quick, title: 三个工作日, settings: {complaint.close: 3wd, complaint.first: 1h}}
tenants:
  - {tenant: [bank-a, bank-b], choose: {complaint.profile: quick}, settings: {complaint.log: 2h}}
)";

std::shared_ptr<const RulePack> LoadService(const TempDir& directory) {
  directory.Write("pack/calendar.cn-2026.yaml", kCalendar);
  directory.Write("pack/clocks.yaml", kClocks);
  directory.Write("pack/profiles.yaml", kProfiles);
  return testing::LoadSmallPack(directory, kNoRules);
}

Timestamp At(const char* local) { return ParseTimestamp(std::string(local) + "+08:00").value(); }

TEST(ServiceTest, TheCalendarTellsWorkdays) {
  const TempDir directory;
  const auto pack = LoadService(directory);
  ASSERT_NE(pack, nullptr);
  const BusinessClock clock = pack->compiled().service->ClockOf("trading");
  EXPECT_EQ(clock.Deadline(At("2026-09-30T16:00:00"), *ParseTimeLimit("3wd")),
            At("2026-10-11T00:00:00"));
  EXPECT_EQ(clock.CertaintyOf(At("2026-09-30T16:00:00"), At("2026-10-11T00:00:00")),
            CalendarCertainty::kOfficial);
}

TEST(ServiceTest, TheParticularHoursOutrankTheGeneral) {
  const TempDir directory;
  const auto pack = LoadService(directory);
  ASSERT_NE(pack, nullptr);
  const ServicePlan& plan = *pack->compiled().service;
  const auto is_open = [&](const char* hours, const char* time) {
    return plan.ClockOf(hours).IsOpen(ClockKind::kServiceHours, At(time));
  };
  EXPECT_TRUE(is_open("desk", "2026-11-19T17:59:59"));   // Thursday.
  EXPECT_FALSE(is_open("desk", "2026-11-20T10:00:00"));  // Friday.
  EXPECT_TRUE(is_open("desk", "2026-11-21T10:00:00"));   // Saturday.
  EXPECT_FALSE(is_open("desk", "2026-11-22T10:00:00"));  // Sunday.
  EXPECT_TRUE(is_open("desk", "2026-10-10T17:00:00"));   // Shifted: as a workday.
  EXPECT_FALSE(is_open("trading", "2026-10-10T10:00:00"));
  EXPECT_FALSE(is_open("desk", "2026-10-01T10:00:00"));
  EXPECT_FALSE(plan.ClockFor("default", Channel::kPhone)
                   .IsOpen(ClockKind::kServiceHours, At("2026-11-22T10:00:00")));
  EXPECT_TRUE(plan.ClockFor("default", Channel::kOnlineChat)
                  .IsOpen(ClockKind::kServiceHours, At("2026-11-22T10:00:00")));
}

TEST(ServiceTest, ProfilesChooseSettingsAndTenantsChooseOtherwise) {
  const TempDir directory;
  const auto pack = LoadService(directory);
  ASSERT_NE(pack, nullptr);
  const Settings& settings = *pack->compiled().settings;
  const auto limit = [&](std::string_view name, std::string_view tenant) {
    return FormatTimeLimit(settings.LimitOf(name, tenant, {}));
  };
  EXPECT_EQ(limit("complaint.close", "default"), "15d");
  EXPECT_EQ(limit("complaint.close", "bank-b"), "3wd");
  EXPECT_EQ(limit("complaint.log", "default"), "1d");
  EXPECT_EQ(limit("complaint.log", "bank-a"), "2h");
  EXPECT_EQ(settings.Find("complaint.first", "default"), nullptr);
  EXPECT_DOUBLE_EQ(settings.NumberOf("metric.sla.timeout_rate_max", "bank-a", 1), 0.05);
}

TEST(ServiceTest, APackWithoutThemHasWeekdaysAroundTheClock) {
  const TempDir directory;
  const auto pack = testing::LoadSmallPack(directory, kNoRules);
  ASSERT_NE(pack, nullptr);
  const BusinessClock clock = pack->compiled().service->ClockFor("default", Channel::kPhone);
  EXPECT_TRUE(clock.IsOpen(ClockKind::kServiceHours, At("2026-11-22T03:00:00")));
  EXPECT_EQ(clock.Deadline(At("2026-11-20T16:00:00"), *ParseTimeLimit("1wd")),
            At("2026-11-24T00:00:00"));
  EXPECT_EQ(clock.CertaintyOf(At("2026-11-20T16:00:00"), At("2026-11-20T16:00:00")),
            CalendarCertainty::kUnknown);
  EXPECT_EQ(pack->compiled().settings->Find("complaint.log"), nullptr);
}

TEST(ServiceTest, ARowOfThePolicyNamesLimitsSettingsAndAClock) {
  const TempDir directory;
  testing::WriteSmallPack(directory, kNoRules);
  directory.Write("pack/profiles.yaml", kProfiles);
  directory.Write("pack/clocks.yaml", kClocks);
  directory.Write("pack/policy.yaml", R"(schema: 1
queues: [{id: compliance, title: 合规, hours: desk}]
rows:
  - {id: all, when: {min_severity: low}, queue: compliance, priority: P2,
     deadline: [complaint.first, 4h, 2wd], clock: service_hours}
)");
  std::vector<Diagnostic> diagnostics;
  const auto pack = RulePack::Load(directory.path() / "pack", &diagnostics);
  ASSERT_TRUE(pack.ok()) << FormatDiagnostic(diagnostics.front());
  const TicketPolicy& policy = (*pack)->compiled().policy;
  ASSERT_EQ(policy.rows[0].deadlines.size(), 3U);
  EXPECT_EQ(policy.rows[0].clock, ClockKind::kServiceHours);
  EXPECT_EQ(policy.queues[0].hours, "desk");
  EXPECT_EQ(policy.service, (*pack)->compiled().service);
  EXPECT_EQ(policy.settings, (*pack)->compiled().settings);
}

// The shipped calendars, against what the notice says.
class ShippedCalendarTest : public ::testing::Test {
 protected:
  ShippedCalendarTest() {
    std::vector<Diagnostic> diagnostics;
    RulePack::LoadOptions options;
    options.compile_patterns = false;
    pack_ =
        RulePack::Load(std::string(MINGCHA_SOURCE_DIR) + "/rules/finance-cn", options, &diagnostics)
            .value();
  }
  const WorkCalendar& calendar() const { return pack_->compiled().service->calendar(); }
  int Workdays(int year, int month) const {
    int days = 0;
    for (Date day = std::chrono::year(year) / month / 1;
         std::chrono::year_month_day(day).month() ==
         std::chrono::month(static_cast<unsigned>(month));
         day += std::chrono::days(1)) {
      days += calendar().IsWorkday(day) ? 1 : 0;
    }
    return days;
  }

  std::shared_ptr<const RulePack> pack_;
};

TEST_F(ShippedCalendarTest, HasTheWorkdaysOf2026) {
  // By hand: weekdays of the month, less those off, plus the weekend days worked.
  const int expected[] = {21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23};
  int year = 0;
  for (int month = 1; month <= 12; ++month) {
    EXPECT_EQ(Workdays(2026, month), expected[month - 1]) << month;
    year += Workdays(2026, month);
  }
  // 261 weekdays; 19 of the 33 days off are weekdays, and 6 weekend days are worked.
  EXPECT_EQ(year, 261 - 19 + 6);
  EXPECT_EQ(calendar().CertaintyOf(Date(std::chrono::year(2026) / 12 / 31)),
            CalendarCertainty::kOfficial);
}

TEST_F(ShippedCalendarTest, KnowsOf2027WhatTheLawSays) {
  const auto is_holiday = [&](int month, int day) {
    return calendar().KindOf(Date(std::chrono::year(2027) / month / day)) == DayKind::kHoliday;
  };
  EXPECT_TRUE(is_holiday(1, 1));
  EXPECT_FALSE(is_holiday(2, 4));
  EXPECT_TRUE(is_holiday(2, 5));
  EXPECT_TRUE(is_holiday(2, 8));
  EXPECT_FALSE(is_holiday(2, 9));
  EXPECT_TRUE(is_holiday(6, 9));
  EXPECT_TRUE(is_holiday(9, 15));
  EXPECT_TRUE(is_holiday(10, 3));
  EXPECT_FALSE(is_holiday(10, 4));
  EXPECT_EQ(calendar().CertaintyOf(Date(std::chrono::year(2027) / 1 / 4)),
            CalendarCertainty::kProvisional);
}

TEST_F(ShippedCalendarTest, TheProfilesHaveTheDefaultsOfTheTable) {
  const Settings& settings = *pack_->compiled().settings;
  const auto limit = [&](std::string_view name) {
    return FormatTimeLimit(settings.LimitOf(name, "default", {}));
  };
  EXPECT_EQ(limit("sla.chat.human"), "5m");
  EXPECT_EQ(limit("sla.chat.human_urgent"), "2m");
  EXPECT_EQ(limit("sla.chat.human_core"), "30s");
  EXPECT_EQ(limit("sla.phone.callback_by"), "1wd@09:30");
  EXPECT_EQ(limit("complaint.close"), "15d");
  EXPECT_DOUBLE_EQ(settings.NumberOf("metric.sla.timeout_rate_max", "default", 0), 0.05);
  EXPECT_DOUBLE_EQ(settings.NumberOf("metric.sla.breach_streak", "default", 0), 3);
}

}  // namespace
}  // namespace mingcha
