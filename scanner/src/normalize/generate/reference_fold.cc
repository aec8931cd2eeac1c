#include "normalize/generate/reference_fold.h"

#include <cstdio>
#include <fstream>
#include <string_view>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/check.h"
#include "normalize/marks.h"

namespace mingcha {
namespace {

constexpr UChar32 kLastCodePoint = 0x10ffff;

std::string NameOf(UChar32 code_point) {
  char name[128];
  UErrorCode status = U_ZERO_ERROR;
  const int32_t length = u_charName(code_point, U_UNICODE_CHAR_NAME, name, sizeof name, &status);
  return U_SUCCESS(status) ? std::string(name, static_cast<size_t>(length)) : std::string();
}

UScriptCode ScriptOf(UChar32 code_point) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(code_point, &status);
}

bool IsSurrogate(UChar32 code_point) { return code_point >= 0xd800 && code_point <= 0xdfff; }

bool IsIgnorable(UChar32 code_point) {
  return u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

// Marks that ICU would sort for ever go before it sees them.
icu::UnicodeString DropExcessMarks(const ReferenceFold& fold, const icu::UnicodeString& text) {
  icu::UnicodeString kept;
  int joiners = 0;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (!IsIgnorable(c)) {
      joiners = fold.Joins(c) ? joiners + 1 : 0;
      if (joiners > kMaxJoiners && IsMark(c)) continue;
      if (joiners > kMaxJoiners) joiners = 0;
    }
    kept.append(c);
  }
  return kept;
}

}  // namespace

ReferenceFold::ReferenceFold(const std::filesystem::path& radicals) {
  UErrorCode status = U_ZERO_ERROR;
  nfkc_casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
  hant_hans_.reset(icu::Transliterator::createInstance("Hant-Hans", UTRANS_FORWARD, status));
  spoof_.reset(uspoof_open(&status));
  MINGCHA_CHECK(U_SUCCESS(status));

  for (char letter = 'a'; letter <= 'z'; ++letter) {
    lower_skeletons_[Skeleton(letter)] = letter;
    upper_skeletons_[Skeleton(u_toupper(letter))] = letter;
  }
  ReadRadicals(radicals);
  for (const UChar32 annotation : {0xfff9, 0xfffa, 0xfffb}) own_[annotation];  // Invisible.
  for (UChar32 c = 0x80; c <= kLastCodePoint; ++c) {
    AddEnclosed(c);
    AddLatinLookalike(c);
    if (ScriptOf(c) != USCRIPT_HAN) continue;
    const icu::UnicodeString simplified = Simplify(c);
    if (simplified != icu::UnicodeString(c)) simplified_[c] = simplified;
  }
}

void ReferenceFold::ReadRadicals(const std::filesystem::path& path) {
  std::ifstream file(path);
  MINGCHA_CHECK(file.is_open());
  std::string line;
  std::getline(file, line);
  radicals_version_ = line.substr(line.find_first_not_of("# "));
  while (std::getline(file, line)) {
    unsigned first = 0;
    unsigned last = 0;
    unsigned ideograph = 0;
    if (std::sscanf(line.c_str(), "%x..%x ; %x", &first, &last, &ideograph) != 3) {
      if (std::sscanf(line.c_str(), "%x ; %x", &first, &ideograph) != 2) continue;
      last = first;
    }
    for (unsigned c = first; c <= last; ++c) {
      own_[static_cast<UChar32>(c)] = icu::UnicodeString(static_cast<UChar32>(ideograph));
    }
  }
}

// NFKC opens ① and ⓐ, but not ❶, ⓵, 🅐 and 🅰, which have no decomposition.
void ReferenceFold::AddEnclosed(UChar32 code_point) {
  if (u_charType(code_point) != U_OTHER_NUMBER && u_charType(code_point) != U_OTHER_SYMBOL) return;
  UErrorCode status = U_ZERO_ERROR;
  if (!nfkc_casefold_->isNormalized(icu::UnicodeString(code_point), status)) return;
  const std::string name = NameOf(code_point);
  const bool circled = name.find("CIRCLED ") != std::string::npos;
  if (!circled && name.find("SQUARED ") == std::string::npos) return;

  const std::string_view letter = " LATIN CAPITAL LETTER ";
  const size_t at = name.find(letter);
  if (at != std::string::npos && name.size() == at + letter.size() + 1) {
    own_[code_point] = icu::UnicodeString(u_tolower(name.back()));
    return;
  }
  const double value = u_getNumericValue(code_point);
  if (circled && value >= 0) {
    own_[code_point] = icu::UnicodeString(std::to_string(static_cast<int>(value)).c_str());
  }
}

