#include "normalize/run_folder.h"

#include <algorithm>

#include <unicode/uchar.h>

#include "base/check.h"
#include "base/utf8.h"
#include "normalize/fold_table.h"

namespace mingcha {
namespace {

constexpr UChar32 kFirstIdeograph = 0x3400;
constexpr UChar32 kLastIdeograph = 0x9fff;

struct PlainMark {
  UChar32 code_point;
  int order;
};

// What a base becomes by itself, if that is one character to which marks do the same as to the
// base; -1 otherwise. Digits, letters of ASCII (full-width ones too), and ideographs, with which
// nothing composes.
UChar32 PlainBase(UChar32 base) {
  if (base < 0x80) return u_isalnum(base) ? u_tolower(base) : -1;
  if (base >= 0xff01 && base <= 0xff5e) return PlainBase(base - 0xff01 + '!');
  if (base < kFirstIdeograph || base > kLastIdeograph) return -1;
  FoldEntry entry;
  if (!FindFoldEntry(static_cast<uint32_t>(base), &entry)) return base;
  const DecodedChar folded = DecodeUtf8(entry.text(), 0);
  return folded.bytes == entry.size() ? static_cast<UChar32>(folded.code_point) : -1;
}

// Marks of different order go past one another, those of the same order do not.
void SortMarks(std::span<PlainMark> marks) {
  for (size_t i = 1; i < marks.size(); ++i) {
    const PlainMark mark = marks[i];
    size_t at = i;
    for (; at > 0 && mark.order != 0 && marks[at - 1].order > mark.order; --at) {
      marks[at] = marks[at - 1];
    }
    marks[at] = mark;
  }
}

}  // namespace

RunFolder::RunFolder() {
  UErrorCode status = U_ZERO_ERROR;
  nfkc_casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
  MINGCHA_CHECK(U_SUCCESS(status));
}

RunFolder::Folded RunFolder::Fold(std::span<const UChar32> run) {
  MINGCHA_DCHECK(!run.empty() && run.size() <= kMaxRun);
  Folded folded;
  return FoldMarks(run, &folded) ? folded : FoldByIcu(run);
}

// The algorithm of composition (Unicode 15, D117), for one base and marks that stay what they are.
// What does not compose is taken out.
bool RunFolder::FoldMarks(std::span<const UChar32> run, Folded* folded) {
  UChar32 base = PlainBase(run.front());
  if (base < 0) return false;
  std::array<PlainMark, kMaxRun> marks;
  size_t count = 0;
  for (const UChar32 c : run.subspan(1)) {
    const int order = OrderOfPlainMark(c);
    if (order < 0) return false;
    marks[count++] = {c, order};
  }
  bool lost_marks = false;
  if (base < kFirstIdeograph) {
    SortMarks({marks.data(), count});
    int order_before = -1;  // Of the last mark that did not compose.
    for (const PlainMark& mark : std::span(marks.data(), count)) {
      const bool is_blocked = order_before == 0 || order_before >= mark.order;
      const UChar32 composed = is_blocked ? -1 : nfkc_casefold_->composePair(base, mark.code_point);
      if (composed >= 0) {
        base = composed;
      } else {
        if (order_before != 0) order_before = mark.order;
        lost_marks = true;
      }
    }
  } else {
    lost_marks = count > 0;
  }
  text_.clear();
  AppendUtf8(static_cast<char32_t>(base), &text_);
  FoldEntry entry;
  if (FindFoldEntry(static_cast<uint32_t>(base), &entry) && entry.text() != text_) {
    if (lost_marks) return false;  // What it becomes might compose with them.
    text_ = entry.text();
  }
  *folded = {text_, lost_marks};
  return true;
}

// Replaces each character that does not join by what it becomes by itself. Returns whether any
// changed.
bool RunFolder::FoldEach() {
  bool changed = false;
  for (int32_t i = 0; i < normalized_.length();) {
    const UChar32 c = normalized_.char32At(i);
    int32_t length = U16_LENGTH(c);
    FoldEntry entry;
    if (FindFoldEntry(static_cast<uint32_t>(c), &entry) && !entry.Has(FoldEntry::kJoins)) {
      const icu::UnicodeString folded = icu::UnicodeString::fromUTF8(
          icu::StringPiece(entry.text().data(), static_cast<int32_t>(entry.size())));
      if (normalized_.compare(i, length, folded) != 0) {
        normalized_.replace(i, length, folded);
        changed = true;
      }
      length = folded.length();
    }
    i += length;
  }
  return changed;
}

RunFolder::Folded RunFolder::FoldByIcu(std::span<const UChar32> run) {
  run_.remove();
  for (const UChar32 c : run) run_.append(c);
  bool lost_marks = false;
  for (bool settled = false; !settled;) {
    UErrorCode status = U_ZERO_ERROR;
    nfkc_casefold_->normalize(run_, normalized_, status);
    settled = !FoldEach();
    if (!settled) {
      // Letters that our own folds bring forth still compose with the marks behind them.
      nfkc_casefold_->normalize(normalized_, run_, status);
    } else {
      run_.swap(normalized_);
    }
    MINGCHA_CHECK(U_SUCCESS(status));
    const int32_t length = run_.length();
    lost_marks = StripMarks(&run_) > 0 || lost_marks;
    settled = settled && run_.length() == length;
  }
  text_.clear();
  run_.toUTF8String(text_);
  return {text_, lost_marks};
}

}  // namespace mingcha
