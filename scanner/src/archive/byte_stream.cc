#include "archive/byte_stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include <zlib.h>
#include <zstd.h>

#include "base/check.h"
#include "base/status_util.h"
#include <fcntl.h>
#include <unistd.h>

namespace mingcha {
namespace {

constexpr size_t kInputBytes = 128 * 1024;
// A frame may ask for a window of 128 MiB, as the zstd program allows, and not more.
constexpr int kMaxZstdWindowLog = 27;

constexpr std::string_view kGzipMagic = "\x1f\x8b";
constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";
// A frame without content, which some programs put first: its first byte is 0x50 to 0x5f.
constexpr std::string_view kZstdSkippableMagicEnd = "\x2a\x4d\x18";

absl::Status SystemError(const std::string& name, int error) {
  const auto code = error == ENOENT ? absl::StatusCode::kNotFound : absl::StatusCode::kUnavailable;
  return absl::Status(code,
                      absl::StrFormat("%s: %s", name, std::generic_category().message(error)));
}

bool IsZstd(std::string_view front) {
  if (front.starts_with(kZstdMagic)) return true;
  return !front.empty() && (front[0] & 0xf0) == 0x50 &&
         front.substr(1).starts_with(kZstdSkippableMagicEnd);
}

// The file as it lies there, through a buffer: a decoder takes from its front.
class FileInput {
 public:
  static absl::StatusOr<FileInput> Open(const std::filesystem::path& path) {
    const bool is_stdin = path == "-";
    const int file = is_stdin ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    FileInput input(file, is_stdin ? "stdin" : path.string());
    struct stat status = {};
    if (file < 0 || ::fstat(file, &status) != 0) return SystemError(input.name_, errno);
    if (S_ISREG(status.st_mode)) input.file_bytes_ = static_cast<uint64_t>(status.st_size);
    return input;
  }

  FileInput(FileInput&& other) noexcept
      : file_(std::exchange(other.file_, -1)),
        name_(std::move(other.name_)),
        file_bytes_(other.file_bytes_),
        bytes_read_(other.bytes_read_),
        buffer_(std::move(other.buffer_)),
        waiting_(other.waiting_) {}
  FileInput& operator=(FileInput&&) = delete;
  ~FileInput() {
    if (file_ >= 0) ::close(file_);
  }

  const std::string& name() const { return name_; }
  uint64_t file_bytes() const { return file_bytes_; }
  uint64_t bytes_taken() const { return bytes_read_ - waiting_.size(); }

  // Waits until at least `size` bytes are there, or the file has ended.
  absl::Status Await(size_t size) {
    while (waiting_.size() < size) {
      std::copy(waiting_.begin(), waiting_.end(), buffer_.begin());
      const size_t kept = waiting_.size();
      // A signal that interrupts a read that waits ends it (EINTR): whoever caught it wants to end.
      const ssize_t count = ::read(file_, buffer_.data() + kept, buffer_.size() - kept);
      if (count < 0) return SystemError(name_, errno);
      bytes_read_ += static_cast<uint64_t>(count);
      waiting_ = std::string_view(buffer_.data(), kept + static_cast<size_t>(count));
      if (count == 0) break;
    }
    return absl::OkStatus();
  }

  // Bytes that have been read and not yet taken.
  std::string_view waiting() const { return waiting_; }
  void Take(size_t size) { waiting_.remove_prefix(size); }

  absl::Status Broken(std::string_view fault) const {
    return absl::DataLossError(absl::StrFormat("%s: %s", name_, fault));
  }

 private:
  FileInput(int file, std::string name)
      : file_(file), name_(std::move(name)), buffer_(kInputBytes) {}

  int file_;
  std::string name_;
  uint64_t file_bytes_ = 0;
  uint64_t bytes_read_ = 0;
  std::vector<char> buffer_;
  std::string_view waiting_;  // Inside buffer_, which stays where it is when this is moved.
};

class BareStream : public ByteStream {
 public:
  explicit BareStream(FileInput input) : input_(std::move(input)) {}

  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    MINGCHA_RETURN_IF_ERROR(input_.Await(1));
    const std::string_view bytes = input_.waiting().substr(0, buffer.size());
    std::copy(bytes.begin(), bytes.end(), buffer.begin());
    input_.Take(bytes.size());
    return bytes.size();
  }
  uint64_t file_bytes_read() const override { return input_.bytes_taken(); }
  uint64_t file_bytes() const override { return input_.file_bytes(); }

 private:
  FileInput input_;
};

class GzipStream : public ByteStream {
 public:
  explicit GzipStream(FileInput input) : input_(std::move(input)) {
    constexpr int kGzipWithLargestWindow = 15 + 16;
    MINGCHA_CHECK(inflateInit2(&inflater_, kGzipWithLargestWindow) == Z_OK);
  }
  ~GzipStream() override { inflateEnd(&inflater_); }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    while (true) {
      if (between_members_) {
        MINGCHA_ASSIGN_OR_RETURN(const bool has_member, StartMember());
        if (!has_member) return 0;
      }
      if (broken_) return input_.Broken("the gzip data is broken");
      MINGCHA_RETURN_IF_ERROR(input_.Await(1));
      if (input_.waiting().empty()) return input_.Broken("the gzip data ends too early");
      if (const size_t produced = Inflate(buffer); produced > 0) return produced;
    }
  }
  uint64_t file_bytes_read() const override { return input_.bytes_taken(); }
  uint64_t file_bytes() const override { return input_.file_bytes(); }

