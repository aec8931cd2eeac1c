#include "archive/plain_text_source.h"

#include <utility>

#include "base/status_util.h"
#include "base/utf8.h"

namespace mingcha {

absl::StatusOr<std::unique_ptr<PlainTextSource>> PlainTextSource::Open(
    const std::filesystem::path& path, const Options& options) {
  MINGCHA_ASSIGN_OR_RETURN(std::unique_ptr<ByteStream> stream, OpenByteStream(path));
  std::string name = path == "-" ? "stdin" : path.filename().string();
  return std::unique_ptr<PlainTextSource>(
      new PlainTextSource(std::move(name), std::move(stream), options));
}

PlainTextSource::PlainTextSource(std::string file, std::unique_ptr<ByteStream> stream,
                                 const Options& options)
    : file_(std::move(file)), options_(options), lines_(std::move(stream)) {}

absl::StatusOr<std::optional<MessageSource::Item>> PlainTextSource::Next() {
  MINGCHA_ASSIGN_OR_RETURN(const std::optional<LineReader::Line> line, lines_.Next());
  if (!line) return std::nullopt;
  const uint64_t number = lines_.line_number();
  if (line->too_long) return TooLongLine(file_, number);
  if (line->text.empty()) return EmptyLine(file_, number);

  SourcedRecord sourced;
  Message message;
  message.conversation.conversation_id = file_;
  message.message_id = std::to_string(number);
  message.sent_at = options_.epoch + std::chrono::seconds(number);
  message.speaker = options_.speaker;
  message.channel = options_.channel;
  message.text = ReplaceInvalidUtf8(line->text, &sourced.replaced_bytes);
  sourced.record = std::move(message);
  sourced.line = number;
  return sourced;
}

SourcePosition PlainTextSource::position() const {
  return {file_, lines_.line_number(), lines_.stream().file_bytes_read()};
}

}  // namespace mingcha
