// A client of ScanStream that loses nothing: what is unanswered when a stream ends is sent again.

#ifndef MINGCHA_SERVICE_STREAM_CLIENT_H_
#define MINGCHA_SERVICE_STREAM_CLIENT_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include <grpcpp/support/status.h>

#include "mingcha/time.h"
#include "mingcha/v1/scan.pb.h"

#include "base/mutex.h"
#include "service/server.h"

namespace grpc {
class ClientContext;
}  // namespace grpc

namespace mingcha {

// Sends records in order over one stream at a time. When the service drains or goes away, it
// connects again after a pause, and sends again what was not answered; the answers of both streams
// together are one for each record, in order. Findings may be told twice then: their ids say so. To
// the service all these streams are one input, which ends once.
//
// For one thread; hooks are called on one other thread while Run runs.
class StreamClient {
 public:
  struct Options {
    std::string address;
    TlsFiles tls;  // client_ca: who signed the server's certificate; the others are optional.
    bool use_tls = false;
    std::string client = "mingcha-stream";
    std::string tenant;
    bool event_clock = true;
    bool context_only = false;
    uint32_t records_per_frame = 1;
    uint32_t window = 1024;  // Records that may be unanswered.
    int max_retries = 10;    // In a row, without an answer in between.
  };

  struct Hooks {
    std::function<void(const v1::Welcome&)> on_welcome;
    std::function<void(const v1::Record&, const v1::RecordResult&)> on_result;
    std::function<void(const v1::LateFindings&)> on_late_findings;
    // On the caller's thread: why the stream ended, and how long it will pause.
    std::function<void(std::string_view why, Duration pause)> on_retry;
  };

  // Returns the next record, or nullopt at the end.
  using NextRecord = std::function<std::optional<v1::Record>()>;

  StreamClient(Options options, Hooks hooks);
  ~StreamClient();
  StreamClient(const StreamClient&) = delete;
  StreamClient& operator=(const StreamClient&) = delete;

  // Sends everything `next` gives, until all of it was answered; then tells the service that the
  // input has ended.
  // Errors: UNAVAILABLE, the service cannot be reached, after all retries; otherwise what the
  // stream ended with (INVALID_ARGUMENT, UNAUTHENTICATED …).
  absl::Status Run(const NextRecord& next);

 private:
  class Connection;

  // One stream, from its opening to its end.
  grpc::Status RunOnce(const NextRecord& next);
  // True when everything was answered, false when the stream broke.
  bool WriteAll(Connection& connection, const NextRecord& next);
  void WriteEndOfInput(Connection& connection);
  std::optional<v1::ScanStreamRequest> NextFrame(const NextRecord& next);
  void ReadAnswers(Connection& connection);
  // False: the service could not store the answer; the stream must be left.
  bool TakeResults(const v1::Results& results);

  const Options options_;
  const Hooks hooks_;
  const std::string session_;
  bool at_end_ = false;  // `next` has no more.

  Mutex mutex_;
  CondVar changed_;
  // Sent and unanswered, then not sent yet; in order.
  std::deque<v1::Record> waiting_ MINGCHA_GUARDED_BY(mutex_);
  size_t sent_ MINGCHA_GUARDED_BY(mutex_) = 0;
  uint64_t answered_ MINGCHA_GUARDED_BY(mutex_) = 0;
  Timestamp latest_ MINGCHA_GUARDED_BY(mutex_) = Timestamp::min();  // Of the records answered.
  bool stream_ended_ MINGCHA_GUARDED_BY(mutex_) = false;
};

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_STREAM_CLIENT_H_
