#include "base/service_plan.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

using namespace std::chrono_literals;

// A Thursday night.
const Timestamp kNight = ParseTimestamp("2026-11-19T22:00:00+08:00").value();

ServicePlan MakePlan() {
  std::array<ServiceHours::Day, kDayKinds> desk;
  desk[static_cast<size_t>(DayKind::kFriday)] = {{9h, 18h}};
  std::array<ServiceHours::Day, kDayKinds> late;
  late[static_cast<size_t>(DayKind::kThursday)] = {{20h, 23h}};
  return ServicePlan(WorkCalendar(8h, {}),
                     {{"desk", ServiceHours(desk)}, {"late", ServiceHours(late)}},
                     {{.channels = {Channel::kPhone}, .tenants = {"bank-a"}, .hours = "late"},
                      {.channels = {Channel::kPhone, Channel::kEmail}, .hours = "desk"}});
}

TEST(ServicePlanTest, TheFirstRowThatAppliesHolds) {
  const ServicePlan plan = MakePlan();
  const auto is_open = [&](std::string_view tenant, Channel channel) {
    return plan.ClockFor(tenant, channel).IsOpen(ClockKind::kServiceHours, kNight);
  };
  EXPECT_TRUE(is_open("bank-a", Channel::kPhone));
  EXPECT_FALSE(is_open("bank-b", Channel::kPhone));
  EXPECT_FALSE(is_open("bank-a", Channel::kEmail));
}

TEST(ServicePlanTest, IsAroundTheClockWhereNothingIsSaid) {
  const ServicePlan plan = MakePlan();
  EXPECT_TRUE(
      plan.ClockFor("bank-b", Channel::kOnlineChat).IsOpen(ClockKind::kServiceHours, kNight));
  EXPECT_TRUE(plan.ClockOf("").IsOpen(ClockKind::kServiceHours, kNight));
  EXPECT_TRUE(ServicePlan().ClockFor("", Channel::kPhone).IsOpen(ClockKind::kServiceHours, kNight));
}

TEST(ServicePlanTest, FindsHoursByTheirName) {
  const ServicePlan plan = MakePlan();
  EXPECT_EQ(plan.ClockOf("desk").NextOpening(ClockKind::kServiceHours, kNight), kNight + 11h);
  EXPECT_TRUE(plan.ClockOf("late").IsOpen(ClockKind::kServiceHours, kNight));
}

TEST(ServicePlanDeathTest, RefusesRowsThatLeadNowhere) {
  EXPECT_DEATH(ServicePlan(WorkCalendar(), {}, {{.hours = "desk"}}), "contains");
}

}  // namespace
}  // namespace mingcha
