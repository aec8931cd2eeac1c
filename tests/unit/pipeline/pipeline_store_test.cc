// What the pipeline and its store promise together: answered as durable is on disk, failed is sent
// again, and nothing is doubled or lost.

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "mingcha/pipeline.h"

#include "support/memory_store.h"
#include "support/scripted_engine.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ClockMode = ConversationTracker::ClockMode;

class PipelineStoreTest : public ::testing::Test {
 protected:
  PipelineStoreTest() {
    auto rules = ScriptedRules();
    PolicyRow row;
    row.id = "all";
    row.queue = "compliance";
    rules->policy.rows.push_back(row);
    pack_ = MakePack(std::move(rules));
  }

  void Start(Pipeline::Options options = {.workers = 2}, Pipeline::LateFindings late = {}) {
    pipeline_.reset();
    auto pipeline = Pipeline::Start(
        options, pack_,
        [&] { return std::make_unique<ScriptedEngine>(pack_, nullptr, tracker_options_); }, &store_,
        std::move(late));
    ASSERT_THAT(pipeline, IsOk());
    pipeline_ = *std::move(pipeline);
  }

  RecordResult Send(Record record) {
    std::promise<RecordResult> answered;
    pipeline_->Submit(context_, {std::move(record)},
                      [&](auto results) { answered.set_value(std::move(results[0])); });
    return answered.get_future().get();
  }
  RecordResult Customer(const std::string& id, Duration at, const std::string& text) {
    return Send(MakeMessage(id, at, Speaker::kCustomer, text));
  }
  RecordResult Agent(const std::string& id, Duration at, const std::string& text) {
    return Send(MakeMessage(id, at, Speaker::kAgent, text));
  }
  bool TrySend() {
    Pipeline::Batch batch = {MakeMessage("m-2", seconds(1), Speaker::kAgent, "words")};
    Pipeline::Done done = [](const auto&) {};
    return pipeline_->TrySubmit(context_, batch, done);
  }
  // Until the pipeline takes nothing on. The answer that comes first comes just before that.
  void FallBehind() {
    Start({.workers = 1, .max_backlog_bytes = 100});
    store_.FailCommits(1000);
    EXPECT_FALSE(Customer("m-1", seconds(0), "ask:license").durable);
    for (int i = 0; i < 100 && TrySend(); ++i) pipeline_->Drain();
  }
  std::vector<std::string> StoredRules() const {
    std::vector<std::string> rules;
    for (const StoredFinding& stored : store_.data().findings) {
      rules.push_back(stored.finding.rule_id);
    }
    return rules;
  }

  std::shared_ptr<const RulePack> pack_;
  MemoryStore store_;
  ConversationTracker::Options tracker_options_;
  ConversationTracker::Context context_;
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(PipelineStoreTest, AnswersWhenFindingTicketAndObligationAreStored) {
  Start();
  const RecordResult hit = Agent("m-1", seconds(0), "hit:mkt.promise");
  EXPECT_TRUE(hit.durable);
  MemoryStore::Data data = store_.data();
  ASSERT_THAT(data.findings, SizeIs(1));
  EXPECT_EQ(data.findings[0].finding.finding_id, hit.findings[0].finding_id);
  EXPECT_THAT(data.tickets, SizeIs(1));
  EXPECT_THAT(data.outbox, SizeIs(1));

  EXPECT_TRUE(Customer("m-2", seconds(1), "ask:license").durable);
  data = store_.data();
  EXPECT_THAT(data.conversations, SizeIs(1));
  EXPECT_EQ(pipeline_->counters().stored_findings, 1U);
}

TEST_F(PipelineStoreTest, WritesNothingForPlainTalk) {
  Start();
  EXPECT_TRUE(Agent("m-1", seconds(0), "words").durable);
  EXPECT_EQ(store_.data().commits, 0);
}

TEST_F(PipelineStoreTest, ForgetsAConversationThatOwesNothingAnyMore) {
  Start();
  Customer("m-1", seconds(0), "ask:license");
  Agent("m-2", seconds(10), "good:license");
  Agent("m-3", seconds(30), "hello");
  EXPECT_THAT(store_.data().conversations, IsEmpty());
}

TEST_F(PipelineStoreTest, PutsManyAnswersIntoOneCommit) {
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future();
  store_.OnCommit([gone] { gone.wait(); });
  Start();
  std::atomic<int> answers = 0;
  for (int i = 0; i < 100; ++i) {
    pipeline_->Submit({},
                      {MakeMessage("m-" + std::to_string(i), milliseconds(i), Speaker::kAgent,
                                   "hit:mkt.promise")},
                      [&](const auto&) { ++answers; });
  }
  EXPECT_EQ(answers, 0);
  go.set_value();
  pipeline_->Drain();
  EXPECT_EQ(answers, 100);
  const MemoryStore::Data data = store_.data();
  EXPECT_THAT(data.findings, SizeIs(100));
  EXPECT_THAT(data.tickets, SizeIs(1));
  EXPECT_LT(data.commits, 50);
  EXPECT_THAT(data.outbox, SizeIs(data.commits)) << "one row for a ticket and transaction";
}

TEST_F(PipelineStoreTest, SaysThatAResultIsNotStoredAndTakesItAgain) {
  Start();
  store_.FailCommits(1);
  const RecordResult failed = Agent("m-1", seconds(0), "hit:mkt.promise");
  EXPECT_FALSE(failed.durable);
  EXPECT_THAT(failed.not_stored, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("disk")));
  EXPECT_THAT(store_.data().findings, IsEmpty());
  EXPECT_THAT(pipeline_->counters().store_status, Not(IsOk()));