// Latin letters that are no a-z but look like one, phonetic letters above all: ɑ ɡ ᴠ ᴡᴇɪ.
void ReferenceFold::AddLatinLookalike(UChar32 code_point) {
  if (ScriptOf(code_point) != USCRIPT_LATIN || !u_isalpha(code_point)) return;
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString folded =
      nfkc_casefold_->normalize(icu::UnicodeString(code_point), status);
  if (folded.countChar32() != 1 || folded.char32At(0) < 0x80) return;

  const std::string name = NameOf(code_point);
  const std::string_view small_capital = "LATIN LETTER SMALL CAPITAL ";
  if (name.size() == small_capital.size() + 1 && name.rfind(small_capital, 0) == 0) {
    own_[code_point] = icu::UnicodeString(u_tolower(name.back()));
  } else if (const char lookalike = LookalikeOf(code_point)) {
    own_[code_point] = icu::UnicodeString(static_cast<UChar32>(lookalike));
  }
}

icu::UnicodeString ReferenceFold::Skeleton(UChar32 code_point) const {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(spoof_.get(), 0, icu::UnicodeString(code_point), skeleton,
                                  &status);
  MINGCHA_CHECK(U_SUCCESS(status));
  return skeleton;
}

char ReferenceFold::LookalikeOf(UChar32 code_point) const {
  const auto find = [](const auto& skeletons, const icu::UnicodeString& skeleton) {
    const auto found = skeletons.find(skeleton);
    return found == skeletons.end() ? '\0' : found->second;
  };
  constexpr UChar32 kSmallPalochka = 0x04cf;  // ICU has i, but it is drawn as l is.
  if (code_point == kSmallPalochka) return 'l';
  const icu::UnicodeString skeleton = Skeleton(code_point);
  if (u_isupper(code_point)) return find(upper_skeletons_, skeleton);
  if (const char letter = find(lower_skeletons_, skeleton)) return letter;
  const UChar32 upper = u_toupper(code_point);
  if (upper == code_point) return find(upper_skeletons_, skeleton);
  return find(upper_skeletons_, Skeleton(upper));
}

bool ReferenceFold::IsForeignAlphabet(UChar32 code_point) {
  switch (ScriptOf(code_point)) {
    case USCRIPT_CYRILLIC:
    case USCRIPT_GREEK:
    case USCRIPT_ARMENIAN:
    case USCRIPT_CHEROKEE:
    case USCRIPT_COPTIC:
    case USCRIPT_LISU:
      return u_isalpha(code_point);
    default:
      return false;
  }
}

// One character by itself: ICU's rules for words are left out on purpose, see the README. Where its
// rules go in a circle (苧 → 苎 → 苧), the circle's first character in code order stands for all.
icu::UnicodeString ReferenceFold::Simplify(UChar32 code_point) const {
  icu::UnicodeString current(code_point);
  icu::UnicodeString least = current;
  for (int step = 0; step < 4; ++step) {
    icu::UnicodeString next = current;
    hant_hans_->transliterate(next);
    if (next == current) return current;
    current = next;
  }
  least = current;
  for (int step = 0; step < 4; ++step) {
    hant_hans_->transliterate(current);
    if (current < least) least = current;
  }
  return least;
}

icu::UnicodeString ReferenceFold::FoldOnce(const icu::UnicodeString& text) const {
  const auto map = [](const icu::UnicodeString& from, const auto& table) {
    icu::UnicodeString to;
    for (int32_t i = 0; i < from.length(); i = from.moveIndex32(i, 1)) {
      const auto found = table.find(from.char32At(i));
      found == table.end() ? to.append(from.char32At(i)) : to.append(found->second);
    }
    return to;
  };
  // Letters that our own folds bring forth still compose with the marks behind them.
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString folded = map(map(nfkc_casefold_->normalize(text, status), own_), simplified_);
  folded = nfkc_casefold_->normalize(folded, status);
  MINGCHA_CHECK(U_SUCCESS(status));
  StripMarks(&folded);
  return folded;
}

icu::UnicodeString ReferenceFold::Fold(const icu::UnicodeString& text) const {
  icu::UnicodeString folded = DropExcessMarks(*this, text);
  while (true) {
    icu::UnicodeString again = FoldOnce(folded);
    if (again == folded) return folded;
    folded = std::move(again);
  }
}

bool ReferenceFold::Joins(UChar32 code_point) const {
  if (IsSurrogate(code_point) || IsIgnorable(code_point)) return false;
  if (!nfkc_casefold_->hasBoundaryBefore(code_point)) return true;
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString folded =
      nfkc_casefold_->normalize(icu::UnicodeString(code_point), status);
  return !folded.isEmpty() && IsMark(folded.char32At(0));  // Thai ำ begins with one.
}

bool ReferenceFold::Disguises(UChar32 code_point) const {
  const auto own = own_.find(code_point);
  if (own != own_.end()) return !own->second.isEmpty();
  if (ublock_getCode(code_point) == UBLOCK_KANGXI_RADICALS) return true;
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString folded =
      nfkc_casefold_->normalize(icu::UnicodeString(code_point), status);
  switch (u_getIntPropertyValue(code_point, UCHAR_DECOMPOSITION_TYPE)) {
    case U_DT_CIRCLE:
    case U_DT_FONT:
      return true;
    case U_DT_SQUARE:
      return folded.countChar32() == 1;  // 🄰, but not ㎏.
    default:
      return false;
  }
}

}  // namespace mingcha
