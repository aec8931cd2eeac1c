#include "mingcha/pipeline.h"

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "support/scripted_engine.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ClockMode = ConversationTracker::ClockMode;

class PipelineTest : public ::testing::Test {
 protected:
  std::unique_ptr<Pipeline> Start(const Pipeline::Options& options,
                                  std::function<void(const Record&)> before = {},
                                  Pipeline::LateFindings late = {}) {
    auto pipeline = Pipeline::Start(
        options, pack_,
        [&] { return std::make_unique<ScriptedEngine>(pack_, before, tracker_options_); }, nullptr,
        std::move(late));
    EXPECT_THAT(pipeline, IsOk());
    return *std::move(pipeline);
  }

  static Pipeline::Batch Talk(int conversations, int messages) {
    Pipeline::Batch batch;
    for (int m = 0; m < messages; ++m) {
      for (int c = 0; c < conversations; ++c) {
        batch.push_back(MakeMessage("m-" + std::to_string(m), seconds(m), Speaker::kAgent,
                                    "hit:mkt.promise", "c-" + std::to_string(c)));
      }
    }
    return batch;
  }

  std::shared_ptr<const RulePack> pack_ = MakePack(ScriptedRules());
  ConversationTracker::Options tracker_options_;
};

TEST_F(PipelineTest, AnswersInTheOrderOfTheBatch) {
  const auto pipeline = Start({.workers = 3});
  std::promise<std::vector<RecordResult>> answered;
  const Pipeline::Batch batch = Talk(20, 3);
  pipeline->Submit({}, batch, [&](auto results) { answered.set_value(std::move(results)); });
  const std::vector<RecordResult> results = answered.get_future().get();
  ASSERT_THAT(results, SizeIs(batch.size()));
  for (size_t i = 0; i < batch.size(); ++i) {
    ASSERT_THAT(results[i].findings, SizeIs(1));
    EXPECT_EQ(results[i].findings[0].conversation, ConversationOf(batch[i]));
    EXPECT_EQ(results[i].findings[0].message_id, std::get<Message>(batch[i]).message_id);
    EXPECT_FALSE(results[i].durable) << "there is no store";
    EXPECT_TRUE(results[i].incomplete.empty());
    EXPECT_THAT(results[i].not_stored, IsOk());
  }
}

TEST_F(PipelineTest, AnswersAnEmptyBatch) {
  const auto pipeline = Start({.workers = 2});
  std::promise<size_t> answered;
  pipeline->Submit({}, {}, [&](const auto& results) { answered.set_value(results.size()); });
  EXPECT_EQ(answered.get_future().get(), 0U);
}

TEST_F(PipelineTest, AnswersEveryBatchOnceBeforeItGoes) {
  std::atomic<int> answers = 0;
  {
    const auto pipeline = Start({.workers = 2, .max_queued_records = 16});
    for (int i = 0; i < 200; ++i) {
      pipeline->Submit({}, Talk(3, 2), [&](const auto&) { ++answers; });
    }
  }
  EXPECT_EQ(answers, 200);
}

TEST_F(PipelineTest, DrainsEverythingThatWasSubmitted) {
  const auto pipeline = Start({.workers = 2});
  std::atomic<int> answers = 0;
  for (int i = 0; i < 50; ++i) pipeline->Submit({}, Talk(2, 2), [&](const auto&) { ++answers; });
  pipeline->EndOfInput(0, At(hours(1)), [&](const auto&) { ++answers; });
  pipeline->Drain();
  EXPECT_EQ(answers, 51);
  EXPECT_EQ(pipeline->counters().queued_records, 0U);
}

TEST_F(PipelineTest, RefusesWhatItHasNoRoomForAndTellsWhenThereIsRoom) {
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future();
  const auto pipeline =
      Start({.workers = 1, .max_queued_records = 4}, [&](const Record&) { gone.wait(); });
  std::atomic<int> answers = 0;
  const auto count = [&](const auto&) { ++answers; };
  Pipeline::Batch first = Talk(3, 1);
  Pipeline::Done first_done = count;
  ASSERT_TRUE(pipeline->TrySubmit({}, first, first_done));

  Pipeline::Batch second = Talk(2, 1);
  Pipeline::Done second_done = count;
  EXPECT_FALSE(pipeline->TrySubmit({}, second, second_done));
  EXPECT_THAT(second, SizeIs(2)) << "untouched";
  EXPECT_TRUE(second_done);

  std::promise<bool> retried;
  pipeline->WhenRoom([&] { retried.set_value(pipeline->TrySubmit({}, second, second_done)); });
  EXPECT_EQ(answers, 0);
  go.set_value();
  EXPECT_TRUE(retried.get_future().get());
  pipeline->Drain();
  EXPECT_EQ(answers, 2);
}

