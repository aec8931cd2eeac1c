#include "cli/sources.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_format.h"

#include "archive/jsonl_source.h"
#include <glob.h>

namespace mingcha::cli {
namespace {

bool IsArchiveName(const std::filesystem::path& path) {
  const std::filesystem::path extension = path.extension();
  return extension == ".jsonl" || extension == ".gz" || extension == ".zst";
}

std::vector<std::string> FilesBelow(const std::filesystem::path& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator i(folder, error), end; !error && i != end;
       i.increment(error)) {
    if (i->is_regular_file(error) && IsArchiveName(i->path())) files.push_back(i->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> FilesMatching(const std::string& pattern) {
  ::glob_t matches = {};
  std::vector<std::string> files;
  if (::glob(pattern.c_str(), 0, nullptr, &matches) == 0) {
    files.assign(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  }
  ::globfree(&matches);
  return files;
}

std::string WhyNone(const std::string& name) {
  std::error_code error;
  if (name == "-") return "standard input is no archive: it cannot be read twice; name files";
  if (std::filesystem::is_directory(name, error)) {
    return absl::StrFormat("%s: no .jsonl, .gz or .zst file is in this folder", name);
  }
  return absl::StrFormat("%s: no such archive", name);
}

}  // namespace

absl::StatusOr<std::unique_ptr<MessageSource>> OpenSource(
    const std::string& name, const std::optional<PlainTextSource::Options>& plain) {
  if (plain.has_value()) return PlainTextSource::Open(name, *plain);
  return JsonlSource::Open(name);
}

bool IsRegularFile(const std::string& name) {
  std::error_code error;
  return std::filesystem::is_regular_file(name, error);
}

absl::StatusOr<std::vector<Archive>> FindArchives(const std::vector<std::string>& names) {
  std::vector<Archive> archives;
  std::set<std::filesystem::path> seen;
  for (const std::string& name : names) {
    std::error_code error;
    std::vector<std::string> files;
    if (std::filesystem::is_directory(name, error)) {
      files = FilesBelow(name);
    } else if (std::filesystem::exists(name, error)) {
      files = {name};
    } else {
      files = FilesMatching(name);
    }
    if (files.empty()) return absl::NotFoundError(WhyNone(name));
    for (const std::string& file : files) {
      if (!seen.insert(std::filesystem::weakly_canonical(file, error)).second) continue;
      const std::uintmax_t bytes = std::filesystem::file_size(file, error);
      archives.push_back({file, error ? 0 : bytes});
    }
  }
  return archives;
}

}  // namespace mingcha::cli
