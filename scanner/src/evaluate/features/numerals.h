// Numbers as people write them in chats: 30000, 3万, 3w, 1,500.5, 三万五, 一千五百, 3万5千.

#ifndef MINGCHA_EVALUATE_FEATURES_NUMERALS_H_
#define MINGCHA_EVALUATE_FEATURES_NUMERALS_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "mingcha/span.h"

namespace mingcha {

struct Numeral {
  double value = 0;
  ByteSpan folded;
  bool in_digits = false;  // All of it in Arabic digits: no 十, 百, 万 and no Chinese digit.
  bool has_multiplier = false;  // 百 千 万 亿 w k: it counts something large.
};

// Reads the number that begins at `at` of a folded text, a character border; nullopt if there is
// none, or if it goes on as something else (a code of Chinese digits, 几万). One that could begin
// further left is not noticed: ask at its first character.
std::optional<Numeral> NumeralAt(std::string_view text, uint32_t at);

// Whether a character may begin a number: an Arabic digit, a Chinese one, or 十.
bool BeginsNumeral(std::string_view text, uint32_t at);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_FEATURES_NUMERALS_H_
