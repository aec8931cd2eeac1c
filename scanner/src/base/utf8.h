// Small steps through UTF-8.

#ifndef MINGCHA_BASE_UTF8_H_
#define MINGCHA_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mingcha {

inline constexpr char32_t kReplacementCharacter = 0xfffd;

struct DecodedChar {
  char32_t code_point = 0;
  uint8_t bytes = 0;   // How many bytes it takes; of an invalid sequence, its maximal subpart.
  bool valid = false;  // If not, code_point is U+FFFD.
};

// Decodes the character that begins at `offset`, which must be inside `text`. Overlong forms,
// surrogates and values above U+10FFFF are invalid (Unicode 15, table 3-7).
DecodedChar DecodeUtf8(std::string_view text, size_t offset);

void AppendUtf8(char32_t code_point, std::string* text);

bool IsValidUtf8(std::string_view text);

// Returns `text` with each maximal subpart of an invalid sequence replaced by U+FFFD; counts the
// replaced bytes in `*replaced_bytes` (may be null).
std::string ReplaceInvalidUtf8(std::string_view text, uint32_t* replaced_bytes);

inline bool IsContinuationByte(char byte) { return (static_cast<uint8_t>(byte) & 0xc0) == 0x80; }

// Counts the code points of valid UTF-8.
size_t CountCodePoints(std::string_view text);

// Returns the largest offset <= `offset` at which a character begins (or the text ends).
size_t FloorToCharacter(std::string_view text, size_t offset);

}  // namespace mingcha

#endif  // MINGCHA_BASE_UTF8_H_