TEST_F(PipelineTest, CallsBackAtOnceWhenNothingIsInItsWay) {
  const auto pipeline = Start({.workers = 1});
  std::promise<void> called;
  pipeline->WhenRoom([&] { called.set_value(); });
  called.get_future().wait();
}

TEST_F(PipelineTest, TakesABatchThatIsLargerThanItsRoom) {
  const auto pipeline = Start({.workers = 1, .max_queued_records = 2});
  std::promise<size_t> answered;
  pipeline->Submit({}, Talk(5, 1),
                   [&](const auto& results) { answered.set_value(results.size()); });
  EXPECT_EQ(answered.get_future().get(), 5U);
}

TEST_F(PipelineTest, KeepsTheOrderOfAConversationOverManyBatches) {
  std::vector<std::vector<std::string>> seen(4);
  const auto pipeline = Start({.workers = 2}, [&](const Record& record) {
    const auto& message = std::get<Message>(record);
    seen[static_cast<size_t>(message.conversation.conversation_id.back() - '0')].push_back(
        message.message_id);
  });
  std::vector<std::string> expected;
  for (int m = 0; m < 100; ++m) {
    expected.push_back("m-" + std::to_string(m));
    Pipeline::Batch batch;
    for (int c = 0; c < 4; ++c) {
      batch.push_back(MakeMessage(expected.back(), milliseconds(m), Speaker::kAgent, "words",
                                  "c-" + std::to_string(c)));
    }
    pipeline->Submit({}, std::move(batch), [](const auto&) {});
  }
  pipeline->Drain();
  EXPECT_THAT(seen, Each(expected));
}

TEST_F(PipelineTest, GivesTheLastFindingsAtTheEndOfTheInput) {
  const auto pipeline = Start({.workers = 3});
  const ConversationTracker::Context context{ClockMode::kEvent, 9, false};
  std::atomic<bool> answered = false;
  Pipeline::Batch batch;
  for (int c = 0; c < 8; ++c) {
    batch.push_back(MakeMessage("m-1", seconds(0), Speaker::kCustomer, "ask:license",
                                "c-" + std::to_string(c)));
  }
  pipeline->Submit(context, std::move(batch), [&](const auto&) { answered = true; });
  std::promise<std::vector<Finding>> ended;
  pipeline->EndOfInput(9, At(seconds(600)), [&](auto findings) {
    EXPECT_TRUE(answered) << "the end comes behind the answers";
    ended.set_value(std::move(findings));
  });
  const std::vector<Finding> findings = ended.get_future().get();
  EXPECT_THAT(findings, SizeIs(8));
  EXPECT_THAT(findings, Each(Field(&Finding::rule_id, "evs.silent")));
}

TEST_F(PipelineTest, TellsWhatATimerFoundWithoutAMessage) {
  tracker_options_.allowed_lateness = milliseconds(1);
  std::promise<std::pair<uint64_t, std::vector<Finding>>> late;
  const auto pipeline = Start({.workers = 2}, {}, [&](uint64_t input, auto findings) {
    late.set_value({input, std::move(findings)});
  });
  // Asked long ago by the wall clock: as soon as the allowed lateness is over.
  Message question = MakeMessage("m-1", seconds(0), Speaker::kCustomer, "ask:license");
  question.sent_at = *ParseTimestamp("2020-01-01T00:00:00Z");
  pipeline->Submit({ClockMode::kWall, 5, false}, {question}, [](const auto&) {});
  const auto [input, findings] = late.get_future().get();
  EXPECT_EQ(input, 5U);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].rule_id, "evs.silent");
}

TEST_F(PipelineTest, TellsADuplicatesFindingsAgain) {
  const auto pipeline = Start({.workers = 1});
  std::promise<std::vector<RecordResult>> answered;
  Pipeline::Batch batch = Talk(1, 1);
  batch.push_back(batch.front());
  pipeline->Submit({}, std::move(batch), [&](auto r) { answered.set_value(std::move(r)); });
  const std::vector<RecordResult> results = answered.get_future().get();
  EXPECT_FALSE(results[0].duplicate);
  EXPECT_TRUE(results[1].duplicate);
  ASSERT_THAT(results[1].findings, SizeIs(1));
  EXPECT_EQ(results[0].findings[0].finding_id, results[1].findings[0].finding_id);
}

