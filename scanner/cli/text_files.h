// Files of messages of which some are bare text: what the verbs read that measure rules.

#ifndef MINGCHA_CLI_TEXT_FILES_H_
#define MINGCHA_CLI_TEXT_FILES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/message.h"

#include "archive/message_source.h"

namespace mingcha::cli {

// JSON Lines, or bare lines of text (.txt, .txt.gz, .txt.zst).
struct TextFile {
  std::string path;
  bool plain = false;
};

// Returns the files that `names` stand for, in this order: files and patterns as FindArchives takes
// them, folders as the .jsonl, .txt, .gz and .zst files below them, sorted by path. What is named
// twice is read once. Errors: NOT_FOUND: a name leads to nothing; the message tells which.
absl::StatusOr<std::vector<TextFile>> FindTextFiles(const std::vector<std::string>& names);

// Opens one; `speaker` says the lines of bare text. Errors: those of OpenSource.
absl::StatusOr<std::unique_ptr<MessageSource>> OpenTextFile(const TextFile& file, Speaker speaker);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_TEXT_FILES_H_
