#include "cli/baseline_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_format.h"

#include "base/status_util.h"

namespace mingcha::cli {
namespace {

// Half a million findings. What finds more in innocent text needs no baseline, but work.
constexpr uintmax_t kMaxBytes = uintmax_t{128} << 20;

}  // namespace

absl::StatusOr<Baseline> ReadBaselineFile(const std::string& path) {
  std::error_code error;
  const uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error) {
    return absl::NotFoundError(absl::StrFormat("%s: %s", path, error.message()));
  }
  if (bytes > kMaxBytes) {
    return absl::ResourceExhaustedError(
        absl::StrFormat("%s: %d bytes, at most %d are read", path, bytes, kMaxBytes));
  }
  std::string text(static_cast<size_t>(bytes), '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(text.data(), static_cast<std::streamsize>(text.size()))) {
    return absl::UnavailableError(absl::StrFormat("%s: cannot be read", path));
  }
  absl::StatusOr<Baseline> baseline = ParseBaseline(text);
  if (!baseline.ok()) return WithContext(baseline.status(), path);
  return baseline;
}

absl::Status WriteBaselineFile(const std::string& path, const Baseline& baseline) {
  const std::string aside = path + ".part";
  std::ofstream file(aside, std::ios::binary | std::ios::trunc);
  file << WriteBaseline(baseline);
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(aside, path, error);
  if (file && !error) return absl::OkStatus();
  const std::string why = error ? error.message() : std::string(std::strerror(errno));
  std::error_code ignored;
  std::filesystem::remove(aside, ignored);
  return absl::UnavailableError(absl::StrFormat("%s: cannot be written: %s", path, why));
}

}  // namespace mingcha::cli
