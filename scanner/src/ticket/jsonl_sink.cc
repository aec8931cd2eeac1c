#include "ticket/jsonl_sink.h"

#include <cerrno>
#include <sys/stat.h>
#include <system_error>

#include "absl/strings/str_format.h"

#include "base/json.h"
#include "base/status_util.h"
#include <fcntl.h>
#include <unistd.h>

namespace mingcha {
namespace {

constexpr mode_t kOwnerOnly = 0600;

absl::Status SystemError(const std::string& path, int error) {
  return absl::UnavailableError(
      absl::StrFormat("%s: %s", path, std::generic_category().message(error)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<JsonlSink>> JsonlSink::Open(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (file < 0) return SystemError(path.string(), errno);
  return std::unique_ptr<JsonlSink>(new JsonlSink(file, path.string()));
}

JsonlSink::~JsonlSink() { ::close(file_); }

absl::Status JsonlSink::Deliver(const Ticket& ticket) {
  const off_t end = ::lseek(file_, 0, SEEK_END);
  if (end < 0) return SystemError(path_, errno);
  const absl::Status appended = Append(DumpLine(ToJson(ticket)) + "\n");
  if (!appended.ok() && ::ftruncate(file_, end) != 0) {
    return WithContext(appended, "a torn line stays at the end of the file");
  }
  return appended;
}

absl::Status JsonlSink::Append(const std::string& line) {
  for (size_t written = 0; written < line.size();) {
    const ssize_t count = ::write(file_, line.data() + written, line.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError(path_, errno);
    written += static_cast<size_t>(count);
  }
  if (::fsync(file_) != 0) return SystemError(path_, errno);
  return absl::OkStatus();
}

}  // namespace mingcha