TEST_F(PipelineTest, GivesNoFindingsForContext) {
  const auto pipeline = Start({.workers = 1});
  std::promise<std::vector<RecordResult>> answered;
  pipeline->Submit({ClockMode::kEvent, 0, true}, Talk(1, 1),
                   [&](auto r) { answered.set_value(std::move(r)); });
  EXPECT_THAT(answered.get_future().get()[0].findings, IsEmpty());
}

TEST_F(PipelineTest, CountsWhatPassedThroughIt) {
  const auto pipeline = Start({.workers = 2});
  Pipeline::Batch batch = Talk(2, 2);
  batch.push_back(batch.front());
  batch.push_back(MakeEvent("e-1", seconds(9), EventKind::kClosed, "c-0"));
  batch.push_back(MakeMessage("m-9", seconds(9), Speaker::kCustomer, "ask:license", "c-1"));
  pipeline->Submit({}, std::move(batch), [](const auto&) {});
  pipeline->Drain();
  const Pipeline::Counters counters = pipeline->counters();
  EXPECT_EQ(counters.records, 7U);
  EXPECT_EQ(counters.messages, 6U);
  EXPECT_EQ(counters.duplicates, 1U);
  EXPECT_EQ(counters.findings, 5U);
  EXPECT_EQ(counters.stored_findings, 0U);
  EXPECT_EQ(counters.conversations, 2U);
  EXPECT_EQ(counters.open_obligations, 1U);
}

TEST_F(PipelineTest, CountsWhatBecomesOfObligations) {
  const auto pipeline = Start({.workers = 2});
  const auto talk = [](std::string conversation, Speaker speaker, Duration at, std::string text) {
    return MakeMessage("m-" + std::to_string(at.count()), at, speaker, std::move(text),
                       std::move(conversation));
  };
  Pipeline::Batch batch;
  for (const char* id : {"answered", "dodged", "talked", "taken-back", "silent", "open"}) {
    const bool is_open = std::string(id) == "open";
    const Duration at = is_open ? Duration(hours(1)) : Duration(0);
    batch.push_back(talk(id, Speaker::kCustomer, at, "ask:license"));
    batch.push_back(batch.back());  // A duplicate opens nothing.
  }
  batch.push_back(talk("answered", Speaker::kAgent, seconds(1), "good:license"));
  batch.push_back(talk("dodged", Speaker::kAgent, seconds(1), "dodge:evs.license"));
  batch.push_back(talk("talked", Speaker::kAgent, seconds(1), "words"));
  batch.push_back(talk("taken-back", Speaker::kCustomer, seconds(1), "withdraw"));
  pipeline->Submit({}, std::move(batch), [](const auto&) {});
  std::promise<void> ended;
  pipeline->EndOfInput(0, At(hours(1)), [&](const auto&) { ended.set_value(); });
  ended.get_future().wait();
  const Pipeline::Counters counters = pipeline->counters();
  EXPECT_THAT(counters.facts,
              ElementsAre(Pair("obligation.evaded", 2), Pair("obligation.opened", 6),
                          Pair("obligation.satisfied", 1), Pair("obligation.unclassified", 1),
                          Pair("obligation.withdrawn", 1)));
  EXPECT_EQ(counters.open_obligations, 1U) << "they add up";
}

TEST_F(PipelineTest, RefusesTextsThatItHasNoRoomFor) {
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future();
  const auto pipeline =
      Start({.workers = 1, .max_queued_bytes = 1000}, [&](const Record&) { gone.wait(); });
  const auto message = [](const std::string& id, size_t bytes) {
    return MakeMessage(id, seconds(0), Speaker::kAgent, std::string(bytes, 'x'));
  };
  Pipeline::Done done = [](const auto&) {};
  Pipeline::Batch first = {message("m-1", 5000)};
  EXPECT_TRUE(pipeline->TrySubmit({}, first, done)) << "nothing else is there";
  Pipeline::Batch second = {message("m-2", 1)};
  done = [](const auto&) {};
  EXPECT_FALSE(pipeline->TrySubmit({}, second, done));
  std::promise<bool> retried;
  pipeline->WhenRoom([&] { retried.set_value(pipeline->TrySubmit({}, second, done)); });
  go.set_value();
  EXPECT_TRUE(retried.get_future().get());
}

}  // namespace
}  // namespace mingcha::testing
