// SHA-256 and stable hashes: pack digests, finding ids, the choice of a worker.

#ifndef MINGCHA_BASE_DIGEST_H_
#define MINGCHA_BASE_DIGEST_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace mingcha {

// SHA-256 (FIPS 180-4), one piece after another.
class Sha256 {
 public:
  Sha256();

  void Update(std::string_view bytes);
  // Puts the length in front (8 bytes, big-endian), so that no two lists of fields run together.
  void UpdateField(std::string_view bytes);
  void UpdateNumber(uint64_t number);
  // 32 bytes. Nothing may be added after it.
  std::array<uint8_t, 32> Finish();
  // 64 lower-case hex digits.
  std::string FinishHex();

 private:
  std::array<uint32_t, 8> state_;
  std::array<uint8_t, 64> buffer_ = {};
  size_t buffered_ = 0;
  uint64_t total_bytes_ = 0;
};

std::string Sha256Hex(std::string_view bytes);

// FNV-1a, 64 bits, with a final mix: the same in every process and release.
uint64_t StableHash64(std::string_view bytes, uint64_t seed = 0);

}  // namespace mingcha

#endif  // MINGCHA_BASE_DIGEST_H_