  const RecordResult again = Agent("m-1", seconds(0), "hit:mkt.promise");
  EXPECT_TRUE(again.duplicate);
  EXPECT_TRUE(again.durable);
  EXPECT_THAT(again.findings, SizeIs(1));
  EXPECT_THAT(store_.data().findings, SizeIs(1));
  EXPECT_THAT(store_.data().tickets, SizeIs(1));
  EXPECT_THAT(pipeline_->counters().store_status, IsOk());
}

TEST_F(PipelineStoreTest, KeepsAnObligationWhoseCommitFailed) {
  Start();
  store_.FailCommits(1);
  EXPECT_FALSE(Customer("m-1", seconds(0), "ask:license").durable);
  const RecordResult again = Customer("m-1", seconds(0), "ask:license");
  EXPECT_TRUE(again.durable);
  EXPECT_THAT(again.opened, SizeIs(1));
  EXPECT_THAT(store_.data().conversations, SizeIs(1));
}

TEST_F(PipelineStoreTest, KeepsAConversationFindingWhoseCommitFailed) {
  Start();
  Customer("m-1", seconds(0), "ask:license");
  Agent("m-2", seconds(10), "dodge:evs.license");
  store_.FailCommits(1);
  EXPECT_FALSE(Customer("m-3", minutes(20), "words").durable);
  EXPECT_TRUE(Customer("m-3", minutes(20), "words").durable);
  EXPECT_THAT(StoredRules(), ::testing::ElementsAre("evs.license"));
  EXPECT_THAT(store_.data().conversations, IsEmpty());
}

TEST_F(PipelineStoreTest, TellsAConversationFindingLaterWhoseAnswerSaidNotStored) {
  std::vector<std::pair<uint64_t, std::vector<Finding>>> late;
  Start({.workers = 2},
        [&](uint64_t input, auto findings) { late.emplace_back(input, std::move(findings)); });
  context_.input = 7;
  Customer("m-1", seconds(0), "ask:license");
  Agent("m-2", seconds(10), "dodge:evs.license");
  store_.FailCommits(1);
  EXPECT_FALSE(Customer("m-3", minutes(20), "words").durable);
  EXPECT_THAT(Customer("m-3", minutes(20), "words").findings, IsEmpty()) << "a duplicate";
  ASSERT_THAT(late, SizeIs(1)) << "before the answer that says that all is stored";
  EXPECT_EQ(late[0].first, 7U);
  ASSERT_THAT(late[0].second, SizeIs(1));
  EXPECT_EQ(late[0].second[0].rule_id, "evs.license");
}

TEST_F(PipelineStoreTest, SaysOfNoResendThatItIsStoredWhileTheStoreFails) {
  Start();
  store_.FailCommits(1000);
  EXPECT_FALSE(Customer("m-1", seconds(0), "ask:license").durable);
  for (int i = 0; i < 40; ++i) {  // More than the conversation remembers.
    Agent("r-" + std::to_string(i), seconds(20 + i), "hello");
  }
  const RecordResult again = Customer("m-1", seconds(0), "ask:license");
  EXPECT_TRUE(again.late) << "it is not known any more";
  EXPECT_THAT(again.opened, SizeIs(1)) << "but still owed";
  EXPECT_FALSE(again.durable) << "its obligation is in memory only";
  EXPECT_THAT(store_.data().conversations, IsEmpty());
  store_.FailCommits(0);
  EXPECT_TRUE(Customer("m-1", seconds(0), "ask:license").durable);
  EXPECT_THAT(store_.data().conversations, SizeIs(1));
}

TEST_F(PipelineStoreTest, TakesNothingOnWhileTheStoreIsTooFarBehind) {
  FallBehind();
  EXPECT_FALSE(TrySend()) << "though nothing is queued";
  std::promise<bool> retried;
  pipeline_->WhenRoom([&] { retried.set_value(TrySend()); });
  store_.FailCommits(0);
  EXPECT_TRUE(retried.get_future().get()) << "called when the store has caught up";
  EXPECT_THAT(store_.data().conversations, SizeIs(1));
}

