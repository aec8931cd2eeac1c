#include "service/stream_registry.h"

#include <utility>

namespace mingcha {

uint64_t StreamRegistry::Add(const std::shared_ptr<OpenStream>& stream) {
  uint64_t number = 0;
  bool draining = false;
  {
    MutexLock lock(mutex_);
    number = ++last_stream_;
    streams_.emplace(number, stream);
    draining = draining_;
  }
  if (draining) stream->BeginDrain();
  return number;
}

void StreamRegistry::Carry(uint64_t stream, uint64_t input) {
  MutexLock lock(mutex_);
  carriers_.insert_or_assign(input, stream);
}

void StreamRegistry::Remove(uint64_t stream) {
  MutexLock lock(mutex_);
  streams_.erase(stream);
  std::erase_if(carriers_, [stream](const auto& carrier) { return carrier.second == stream; });
  // Under the lock: who waits may take the registry down as soon as it wakes.
  changed_.NotifyAll();
}

void StreamRegistry::Deliver(uint64_t input, std::vector<Finding> findings) {
  std::shared_ptr<OpenStream> stream;
  {
    MutexLock lock(mutex_);
    if (const auto carrier = carriers_.find(input); carrier != carriers_.end()) {
      stream = streams_.at(carrier->second).lock();
    }
  }
  if (stream != nullptr) {
    stream->OnLateFindings(std::move(findings));
  } else {
    undelivered_ += findings.size();
  }
}

void StreamRegistry::BeginDrain() {
  std::vector<std::shared_ptr<OpenStream>> open;
  {
    MutexLock lock(mutex_);
    draining_ = true;
    for (const auto& [number, weak] : streams_) {
      if (std::shared_ptr<OpenStream> stream = weak.lock()) open.push_back(std::move(stream));
    }
  }
  for (const std::shared_ptr<OpenStream>& stream : open) stream->BeginDrain();
}

bool StreamRegistry::WaitUntilEmpty(std::chrono::steady_clock::time_point deadline) {
  MutexLock lock(mutex_);
  while (!streams_.empty()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    changed_.WaitUntil(mutex_, deadline);
  }
  return true;
}

size_t StreamRegistry::size() const {
  MutexLock lock(mutex_);
  return streams_.size();
}

}  // namespace mingcha
