#include "service/stream_client.h"

#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service_fixture.h"
#include "support/status_matchers.h"

namespace mingcha {
namespace {

using testing::FakePipeline;
using ::testing::Gt;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::MessageRecord;
using testing::StatusIs;

class StreamClientTest : public testing::ServiceFixture {
 protected:
  // Sends messages m-0 … and remembers the ids of the answers.
  absl::Status Send(int count, StreamClient::Options options, StreamClient::Hooks hooks = {}) {
    options.address = server_->address();
    hooks.on_result = [this](const v1::Record& record, const v1::RecordResult& result) {
      EXPECT_EQ(result.message_id(), IdOf(record));
      answered_.push_back(result.message_id());
    };
    hooks.on_late_findings = [this](const v1::LateFindings& late) {
      late_findings_ += late.findings_size();
    };
    int next = 0;
    StreamClient client(options, hooks);
    return client.Run([&]() -> std::optional<v1::Record> {
      if (next == count) return std::nullopt;
      return MessageRecord("m-" + std::to_string(next++), "您好");
    });
  }

  void ExpectEachAnsweredOnce(int count) {
    ASSERT_EQ(answered_.size(), static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
      EXPECT_EQ(answered_[static_cast<size_t>(i)], "m-" + std::to_string(i));
    }
  }

  std::vector<std::string> answered_;
  int late_findings_ = 0;
};

TEST_F(StreamClientTest, SendsEverythingAndEndsTheInput) {
  Start();
  for (const uint32_t frame : {1U, 7U, 64U}) {
    answered_.clear();
    late_findings_ = 0;
    StreamClient::Options options;
    options.records_per_frame = frame;
    options.window = 16;
    EXPECT_THAT(Send(100, options), IsOk());
    ExpectEachAnsweredOnce(100);
    EXPECT_EQ(late_findings_, 1) << "what the end of the input gave";
  }
}

TEST_F(StreamClientTest, SendsAgainWhatADrainLeftUnanswered) {
  pipeline_->AnswerWhenQueued(4);
  Start();
  std::thread restart([this] {
    pipeline_->WaitUntilQueued(3);
    streams_.BeginDrain();
    pipeline_->AnswerWhenQueued(1);
  });
  StreamClient::Hooks hooks;
  int retries = 0;
  hooks.on_retry = [&](std::string_view why, Duration /*pause*/) {
    EXPECT_THAT(std::string(why), HasSubstr("about to stop"));
    ++retries;
  };
  StreamClient::Options options;
  options.window = 3;
  options.max_retries = 0;
  EXPECT_THAT(Send(50, options, hooks),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("about to stop")));
  restart.join();
  EXPECT_EQ(answered_.size(), 3U) << "what was taken was answered";
  EXPECT_EQ(retries, 0);
}

TEST_F(StreamClientTest, LeavesAServiceThatCannotStoreAndComesBack) {
  Start();
  pipeline_->FailToStore(absl::UnavailableError("disk full"));
  StreamClient::Hooks hooks;
  int retries = 0;
  hooks.on_retry = [&](std::string_view /*why*/, Duration /*pause*/) {
    ++retries;
    pipeline_->FailToStore(absl::OkStatus());
  };
  EXPECT_THAT(Send(20, {}, hooks), IsOk());
  EXPECT_EQ(retries, 1);
  ExpectEachAnsweredOnce(20);
  EXPECT_THAT(pipeline_->taken(), ::testing::SizeIs(Gt(20U)));
}

TEST_F(StreamClientTest, IsOneInputThatEndsAtItsLatestRecordWhicheverStreamCarriedIt) {
  Start();
  const Timestamp latest = *ParseTimestamp("2026-11-16T23:00:00Z");
  int sent = 0;
  StreamClient::Hooks hooks;
  hooks.on_result = [&](const v1::Record& /*record*/, const v1::RecordResult& /*result*/) {
    if (answered_.empty()) pipeline_->FailToStore(absl::UnavailableError("disk full"));
    answered_.emplace_back();
  };
  hooks.on_retry = [&](std::string_view /*why*/, Duration /*pause*/) {
    pipeline_->FailToStore(absl::OkStatus());
  };
  StreamClient::Options options;
  options.address = server_->address();
  options.window = 1;
  StreamClient client(options, hooks);
  ASSERT_THAT(client.Run([&]() -> std::optional<v1::Record> {
    if (sent == 10) return std::nullopt;
    v1::Record record = MessageRecord("m-" + std::to_string(sent), "您好");
    if (sent++ == 0) *record.mutable_message()->mutable_sent_at() = ToProto(latest);
    return record;
  }),
              IsOk());
  EXPECT_THAT(pipeline_->taken(), ::testing::SizeIs(Gt(10U))) << "the stream did not break";
  EXPECT_THAT(pipeline_->inputs(), ::testing::ElementsAre(pipeline_->ended_input()));
  EXPECT_EQ(pipeline_->end_of_input(), latest);
}

TEST_F(StreamClientTest, GivesUpOnAServiceThatIsNotThere) {
  Start();
  const std::string address = server_->address();
  server_->Drain(testing::kPatience);
  StreamClient::Options options;
  options.max_retries = 1;
  EXPECT_THAT(Send(1, options), StatusIs(absl::StatusCode::kUnavailable, HasSubstr(address)));
}

TEST_F(StreamClientTest, DoesNotRetryWhatCanNeverSucceed) {
  ServerOptions server_options;
  server_options.limits.max_records_per_frame = 2;
  Start(server_options);
  StreamClient::Options options;
  options.records_per_frame = 3;
  EXPECT_THAT(Send(3, options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 2")));
}

}  // namespace
}  // namespace mingcha
