#include "base/settings.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

using namespace std::chrono_literals;

TEST(SettingTest, IsALimitOrANumber) {
  EXPECT_EQ(ParseSetting("5m")->limit, ParseTimeLimit("5m"));
  EXPECT_EQ(ParseSetting("15wd")->limit, ParseTimeLimit("15wd"));
  EXPECT_DOUBLE_EQ(ParseSetting("0.05")->number, 0.05);
  EXPECT_DOUBLE_EQ(ParseSetting("3")->number, 3);
  EXPECT_FALSE(ParseSetting("3")->limit);
  for (const char* text :
       {"", ".", "-1", "1e3", "inf", "nan", "0x10", "1.2.3", "5 m", "99999999999"}) {
    EXPECT_FALSE(ParseSetting(text)) << text;
  }
}

TEST(SettingsTest, ATenantHasItsOwn) {
  const Settings settings({{"human", *ParseSetting("5m")}, {"rate", *ParseSetting("0.05")}},
                          {{"bank-a", {{"human", *ParseSetting("30s")}}}});
  const auto human = [&](std::string_view tenant) {
    return settings.LimitOf("human", tenant, {}).duration;
  };
  EXPECT_EQ(human("bank-a"), 30s);
  EXPECT_EQ(human("bank-b"), 5min);
  EXPECT_EQ(human(""), 5min);
  // What its choice leaves out, it does not have.
  EXPECT_EQ(settings.Find("rate", "bank-a"), nullptr);
  EXPECT_DOUBLE_EQ(settings.NumberOf("rate", "bank-b", 1), 0.05);
}

TEST(SettingsTest, WhatIsMissingOrOfTheOtherKindIsAsOtherwise) {
  const Settings settings({{"human", *ParseSetting("5m")}, {"rate", *ParseSetting("0.05")}}, {});
  EXPECT_EQ(settings.LimitOf("bot", "", {.duration = 10s}).duration, 10s);
  EXPECT_EQ(settings.LimitOf("rate", "", {.duration = 10s}).duration, 10s);
  EXPECT_DOUBLE_EQ(settings.NumberOf("human", "", 7), 7);
  EXPECT_DOUBLE_EQ(settings.NumberOf("none", "", 7), 7);
}

}  // namespace
}  // namespace mingcha
