#include "service/query_queue.h"

#include <utility>

namespace mingcha {

QueryQueue::QueryQueue(size_t max_waiting)
    : max_waiting_(max_waiting), thread_([this] { Work(); }) {}

QueryQueue::~QueryQueue() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  thread_.join();
}

bool QueryQueue::TryRun(std::function<void()> query) {
  {
    MutexLock lock(mutex_);
    if (stopping_ || waiting_.size() >= max_waiting_) return false;
    waiting_.push_back(std::move(query));
  }
  changed_.NotifyOne();
  return true;
}

void QueryQueue::Work() {
  while (true) {
    std::function<void()> query;
    {
      MutexLock lock(mutex_);
      while (waiting_.empty() && !stopping_) changed_.Wait(mutex_);
      if (waiting_.empty()) return;
      query = std::move(waiting_.front());
      waiting_.pop_front();
    }
    query();
  }
}

}  // namespace mingcha
