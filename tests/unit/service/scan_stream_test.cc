#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "service_fixture.h"

namespace mingcha {
namespace {

using testing::ClientStream;
using testing::DetailOf;
using ::testing::ElementsAre;
using testing::FakePipeline;
using ::testing::HasSubstr;
using testing::MakeFinding;
using testing::MessageRecord;

class ScanStreamTest : public testing::ServiceFixture {};

std::vector<v1::Record> Numbered(int first, int count) {
  std::vector<v1::Record> records;
  for (int i = first; i < first + count; ++i) {
    records.push_back(MessageRecord("m-" + std::to_string(i), "您好"));
  }
  return records;
}

TEST_F(ScanStreamTest, WelcomesWithPackAndLimits) {
  Start();
  ClientStream stream(*scan_);
  stream.Hello(/*window=*/7, v1::CLOCK_EVENT);
  const v1::Welcome welcome = stream.Next().welcome();
  EXPECT_EQ(welcome.pack(), "finance-cn@2026.11");
  EXPECT_EQ(welcome.pack_digest(), "sha256:abc");
  EXPECT_EQ(welcome.clock(), v1::CLOCK_EVENT);
  EXPECT_EQ(welcome.window(), 7U);
  EXPECT_EQ(welcome.max_text_bytes(), 64U * 1024);
}

TEST_F(ScanStreamTest, AnswersEachRecordOnceInOrderWhateverTheFrames) {
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  stream.Send(Numbered(1, 1));
  stream.Send(Numbered(2, 98));
  stream.Send(Numbered(100, 1));
  stream.WritesDone();
  const std::vector<v1::RecordResult> results = stream.Results(100);
  ASSERT_EQ(results.size(), 100U);
  for (size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].sequence(), i + 1);
    EXPECT_EQ(results[i].message_id(), "m-" + std::to_string(i + 1));
    EXPECT_EQ(results[i].outcome(), v1::OUTCOME_COMPLETE);
    EXPECT_EQ(results[i].durability(), v1::DURABILITY_DURABLE);
  }
  EXPECT_TRUE(stream.Finish().ok());
}

TEST_F(ScanStreamTest, TellsFindingsAndObligationsWithTheirRecord) {
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  stream.Send({MessageRecord("m-1", "这款保本"), MessageRecord("m-2", "您好")});
  const std::vector<v1::RecordResult> results = stream.Results(2);
  ASSERT_EQ(results.size(), 2U);
  ASSERT_EQ(results[0].findings_size(), 1);
  EXPECT_EQ(results[0].findings(0).message_id(), "m-1");
  EXPECT_EQ(results[0].opened_obligations_size(), 1);
  EXPECT_EQ(results[1].findings_size(), 0);
}

TEST_F(ScanStreamTest, AnswersABadRecordInItsPlaceAndGoesOn) {
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  v1::Record bad = MessageRecord("m-2", "您好");
  bad.mutable_message()->clear_sent_at();
  bad.mutable_message()->set_speaker(v1::SPEAKER_UNSPECIFIED);
  stream.Send({MessageRecord("m-1", "这款保本"), bad, MessageRecord("m-3", "保本")});
  stream.Send({bad});
  stream.Send({MessageRecord("m-5", "好")});
  const std::vector<v1::RecordResult> results = stream.Results(5);
  ASSERT_EQ(results.size(), 5U);
  EXPECT_EQ(results[0].findings_size(), 1);
  EXPECT_EQ(results[1].outcome(), v1::OUTCOME_INCOMPLETE);
  EXPECT_THAT(results[1].incomplete_reasons(), ElementsAre(v1::INCOMPLETE_REASON_INVALID_RECORD));
  const auto violations = DetailOf<google::rpc::BadRequest>(results[1].error()).field_violations();
  ASSERT_EQ(violations.size(), 2) << "all faults are told at once";
  EXPECT_EQ(violations[0].field(), "record.message.sent_at");
  EXPECT_EQ(violations[1].field(), "record.message.speaker");
  EXPECT_EQ(results[2].findings_size(), 1);
  EXPECT_EQ(results[3].message_id(), "m-2");
  EXPECT_EQ(results[4].sequence(), 5U);
  EXPECT_EQ(results[4].outcome(), v1::OUTCOME_COMPLETE);
}

