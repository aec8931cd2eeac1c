#include "normalize/marks.h"

#include <array>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/check.h"

namespace mingcha {
namespace {

// Marks of no script, made to be put on anything: "Zalgo" text is built from them.
bool IsGenericMark(UChar32 c) {
  return (c >= 0x0300 && c <= 0x036f) || (c >= 0x0483 && c <= 0x0489) ||
         (c >= 0x1ab0 && c <= 0x1aff) || (c >= 0x1dc0 && c <= 0x1dff) ||
         (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe20 && c <= 0xfe2f);
}

// The plain marks stand below the first, and in the row of half marks; others are not asked about.
constexpr UChar32 kFirstMark = 0x0300;
constexpr UChar32 kEndOfMarks = 0x2100;
constexpr UChar32 kFirstHalfMark = 0xfe20;
constexpr UChar32 kEndOfHalfMarks = 0xfe30;

struct OrdersOfMarks {
  std::array<int16_t, kEndOfMarks - kFirstMark> marks;
  std::array<int16_t, kEndOfHalfMarks - kFirstHalfMark> half_marks;
};

int16_t OrderByIcu(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const nfkc = icu::Normalizer2::getNFKCCasefoldInstance(status);
  MINGCHA_CHECK(U_SUCCESS(status));
  const bool is_plain =
      IsGenericMark(c) && IsMark(c) && nfkc->isNormalized(icu::UnicodeString(c), status);
  return is_plain ? nfkc->getCombiningClass(c) : int16_t{-1};
}

const OrdersOfMarks& Orders() {
  static const auto* const kOrders = [] {
    auto* orders = new OrdersOfMarks;
    for (UChar32 c = kFirstMark; c < kEndOfMarks; ++c) {
      orders->marks[static_cast<size_t>(c - kFirstMark)] = OrderByIcu(c);
    }
    for (UChar32 c = kFirstHalfMark; c < kEndOfHalfMarks; ++c) {
      orders->half_marks[static_cast<size_t>(c - kFirstHalfMark)] = OrderByIcu(c);
    }
    return orders;
  }();
  return *kOrders;
}

}  // namespace

bool IsWrittenWithMarks(UChar32 base) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(base, &status)) {
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
    case USCRIPT_UNKNOWN:
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_HANGUL:
      return false;
    default:
      return true;
  }
}

int OrderOfPlainMark(UChar32 code_point) {
  static const OrdersOfMarks& orders = Orders();
  if (code_point >= kFirstMark && code_point < kEndOfMarks) {
    return orders.marks[static_cast<size_t>(code_point - kFirstMark)];
  }
  if (code_point >= kFirstHalfMark && code_point < kEndOfHalfMarks) {
    return orders.half_marks[static_cast<size_t>(code_point - kFirstHalfMark)];
  }
  return -1;
}

bool IsMark(UChar32 code_point) {
  const int8_t type = u_charType(code_point);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

int StripMarks(icu::UnicodeString* text) {
  bool keeps_marks = false;
  bool on_word = false;
  int stripped = 0;
  for (int32_t i = 0; i < text->length();) {
    const UChar32 c = text->char32At(i);
    if (!IsMark(c)) {
      keeps_marks = IsWrittenWithMarks(c);
      on_word = u_isalnum(c);
    } else if (!keeps_marks || IsGenericMark(c)) {
      stripped += on_word;
      text->remove(i, U16_LENGTH(c));
      continue;
    }
    i += U16_LENGTH(c);
  }
  return stripped;
}

}  // namespace mingcha
