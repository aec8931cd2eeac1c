// Where calls wait for the store: reactions must not.

#ifndef MINGCHA_SERVICE_QUERY_QUEUE_H_
#define MINGCHA_SERVICE_QUERY_QUEUE_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>

#include "base/mutex.h"

namespace mingcha {

// One thread that runs queries in the order in which they came. May be used from any thread.
class QueryQueue {
 public:
  explicit QueryQueue(size_t max_waiting);
  // Runs what still waits, then ends the thread.
  ~QueryQueue();
  QueryQueue(const QueryQueue&) = delete;
  QueryQueue& operator=(const QueryQueue&) = delete;

  // Returns false, and does nothing, when too many wait already.
  bool TryRun(std::function<void()> query);

 private:
  void Work();

  const size_t max_waiting_;
  Mutex mutex_;
  CondVar changed_;
  std::deque<std::function<void()>> waiting_ MINGCHA_GUARDED_BY(mutex_);
  bool stopping_ MINGCHA_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_QUERY_QUEUE_H_