TEST_F(ScanStreamTest, TellsWhenTheStoreRefused) {
  pipeline_->FailToStore(absl::UnavailableError("disk full"));
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  stream.Send(Numbered(1, 1));
  const std::vector<v1::RecordResult> results = stream.Results(1);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].outcome(), v1::OUTCOME_INCOMPLETE);
  EXPECT_THAT(results[0].incomplete_reasons(), ElementsAre(v1::INCOMPLETE_REASON_NOT_STORED));
  EXPECT_EQ(results[0].durability(), v1::DURABILITY_VOLATILE);
  EXPECT_EQ(results[0].error().code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(ScanStreamTest, HandsTheStreamsTermsToThePipeline) {
  Start();
  ClientStream stream(*scan_);
  stream.Hello(0, v1::CLOCK_WALL, "bank-a");
  stream.Send(Numbered(1, 1), /*context_only=*/true);
  ASSERT_EQ(stream.Results(1).size(), 1U);
  EXPECT_EQ(pipeline_->last_context().clock, ConversationTracker::ClockMode::kWall);
  EXPECT_TRUE(pipeline_->last_context().context_only);
  EXPECT_NE(pipeline_->last_context().input, kNoInput);
  EXPECT_EQ(ConversationOf(pipeline_->taken().front()).tenant, "bank-a");
}

TEST_F(ScanStreamTest, AnswersAFlushAfterEverythingBeforeIt) {
  pipeline_->AnswerWhenQueued(3);
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  stream.Next();
  stream.Send(Numbered(1, 2));
  stream.Flush(42);
  stream.Send(Numbered(3, 1));
  EXPECT_EQ(stream.Next().results().results_size(), 2);
  EXPECT_EQ(stream.Next().flush_done().flush_id(), 42U);
  EXPECT_EQ(stream.Next().results().results_size(), 1);
}

TEST_F(ScanStreamTest, EndOfInputClosesDeadlinesUpToTheLatestRecord) {
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  stream.Next();
  v1::Record later = MessageRecord("m-1", "您好");
  *later.mutable_message()->mutable_sent_at() = ToProto(*ParseTimestamp("2026-11-16T11:00:00Z"));
  stream.Send({later, MessageRecord("m-2", "您好")});
  stream.EndOfInput();
  stream.WritesDone();
  ASSERT_EQ(stream.Results(2).size(), 2U);
  EXPECT_EQ(stream.Next().late_findings().findings(0).message_id(), "m-late");
  EXPECT_TRUE(stream.Next().has_end_of_input_done());
  EXPECT_TRUE(stream.Finish().ok());
  EXPECT_EQ(FormatTimestamp(pipeline_->end_of_input()), "2026-11-16T11:00:00.000Z");
}

TEST_F(ScanStreamTest, TellsLateFindingsOnTheStreamThatCarriedTheConversation) {
  Start();
  ClientStream one(*scan_);
  one.Hello();
  one.Send(Numbered(1, 1));
  ASSERT_EQ(one.Results(1).size(), 1U);
  const uint64_t input = pipeline_->last_context().input;
  ClientStream other(*scan_);
  other.Hello();
  other.Next();

  streams_.Deliver(input, {MakeFinding("c-1", "m-9")});
  EXPECT_EQ(one.Next().late_findings().findings(0).message_id(), "m-9");
  streams_.Deliver(input + 1000, {MakeFinding("c-1", "m-9")});
  EXPECT_EQ(streams_.undelivered_findings(), 1U) << "nobody carries that input any more";
}

// The input that the pipeline knows a stream by.
class SessionTest : public ScanStreamTest {
 protected:
  uint64_t InputOf(const std::string& tenant, const std::string& session) {
    ClientStream stream(*scan_);
    stream.Hello(0, v1::CLOCK_EVENT, tenant, session);
    stream.Send(Numbered(1, 1));
    EXPECT_EQ(stream.Results(1).size(), 1U);
    return pipeline_->last_context().input;
  }
};

TEST_F(SessionTest, IsOneInputOverItsStreamsAndRestarts) {
  Start();
  const uint64_t input = InputOf("bank-a", "s-1");
  EXPECT_NE(InputOf("bank-a", "s-2"), input);
  EXPECT_NE(InputOf("bank-b", "s-1"), input) << "a session is its tenant's own";
  EXPECT_EQ(InputOf("bank-a", "s-1"), input);
  // The same in every process: what was stored under it is found again.
  EXPECT_EQ(input, StableHash64("s-1", StableHash64("bank-a")));
}

TEST_F(SessionTest, WithoutOneEveryStreamIsAnInputOfItsOwn) {
  Start();
  const uint64_t input = InputOf("", "");
  EXPECT_NE(input, kNoInput);
  EXPECT_NE(InputOf("", ""), input);
}

TEST_F(SessionTest, TellsLateFindingsOnItsLatestStream) {
  Start();
  ClientStream left(*scan_);  // The service has not noticed yet that it was left.
  left.Hello(0, v1::CLOCK_WALL, "", "s-1");
  left.Send(Numbered(1, 1));
  ASSERT_EQ(left.Results(1).size(), 1U);
  ClientStream stream(*scan_);
  stream.Hello(0, v1::CLOCK_WALL, "", "s-1");
  EXPECT_TRUE(stream.Next().has_welcome());
  streams_.Deliver(pipeline_->last_context().input, {MakeFinding("c-1", "m-9")});
  EXPECT_EQ(stream.Next().late_findings().findings(0).message_id(), "m-9");
  left.Cancel();
  EXPECT_FALSE(left.Finish().ok());
  streams_.Deliver(pipeline_->last_context().input, {MakeFinding("c-1", "m-10")});
  EXPECT_EQ(stream.Next().late_findings().findings(0).message_id(), "m-10");
}

TEST_F(SessionTest, EndsWhatEarlierStreamsCarried) {
  Start();
  const uint64_t input = InputOf("", "s-1");
  const Timestamp latest = *ParseTimestamp("2026-11-16T12:00:00Z");
  ClientStream stream(*scan_);
  stream.Hello(0, v1::CLOCK_EVENT, "", "s-1");
  stream.EndOfInput(latest);
  stream.WritesDone();
  EXPECT_TRUE(stream.Next().has_welcome());
  EXPECT_EQ(stream.Next().late_findings().findings_size(), 1);
  EXPECT_TRUE(stream.Next().has_end_of_input_done());
  EXPECT_EQ(pipeline_->ended_input(), input);
  EXPECT_EQ(pipeline_->end_of_input(), latest);
}

TEST_F(ScanStreamTest, RefusesAnEndThatIsNoPointInTime) {
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  stream.EndOfInput(Timestamp::max());
  const grpc::Status status = stream.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status).field_violations(0).field(),
            "frame.end_of_input.latest");
}

