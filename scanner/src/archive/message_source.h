// Records from wherever they are kept. JSON Lines now; other sources stand beside it.

#ifndef MINGCHA_ARCHIVE_MESSAGE_SOURCE_H_
#define MINGCHA_ARCHIVE_MESSAGE_SOURCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/statusor.h"

#include "mingcha/message.h"

namespace mingcha {

// A place to go on from: the next record is the one behind `line` of `file`.
struct SourcePosition {
  std::string file;
  uint64_t line = 0;
  uint64_t bytes_read = 0;  // Of the file as it lies there (compressed), for progress.
};

// A line that gave no record. Reported and counted; the job goes on.
struct SkippedLine {
  std::string file;
  uint64_t line = 0;
  // not_json, not_an_object, missing_field, bad_field, line_too_long, empty_line
  std::string reason;
  std::string message;  // For people; quotes no message text.
};

struct SourcedRecord {
  Record record;
  uint64_t line = 0;
  uint32_t replaced_bytes = 0;  // Bytes of invalid UTF-8 (or lone surrogates) replaced in the line.
};

class MessageSource {
 public:
  virtual ~MessageSource() = default;

  using Item = std::variant<SourcedRecord, SkippedLine>;

  // Returns the next item, or nullopt at the end.
  // Errors: DATA_LOSS, the file is torn or its compression is broken (what came before it was
  // told); UNAVAILABLE, it cannot be read.
  virtual absl::StatusOr<std::optional<Item>> Next() = 0;
  virtual SourcePosition position() const = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_ARCHIVE_MESSAGE_SOURCE_H_
