#include "normalize/char_class.h"

#include <array>
#include <string_view>

#include <unicode/uchar.h>

namespace mingcha {
namespace {

constexpr std::u32string_view kStructuring = U",;:.!?\n\v\f\r\u0085\u2028\u2029、。";
constexpr std::u32string_view kSeparating = U"\t/\\\"'~|\u301c";
constexpr std::u32string_view kQuantifying = U"%\u2030\u2031\u00b0";

bool IsIn(std::u32string_view set, char32_t c) { return set.find(c) != std::u32string_view::npos; }

bool IsWordType(int8_t type) {
  constexpr uint32_t kWordTypes = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;
  return (kWordTypes >> type & 1) != 0;
}

CharClass ClassByProperties(char32_t c) {
  const int8_t type = u_charType(static_cast<UChar32>(c));
  if (IsWordType(type)) return CharClass::kWord;
  if (IsIn(kStructuring, c)) return CharClass::kStructure;
  if (IsIn(kSeparating, c)) return CharClass::kSeparator;
  if (IsIn(kQuantifying, c)) return CharClass::kQuantity;
  switch (type) {
    case U_SPACE_SEPARATOR:
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
      return CharClass::kSeparator;
    case U_MATH_SYMBOL:
    case U_CURRENCY_SYMBOL:
      return CharClass::kQuantity;
    case U_CONNECTOR_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_MODIFIER_SYMBOL:
      return CharClass::kDecoration;
    default:
      return CharClass::kPicture;
  }
}

}  // namespace

CharClass ClassOf(char32_t folded) {
  static const auto kAscii = [] {
    std::array<CharClass, 128> classes{};
    for (char32_t c = 0; c < classes.size(); ++c) classes[c] = ClassByProperties(c);
    return classes;
  }();
  if (folded < kAscii.size()) return kAscii[folded];
  if (folded >= 0x4e00 && folded <= 0x9fff) return CharClass::kWord;
  return ClassByProperties(folded);
}

bool IsDigit(char32_t folded) { return u_isdigit(static_cast<UChar32>(folded)); }

}  // namespace mingcha
