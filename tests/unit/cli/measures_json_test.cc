#include "cli/measures_json.h"

#include <gmock/gmock.h>

#include "support/temp_dir.h"

namespace mingcha::cli {
namespace {

std::shared_ptr<const RulePack> MakePack() {
  const testing::TempDir folder;
  folder.Write("pack.yaml",
               "schema: 1\nname: small\nversion: \"1\"\nowner: us\ntime_zone: \"+08:00\"\n");
  folder.Write("rules.yaml",
               "schema: 1\ntopics:\n  - id: license\n    title: 资质\n"
               "    patterns: {asks: {terms: [有备案吗]}}\n    ask: asks\n");
  folder.Write(
      "profiles.yaml",
      "schema: 1\nsettings: {metric.sla.timeout_rate_max: 0.1, metric.sla.breach_streak: 2}\n");
  std::vector<Diagnostic> diagnostics;
  RulePack::LoadOptions options;
  options.compile_patterns = false;
  return RulePack::Load(folder.path(), options, &diagnostics).value();
}

std::chrono::sys_days Day(unsigned day) {
  return std::chrono::year(2026) / 11 / static_cast<int>(day);
}

class MeasuresJsonTest : public ::testing::Test {
 protected:
  void AddDay(unsigned day, uint64_t answered, uint64_t timed_out, uint64_t unanswered = 0) {
    Measures::FirstReplies& sum =
        measures_.first_replies[{"default", Channel::kOnlineChat, Day(day)}];
    sum.conversations = answered + unanswered + 1;  // One waits still.
    sum.answered = answered;
    sum.timed_out = timed_out;
    sum.unanswered = unanswered;
    sum.wait_ms = static_cast<int64_t>(answered) * 1500;
  }
  Json Told() const { return MeasuresToJson(*pack_, measures_); }

  const std::shared_ptr<const RulePack> pack_ = MakePack();
  Measures measures_;
};

TEST_F(MeasuresJsonTest, ADayAtTheLineIsNotOverIt) {
  AddDay(16, 10, 1);
  AddDay(17, 9, 1, 1);
  const Json days = Told()["first_replies"][0]["days"];
  EXPECT_EQ(days[0]["day"], "2026-11-16");
  EXPECT_EQ(days[0]["timeout_rate"], 0.1);
  EXPECT_EQ(days[0]["over_line"], false);
  EXPECT_EQ(days[0]["waiting"], 1);
  EXPECT_EQ(days[0]["mean_wait_seconds"], 1.5);
  EXPECT_EQ(days[1]["timeout_rate"], 0.2);
  EXPECT_EQ(days[1]["over_line"], true);
}

TEST_F(MeasuresJsonTest, AStreakOfBreachesIsAnAlarm) {
  AddDay(16, 10, 5);
  AddDay(17, 0, 0);  // Nobody asked: the streak goes on.
  AddDay(18, 10, 5);
  AddDay(19, 10, 0);
  AddDay(20, 10, 9);
  const Json channel = Told()["first_replies"][0];
  EXPECT_EQ(channel["line"], 0.1);
  EXPECT_EQ(channel["longest_streak"], 2);
  EXPECT_EQ(channel["streak"], 1);
  EXPECT_EQ(channel["alarm"], true);
  EXPECT_EQ(channel["days"][1]["timeout_rate"], nullptr);
}

TEST_F(MeasuresJsonTest, OneBreachIsNone) {
  AddDay(16, 10, 5);
  AddDay(17, 10, 0);
  EXPECT_EQ(Told()["first_replies"][0]["alarm"], false);
}

TEST_F(MeasuresJsonTest, TellsTheDriftBetweenIntents) {
  measures_.replies[{"default", "promotion"}] = {10, 10 * 5'000};
  measures_.replies[{"default", "problem"}] = {4, 4 * 60'000};
  const Json drift = Told()["response_drift"][0];
  EXPECT_EQ(drift["promotion"]["mean_wait_seconds"], 5.0);
  EXPECT_EQ(drift["ratio"], 12.0);
  EXPECT_EQ(drift["alarm"], true);
  measures_.replies.erase({"default", "promotion"});
  EXPECT_EQ(Told()["response_drift"][0]["ratio"], nullptr);
  EXPECT_EQ(Told()["response_drift"][0]["alarm"], false);
}

TEST_F(MeasuresJsonTest, TellsAgentsAndHours) {
  measures_.agents[{"default", "a-1"}] = {
      .conversations = 8, .violating = 1, .violations = 3, .leads = 2};
  measures_.only_in[{"default", "trading"}] = {.asked_outside = 3, .only_inside = 2};
  const Json told = Told();
  EXPECT_EQ(told["agents"][0]["script_accuracy"], 0.875);
  EXPECT_EQ(told["agents"][0]["risk_leads"], 2);
  EXPECT_EQ(told["answered_only_in_hours"][0]["share"], 0.6667);
}

TEST_F(MeasuresJsonTest, TellsTheTenQuestionsAskedMost) {
  for (uint64_t i = 0; i < 12; ++i) {
    measures_.questions[{"default", "topic_" + std::to_string(10 + i)}] = {i / 2, i};
  }
  measures_.questions[{"default", "license"}] = {100, 101};
  const Json questions = Told()["top_questions"][0]["questions"];
  ASSERT_EQ(questions.size(), 10U);
  EXPECT_EQ(questions[0]["title"], "资质");
  EXPECT_EQ(questions[0]["asked"], 101);
  EXPECT_EQ(questions[1]["topic"], "topic_21");
  EXPECT_EQ(questions[2]["topic"], "topic_20");
}

TEST_F(MeasuresJsonTest, OfNothingTellsNothing) {
  const Json told = Told();
  EXPECT_EQ(told["messages"], 0);
  EXPECT_TRUE(told["first_replies"].empty());
  EXPECT_TRUE(told["agents"].empty());
}

}  // namespace
}  // namespace mingcha::cli
