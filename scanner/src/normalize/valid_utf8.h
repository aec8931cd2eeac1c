// Steps through text that is known to be valid UTF-8, as every view is, without checking it again.

#ifndef MINGCHA_NORMALIZE_VALID_UTF8_H_
#define MINGCHA_NORMALIZE_VALID_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mingcha {

struct ValidChar {
  char32_t code_point;
  uint32_t bytes;
};

// The character that begins at `at`, which must be inside `text`.
inline ValidChar DecodeValid(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[at + i]); };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const char32_t second = byte(1) & 0x3fU;
  if (lead < 0xe0) return {(lead & 0x1f) << 6 | second, 2};
  const char32_t third = byte(2) & 0x3fU;
  if (lead < 0xf0) return {(lead & 0x0f) << 12 | second << 6 | third, 3};
  return {(lead & 0x07) << 18 | second << 12 | third << 6 | (byte(3) & 0x3fU), 4};
}

// Where the character before `at` begins. Requires: at > 0.
inline uint32_t BeginOfCharBefore(std::string_view text, uint32_t at) {
  do {
    --at;
  } while ((static_cast<uint8_t>(text[at]) & 0xc0) == 0x80);
  return at;
}

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_VALID_UTF8_H_
