// Opens what the user named.

#ifndef MINGCHA_CLI_SOURCES_H_
#define MINGCHA_CLI_SOURCES_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "archive/message_source.h"
#include "archive/plain_text_source.h"

namespace mingcha::cli {

inline constexpr const char* kStandardInput = "-";

// Opens JSON Lines (.jsonl, .gz, .zst; what a file is shows in its first bytes), or bare lines of
// text if `plain` says so. `name` may be "-". Errors: NOT_FOUND, UNAVAILABLE: there is no such
// file, or it cannot be read.
absl::StatusOr<std::unique_ptr<MessageSource>> OpenSource(
    const std::string& name, const std::optional<PlainTextSource::Options>& plain);

// True for a regular file: one that does not make its reader wait.
bool IsRegularFile(const std::string& name);

struct Archive {
  std::string path;
  uint64_t bytes = 0;  // As it lies there, for progress.
};

// Returns the archives that `names` stand for, in this order: files as named, folders as the
// .jsonl, .gz and .zst files below them, patterns (*, ?, […]) as the files they match, both sorted
// by path. What is named twice is read once. Errors: NOT_FOUND: a name leads to nothing; the
// message tells which.
absl::StatusOr<std::vector<Archive>> FindArchives(const std::vector<std::string>& names);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_SOURCES_H_
