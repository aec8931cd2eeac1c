#include "match/compiled_cache.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <sys/stat.h>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/log.h"
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace mingcha {
namespace {

constexpr std::string_view kEnding = ".db";
constexpr std::string_view kUnfinishedEnding = ".tmp";
// What a process that died in between has left; nobody writes for so long.
constexpr std::time_t kUnfinishedSeconds = 3600;
constexpr mode_t kFolderRights = S_IRWXU;
constexpr mode_t kFileRights = S_IRUSR | S_IWUSR;
constexpr mode_t kOthersMayWrite = S_IWGRP | S_IWOTH;

// What stands in front of the bytes. Read by the machine that wrote it: the key of a database names
// the processor.
struct Header {
  std::array<char, 8> magic = {'M', 'C', 'C', 'A', 'C', 'H', 'E', '1'};
  uint64_t bytes = 0;
  std::array<uint8_t, 32> key = {};  // SHA-256 of the key.
  uint64_t checksum = 0;             // Of all of the above and the bytes.
};
static_assert(sizeof(Header) == 56);

class FileHandle {
 public:
  explicit FileHandle(int number) : number_(number) {}
  ~FileHandle() {
    if (number_ >= 0) ::close(number_);
  }
  FileHandle(FileHandle&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileHandle& operator=(FileHandle&&) = delete;

  bool open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

bool IsOurs(const struct stat& info) {
  return info.st_uid == ::geteuid() && (info.st_mode & kOthersMayWrite) == 0;
}

// The folder, if it is there and ours alone to write to.
FileHandle OpenFolder(const std::filesystem::path& folder) {
  FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat info = {};
  if (!handle.open() || (::fstat(handle.number(), &info) == 0 && IsOurs(info))) return handle;
  Log(LogLevel::kWarning, "pack_cache_not_used",
      {{"folder", folder.string()}, {"reason", "it belongs to others, or others may write to it"}});
  return FileHandle(-1);
}

void MakeFolders(const std::filesystem::path& folder) {
  std::filesystem::path made;
  for (const std::filesystem::path& part : folder) {
    made /= part;
    ::mkdir(made.c_str(), kFolderRights);  // What is there already stays as it is.
  }
}

bool ReadAll(int file, char* bytes, size_t count) {
  while (count > 0) {
    const ssize_t read = ::read(file, bytes, count);
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) return false;
    bytes += read;
    count -= static_cast<size_t>(read);
  }
  return true;
}

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

std::string_view BytesOf(const Header& header) {
  return {reinterpret_cast<const char*>(&header), sizeof(header)};
}

// Reads eight bytes at a time in four lanes, since there are megabytes of them. No step of a lane
// loses anything, so that a single difference always shows.
uint64_t ChecksumOf(std::string_view bytes, uint64_t seed) {
  std::array<uint64_t, 4> lanes = {seed, ~seed, seed + 1, seed - 1};
  size_t at = 0;
  for (; at + sizeof(lanes) <= bytes.size(); at += sizeof(lanes)) {
    std::array<uint64_t, 4> words;
    std::memcpy(words.data(), bytes.data() + at, sizeof(words));
    for (size_t i = 0; i < lanes.size(); ++i) {
      lanes[i] = (lanes[i] ^ words[i]) * 0x9e3779b97f4a7c15;
      lanes[i] ^= lanes[i] >> 32;
    }
  }
  uint64_t hash = StableHash64(bytes.substr(at), seed);
  for (const uint64_t lane : lanes) hash = (hash ^ lane) * 0x9e3779b97f4a7c15 + 1;
  return hash;
}

Header HeaderFor(std::string_view key, std::string_view bytes) {
  Header header;
  Sha256 hash;
  hash.Update(key);
  header.key = hash.Finish();
  header.bytes = bytes.size();
  header.checksum = ChecksumOf(bytes, StableHash64(BytesOf(header)));
  return header;
}

std::string FileName(std::string_view key) { return std::string(key).append(kEnding); }

std::string UnfinishedName(std::string_view key) {
  static std::atomic<uint64_t> last = 0;
  return std::string(key) + "." + std::to_string(::getpid()) + "." + std::to_string(++last) +
         std::string(kUnfinishedEnding);
}

// Writes the file aside and puts it in its place.
bool Write(int folder, std::string_view key, std::string_view bytes) {
  const std::string aside = UnfinishedName(key);
  const FileHandle file(::openat(
      folder, aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileRights));
  if (!file.open()) return false;
  const bool good = WriteAll(file.number(), BytesOf(HeaderFor(key, bytes))) &&
                    WriteAll(file.number(), bytes) && ::fsync(file.number()) == 0 &&
                    ::renameat(folder, aside.c_str(), folder, FileName(key).c_str()) == 0;
  if (good) {
    ::fsync(folder);
  } else {
    ::unlinkat(folder, aside.c_str(), 0);
  }
  return good;
}

struct KeptFile {
  std::string name;
  uint64_t bytes = 0;
  timespec used = {};
};

// What the cache has put into the folder; files that were never finished are taken away.
std::vector<KeptFile> ListFiles(int folder) {
  std::vector<KeptFile> files;
  const int copy = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const list = copy < 0 ? nullptr : ::fdopendir(copy);
  if (list == nullptr) return files;
  while (const dirent* entry = ::readdir(list)) {
    const std::string name = entry->d_name;
    const bool unfinished = name.ends_with(kUnfinishedEnding);
    struct stat info = {};
    if ((!unfinished && !name.ends_with(kEnding)) ||
        ::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(info.st_mode)) {
      continue;
    }
    if (!unfinished) {
      files.push_back({name, static_cast<uint64_t>(info.st_size), info.st_mtim});
    } else if (info.st_mtim.tv_sec + kUnfinishedSeconds < std::time(nullptr)) {
      ::unlinkat(folder, name.c_str(), 0);
    }
  }
  ::closedir(list);
  return files;
}

// Those that were not used for longest in front.
void SortByUse(std::vector<KeptFile>* files) {
  std::sort(files->begin(), files->end(), [](const KeptFile& a, const KeptFile& b) {
    return std::pair(a.used.tv_sec, a.used.tv_nsec) < std::pair(b.used.tv_sec, b.used.tv_nsec);
  });
}

void MakeRoom(int folder, uint64_t max_bytes) {
  std::vector<KeptFile> files = ListFiles(folder);
  uint64_t bytes = 0;
  for (const KeptFile& file : files) bytes += file.bytes;
  SortByUse(&files);
  for (const KeptFile& file : files) {
    if (bytes <= max_bytes) return;
    ::unlinkat(folder, file.name.c_str(), 0);
    bytes -= file.bytes;
  }
}

}  // namespace

std::optional<CompiledCache::Bytes> CompiledCache::Find(std::string_view key) const {
  const FileHandle folder = OpenFolder(folder_);
  if (!folder.open()) return std::nullopt;
  const std::string name = FileName(key);
  const FileHandle file(
      ::openat(folder.number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.open()) return std::nullopt;

  const auto refuse = [&](std::string reason) {
    Log(LogLevel::kWarning, "pack_cache_file_refused",
        {{"file", (folder_ / name).string()}, {"reason", std::move(reason)}});
    ::unlinkat(folder.number(), name.c_str(), 0);
    return std::nullopt;
  };
  struct stat info = {};
  if (::fstat(file.number(), &info) != 0 || !S_ISREG(info.st_mode) || !IsOurs(info)) {
    return refuse("somebody else may have written it");
  }
  const auto size = static_cast<uint64_t>(info.st_size);
  if (size < sizeof(Header) || size > max_bytes_) return refuse("it has not the size it should");
  LargeBytes bytes(static_cast<char*>(AllocateLarge(size)));
  if (bytes == nullptr) return std::nullopt;
  if (!ReadAll(file.number(), bytes.get(), size)) return refuse("it cannot be read");
  const std::string_view kept(bytes.get() + sizeof(Header), size - sizeof(Header));
  if (std::string_view(bytes.get(), sizeof(Header)) != BytesOf(HeaderFor(key, kept))) {
    return refuse("it is damaged, or of another version");
  }
  ::futimens(file.number(), nullptr);
  return Bytes(std::move(bytes), sizeof(Header), size);
}

void CompiledCache::Keep(std::string_view key, std::string_view bytes) const {
  if (bytes.size() + sizeof(Header) > max_bytes_) return;
  MakeFolders(folder_);
  const FileHandle folder = OpenFolder(folder_);
  if (folder.open() && Write(folder.number(), key, bytes)) {
    MakeRoom(folder.number(), max_bytes_);
  } else {
    Log(LogLevel::kDebug, "pack_cache_not_written", {{"folder", folder_.string()}});
  }
}

std::vector<std::string> CompiledCache::Recent(std::string_view prefix) const {
  std::vector<std::string> keys;
  const FileHandle folder = OpenFolder(folder_);
  if (!folder.open()) return keys;
  std::vector<KeptFile> files = ListFiles(folder.number());
  SortByUse(&files);
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    if (!file->name.starts_with(prefix)) continue;
    keys.push_back(file->name.substr(0, file->name.size() - kEnding.size()));
  }
  return keys;
}

void CompiledCache::Forget(std::string_view key) const {
  const FileHandle folder = OpenFolder(folder_);
  if (folder.open()) ::unlinkat(folder.number(), FileName(key).c_str(), 0);
}

std::filesystem::path CompiledCache::DefaultFolder() {
  const auto place = [](const char* name) -> std::filesystem::path {
    const char* value = std::getenv(name);
    // Other than absolute paths are passed over (XDG base directories).
    return value != nullptr && value[0] == '/' ? value : "";
  };
  if (const std::filesystem::path cache = place("XDG_CACHE_HOME"); !cache.empty()) {
    return cache / "mingcha";
  }
  const std::filesystem::path home = place("HOME");
  return home.empty() ? home : home / ".cache" / "mingcha";
}

}  // namespace mingcha