 private:
  // Zeros that fill up a block behind a member are passed over, as gzip does.
  absl::StatusOr<bool> StartMember() {
    while (true) {
      MINGCHA_RETURN_IF_ERROR(input_.Await(1));
      const std::string_view waiting = input_.waiting();
      if (waiting.empty()) return false;
      const size_t zeros = std::min(waiting.find_first_not_of('\0'), waiting.size());
      input_.Take(zeros);
      if (zeros < waiting.size()) break;
    }
    MINGCHA_RETURN_IF_ERROR(input_.Await(kGzipMagic.size()));
    if (!input_.waiting().starts_with(kGzipMagic)) {
      return input_.Broken("what follows a gzip member is no other one");
    }
    MINGCHA_CHECK(inflateReset(&inflater_) == Z_OK);
    between_members_ = false;
    return true;
  }

  // Returns how many bytes it wrote to the front of `buffer`: those in front of a fault, too.
  size_t Inflate(std::span<char> buffer) {
    const std::string_view waiting = input_.waiting();
    // zlib takes its input by a pointer to bytes it does not change.
    inflater_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(waiting.data()));
    inflater_.avail_in = static_cast<uInt>(waiting.size());
    inflater_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    inflater_.avail_out = static_cast<uInt>(std::min<size_t>(buffer.size(), kInputBytes));
    const uInt room = inflater_.avail_out;
    const int result = inflate(&inflater_, Z_NO_FLUSH);
    input_.Take(waiting.size() - inflater_.avail_in);
    between_members_ = result == Z_STREAM_END;
    broken_ = !between_members_ && result != Z_OK && result != Z_BUF_ERROR;
    return room - inflater_.avail_out;
  }

  FileInput input_;
  z_stream inflater_ = {};
  bool between_members_ = true;
  bool broken_ = false;
};

class ZstdStream : public ByteStream {
 public:
  explicit ZstdStream(FileInput input) : input_(std::move(input)), decoder_(ZSTD_createDStream()) {
    MINGCHA_CHECK(decoder_ != nullptr);
    const size_t set =
        ZSTD_DCtx_setParameter(decoder_.get(), ZSTD_d_windowLogMax, kMaxZstdWindowLog);
    MINGCHA_CHECK(ZSTD_isError(set) == 0);
  }

  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    while (true) {
      MINGCHA_RETURN_IF_ERROR(input_.Await(1));
      const std::string_view waiting = input_.waiting();
      if (waiting.empty() && !inside_frame_) return 0;
      // One block at a time: a broken one does not take those before it along.
      ZSTD_inBuffer in{waiting.data(), std::min(waiting.size(), wanted_), 0};
      ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
      const size_t hint = ZSTD_decompressStream(decoder_.get(), &out, &in);
      if (ZSTD_isError(hint) != 0) {
        return input_.Broken(
            absl::StrFormat("the zstd data is broken: %s", ZSTD_getErrorName(hint)));
      }
      input_.Take(in.pos);
      inside_frame_ = hint != 0;
      wanted_ = std::max(hint, kZstdMagic.size());
      if (out.pos > 0) return out.pos;
      if (waiting.empty() && inside_frame_) return input_.Broken("the zstd data ends too early");
    }
  }
  uint64_t file_bytes_read() const override { return input_.bytes_taken(); }
  uint64_t file_bytes() const override { return input_.file_bytes(); }

 private:
  struct FreeDecoder {
    void operator()(ZSTD_DStream* decoder) const { ZSTD_freeDStream(decoder); }
  };

  FileInput input_;
  std::unique_ptr<ZSTD_DStream, FreeDecoder> decoder_;
  bool inside_frame_ = false;
  size_t wanted_ = kZstdMagic.size();  // How many bytes the decoder asks for.
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteStream>> OpenByteStream(const std::filesystem::path& path) {
  MINGCHA_ASSIGN_OR_RETURN(FileInput input, FileInput::Open(path));
  MINGCHA_RETURN_IF_ERROR(input.Await(kZstdMagic.size()));
  if (input.waiting().starts_with(kGzipMagic)) {
    return std::make_unique<GzipStream>(std::move(input));
  }
  if (IsZstd(input.waiting())) {
    return std::make_unique<ZstdStream>(std::move(input));
  }
  if (path.extension() == ".gz" || path.extension() == ".zst") {
    return input.Broken("not compressed as its name says");
  }
  return std::make_unique<BareStream>(std::move(input));
}

std::string ZlibVersion() { return zlibVersion(); }

std::string ZstdVersion() { return ZSTD_versionString(); }

}  // namespace mingcha
