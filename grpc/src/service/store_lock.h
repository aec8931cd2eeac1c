// One service on one store: its workers hold in memory what the store's conversations owe.

#ifndef MINGCHA_SERVICE_STORE_LOCK_H_
#define MINGCHA_SERVICE_STORE_LOCK_H_

#include <filesystem>
#include <functional>

#include "absl/status/statusor.h"

#include "mingcha/time.h"

namespace mingcha {

// Holds the lock file beside a store; the system gives it up with the process, however that ends.
// Who only reads, or records a verdict, needs none. For one thread.
class StoreLock {
 public:
  // Waits for another service that is about to stop, up to `limit` or until `stop` says so.
  // Errors:
  //   UNAVAILABLE          another service works on the store.
  //   CANCELLED            `stop` said so.
  //   FAILED_PRECONDITION  the lock file cannot be made.
  static absl::StatusOr<StoreLock> Take(const std::filesystem::path& store, Duration limit,
                                        const std::function<bool()>& stop);
  ~StoreLock();
  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&&) = delete;

 private:
  explicit StoreLock(int file) : file_(file) {}

  int file_ = -1;
};

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_STORE_LOCK_H_
