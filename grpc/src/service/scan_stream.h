// One stream of a client: records in, results out, in order.

#ifndef MINGCHA_SERVICE_SCAN_STREAM_H_
#define MINGCHA_SERVICE_SCAN_STREAM_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "google/rpc/status.pb.h"
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "mingcha/pipeline.h"
#include "mingcha/time.h"

#include "base/mutex.h"
#include "service/stream_frames.h"
#include "service/stream_registry.h"

namespace mingcha {

struct StreamLimits {
  uint32_t window = 1024;  // Unanswered records of a stream whose client asks for nothing.
  uint32_t max_window = 65'536;
  size_t max_window_bytes = 16 << 20;  // Unanswered frames of one stream.
  uint32_t max_records_per_frame = 1024;
  uint32_t max_frame_bytes = 1 << 20;
  uint32_t max_text_bytes = 64 * 1024;  // Told to clients; the scanner keeps to it.
  Duration reconnect_after = std::chrono::seconds(1);
};

// What scanning calls work with. Everything outlives them.
struct ScanParts {
  Pipeline* pipeline = nullptr;
  StreamRegistry* streams = nullptr;
  StreamLimits limits;
  std::string pack;
  std::string pack_digest;
};

// The reactor of one ScanStream call. It takes raw bytes, so that one unreadable record does not
// cost a whole frame.
//
// There is one reading turn and one writing turn; who has one is the only one to touch its state,
// and hands it on under the mutex:
//   reading   from StartRead until the frame's records were taken by the pipeline. While that is
//   full,
//             the turn rests with it (WhenRoom), and nothing more is read.
//   writing   from the moment there is something to tell until OnWriteDone.
// Reactions and pipeline threads only move things between queues here; none of them waits.
//
// Deletes itself: gRPC's part of the ownership ends with OnDone, the pipeline's with its last
// answer.
class ScanStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                         public OpenStream,
                         public std::enable_shared_from_this<ScanStream> {
 public:
  // Opens the stream; `parts` outlives it.
  static ScanStream* Open(const ScanParts* parts);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  void OnLateFindings(std::vector<Finding> findings) override;
  void BeginDrain() override;

 private:
  explicit ScanStream(const ScanParts* parts) : parts_(*parts), pipeline_(*parts->pipeline) {}

  // With the reading turn.
  void TakeFrame();
  void TakeHello();
  void TakeRecordsFrame(size_t frame_bytes);
  void TakeEndOfInput();
  void Submit();
  void Refuse(std::string field, std::string description);
  void EndReadingTurn();
  // Puts `owed` at the end of the queue; false if the stream takes nothing more.
  bool Owe(const std::shared_ptr<Owed>& owed);

  // With the writing turn.
  void WriteNext();

  // Any thread, without a turn: starts whatever can go on.
  void Advance();
  void Settle(const std::shared_ptr<Owed>& owed);
  void CollectReady() MINGCHA_REQUIRES(mutex_);
  bool MayRead() const MINGCHA_REQUIRES(mutex_);
  std::optional<grpc::Status> MayFinish() MINGCHA_REQUIRES(mutex_);

  const ScanParts& parts_;  // Until OnDone.
  Pipeline& pipeline_;
  std::shared_ptr<ScanStream> self_;  // Until OnDone.
  uint64_t number_ = 0;               // In the registry.

  // Of the reading turn.
  grpc::ByteBuffer in_;
  ClientFrame frame_;
  bool greeted_ = false;
  bool ended_ = false;    // EndOfInput came.
  bool session_ = false;  // The input may have begun on an earlier stream.
  RecordScope scope_;
  ConversationTracker::Context context_;
  uint64_t next_sequence_ = 1;
  Timestamp latest_ = Timestamp::min();
  Pipeline::Batch batch_;
  Pipeline::Done done_;

  // Of the writing turn.
  std::deque<std::shared_ptr<Owed>> outgoing_;
  grpc::ByteBuffer out_;
  Settled settled_;

  mutable Mutex mutex_;
  std::deque<std::shared_ptr<Owed>> owed_ MINGCHA_GUARDED_BY(mutex_);  // In order of the stream.
  std::deque<std::shared_ptr<Owed>> asides_
      MINGCHA_GUARDED_BY(mutex_);  // Told as soon as possible.
  uint32_t window_ MINGCHA_GUARDED_BY(mutex_) = 1;
  size_t unanswered_records_ MINGCHA_GUARDED_BY(mutex_) = 0;
  size_t unanswered_bytes_ MINGCHA_GUARDED_BY(mutex_) = 0;
  bool reading_ MINGCHA_GUARDED_BY(mutex_) = false;
  bool writing_ MINGCHA_GUARDED_BY(mutex_) = false;
  bool half_closed_ MINGCHA_GUARDED_BY(mutex_) = false;
  bool draining_ MINGCHA_GUARDED_BY(mutex_) = false;
  bool cancelled_ MINGCHA_GUARDED_BY(mutex_) = false;
  bool finished_ MINGCHA_GUARDED_BY(mutex_) = false;
  std::optional<google::rpc::Status> refusal_ MINGCHA_GUARDED_BY(mutex_);
};

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_SCAN_STREAM_H_
