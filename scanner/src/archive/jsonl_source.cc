#include "archive/jsonl_source.h"

#include <variant>

#include "base/status_util.h"

namespace mingcha {

absl::StatusOr<std::unique_ptr<JsonlSource>> JsonlSource::Open(const std::filesystem::path& path,
                                                               uint64_t after_line) {
  MINGCHA_ASSIGN_OR_RETURN(std::unique_ptr<ByteStream> stream, OpenByteStream(path));
  return std::unique_ptr<JsonlSource>(
      new JsonlSource(path == "-" ? "stdin" : path.string(), std::move(stream), after_line));
}

JsonlSource::JsonlSource(std::string file, std::unique_ptr<ByteStream> stream, uint64_t after_line)
    : file_(std::move(file)), after_line_(after_line), lines_(std::move(stream)) {}

absl::StatusOr<std::optional<MessageSource::Item>> JsonlSource::Next() {
  std::optional<LineReader::Line> line;
  do {
    MINGCHA_ASSIGN_OR_RETURN(line, lines_.Next());
    if (!line) return std::nullopt;
  } while (lines_.line_number() <= after_line_);

  const uint64_t number = lines_.line_number();
  if (line->too_long) return TooLongLine(file_, number);
  if (line->text.empty()) return EmptyLine(file_, number);
  auto parsed = parser_.Parse(line->text);
  if (auto* fault = std::get_if<RecordFault>(&parsed)) {
    return SkippedLine{file_, number, std::string(fault->reason), std::move(fault->message)};
  }
  ParsedRecord& record = std::get<ParsedRecord>(parsed);
  return SourcedRecord{std::move(record.record), number, record.replaced_bytes};
}

SourcePosition JsonlSource::position() const {
  return {file_, lines_.line_number(), lines_.stream().file_bytes_read()};
}

}  // namespace mingcha
