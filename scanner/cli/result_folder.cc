#include "cli/result_folder.h"

#include <array>
#include <cerrno>
#include <sys/file.h>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"

#include <fcntl.h>
#include <unistd.h>

namespace mingcha::cli {
namespace {

constexpr const char* kWorkFolder = ".rescan";
constexpr std::array<const char*, 5> kResults = {kFindingsFile, kTicketsFile, kSkippedFile,
                                                 kMeasuresFile, kSummaryFile};

absl::Status Fault(const std::filesystem::path& path, const std::error_code& error) {
  return absl::UnavailableError(absl::StrFormat("%s: %s", path.string(), error.message()));
}

absl::Status RefuseResults(const std::filesystem::path& folder) {
  std::error_code error;
  for (const char* name : kResults) {
    if (!std::filesystem::exists(folder / name, error)) continue;
    return absl::AlreadyExistsError(
        absl::StrFormat("%s: results of an earlier run stand there; --force replaces them",
                        (folder / name).string()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ResultFolder>> ResultFolder::Open(
    const std::filesystem::path& folder, bool force) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Fault(folder, error);
  if (const absl::Status fresh = force ? absl::OkStatus() : RefuseResults(folder); !fresh.ok()) {
    return fresh;
  }
  const int lock = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) return Fault(folder, {errno, std::generic_category()});
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return absl::UnavailableError(
        absl::StrFormat("%s: another rescan is writing to it", folder.string()));
  }
  std::unique_ptr<ResultFolder> results(new ResultFolder(folder, lock));
  std::filesystem::remove_all(results->work_, error);
  if (!error) std::filesystem::create_directory(results->work_, error);
  if (error) return Fault(results->work_, error);
  return results;
}

ResultFolder::ResultFolder(std::filesystem::path folder, int lock)
    : folder_(std::move(folder)), work_(folder_ / kWorkFolder), lock_(lock) {}

ResultFolder::~ResultFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(work_, ignored);
  ::close(lock_);
}

absl::StatusOr<LineWriter> ResultFolder::Create(const std::string& name) const {
  return LineWriter::Create(Unpublished(name));
}

absl::Status ResultFolder::Publish() {
  std::error_code error;
  // Until the new summary stands, the folder does not look whole.
  std::filesystem::remove(folder_ / kSummaryFile, error);
  if (error) return Fault(folder_ / kSummaryFile, error);
  for (const char* name : kResults) {
    std::filesystem::rename(Unpublished(name), folder_ / name, error);
    if (error) return Fault(folder_ / name, error);
  }
  ::fsync(lock_);
  return absl::OkStatus();
}

}  // namespace mingcha::cli
