// Masks personal data in words that leave the process.

#ifndef MINGCHA_BASE_REDACT_H_
#define MINGCHA_BASE_REDACT_H_

#include <string>
#include <string_view>

namespace mingcha {

// Masks with '*', one for each character taken away:
// * bank cards, 13 to 19 digits with a valid Luhn check digit: all but the first 6 and the last 4;
// * identity cards, 18 characters with a valid check character (GB 11643): all but the first and
// the
//   last;
// * mobile phones, 11 digits that begin with 13 to 19: all but the first 3 and the last 4;
// * codes, 4 to 8 digits within 12 characters behind a word for a code or password: all.
//
// Digits may be full-width, and may stand in groups with blanks or hyphens between them.
// `before` is what stands in front of `words` in the message: a word for a code may be there.
std::string Redact(std::string_view words, std::string_view before = {});

// Whether there is a digit, without which there is nothing to mask.
bool HasDigit(std::string_view words);

}  // namespace mingcha

#endif  // MINGCHA_BASE_REDACT_H_
