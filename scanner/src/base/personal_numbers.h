// Numbers that belong to a person: cards, identity cards, phones, codes.

#ifndef MINGCHA_BASE_PERSONAL_NUMBERS_H_
#define MINGCHA_BASE_PERSONAL_NUMBERS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace mingcha {

enum class PersonalNumberKind : uint8_t {
  kBankCard,      // 13 to 19 digits with a valid Luhn check digit.
  kIdentityCard,  // 18 characters with a valid check character (GB 11643).
  kPhone,         // 11 digits that begin with 13 to 19, perhaps behind the country code 86.
  kCode,          // 4 to 8 digits beside a word for a code or password.
};

struct PersonalNumber {
  PersonalNumberKind kind = PersonalNumberKind::kCode;
  // Where its digits begin, in bytes; separators between them are not among them.
  std::vector<size_t> digits;
  size_t begin = 0;  // In bytes, half-open.
  size_t end = 0;
  // How many digits stay readable at both ends when it is masked.
  size_t kept_front = 0;
  size_t kept_back = 0;
};

// What a digit is worth, be it full-width, in a circle (①) or mathematical (𝟏); -1 if it is none.
int DigitOf(char32_t c);

// Finds the numbers of `text` from left to right; they do not overlap. Digits may be any of these,
// and may stand in groups with blanks or hyphens between them. A code stands within 12 characters
// behind its word ("验证码是 8848"), or right in front of it ("8848是验证码"). `text` may hold
// invalid UTF-8.
std::vector<PersonalNumber> FindPersonalNumbers(std::string_view text);

}  // namespace mingcha

#endif  // MINGCHA_BASE_PERSONAL_NUMBERS_H_