TEST_F(PipelineStoreTest, ForgetsNobodyWhoWaitsWhenItEndsTooFarBehind) {
  FallBehind();
  bool called = false;
  pipeline_->WhenRoom([&] { called = true; });
  EXPECT_FALSE(called);
  pipeline_.reset();
  EXPECT_TRUE(called);
}

TEST_F(PipelineStoreTest, ForgetsInTheStoreWhatItGivesUp) {
  tracker_options_.max_conversations = 2;
  std::atomic<int> told = 0;
  std::promise<void> all_told;
  Start({.workers = 1}, [&](uint64_t, const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) EXPECT_EQ(finding.rule_id, "system.obligation-dropped");
    if (++told == 3) all_told.set_value();
  });
  for (int i = 0; i < 5; ++i) {
    Send(MakeMessage("m-1", seconds(0), Speaker::kCustomer, "ask:license",
                     "c-" + std::to_string(i)));
  }
  all_told.get_future().wait();
  EXPECT_THAT(store_.data().conversations, SizeIs(2));
  EXPECT_EQ(pipeline_->counters().open_obligations, 2U);
}

TEST_F(PipelineStoreTest, LetsAClientComeBackAfterARestart) {
  context_.clock = ClockMode::kWall;
  const auto old = [](const char* id, Speaker speaker, const char* text, Duration later) {
    Message message = MakeMessage(id, seconds(0), speaker, text);
    message.sent_at = *ParseTimestamp("2020-01-01T00:00:00Z") + later;
    return message;
  };
  Start();
  Send(old("m-1", Speaker::kCustomer, "ask:license", seconds(0)));
  Start();
  const RecordResult answered = Send(old("m-2", Speaker::kAgent, "good:license", seconds(60)));
  EXPECT_FALSE(answered.late);
  EXPECT_THAT(StoredRules(), IsEmpty());
}

TEST_F(PipelineStoreTest, TriesAFailedCommitAgainByItself) {
  tracker_options_.allowed_lateness = milliseconds(1);
  std::promise<std::vector<Finding>> late;
  Start({.workers = 1}, [&](uint64_t, auto findings) { late.set_value(std::move(findings)); });
  store_.FailCommits(2);
  Message question = MakeMessage("m-1", seconds(0), Speaker::kCustomer, "ask:license");
  question.sent_at = *ParseTimestamp("2020-01-01T00:00:00Z");
  context_.clock = ClockMode::kWall;
  Send(question);
  EXPECT_THAT(late.get_future().get(), SizeIs(1));
  EXPECT_THAT(StoredRules(), ::testing::ElementsAre("evs.silent")) << "told when it is durable";
}

TEST_F(PipelineStoreTest, FindsADodgeThatStraddlesARestart) {
  Start();
  Customer("m-1", seconds(0), "ask:license");
  Start();
  EXPECT_EQ(pipeline_->counters().open_obligations, 1U);
  Agent("m-2", seconds(10), "dodge:evs.license");
  Start();
  EXPECT_THAT(Customer("m-3", minutes(20), "words").findings, SizeIs(1));
  EXPECT_THAT(StoredRules(), ::testing::ElementsAre("evs.license"));
}

TEST_F(PipelineStoreTest, DoublesNothingThatIsSentAgainAfterARestart) {
  const auto talk = [&] {
    Customer("m-1", seconds(0), "ask:license");
    Agent("m-2", seconds(10), "dodge:evs.license hit:mkt.promise");
  };
  Start();
  talk();
  Start();
  talk();
  EXPECT_EQ(pipeline_->counters().open_obligations, 1U);
  EXPECT_THAT(Customer("m-3", minutes(20), "words").findings, SizeIs(1));
  EXPECT_THAT(StoredRules(), ::testing::ElementsAre("mkt.promise", "evs.license"));
  const MemoryStore::Data data = store_.data();
  ASSERT_THAT(data.tickets, SizeIs(1));
  EXPECT_EQ(data.tickets.begin()->second.revision, 2);
}

TEST_F(PipelineStoreTest, StartsInSpiteOfAStateItCannotRead) {
  auto transaction = store_.Begin();
  ASSERT_THAT(transaction, IsOk());
  ASSERT_THAT((*transaction)->PutConversation({{"default", "c-9"}, "{\"v\":99}"}), IsOk());
  ASSERT_THAT((*transaction)->Commit(), IsOk());
  Start();
  EXPECT_EQ(pipeline_->counters().conversations, 0U);
  EXPECT_THAT(store_.data().conversations, SizeIs(1)) << "left to a release that can";
}

}  // namespace
}  // namespace mingcha::testing
