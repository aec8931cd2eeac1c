// What was taken on and has not been answered yet, and the room that is left.

#ifndef MINGCHA_PIPELINE_IN_FLIGHT_H_
#define MINGCHA_PIPELINE_IN_FLIGHT_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/pipeline.h"
#include "mingcha/time.h"

#include "base/mutex.h"

namespace mingcha {

// A batch on its way. Its parts are worked on by several workers at once, each at its own records.
struct InFlightBatch {
  ConversationTracker::Context context;
  Pipeline::Batch records;
  size_t bytes = 0;                   // Of the records' texts.
  std::vector<RecordResult> results;  // As many as records.
  Pipeline::Done done;
  std::atomic<size_t> parts_left = 0;
  std::list<InFlightBatch>::iterator self;
};

// The end of an input, which every worker must see.
struct InFlightEnd {
  uint64_t input = 0;
  Timestamp latest;
  std::vector<std::vector<Finding>> findings;  // By worker.
  std::function<void(std::vector<Finding>)> done;
  std::atomic<size_t> parts_left = 0;
  size_t recorded = 0;  // Parts that the recorder has seen.
  std::list<InFlightEnd>::iterator self;
};

// May be used by several threads. Calls `done` and `retry` on the thread that answers, with no lock
// held.
class InFlight {
 public:
  InFlight(size_t max_records, size_t max_bytes)
      : max_records_(max_records), max_bytes_(max_bytes) {}
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  // Takes the batch on if it fits; one that never could is taken when nothing else is there.
  // Returns null when it does not fit, or is blocked, with `batch` and `done` untouched. The result
  // stays until its last part was answered.
  InFlightBatch* TryAdd(const ConversationTracker::Context& context, Pipeline::Batch& batch,
                        Pipeline::Done& done);
  // Waits until it fits, blocked or not: who waits here is answered, and learns what is wrong.
  InFlightBatch* Add(const ConversationTracker::Context& context, Pipeline::Batch& batch,
                     Pipeline::Done& done);
  InFlightEnd* AddEnd(uint64_t input, Timestamp latest, size_t workers,
                      std::function<void(std::vector<Finding>)> done);

  // One part has its answers. The last one gives the answers out.
  void Answered(InFlightBatch* batch);
  void Answered(InFlightEnd* end);

  // Keeps `retry` until there is room again. False: nothing is in its way, nobody would ever call
  // it; it is untouched, and may be called now.
  bool CallWhenRoom(std::function<void()>& retry);
  // While it is blocked TryAdd takes nothing on. Unblocking calls those that wait for room.
  void SetBlocked(bool blocked);
  void WaitUntilIdle();
  size_t records() const;

 private:
  bool Fits(size_t records, size_t bytes) const MINGCHA_REQUIRES(mutex_) {
    return records_ == 0 || (records_ + records <= max_records_ && bytes_ + bytes <= max_bytes_);
  }
  InFlightBatch* Take(const ConversationTracker::Context& context, Pipeline::Batch& batch,
                      size_t bytes, Pipeline::Done& done) MINGCHA_REQUIRES(mutex_);

  const size_t max_records_;
  const size_t max_bytes_;
  mutable Mutex mutex_;
  CondVar room_;
  CondVar idle_;
  size_t records_ MINGCHA_GUARDED_BY(mutex_) = 0;
  size_t bytes_ MINGCHA_GUARDED_BY(mutex_) = 0;
  bool blocked_ MINGCHA_GUARDED_BY(mutex_) = false;
  std::list<InFlightBatch> batches_ MINGCHA_GUARDED_BY(mutex_);
  std::list<InFlightEnd> ends_ MINGCHA_GUARDED_BY(mutex_);
  std::vector<std::function<void()>> retries_ MINGCHA_GUARDED_BY(mutex_);
};

}  // namespace mingcha

#endif  // MINGCHA_PIPELINE_IN_FLIGHT_H_
