#include "base/log.h"

#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/json.h"
#include "support/status_matchers.h"

namespace mingcha {
namespace {

using ::mingcha::testing::IsOk;

// Runs `log` and returns the lines that it wrote to stderr.
template <typename F>
std::vector<std::string> LinesOf(F log) {
  ::testing::internal::CaptureStderr();
  log();
  std::istringstream text(::testing::internal::GetCapturedStderr());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

class LogTest : public ::testing::Test {
 protected:
  void TearDown() override {
    SetLogLevel(LogLevel::kInfo);
    SetLogJson(true);
  }
};

TEST_F(LogTest, WritesOneJsonObjectALine) {
  const auto lines = LinesOf([] {
    Log(LogLevel::kWarning, "store_slow",
        {{"commits", int64_t{3}},
         {"seconds", 1.5},
         {"durable", true},
         {"path", std::string("a\nb\"%v{}")}});
  });
  ASSERT_EQ(lines.size(), 1U);
  const auto json = ParseJson(lines[0]);
  ASSERT_THAT(json, IsOk());
  EXPECT_EQ(StringMember(*json, "level"), "warning");
  EXPECT_EQ(StringMember(*json, "event"), "store_slow");
  EXPECT_EQ(IntMember(*json, "commits"), 3);
  EXPECT_EQ(json->at("seconds"), 1.5);
  EXPECT_EQ(BoolMember(*json, "durable"), true);
  EXPECT_EQ(StringMember(*json, "path"), "a\nb\"%v{}");
  EXPECT_TRUE(TimeMember(*json, "ts"));
}

TEST_F(LogTest, LeavesOutWhatLiesBelowTheLevel) {
  EXPECT_EQ(LinesOf([] { Log(LogLevel::kDebug, "detail"); }).size(), 0U);
  SetLogLevel(LogLevel::kDebug);
  EXPECT_EQ(LinesOf([] { Log(LogLevel::kDebug, "detail"); }).size(), 1U);
  SetLogLevel(LogLevel::kError);
  EXPECT_EQ(LinesOf([] { Log(LogLevel::kWarning, "detail"); }).size(), 0U);
}

TEST_F(LogTest, WritesAReadableLineForPeople) {
  SetLogJson(false);
  const auto lines = LinesOf([] { Log(LogLevel::kError, "bad", {{"file", std::string("a\nb")}}); });
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines[0].find(" error bad file=\"a\\nb\""), std::string::npos) << lines[0];
}

TEST_F(LogTest, DoesNotMixTheLinesOfSeveralThreads) {
  constexpr int kThreads = 4;
  constexpr int kLines = 50;
  const auto lines = LinesOf([] {
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < kLines; ++i) Log(LogLevel::kInfo, "tick", {{"i", int64_t{i}}});
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  EXPECT_EQ(lines.size(), size_t{kThreads * kLines});
  for (const std::string& line : lines) EXPECT_THAT(ParseJson(line), IsOk()) << line;
}

}  // namespace
}  // namespace mingcha
