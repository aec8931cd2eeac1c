// Which streams are open, by the input id that the pipeline knows them by.

#ifndef MINGCHA_SERVICE_STREAM_REGISTRY_H_
#define MINGCHA_SERVICE_STREAM_REGISTRY_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "mingcha/finding.h"

#include "base/mutex.h"

namespace mingcha {

// A call that lives until the client or the service ends it. Methods may be called from any thread.
class OpenStream {
 public:
  virtual ~OpenStream() = default;

  virtual void OnLateFindings(std::vector<Finding> findings) = 0;
  // Answers what was taken, then ends the stream.
  virtual void BeginDrain() = 0;
};

// Inputs that are no stream (unary requests) are told by this id; nobody waits for their late
// findings.
inline constexpr uint64_t kNoInput = 0;

// May be used from any thread.
class StreamRegistry {
 public:
  // Takes a stream on and returns its input id. A stream that comes while the service drains is
  // told so at once.
  uint64_t Add(const std::shared_ptr<OpenStream>& stream);
  void Remove(uint64_t input);

  // Hands findings to the stream that carries `input`. Without one nothing happens: they are in the
  // store, and who wants them watches it.
  void Deliver(uint64_t input, std::vector<Finding> findings);

  // Tells every stream, and every one that comes later, that the service will stop.
  void BeginDrain();
  bool draining() const { return draining_; }
  // Waits until no stream is open; false if that took until `deadline`.
  bool WaitUntilEmpty(std::chrono::steady_clock::time_point deadline);

  size_t size() const;
  uint64_t undelivered_findings() const { return undelivered_; }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  std::map<uint64_t, std::weak_ptr<OpenStream>> streams_ MINGCHA_GUARDED_BY(mutex_);
  uint64_t last_input_ MINGCHA_GUARDED_BY(mutex_) = kNoInput;
  std::atomic<bool> draining_ = false;
  std::atomic<uint64_t> undelivered_ = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_STREAM_REGISTRY_H_
