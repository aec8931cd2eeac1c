#include "archive/line_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/status_util.h"

namespace mingcha {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr size_t kReadBytes = 64 * 1024;

}  // namespace

// The buffer has room for the longest line with its end and a byte order mark, and for a good read
// behind it.
LineReader::LineReader(std::unique_ptr<ByteStream> stream, size_t max_line_bytes)
    : stream_(std::move(stream)),
      max_line_bytes_(max_line_bytes),
      buffer_(max_line_bytes + kByteOrderMark.size() + 2 + kReadBytes) {}

absl::StatusOr<std::optional<LineReader::Line>> LineReader::Next() {
  MINGCHA_ASSIGN_OR_RETURN(std::optional<Line> line, NextRaw());
  if (!line) return std::nullopt;
  ++line_number_;
  if (line_number_ == 1 && line->text.starts_with(kByteOrderMark)) {
    line->text.remove_prefix(kByteOrderMark.size());
  }
  if (line->text.ends_with('\r')) line->text.remove_suffix(1);
  if (line->too_long || line->text.size() > max_line_bytes_) return Line{{}, true};
  return line;
}

absl::StatusOr<std::optional<LineReader::Line>> LineReader::NextRaw() {
  bool too_long = false;
  size_t searched = 0;
  while (true) {
    const char* front = buffer_.data() + begin_;
    const size_t waiting = end_ - begin_;
    if (const void* end = std::memchr(front + searched, '\n', waiting - searched)) {
      const auto size = static_cast<size_t>(static_cast<const char*>(end) - front);
      begin_ += size + 1;
      return Line{{front, too_long ? 0 : size}, too_long};
    }
    searched = waiting;
    if (waiting >= buffer_.size() - kReadBytes) {
      too_long = true;
      searched = 0;
      begin_ = end_;
    }
    MINGCHA_ASSIGN_OR_RETURN(const bool has_more, Fill());
    if (has_more) continue;
    // The last line, without an end.
    const size_t rest = end_ - begin_;
    const Line last{{buffer_.data() + begin_, too_long ? 0 : rest}, too_long};
    begin_ = end_;
    if (rest == 0 && !too_long) return std::nullopt;
    return last;
  }
}

absl::StatusOr<bool> LineReader::Fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  MINGCHA_ASSIGN_OR_RETURN(const size_t count, stream_->Read(std::span(buffer_).subspan(end_)));
  end_ += count;
  return count > 0;
}

SkippedLine EmptyLine(std::string file, uint64_t line) {
  return {std::move(file), line, "empty_line", "nothing stands on the line"};
}

SkippedLine TooLongLine(std::string file, uint64_t line) {
  return {std::move(file), line, "line_too_long",
          absl::StrFormat("more than %d bytes", kMaxLineBytes)};
}

}  // namespace mingcha
