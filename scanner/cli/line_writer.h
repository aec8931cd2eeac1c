// Writes lines to a file, and finds out whether they arrived.

#ifndef MINGCHA_CLI_LINE_WRITER_H_
#define MINGCHA_CLI_LINE_WRITER_H_

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace mingcha::cli {

class LineWriter {
 public:
  // Makes the file, or empties it. Errors: UNAVAILABLE, it cannot be written.
  static absl::StatusOr<LineWriter> Create(const std::filesystem::path& path);

  ~LineWriter();
  LineWriter(LineWriter&& other) noexcept;
  LineWriter& operator=(LineWriter&&) = delete;

  // Errors stay until Close.
  void WriteLine(std::string_view line);
  // Puts everything on the disk. UNAVAILABLE: something could not be written.
  absl::Status Close();

 private:
  LineWriter(std::FILE* file, std::filesystem::path path);

  std::FILE* file_;
  std::filesystem::path path_;
  int fault_ = 0;  // errno of the first write that failed.
};

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_LINE_WRITER_H_
