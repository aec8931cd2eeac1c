#include "cli/line_writer.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"

#include <unistd.h>

namespace mingcha::cli {
namespace {

absl::Status Fault(const std::filesystem::path& path, int error) {
  return absl::UnavailableError(
      absl::StrFormat("%s: %s", path.string(), std::generic_category().message(error)));
}

}  // namespace

absl::StatusOr<LineWriter> LineWriter::Create(const std::filesystem::path& path) {
  std::FILE* file = std::fopen(path.c_str(), "wbe");
  if (file == nullptr) return Fault(path, errno);
  return LineWriter(file, path);
}

LineWriter::LineWriter(std::FILE* file, std::filesystem::path path)
    : file_(file), path_(std::move(path)) {}

LineWriter::LineWriter(LineWriter&& other) noexcept
    : file_(std::exchange(other.file_, nullptr)),
      path_(std::move(other.path_)),
      fault_(other.fault_) {}

LineWriter::~LineWriter() {
  if (file_ != nullptr) std::fclose(file_);
}

void LineWriter::WriteLine(std::string_view line) {
  if (fault_ != 0) return;
  if (std::fwrite(line.data(), 1, line.size(), file_) != line.size() ||
      std::fputc('\n', file_) == EOF) {
    fault_ = errno;
  }
}

absl::Status LineWriter::Close() {
  if (fault_ == 0 && (std::fflush(file_) != 0 || ::fsync(::fileno(file_)) != 0)) fault_ = errno;
  if (std::fclose(std::exchange(file_, nullptr)) != 0 && fault_ == 0) fault_ = errno;
  return fault_ == 0 ? absl::OkStatus() : Fault(path_, fault_);
}

}  // namespace mingcha::cli
