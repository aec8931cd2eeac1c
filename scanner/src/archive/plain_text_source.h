// Bare lines of text, each a message of one speaker: for trying out, not for archives.

#ifndef MINGCHA_ARCHIVE_PLAIN_TEXT_SOURCE_H_
#define MINGCHA_ARCHIVE_PLAIN_TEXT_SOURCE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

#include "archive/line_reader.h"
#include "archive/message_source.h"

namespace mingcha {

// The file is one conversation, which has its name ("stdin" for standard input). A message's id is
// the number of its line, and it is sent that many seconds after `epoch`. For one thread at a time.
class PlainTextSource : public MessageSource {
 public:
  struct Options {
    Speaker speaker = Speaker::kAgent;
    Channel channel = Channel::kOther;
    // 2026-11-16T00:00:00Z. Fixed, so that the same text gives the same findings on every day.
    Timestamp epoch{std::chrono::seconds(1'794'787'200)};
  };

  // Errors: those of OpenByteStream.
  static absl::StatusOr<std::unique_ptr<PlainTextSource>> Open(const std::filesystem::path& path,
                                                               const Options& options);

  // Skips empty and too long lines only.
  absl::StatusOr<std::optional<Item>> Next() override;
  SourcePosition position() const override;

 private:
  PlainTextSource(std::string file, std::unique_ptr<ByteStream> stream, const Options& options);

  const std::string file_;
  const Options options_;
  LineReader lines_;
};

}  // namespace mingcha

#endif  // MINGCHA_ARCHIVE_PLAIN_TEXT_SOURCE_H_
