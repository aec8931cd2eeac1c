#include "service/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MetricsTest, TellsWhatTheEngineHasCounted) {
  MetricsSnapshot snapshot;
  snapshot.counters.messages = 7;
  snapshot.counters.open_obligations = 2;
  snapshot.counters.store_status = absl::UnavailableError("the disk is full");
  snapshot.streams = 3;
  snapshot.pack = "finance-cn@2026.11";
  snapshot.pack_digest = "sha256:00";
  snapshot.rules = 214;
  const std::string text = MetricsText(snapshot);
  EXPECT_THAT(text, HasSubstr("# TYPE mingcha_messages_total counter\nmingcha_messages_total 7\n"));
  EXPECT_THAT(text, HasSubstr("\nmingcha_open_obligations 2\n"));
  EXPECT_THAT(text, HasSubstr("\nmingcha_streams 3\n"));
  EXPECT_THAT(text, HasSubstr("\nmingcha_store_up 0\n"));
  EXPECT_THAT(text, HasSubstr("\nmingcha_pack_rules 214\n"));
  EXPECT_THAT(text,
              HasSubstr("mingcha_pack_info{pack=\"finance-cn@2026.11\",digest=\"sha256:00\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mingcha_build_info{version=\""));
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
  const std::string text = MetricsText(snapshot);
  EXPECT_THAT(text,
              HasSubstr("mingcha_first_replies_answered_total{channel=\"online_chat\"} 20\n"));
  EXPECT_THAT(text,
              HasSubstr("mingcha_first_replies_timed_out_total{channel=\"online_chat\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mingcha_first_replies_unanswered_total{channel=\"email\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("mingcha_replies_total{intent=\"promotion\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("mingcha_reply_seconds_total{intent=\"promotion\"} 12.5\n"));
  EXPECT_THAT(text, HasSubstr("mingcha_questions_total{topic=\"license\"} 9\n"));
  EXPECT_THAT(text, HasSubstr("mingcha_asked_outside_hours_total{hours=\"night\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("mingcha_answered_only_inside_hours_total{hours=\"night\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mingcha_facts_total{fact=\"obligation.opened\"} 6\n"));
  EXPECT_THAT(text,
              HasSubstr("mingcha_first_replies_unanswered_total{channel=\"online_chat\"} 0\n"))
      << "a rate needs both of its counters";
  EXPECT_THAT(text, HasSubstr("mingcha_reply_seconds_total{intent=\"problem\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("fact=\"first_reply")));
}

}  // namespace
}  // namespace mingcha
