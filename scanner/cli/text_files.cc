#include "cli/text_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>

#include "absl/strings/str_format.h"
#include "cli/sources.h"

#include "base/status_util.h"

namespace mingcha::cli {
namespace {

namespace fs = std::filesystem;

bool IsCompressed(const fs::path& path) {
  return path.extension() == ".gz" || path.extension() == ".zst";
}

// Also innocent.txt.gz.
bool IsPlain(fs::path path) {
  if (IsCompressed(path)) path.replace_extension();
  return path.extension() == ".txt";
}

std::vector<std::string> FilesBelow(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator i(folder, error), end; !error && i != end;
       i.increment(error)) {
    const fs::path& path = i->path();
    const bool holds_messages =
        path.extension() == ".jsonl" || path.extension() == ".txt" || IsCompressed(path);
    if (holds_messages && i->is_regular_file(error)) files.push_back(path.string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& name) {
  std::error_code error;
  std::vector<std::string> files;
  if (fs::is_directory(name, error)) {
    files = FilesBelow(name);
    if (files.empty()) {
      return absl::NotFoundError(
          absl::StrFormat("%s: no .jsonl, .txt, .gz or .zst file is in this folder", name));
    }
    return files;
  }
  MINGCHA_ASSIGN_OR_RETURN(const std::vector<Archive> found, FindArchives({name}));
  for (const Archive& file : found) files.push_back(file.path);
  return files;
}

}  // namespace

absl::StatusOr<std::vector<TextFile>> FindTextFiles(const std::vector<std::string>& names) {
  std::vector<TextFile> files;
  std::set<fs::path> seen;
  for (const std::string& name : names) {
    MINGCHA_ASSIGN_OR_RETURN(const std::vector<std::string> paths, FilesOf(name));
    for (const std::string& path : paths) {
      std::error_code error;
      if (!seen.insert(fs::weakly_canonical(path, error)).second) continue;
      files.push_back({path, IsPlain(path)});
    }
  }
  return files;
}

absl::StatusOr<std::unique_ptr<MessageSource>> OpenTextFile(const TextFile& file, Speaker speaker) {
  std::optional<PlainTextSource::Options> plain;
  if (file.plain) {
    plain.emplace();
    plain->speaker = speaker;
  }
  return OpenSource(file.path, plain);
}

}  // namespace mingcha::cli
