#include "base/redact.h"

#include <vector>

#include "base/personal_numbers.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

// What is kept of `before`: a word for a code and its reach, or the front of a split number.
constexpr size_t kBeforeBytes = 256;

}  // namespace

bool HasDigit(std::string_view words) {
  for (size_t i = 0; i < words.size();) {
    const DecodedChar c = DecodeUtf8(words, i);
    if (DigitOf(c.code_point) >= 0) return true;
    i += c.bytes;
  }
  return false;
}

std::string Redact(std::string_view words, std::string_view before) {
  if (!HasDigit(words)) return std::string(words);

  if (before.size() > kBeforeBytes) {
    before.remove_prefix(FloorToCharacter(before, before.size() - kBeforeBytes));
  }
  std::string whole(before);
  whole += words;

  std::string redacted;
  redacted.reserve(words.size());
  size_t copied = before.size();
  for (const PersonalNumber& number : FindPersonalNumbers(whole)) {
    for (size_t i = number.kept_front; i + number.kept_back < number.digits.size(); ++i) {
      const size_t at = number.digits[i];
      if (at < before.size()) continue;
      redacted.append(whole, copied, at - copied);
      redacted += '*';
      copied = at + DecodeUtf8(whole, at).bytes;
    }
  }
  redacted.append(whole, copied);
  return redacted;
}

}  // namespace mingcha
