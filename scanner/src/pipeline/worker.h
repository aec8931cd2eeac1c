// One worker: a thread, its queue, and its engine.

#ifndef MINGCHA_PIPELINE_WORKER_H_
#define MINGCHA_PIPELINE_WORKER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <variant>
#include <vector>

#include "mingcha/pipeline.h"
#include "mingcha/time.h"

#include "base/mutex.h"
#include "pipeline/recorder.h"

namespace mingcha {

// Processes what is pushed in its order, and lets the wall clock's deadlines pass meanwhile. Push
// and counters may be called by any thread.
class Worker {
 public:
  using Call = std::function<void()>;
  using Work = std::variant<BatchPart, EndPart, Call>;

  // `recorder` must outlive the worker.
  Worker(std::unique_ptr<RecordEngine> engine, Recorder* recorder);
  // Does everything that was pushed, then ends.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void Push(Work work);

  // The part of Pipeline::Counters that a worker knows.
  Pipeline::Counters counters() const;
  // Of the inputs that have ended.
  Measures measures() const;

 private:
  // With the time at which it was taken on: a record's time in the queue is no time that passes for
  // its conversation.
  struct Task {
    Timestamp taken_at;
    Work work;
  };
  enum class Wake : uint8_t { kTask, kTimer, kStop };

  void Run();
  Wake Next(std::optional<Timestamp> due, Task* task) MINGCHA_EXCLUDES(mutex_);
  void Advance(Timestamp now);
  void Do(const BatchPart& part);
  void Do(const EndPart& part);
  void Do(const Call& call) { call(); }
  // What must be stored of the conversations, each once; nothing without a store.
  std::vector<StoredConversation> StatesOf(std::vector<ConversationKey> changed) const;
  void Publish() MINGCHA_EXCLUDES(mutex_);

  // Of the worker's own thread.
  const std::unique_ptr<RecordEngine> engine_;
  Recorder* const recorder_;
  Pipeline::Counters counted_;

  mutable Mutex mutex_;
  CondVar wake_;
  std::deque<Task> queue_ MINGCHA_GUARDED_BY(mutex_);
  bool stopping_ MINGCHA_GUARDED_BY(mutex_) = false;
  Pipeline::Counters published_ MINGCHA_GUARDED_BY(mutex_);
  Measures measures_ MINGCHA_GUARDED_BY(mutex_);

  std::thread thread_;  // Last: it uses the others.
};

}  // namespace mingcha

#endif  // MINGCHA_PIPELINE_WORKER_H_
