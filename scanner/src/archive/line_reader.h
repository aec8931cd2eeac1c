// Lines of a byte stream, in bounded memory.

#ifndef MINGCHA_ARCHIVE_LINE_READER_H_
#define MINGCHA_ARCHIVE_LINE_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "archive/byte_stream.h"
#include "archive/message_source.h"

namespace mingcha {

// Longer lines are skipped: no message that could be scanned whole is so long.
inline constexpr size_t kMaxLineBytes = 1024 * 1024;

// Lines end in LF or CRLF; the last one needs no end. A byte order mark in front of the first line
// is passed over. For one thread at a time.
class LineReader {
 public:
  struct Line {
    std::string_view text;  // Without its end. Valid until the next call of Next.
    bool too_long = false;  // It has more than max_line_bytes, and none of it is told.
  };

  explicit LineReader(std::unique_ptr<ByteStream> stream, size_t max_line_bytes = kMaxLineBytes);

  // Returns the next line, or nullopt at the end.
  // Errors: those of the stream, after the last line that is whole was told.
  absl::StatusOr<std::optional<Line>> Next();

  // Of the line that was told last; 0 before the first.
  uint64_t line_number() const { return line_number_; }
  const ByteStream& stream() const { return *stream_; }

 private:
  // Returns the bytes up to the next end of line or of the stream, without it.
  absl::StatusOr<std::optional<Line>> NextRaw();
  absl::StatusOr<bool> Fill();

  const std::unique_ptr<ByteStream> stream_;
  const size_t max_line_bytes_;
  std::vector<char> buffer_;
  size_t begin_ = 0;  // Bytes [begin_, end_) of the buffer wait to be told.
  size_t end_ = 0;
  uint64_t line_number_ = 0;
};

// What is told of a line that is not read.
SkippedLine EmptyLine(std::string file, uint64_t line);
SkippedLine TooLongLine(std::string file, uint64_t line);

}  // namespace mingcha

#endif  // MINGCHA_ARCHIVE_LINE_READER_H_
