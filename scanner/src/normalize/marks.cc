#include "normalize/marks.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace mingcha {
namespace {

// Marks of no script, made to be put on anything: "Zalgo" text is built from them.
bool IsGenericMark(UChar32 c) {
  return (c >= 0x0300 && c <= 0x036f) || (c >= 0x0483 && c <= 0x0489) ||
         (c >= 0x1ab0 && c <= 0x1aff) || (c >= 0x1dc0 && c <= 0x1dff) ||
         (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe20 && c <= 0xfe2f);
}

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

}  // namespace

bool IsMark(UChar32 code_point) {
  const int8_t type = u_charType(code_point);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

int StripMarks(icu::UnicodeString* text) {
  icu::UnicodeString kept;
  bool keeps_marks = false;
  bool on_word = false;
  int stripped = 0;
  for (int32_t i = 0; i < text->length(); i = text->moveIndex32(i, 1)) {
    const UChar32 c = text->char32At(i);
    if (!IsMark(c)) {
      keeps_marks = IsWrittenWithMarks(c);
      on_word = u_isalnum(c);
    } else if (!keeps_marks || IsGenericMark(c)) {
      stripped += on_word;
      continue;
    }
    kept.append(c);
  }
  *text = std::move(kept);
  return stripped;
}

}  // namespace mingcha