TEST_F(ScanStreamTest, ReadsAWindowAheadAndNoFurther) {
  constexpr size_t kWindow = 8;
  pipeline_->AnswerWhenQueued(kWindow);  // Only a client's whole window makes it answer.
  Start();
  ClientStream stream(*scan_);
  stream.Hello(kWindow);
  for (int i = 0; i < 64; ++i) stream.Send(Numbered(i, 1));
  stream.WritesDone();
  EXPECT_EQ(stream.Results(64).size(), 64U);
  EXPECT_EQ(pipeline_->max_queued(), kWindow);
}

TEST_F(ScanStreamTest, WaitsForRoomInThePipelineAndLosesNothing) {
  pipeline_ = std::make_unique<FakePipeline>(/*capacity=*/2);
  pipeline_->AnswerWhenQueued(2);
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  for (int i = 0; i < 40; ++i) stream.Send(Numbered(i, 1));
  stream.WritesDone();
  const std::vector<v1::RecordResult> results = stream.Results(40);
  ASSERT_EQ(results.size(), 40U);
  EXPECT_EQ(results.back().message_id(), "m-39");
  EXPECT_LE(pipeline_->max_queued(), 2U);
  EXPECT_GT(pipeline_->refusals(), 0U);
}

TEST_F(ScanStreamTest, SurvivesACancelWhileAnswersAreUnderWay) {
  pipeline_->AnswerWhenQueued(5);
  Start();
  {
    ClientStream stream(*scan_);
    stream.Hello();
    stream.Send(Numbered(1, 2));
    stream.Send(Numbered(3, 2));
    pipeline_->WaitUntilQueued(4);
    stream.Cancel();
    EXPECT_EQ(stream.Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_TRUE(streams_.WaitUntilEmpty(std::chrono::steady_clock::now() + testing::kPatience));
  pipeline_->AnswerWhenQueued(1);  // The answers come after the stream has gone.
  pipeline_->Drain();
  ClientStream next(*scan_);
  next.Hello();
  next.Send(Numbered(1, 1));
  EXPECT_EQ(next.Results(1).size(), 1U);
}

TEST_F(ScanStreamTest, DrainAnswersWhatWasTakenAndEndsWithUnavailable) {
  pipeline_->AnswerWhenQueued(100);
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  stream.Next();
  stream.Send(Numbered(1, 3));
  pipeline_->WaitUntilQueued(3);
  streams_.BeginDrain();
  EXPECT_TRUE(stream.Next().has_drain()) << "told before the answers";
  pipeline_->AnswerWhenQueued(1);
  EXPECT_EQ(stream.Results(3).size(), 3U);
  const grpc::Status status = stream.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "DRAINING");
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(status).retry_delay().seconds(), 1);
  EXPECT_TRUE(server_->Drain(testing::kPatience));
}

