#include "rulepack/pack_files.h"

#include <algorithm>
#include <fstream>
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

}  // namespace

absl::StatusOr<std::vector<PackFile>> ReadPackFiles(const fs::path& directory,
                                                    const RulePack::LoadOptions& options,
                                                    Reporter& reporter) {
  std::error_code ignored;
  if (!fs::is_regular_file(directory / "pack.yaml", ignored)) {
    return absl::NotFoundError(
        absl::StrFormat("%s: there is no pack.yaml in this folder", directory.string()));
  }
  const std::vector<std::string> names = ListFiles(directory, reporter);
  if (names.size() > options.max_files) {
    reporter.Tell(Code::kPackTooLarge, {.file = directory.string()},
                  absl::StrFormat("the pack has %d files, and at most %d are read", names.size(),
                                  options.max_files));
    return absl::ResourceExhaustedError(absl::StrFormat(
        "%s: %d files, at most %d are read", directory.string(), names.size(), options.max_files));
  }
  std::vector<PackFile> files;
  for (const std::string& name : names) {
    files.push_back(ReadFile(directory / name, options.max_file_bytes, reporter));
  }
  return files;
}

std::string DigestOf(const std::vector<PackFile>& files) {
  Sha256 hash;
  hash.UpdateField(kDigestVersion);
  hash.UpdateNumber(files.size());
  for (const PackFile& file : files) {
    hash.UpdateField(file.name);
    hash.UpdateField(file.text);
  }
  return "sha256:" + hash.FinishHex();
}

}  // namespace mingcha
