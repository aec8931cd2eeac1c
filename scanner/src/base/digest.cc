#include "base/digest.h"

#include <algorithm>
#include <cstring>

#include "base/sha256_transform.h"

namespace mingcha {
namespace {

constexpr std::array<uint32_t, 8> kInitialState = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

Sha256Transform FastestTransform() {
  const Sha256Transform hardware = HardwareSha256();
  return hardware != nullptr ? hardware : &PortableSha256;
}

}  // namespace

Sha256::Sha256() : state_(kInitialState) {}

void Sha256::Update(std::string_view bytes) {
  static const Sha256Transform kTransform = FastestTransform();
  total_bytes_ += bytes.size();
  while (!bytes.empty()) {
    const size_t taken = std::min(bytes.size(), buffer_.size() - buffered_);
    std::memcpy(buffer_.data() + buffered_, bytes.data(), taken);
    buffered_ += taken;
    bytes.remove_prefix(taken);
    if (buffered_ == buffer_.size()) {
      kTransform(buffer_.data(), &state_);
      buffered_ = 0;
    }
  }
}

void Sha256::UpdateNumber(uint64_t number) {
  std::array<char, 8> bytes;
  for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(number >> (56 - 8 * i));
  Update({bytes.data(), bytes.size()});
}

void Sha256::UpdateField(std::string_view bytes) {
  UpdateNumber(bytes.size());
  Update(bytes);
}

std::array<uint8_t, 32> Sha256::Finish() {
  const uint64_t total_bits = total_bytes_ * 8;
  // A one, then zeros up to the length, which ends a block.
  constexpr std::array<char, 64> kPadding = {'\x80'};
  Update({kPadding.data(), (buffered_ < 56 ? 56 : 120) - buffered_});
  UpdateNumber(total_bits);
  std::array<uint8_t, 32> digest;
  for (size_t i = 0; i < 32; ++i) {
    digest[i] = static_cast<uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
  }
  return digest;
}

std::string Sha256::FinishHex() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(64);
  for (const uint8_t byte : Finish()) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

std::string Sha256Hex(std::string_view bytes) {
  Sha256 sha;
  sha.Update(bytes);
  return sha.FinishHex();
}

uint64_t StableHash64(std::string_view bytes, uint64_t seed) {
  uint64_t hash = 0xcbf29ce484222325 ^ seed;
  for (const char c : bytes) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  // FNV mixes its low bits badly for short keys: the finalizer of MurmurHash3 spreads them.
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
  return hash ^ (hash >> 33);
}

}  // namespace mingcha
