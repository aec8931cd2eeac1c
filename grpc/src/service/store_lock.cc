#include "service/store_lock.h"

#include <cerrno>
#include <chrono>
#include <sys/file.h>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/str_format.h"

#include <fcntl.h>
#include <unistd.h>

namespace mingcha {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr std::chrono::milliseconds kTryEvery(50);

absl::Status Unusable(const std::filesystem::path& path, const std::error_code& error) {
  return absl::FailedPreconditionError(absl::StrFormat("%s: %s", path.string(), error.message()));
}

// Beside the store itself, by whichever name it is called.
absl::StatusOr<std::filesystem::path> LockFileOf(const std::filesystem::path& store) {
  std::error_code error;
  if (store.has_parent_path()) std::filesystem::create_directories(store.parent_path(), error);
  if (error) return Unusable(store, error);
  std::filesystem::path file = std::filesystem::weakly_canonical(store, error);
  if (error) return Unusable(store, error);
  return file += ".lock";
}

}  // namespace

absl::StatusOr<StoreLock> StoreLock::Take(const std::filesystem::path& store, Duration limit,
                                          const std::function<bool()>& stop) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  const absl::StatusOr<std::filesystem::path> path = LockFileOf(store);
  if (!path.ok()) return path.status();
  StoreLock lock(::open(path->c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly));
  if (lock.file_ < 0) return Unusable(*path, {errno, std::generic_category()});
  while (::flock(lock.file_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return Unusable(*path, {errno, std::generic_category()});
    }
    if (stop()) return absl::CancelledError("told to stop while it waited for the store");
    if (std::chrono::steady_clock::now() >= deadline) {
      return absl::UnavailableError(
          absl::StrFormat("%s: another service works on this store; it still did after %s",
                          store.string(), FormatDuration(limit)));
    }
    std::this_thread::sleep_for(kTryEvery);
  }
  return lock;
}

StoreLock::~StoreLock() {
  if (file_ >= 0) ::close(file_);
}

StoreLock::StoreLock(StoreLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

}  // namespace mingcha
