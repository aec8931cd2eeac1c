#include "normalize/char_class.h"

#include <array>
#include <string_view>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace mingcha {
namespace {

constexpr std::u32string_view kStructuring = U",;:.!?\n\v\f\r\u0085\u2028\u2029、。";
constexpr std::u32string_view kSeparating = U"\t/\\\"'~|\u301c";
constexpr std::u32string_view kQuantifying = U"%\u2030\u2031\u00b0";
constexpr char32_t kBarIdeograph = U'丨';  // A stroke; people type it for |.

bool IsIn(std::u32string_view set, char32_t c) { return set.find(c) != std::u32string_view::npos; }

bool IsWordType(int8_t type) {
  constexpr uint32_t kWordTypes = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;
  return (kWordTypes >> type & 1) != 0;
}

CharClass ClassByProperties(char32_t c) {
  if (c == kBarIdeograph) return CharClass::kDecoration;
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

Alphabet AlphabetOf(UScriptCode script, bool is_digit) {
  if (is_digit) return Alphabet::kNeutral;
  switch (script) {
    case USCRIPT_INHERITED:
      return Alphabet::kNeutral;
    case USCRIPT_LATIN:
      return Alphabet::kLatin;
    case USCRIPT_GREEK:
      return Alphabet::kGreek;
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARMENIAN:
    case USCRIPT_CHEROKEE:
    case USCRIPT_COPTIC:
    case USCRIPT_LISU:
      return Alphabet::kForeign;
    default:
      return Alphabet::kNone;
  }
}

}  // namespace

namespace internal {

CharTraits TraitsByProperties(char32_t c) {
  const auto code_point = static_cast<UChar32>(c);
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(code_point, &status);
  const bool is_digit = u_isdigit(code_point);
  return {ClassByProperties(c), AlphabetOf(script, is_digit), is_digit, script == USCRIPT_HAN};
}

const CharTraits* TraitsTable() {
  static const auto* const kTable = [] {
    auto* table = new std::array<CharTraits, kEndOfTraitsTable>;
    for (char32_t c = 0; c < kEndOfTraitsTable; ++c) (*table)[c] = TraitsByProperties(c);
    return table;
  }();
  return kTable->data();
}

}  // namespace internal
}  // namespace mingcha
