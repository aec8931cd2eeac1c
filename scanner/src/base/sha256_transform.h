// The step of SHA-256 (FIPS 180-4, section 6.2.2) that takes one block of 64 bytes into the state.

#ifndef MINGCHA_BASE_SHA256_TRANSFORM_H_
#define MINGCHA_BASE_SHA256_TRANSFORM_H_

#include <array>
#include <cstdint>

namespace mingcha {

using Sha256State = std::array<uint32_t, 8>;
using Sha256Transform = void (*)(const uint8_t* block, Sha256State* state);

void PortableSha256(const uint8_t* block, Sha256State* state);

// The processor's own instructions for it; null where it has none.
Sha256Transform HardwareSha256();

}  // namespace mingcha

#endif  // MINGCHA_BASE_SHA256_TRANSFORM_H_
