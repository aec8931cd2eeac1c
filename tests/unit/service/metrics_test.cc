#include "service/metrics.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::vector<std::string> LinesOf(const MetricsSnapshot& snapshot) {
  return absl::StrSplit(MetricsText(snapshot), '\n');
}

TEST(MetricsTest, TellsWhatTheEngineHasCounted) {
  MetricsSnapshot snapshot;
  snapshot.counters.messages = 7;
  snapshot.counters.open_obligations = 2;
  snapshot.counters.store_status = absl::UnavailableError("the disk is full");
  snapshot.streams = 3;
  snapshot.pack = "finance-cn@2026.11";
  snapshot.pack_digest = "sha256:00";
  snapshot.rules = 214;
  EXPECT_THAT(
      LinesOf(snapshot),
      IsSupersetOf({"# TYPE mingcha_messages_total counter", "mingcha_messages_total 7",
                    "# TYPE mingcha_open_obligations gauge", "mingcha_open_obligations 2",
                    "mingcha_streams 3", "mingcha_store_up 0", "mingcha_pack_rules 214",
                    "mingcha_pack_info{pack=\"finance-cn@2026.11\",digest=\"sha256:00\"} 1"}));
  EXPECT_THAT(MetricsText(snapshot), HasSubstr("mingcha_build_info{version=\""));
}

TEST(MetricsTest, MakesFamiliesOfTheMeasures) {
  MetricsSnapshot snapshot;
  snapshot.counters.facts = {{"first_reply.answered.online_chat", 20},
                             {"first_reply.answered.phone", 4},
                             {"first_reply.timed_out.online_chat", 1},
                             {"first_reply.unanswered.email", 2},
                             {"replies.promotion", 3},
                             {"reply_seconds.promotion", 12.5},
                             {"questions.license", 9},
                             {"only_in.asked_outside.night", 5},
                             {"only_in.only_inside.night", 1},
                             {"obligation.opened", 6}};
  EXPECT_THAT(LinesOf(snapshot),
              IsSupersetOf({"mingcha_first_replies_answered_total{channel=\"online_chat\"} 20",
                            "mingcha_first_replies_answered_total{channel=\"phone\"} 4",
                            "mingcha_first_replies_timed_out_total{channel=\"online_chat\"} 1",
                            "mingcha_first_replies_unanswered_total{channel=\"email\"} 2",
                            "mingcha_replies_total{intent=\"promotion\"} 3",
                            "mingcha_reply_seconds_total{intent=\"promotion\"} 12.5",
                            "mingcha_questions_total{topic=\"license\"} 9",
                            "mingcha_asked_outside_hours_total{hours=\"night\"} 5",
                            "mingcha_answered_only_inside_hours_total{hours=\"night\"} 1",
                            "mingcha_facts_total{fact=\"obligation.opened\"} 6"}));
  EXPECT_THAT(MetricsText(snapshot), Not(HasSubstr("fact=\"first_reply")));
}

TEST(MetricsTest, ARateHasBothOfItsCounters) {
  EXPECT_THAT(LinesOf({}),
              IsSupersetOf({"mingcha_first_replies_answered_total{channel=\"phone\"} 0",
                            "mingcha_first_replies_timed_out_total{channel=\"phone\"} 0",
                            "mingcha_first_replies_unanswered_total{channel=\"phone\"} 0",
                            "mingcha_replies_total{intent=\"problem\"} 0",
                            "mingcha_reply_seconds_total{intent=\"problem\"} 0"}));
}

}  // namespace
}  // namespace mingcha
