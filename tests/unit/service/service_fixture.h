// A service in this process, on a free port, and a stream of a client to it.

#ifndef MINGCHA_TESTS_UNIT_SERVICE_SERVICE_FIXTURE_H_
#define MINGCHA_TESTS_UNIT_SERVICE_SERVICE_FIXTURE_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include "mingcha/v1/scan.grpc.pb.h"

#include "fake_pipeline.h"
#include "service/convert.h"
#include "service/server.h"

namespace mingcha::testing {

// Nothing here takes that long; a fault must not hang the tests.
inline constexpr std::chrono::seconds kPatience(30);

inline v1::Record MessageRecord(const std::string& message_id, const std::string& text) {
  v1::Record record;
  v1::Message* message = record.mutable_message();
  message->set_conversation_id("c-1");
  message->set_message_id(message_id);
  *message->mutable_sent_at() = ToProto(*ParseTimestamp("2026-11-16T10:00:00+08:00"));
  message->set_speaker(v1::SPEAKER_AGENT);
  message->set_text(text);
  return record;
}

// Returns the detail of a type that `status` carries, or an empty one.
template <typename Detail>
Detail DetailOf(const google::rpc::Status& status) {
  Detail detail;
  for (const auto& any : status.details()) {
    if (any.UnpackTo(&detail)) return detail;
  }
  return {};
}
template <typename Detail>
Detail DetailOf(const grpc::Status& status) {
  google::rpc::Status rpc;
  EXPECT_TRUE(rpc.ParseFromString(status.error_details()));
  return DetailOf<Detail>(rpc);
}

class ClientStream {
 public:
  explicit ClientStream(v1::ScanService::Stub& stub) {
    context_.set_deadline(std::chrono::system_clock::now() + kPatience);
    stream_ = stub.ScanStream(&context_);
  }

  bool Hello(uint32_t window = 0, v1::Clock clock = v1::CLOCK_EVENT, const std::string& tenant = "",
             const std::string& session = "") {
    v1::ScanStreamRequest frame;
    frame.mutable_hello()->set_client("test");
    frame.mutable_hello()->set_window(window);
    frame.mutable_hello()->set_clock(clock);
    frame.mutable_hello()->set_tenant(tenant);
    frame.mutable_hello()->set_session(session);
    return stream_->Write(frame);
  }
  bool Send(const std::vector<v1::Record>& records, bool context_only = false) {
    v1::ScanStreamRequest frame;
    for (const v1::Record& record : records) *frame.mutable_records()->add_records() = record;
    frame.mutable_records()->set_context_only(context_only);
    return stream_->Write(frame);
  }
  bool Flush(uint64_t id) {
    v1::ScanStreamRequest frame;
    frame.mutable_flush()->set_flush_id(id);
    return stream_->Write(frame);
  }
  bool EndOfInput(std::optional<Timestamp> latest = std::nullopt) {
    v1::ScanStreamRequest frame;
    v1::EndOfInput* end = frame.mutable_end_of_input();
    if (latest) *end->mutable_latest() = ToProto(*latest);
    return stream_->Write(frame);
  }
  void WritesDone() { stream_->WritesDone(); }
  void Cancel() { context_.TryCancel(); }

  // The next frame; one without content at the end of the stream.
  v1::ScanStreamResponse Next() {
    v1::ScanStreamResponse frame;
    if (!stream_->Read(&frame)) frame.Clear();
    return frame;
  }
  // Results until there are `count`; other frames are passed over.
  std::vector<v1::RecordResult> Results(size_t count) {
    std::vector<v1::RecordResult> results;
    v1::ScanStreamResponse frame;
    while (results.size() < count && stream_->Read(&frame)) {
      results.insert(results.end(), frame.results().results().begin(),
                     frame.results().results().end());
    }
    return results;
  }
  grpc::Status Finish() {
    v1::ScanStreamResponse ignored;
    while (stream_->Read(&ignored)) {
    }
    return stream_->Finish();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::ScanStreamRequest, v1::ScanStreamResponse>> stream_;
};

class ServiceFixture : public ::testing::Test {
 protected:
  // Starts the service over `pipeline_`.
  void Start(ServerOptions options = {}, ServerParts parts = {}) {
    options.listen = "127.0.0.1:0";
    parts.pipeline = pipeline_.get();
    parts.streams = &streams_;
    parts.pack = "finance-cn@2026.11";
    parts.pack_digest = "sha256:abc";
    auto server = ScanServer::Start(options, parts);
    ASSERT_TRUE(server.ok()) << server.status().ToString();
    server_ = *std::move(server);
    channel_ = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
    scan_ = v1::ScanService::NewStub(channel_);
  }

  std::unique_ptr<FakePipeline> pipeline_ = std::make_unique<FakePipeline>();
  StreamRegistry streams_;
  std::unique_ptr<ScanServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::ScanService::Stub> scan_;
};

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_UNIT_SERVICE_SERVICE_FIXTURE_H_
