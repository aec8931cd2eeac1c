// The bytes of a file as it was before it was compressed (zlib, zstd).

#ifndef MINGCHA_ARCHIVE_BYTE_STREAM_H_
#define MINGCHA_ARCHIVE_BYTE_STREAM_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"

namespace mingcha {

class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Reads some bytes to the front of `buffer`, which must not be empty, and returns how many; 0 at
  // the end. Errors: DATA_LOSS, the compressed data ends too early or is broken (what came before
  // it was read); UNAVAILABLE, the file cannot be read, or a signal
  // ended a read that waited.
  virtual absl::StatusOr<size_t> Read(std::span<char> buffer) = 0;
  // How much of the file, as it lies there, has been taken.
  virtual uint64_t file_bytes_read() const = 0;
  // How long the file is; 0 if that cannot be known (a pipe).
  virtual uint64_t file_bytes() const = 0;
};

// Opens `path`, or standard input for "-". What it is, is told by its first bytes: gzip (any number
// of members), zstd (any number of frames), or bare text; a name that ends in .gz or .zst must say
// so truly. Errors: NOT_FOUND; UNAVAILABLE, it cannot be read; DATA_LOSS, it is not what its name
// says.
absl::StatusOr<std::unique_ptr<ByteStream>> OpenByteStream(const std::filesystem::path& path);

// Versions of the libraries: "1.2.13", "1.5.4".
std::string ZlibVersion();
std::string ZstdVersion();

}  // namespace mingcha

#endif  // MINGCHA_ARCHIVE_BYTE_STREAM_H_
