// Records from files of JSON Lines: bare, gzip or zstd, or standard input.

#ifndef MINGCHA_ARCHIVE_JSONL_SOURCE_H_
#define MINGCHA_ARCHIVE_JSONL_SOURCE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

#include "archive/line_reader.h"
#include "archive/message_json.h"
#include "archive/message_source.h"

namespace mingcha {

// Reads one file from its front to its end, in bounded memory. For one thread at a time.
class JsonlSource : public MessageSource {
 public:
  // Opens `path`, or standard input for "-", and goes on behind line `after_line`: the lines up to
  // it are passed over untold. Errors: those of OpenByteStream.
  static absl::StatusOr<std::unique_ptr<JsonlSource>> Open(const std::filesystem::path& path,
                                                           uint64_t after_line = 0);

  absl::StatusOr<std::optional<Item>> Next() override;
  SourcePosition position() const override;
  // How long the file is as it lies there, for progress; 0 if that cannot be known.
  uint64_t file_bytes() const { return lines_.stream().file_bytes(); }

 private:
  JsonlSource(std::string file, std::unique_ptr<ByteStream> stream, uint64_t after_line);

  const std::string file_;
  const uint64_t after_line_;
  LineReader lines_;
  RecordParser parser_;
};

}  // namespace mingcha

#endif  // MINGCHA_ARCHIVE_JSONL_SOURCE_H_
