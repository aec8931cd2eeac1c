#include "base/utf8.h"

#include <algorithm>

#include "base/check.h"

namespace mingcha {

DecodedChar DecodeUtf8(std::string_view text, size_t offset) {
  MINGCHA_DCHECK(offset < text.size());
  const auto byte = [&](size_t i) -> uint8_t {
    return offset + i < text.size() ? static_cast<uint8_t>(text[offset + i]) : 0;
  };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};

  // Table 3-7 of Unicode 15: the second byte's range depends on the lead byte.
  int trail = 0;
  uint8_t low = 0x80;
  uint8_t high = 0xbf;
  char32_t code_point = 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    trail = 1;
    code_point = lead & 0x1fU;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    trail = 2;
    code_point = lead & 0x0fU;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    trail = 3;
    code_point = lead & 0x07U;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else {
    return {kReplacementCharacter, 1, false};
  }
  uint8_t taken = 1;
  for (int i = 0; i < trail; ++i) {
    const uint8_t next = byte(taken);
    if (next < low || next > high) return {kReplacementCharacter, taken, false};
    code_point = code_point << 6 | (next & 0x3fU);
    low = 0x80;
    high = 0xbf;
    ++taken;
  }
  return {code_point, taken, true};
}

void AppendUtf8(char32_t code_point, std::string* text) {
  const auto append = [text](char32_t bits) { text->push_back(static_cast<char>(bits)); };
  if (code_point < 0x80) {
    append(code_point);
  } else if (code_point < 0x800) {
    append(0xc0 | code_point >> 6);
    append(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    append(0xe0 | code_point >> 12);
    append(0x80 | (code_point >> 6 & 0x3f));
    append(0x80 | (code_point & 0x3f));
  } else {
    append(0xf0 | code_point >> 18);
    append(0x80 | (code_point >> 12 & 0x3f));
    append(0x80 | (code_point >> 6 & 0x3f));
    append(0x80 | (code_point & 0x3f));
  }
}

bool IsValidUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const DecodedChar c = DecodeUtf8(text, i);
    if (!c.valid) return false;
    i += c.bytes;
  }
  return true;
}

std::string ReplaceInvalidUtf8(std::string_view text, uint32_t* replaced_bytes) {
  std::string valid;
  valid.reserve(text.size());
  size_t copied = 0;
  for (size_t i = 0; i < text.size();) {
    const DecodedChar c = DecodeUtf8(text, i);
    if (!c.valid) {
      valid.append(text, copied, i - copied);
      AppendUtf8(kReplacementCharacter, &valid);
      if (replaced_bytes != nullptr) *replaced_bytes += c.bytes;
      copied = i + c.bytes;
    }
    i += c.bytes;
  }
  valid.append(text, copied);
  return valid;
}

size_t CountCodePoints(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !IsContinuationByte(byte); }));
}

size_t FloorToCharacter(std::string_view text, size_t offset) {
  if (offset >= text.size()) return text.size();
  while (offset > 0 && IsContinuationByte(text[offset])) --offset;
  return offset;
}

}  // namespace mingcha
