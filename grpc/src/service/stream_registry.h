// Which streams are open, and which of them carries which input.

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

// The input of what is no stream (unary requests); nobody waits for its late findings.
inline constexpr uint64_t kNoInput = 0;

// May be used from any thread.
class StreamRegistry {
 public:
  // Takes a stream on and returns its number. A stream that comes while the service drains is told
  // so at once.
  uint64_t Add(const std::shared_ptr<OpenStream>& stream);
  // The stream carries `input` from now on, in place of an earlier one that may not have noticed
  // yet that its client is gone.
  void Carry(uint64_t stream, uint64_t input);
  void Remove(uint64_t stream);

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
  std::map<uint64_t, std::weak_ptr<OpenStream>> streams_ MINGCHA_GUARDED_BY(mutex_);  // By number.
  std::map<uint64_t, uint64_t> carriers_ MINGCHA_GUARDED_BY(mutex_);  // Streams, by input.
  uint64_t last_stream_ MINGCHA_GUARDED_BY(mutex_) = 0;
  std::atomic<bool> draining_ = false;
  std::atomic<uint64_t> undelivered_ = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_STREAM_REGISTRY_H_
