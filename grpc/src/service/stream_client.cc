#include "service/stream_client.h"

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>
#include <utility>

#include "absl/strings/str_format.h"
#include "google/rpc/error_details.pb.h"
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "mingcha/v1/scan.grpc.pb.h"

#include "service/convert.h"

namespace mingcha {
namespace {

constexpr Duration kFirstPause = std::chrono::milliseconds(200);
constexpr Duration kLongestPause = std::chrono::seconds(5);

std::string ReadAll(const std::filesystem::path& file) {
  if (file.empty()) return {};
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

std::shared_ptr<grpc::ChannelCredentials> MakeCredentials(const StreamClient::Options& options) {
  if (!options.use_tls) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials({ReadAll(options.tls.client_ca), ReadAll(options.tls.private_key),
                               ReadAll(options.tls.certificate)});
}

// What the service asked for, or longer with every failure in a row.
Duration PauseBefore(int retry, const grpc::Status& status) {
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& any : details.details()) {
      google::rpc::RetryInfo info;
      if (any.UnpackTo(&info)) {
        return std::min(kLongestPause, Duration(info.retry_delay().seconds() * 1000 +
                                                info.retry_delay().nanos() / 1'000'000));
      }
    }
  }
  return std::min(kLongestPause, kFirstPause * (1 << std::min(retry, 10)));
}

bool Says(const v1::RecordResult& result, v1::IncompleteReason reason) {
  const auto& reasons = result.incomplete_reasons();
  return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

std::string RandomSession() {
  std::random_device random;
  return absl::StrFormat("%08x%08x%08x%08x", random(), random(), random(), random());
}

// nullopt: it has none, or one that is no point in time.
std::optional<Timestamp> TimeOf(const v1::Record& record) {
  return FromProto(record.has_event() ? record.event().at() : record.message().sent_at());
}

}  // namespace

class StreamClient::Connection {
 public:
  explicit Connection(const Options& options)
      : stub_(v1::ScanService::NewStub(
            grpc::CreateChannel(options.address, MakeCredentials(options)))),
        stream_(stub_->ScanStream(&context_)) {}

