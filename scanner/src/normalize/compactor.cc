#include "normalize/compactor.h"

#include <array>
#include <bit>
#include <cstring>

#include "normalize/char_class.h"
#include "normalize/valid_utf8.h"
#include "normalize/word_bytes.h"

namespace mingcha {
namespace {

// What stands between two characters of words.
struct Gap {
  uint32_t end = 0;
  uint32_t code_points = 0;
  bool has_quantity = false;
  bool only_pictures = true;
};

Gap ReadGap(std::string_view text, uint32_t begin) {
  Gap gap{.end = begin};
  while (gap.end < text.size()) {
    const ValidChar c = DecodeValid(text, gap.end);
    const CharClass character_class = ClassOf(c.code_point);
    if (character_class == CharClass::kWord || character_class == CharClass::kStructure) break;
    gap.has_quantity = gap.has_quantity || character_class == CharClass::kQuantity;
    gap.only_pictures = gap.only_pictures && character_class == CharClass::kPicture;
    ++gap.code_points;
    gap.end += c.bytes;
  }
  return gap;
}

// Numbers must stay what they are: "3-5" is not 35, "5%" and "8+" are not 5 and 8.
bool KeepsNumbers(const Gap& gap, bool digit_before, bool digit_after) {
  if (digit_before && digit_after) return gap.only_pictures;
  return !gap.has_quantity || (!digit_before && !digit_after);
}

// The next byte from `at` on that may begin a character of no word, or the end.
uint32_t FindOther(std::string_view text, uint32_t at) {
  const auto size = static_cast<uint32_t>(text.size());
  for (; size - at >= kWordBytes + kWordBytesAhead; at += kWordBytes) {
    const uint32_t others = OtherBytes(text.data() + at);
    if (others != 0) return at + static_cast<uint32_t>(std::countr_zero(others));
  }
  // The rest, with bytes behind it that are of words.
  std::array<char, 2 * kWordBytes + kWordBytesAhead> rest;
  rest.fill('a');
  std::memcpy(rest.data(), text.data() + at, size - at);
  for (const char* in = rest.data(); at < size; in += kWordBytes, at += kWordBytes) {
    const uint32_t others = OtherBytes(in);
    if (others != 0) return at + static_cast<uint32_t>(std::countr_zero(others));
  }
  return size;
}

// The end of the characters of words from `begin` on.
uint32_t SkipWord(std::string_view text, uint32_t begin) {
  uint32_t at = begin;
  while (true) {
    at = FindOther(text, at);
    if (at == text.size()) return at;
    const ValidChar c = DecodeValid(text, at);
    if (!IsWord(c.code_point)) return at;
    at += c.bytes;
  }
}

bool IsDigitBefore(std::string_view text, uint32_t at) {
  return IsDigit(DecodeValid(text, BeginOfCharBefore(text, at)).code_point);
}

}  // namespace

void Compact(std::string_view folded, uint32_t max_gap, NormalizedText* compact) {
  compact->text.clear();
  compact->map.Clear();
  const auto size = static_cast<uint32_t>(folded.size());
  uint32_t kept_from = 0;
  const auto keep_until = [&](uint32_t end) {
    compact->text += folded.substr(kept_from, end - kept_from);
  };
  for (uint32_t at = 0; at < size;) {
    const uint32_t word_end = SkipWord(folded, at);
    const bool has_word_before = word_end > at;
    const Gap gap = ReadGap(folded, word_end);
    at = gap.end;
    if (at == size) break;
    const ValidChar after = DecodeValid(folded, at);
    const CharTraits traits = TraitsOf(after.code_point);
    if (!traits.is_word()) {
      at += after.bytes;  // It structures the sentence.
      continue;
    }
    if (!has_word_before || gap.code_points > max_gap ||
        !KeepsNumbers(gap, IsDigitBefore(folded, word_end), traits.is_digit())) {
      continue;
    }
    keep_until(word_end);
    kept_from = gap.end;
    const auto upper = static_cast<uint32_t>(compact->text.size());
    compact->map.Add({.upper = {upper, upper}, .lower = {word_end, gap.end}});
  }
  keep_until(size);
  compact->map.Finish(static_cast<uint32_t>(compact->text.size()), size);
}

bool MayPartWords(std::string_view gap) {
  for (size_t i = 0; i < gap.size();) {
    const ValidChar c = DecodeValid(gap, i);
    if (ClassOf(c.code_point) != CharClass::kSeparator) return false;
    i += c.bytes;
  }
  return true;
}

}  // namespace mingcha