TEST_F(ScanStreamTest, EndsWithInvalidArgumentAfterAnsweringWhatCameBefore) {
  pipeline_->AnswerWhenQueued(2);
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  stream.Send(Numbered(1, 2));
  stream.Hello();
  EXPECT_EQ(stream.Results(2).size(), 2U);
  const grpc::Status status = stream.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status).field_violations(0).field(), "frame.hello");
}

TEST_F(ScanStreamTest, WantsAHelloFirst) {
  Start();
  ClientStream stream(*scan_);
  stream.Send(Numbered(1, 1));
  EXPECT_THAT(stream.Finish().error_message(), HasSubstr("must be the first frame"));
}

TEST_F(ScanStreamTest, RefusesAFrameOfTooManyRecords) {
  ServerOptions options;
  options.limits.max_records_per_frame = 4;
  Start(options);
  ClientStream stream(*scan_);
  stream.Hello();
  stream.Send(Numbered(1, 5));
  const grpc::Status status = stream.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("at most 4"));
}

TEST_F(ScanStreamTest, ScansAUnaryRequestWholeOrNotAtAll) {
  Start();
  v1::ScanRequest request;
  *request.add_records() = MessageRecord("m-1", "这款保本");
  *request.add_records() = MessageRecord("", "您好");
  v1::ScanResponse response;
  {
    grpc::ClientContext context;
    const grpc::Status status = scan_->Scan(&context, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status).field_violations(0).field(),
              "records[1].message.message_id");
    EXPECT_TRUE(pipeline_->taken().empty());
  }
  request.mutable_records(1)->mutable_message()->set_message_id("m-2");
  grpc::ClientContext context;
  ASSERT_TRUE(scan_->Scan(&context, request, &response).ok());
  ASSERT_EQ(response.results_size(), 2);
  EXPECT_EQ(response.results(0).findings_size(), 1);
  EXPECT_EQ(response.results(1).message_id(), "m-2");
}

TEST_F(ScanStreamTest, TellsUnaryCallersToComeBackWhenTheQueuesAreFull) {
  pipeline_ = std::make_unique<FakePipeline>(/*capacity=*/0);
  Start();
  v1::ScanRequest request;
  *request.add_records() = MessageRecord("m-1", "您好");
  v1::ScanResponse response;
  grpc::ClientContext context;
  const grpc::Status status = scan_->Scan(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).reason(), "QUEUE_FULL");
  EXPECT_GT(DetailOf<google::rpc::RetryInfo>(status).retry_delay().nanos(), 0);
}

}  // namespace
}  // namespace mingcha
