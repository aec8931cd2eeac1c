#include "rulepack/pack_files.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/strings/str_format.h"

#include "base/digest.h"

namespace mingcha {
namespace {

namespace fs = std::filesystem;

// Changes whenever the way of computing digests does.
constexpr std::string_view kDigestVersion = "mingcha-pack-1";

// Lists the files to read, by name; tells those that look like rules and are not read.
std::vector<std::string> ListFiles(const fs::path& directory, Reporter& reporter) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (name.starts_with('.') || entry->is_directory(ignored)) continue;
    if (name.ends_with(".yaml")) {
      names.push_back(name);
    } else if (name.ends_with(".yml")) {
      reporter.Tell(Code::kFileIgnored, {.file = (directory / name).string()},
                    "the file is not read: files of a pack end in .yaml",
                    {.note = {}, .help = "rename it"});
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

size_t CountEntries(const fs::path& folder) {
  std::error_code error;
  const fs::directory_iterator begin(folder, error);
  return error ? 0 : static_cast<size_t>(std::distance(begin, fs::directory_iterator()));
}

PackFile ReadFile(const fs::path& path, size_t max_bytes, Reporter& reporter) {
  PackFile file;
  file.name = path.filename().string();
  file.shown = path.string();
  std::ifstream stream(path, std::ios::binary);
  // One byte more than is taken: a file may grow between a look at its size and the reading.
  file.text.resize(max_bytes + 1);
  stream.read(file.text.data(), static_cast<std::streamsize>(file.text.size()));
  const bool readable = stream.is_open() && !stream.bad();
  file.text.resize(readable ? static_cast<size_t>(stream.gcount()) : 0);
  file.text.shrink_to_fit();
  if (!readable) {
    reporter.Tell(Code::kFileUnreadable, {.file = file.shown}, "the file cannot be read");
  } else if (file.text.size() > max_bytes) {
    reporter.Tell(Code::kFileTooLarge, {.file = file.shown},
                  absl::StrFormat("the file has more than %d bytes", max_bytes),
                  {.note = {}, .help = "split it: a pack may have many files"});
    file.text.clear();
  } else {
    return file;
  }
  file.unread = true;
  return file;
}

// Appends the files of `folder`, whose names are told from others by `prefix`.
void ReadOverrides(const fs::path& folder, std::string_view prefix, size_t max_bytes,
                   std::vector<PackFile>* files, Reporter& reporter) {
  for (const std::string& name : ListFiles(folder, reporter)) {
    PackFile file = ReadFile(folder / name, max_bytes, reporter);
    file.name = std::string(prefix) + name;
    file.overrides = true;
    files->push_back(std::move(file));
  }
}

}  // namespace

absl::StatusOr<std::vector<PackFile>> ReadPackFiles(const fs::path& directory,
                                                    const RulePack::LoadOptions& options,
                                                    Reporter& reporter) {
  std::error_code ignored;
  if (!fs::is_regular_file(directory / "pack.yaml", ignored)) {
    return absl::NotFoundError(
        absl::StrFormat("%s: there is no pack.yaml in this folder", directory.string()));
  }
  const fs::path own_overrides = directory / "overrides";
  const fs::path& overrides = options.overrides_folder;
  if (!overrides.empty() && !fs::is_directory(overrides, ignored)) {
    return absl::NotFoundError(absl::StrFormat("%s: there is no such folder", overrides.string()));
  }
  const std::vector<std::string> names = ListFiles(directory, reporter);
  size_t count = names.size();
  for (const fs::path& folder : {own_overrides, overrides}) {
    if (fs::is_directory(folder, ignored)) count += CountEntries(folder);
  }
  if (count > options.max_files) {
    reporter.Tell(Code::kPackTooLarge, {.file = directory.string()},
                  absl::StrFormat("the pack has %d files, and at most %d are read", count,
                                  options.max_files));
    return absl::ResourceExhaustedError(absl::StrFormat(
        "%s: %d files, at most %d are read", directory.string(), count, options.max_files));
  }
  std::vector<PackFile> files;
  for (const std::string& name : names) {
    files.push_back(ReadFile(directory / name, options.max_file_bytes, reporter));
  }
  if (fs::is_directory(own_overrides, ignored)) {
    ReadOverrides(own_overrides, "overrides/", options.max_file_bytes, &files, reporter);
  }
  if (!overrides.empty()) {
    ReadOverrides(overrides, "local overrides/", options.max_file_bytes, &files, reporter);
  }
  return files;
}

std::string DigestOf(const std::vector<PackFile>& files, std::string_view mark) {
  Sha256 hash;
  hash.UpdateField(kDigestVersion);
  hash.UpdateNumber(files.size());
  for (const PackFile& file : files) {
    hash.UpdateField(file.name);
    hash.UpdateField(file.text);
  }
  if (!mark.empty()) hash.UpdateField(mark);
  return "sha256:" + hash.FinishHex();
}

}  // namespace mingcha
