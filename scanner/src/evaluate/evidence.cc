#include "evaluate/evidence.h"

#include <algorithm>
#include <cstdint>

#include "base/redact.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

// How much in front of a quote may hold the word that makes digits a code.
constexpr uint32_t kBeforeBytes = 96;
// The longest number that a quote may cut through: 19 digits in groups, full-width.
constexpr uint32_t kNumberBytes = 96;

// Digits and letters of numbers, ASCII or full-width, and what stands between their groups.
bool MayStandInNumber(std::string_view text, uint32_t at) {
  const char32_t c = DecodeUtf8(text, at).code_point;
  return (c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19) || c == ' ' || c == '-' ||
         c == 'x' || c == 'X';
}

ByteSpan WithWholeNumbers(std::string_view text, ByteSpan span) {
  const auto size = static_cast<uint32_t>(text.size());
  const uint32_t from = span.begin > kNumberBytes ? span.begin - kNumberBytes : 0;
  const uint32_t to = std::min(size, span.end + kNumberBytes);
  while (span.begin > from) {
    const auto previous = static_cast<uint32_t>(FloorToCharacter(text, span.begin - 1));
    if (previous < from || !MayStandInNumber(text, previous)) break;
    span.begin = previous;
  }
  while (span.end < to && MayStandInNumber(text, span.end)) {
    span.end += DecodeUtf8(text, span.end).bytes;
  }
  return span;
}

std::string ValidWords(std::string_view text, uint32_t begin, uint32_t end) {
  return ReplaceInvalidUtf8(text.substr(begin, end - begin), nullptr);
}

size_t OffsetOfCodePoint(std::string_view text, size_t count) {
  size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at += DecodeUtf8(text, at).bytes;
  return at;
}

}  // namespace

std::string QuoteMasked(std::string_view text, ByteSpan original) {
  if (!HasDigit(text.substr(original.begin, original.size()))) {
    return ValidWords(text, original.begin, original.end);
  }
  const ByteSpan whole = WithWholeNumbers(text, original);
  const auto before_begin = static_cast<uint32_t>(
      FloorToCharacter(text, whole.begin > kBeforeBytes ? whole.begin - kBeforeBytes : 0));
  const std::string redacted =
      Redact(ValidWords(text, whole.begin, whole.end), ValidWords(text, before_begin, whole.begin));
  if (whole == original) return redacted;
  // One character is masked by one: the quote is cut out by counting.
  const size_t skipped = CountCodePoints(ValidWords(text, whole.begin, original.begin));
  const size_t kept = CountCodePoints(ValidWords(text, original.begin, original.end));
  const size_t begin = OffsetOfCodePoint(redacted, skipped);
  const size_t length = OffsetOfCodePoint(std::string_view(redacted).substr(begin), kept);
  return redacted.substr(begin, length);
}

Evidence EvidenceMaker::Make(ByteSpan folded, View view) {
  if (identity_.empty()) identity_ = MakeMessageIdentity(message_);
  const ByteSpan original = OriginalOf(folded);
  return {message_.message_id, identity_, original, QuoteMasked(text_, original), view};
}

bool EvidenceMaker::IsDisguised(ByteSpan folded, View view) const {
  return view != View::kFolded || normalizer_.folded().map.TouchesDisguise(folded);
}

}  // namespace mingcha