  bool Write(const v1::ScanStreamRequest& frame) { return stream_->Write(frame); }
  bool Read(v1::ScanStreamResponse* frame) { return stream_->Read(frame); }
  void WritesDone() { stream_->WritesDone(); }
  void Cancel() { context_.TryCancel(); }
  grpc::Status Finish() { return stream_->Finish(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<v1::ScanService::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::ScanStreamRequest, v1::ScanStreamResponse>> stream_;
};

StreamClient::StreamClient(Options options, Hooks hooks)
    : options_(std::move(options)), hooks_(std::move(hooks)), session_(RandomSession()) {}
StreamClient::~StreamClient() = default;

absl::Status StreamClient::Run(const NextRecord& next) {
  int retry = 0;
  while (true) {
    const auto answered = [this] {
      MutexLock lock(mutex_);
      return answered_;
    };
    const uint64_t before = answered();
    const grpc::Status status = RunOnce(next);
    if (status.ok()) return absl::OkStatus();
    if (answered() > before) retry = 0;
    if (status.error_code() != grpc::StatusCode::UNAVAILABLE || retry >= options_.max_retries) {
      return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                          absl::StrFormat("%s: %s", options_.address, status.error_message()));
    }
    const Duration pause = PauseBefore(retry++, status);
    if (hooks_.on_retry) hooks_.on_retry(status.error_message(), pause);
    std::this_thread::sleep_for(pause);
  }
}

grpc::Status StreamClient::RunOnce(const NextRecord& next) {
  {
    MutexLock lock(mutex_);
    sent_ = 0;
    stream_ended_ = false;
  }
  Connection connection(options_);
  v1::ScanStreamRequest frame;
  v1::Hello* hello = frame.mutable_hello();
  hello->set_client(options_.client);
  hello->set_tenant(options_.tenant);
  hello->set_clock(options_.event_clock ? v1::CLOCK_EVENT : v1::CLOCK_WALL);
  hello->set_window(options_.window);
  hello->set_session(session_);
  connection.Write(frame);  // If it fails, reading does too.

  std::thread reader([this, &connection] { ReadAnswers(connection); });
  const bool complete = WriteAll(connection, next);
  if (complete) {
    WriteEndOfInput(connection);
    connection.WritesDone();
  }
  reader.join();
  const grpc::Status status = connection.Finish();
  // A stream that ended well before everything was answered, or that we left, is tried again.
  if ((status.ok() && !complete) || status.error_code() == grpc::StatusCode::CANCELLED) {
    return {grpc::StatusCode::UNAVAILABLE, "the stream ended before everything was answered"};
  }
  return status;
}

void StreamClient::WriteEndOfInput(Connection& connection) {
  v1::ScanStreamRequest frame;
  v1::EndOfInput* end = frame.mutable_end_of_input();
  {
    MutexLock lock(mutex_);
    if (latest_ != Timestamp::min()) *end->mutable_latest() = ToProto(latest_);
  }
  connection.Write(frame);
}

bool StreamClient::WriteAll(Connection& connection, const NextRecord& next) {
  while (const std::optional<v1::ScanStreamRequest> frame = NextFrame(next)) {
    if (!connection.Write(*frame)) return false;
  }
  MutexLock lock(mutex_);
  while (!waiting_.empty() && !stream_ended_) changed_.Wait(mutex_);
  return waiting_.empty();
}

std::optional<v1::ScanStreamRequest> StreamClient::NextFrame(const NextRecord& next) {
  const auto unsent = [this] {
    MutexLock lock(mutex_);
    return waiting_.size() - sent_;
  };
  while (!at_end_ && unsent() < options_.records_per_frame) {
    std::optional<v1::Record> record = next();
    at_end_ = !record.has_value();
    if (at_end_) break;
    MutexLock lock(mutex_);
    waiting_.push_back(*std::move(record));
  }

  MutexLock lock(mutex_);
  const size_t window = std::max(options_.window, options_.records_per_frame);
  while (!stream_ended_ && sent_ > 0 && sent_ + options_.records_per_frame > window) {
    changed_.Wait(mutex_);
  }
  if (stream_ended_ || waiting_.size() == sent_) return std::nullopt;
  v1::ScanStreamRequest frame;
  v1::Records* records = frame.mutable_records();
  records->set_context_only(options_.context_only);
  const size_t end = std::min(waiting_.size(), sent_ + options_.records_per_frame);
  for (; sent_ < end; ++sent_) *records->add_records() = waiting_[sent_];
  return frame;
}

void StreamClient::ReadAnswers(Connection& connection) {
  v1::ScanStreamResponse frame;
  while (connection.Read(&frame)) {
    switch (frame.frame_case()) {
      case v1::ScanStreamResponse::kWelcome:
        if (hooks_.on_welcome) hooks_.on_welcome(frame.welcome());
        break;
      case v1::ScanStreamResponse::kResults:
        if (!TakeResults(frame.results())) connection.Cancel();
        break;
      case v1::ScanStreamResponse::kLateFindings:
        if (hooks_.on_late_findings) hooks_.on_late_findings(frame.late_findings());
        break;
      default:
        break;  // A Drain is followed by the end of the stream.
    }
  }
  MutexLock lock(mutex_);
  stream_ended_ = true;
  changed_.NotifyAll();
}

bool StreamClient::TakeResults(const v1::Results& results) {
  for (const v1::RecordResult& result : results.results()) {
    v1::Record record;
    {
      MutexLock lock(mutex_);
      if (sent_ == 0 || Says(result, v1::INCOMPLETE_REASON_NOT_STORED)) return false;
      record = std::move(waiting_.front());
      if (!Says(result, v1::INCOMPLETE_REASON_INVALID_RECORD)) {
        latest_ = std::max(latest_, TimeOf(record).value_or(latest_));
      }
      waiting_.pop_front();
      --sent_;
      ++answered_;
      changed_.NotifyAll();
    }
    if (hooks_.on_result) hooks_.on_result(record, result);
  }
  return true;
}

}  // namespace mingcha
