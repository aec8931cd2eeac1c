#include "normalize/spelling_variants.h"

#include <algorithm>
#include <map>

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "base/check.h"

namespace mingcha {
namespace {

// Level 1 of GB 2312 (GB 2312-1980): rows 16 to 55 of 94 characters each; the last five places of
// row 55 are empty.
constexpr int kFirstRow = 16;
constexpr int kLastRow = 55;
constexpr int kRowSize = 94;
constexpr char kCombiningDiaeresis[] = "\u0308";

std::unique_ptr<icu::Transliterator> MakeTransliterator(const char* id) {
  UErrorCode error = U_ZERO_ERROR;
  std::unique_ptr<icu::Transliterator> made(
      icu::Transliterator::createInstance(id, UTRANS_FORWARD, error));
  MINGCHA_CHECK(U_SUCCESS(error));
  return made;
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

std::vector<char32_t> EverydayCharacters() {
  std::string bytes;
  for (int row = kFirstRow; row <= kLastRow; ++row) {
    for (int cell = 1; cell <= kRowSize; ++cell) {
      if (row == kLastRow && cell > kRowSize - 5) break;
      bytes += static_cast<char>(0xa0 + row);
      bytes += static_cast<char>(0xa0 + cell);
    }
  }
  UErrorCode error = U_ZERO_ERROR;
  UConverter* converter = ucnv_open("GB2312", &error);
  MINGCHA_CHECK(U_SUCCESS(error));
  const icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter, error);
  ucnv_close(converter);
  MINGCHA_CHECK(U_SUCCESS(error));
  std::vector<char32_t> characters;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    characters.push_back(static_cast<char32_t>(text.char32At(i)));
  }
  std::sort(characters.begin(), characters.end());
  return characters;
}

}  // namespace

class SpellingVariants::Impl {
 public:
  Impl()
      : to_latin_(MakeTransliterator("Han-Latin")),
        to_traditional_(MakeTransliterator("Simplified-Traditional")) {
    for (const char32_t c : EverydayCharacters()) {
      const std::string typed = WithoutTone(ReadingOf(c));
      if (!typed.empty()) everyday_[typed].push_back(c);
    }
  }

  std::string ReadingOf(char32_t ideograph) const {
    if (!IsIdeograph(ideograph)) return {};
    icu::UnicodeString text(static_cast<UChar32>(ideograph));
    to_latin_->transliterate(text);
    const bool is_read = !text.isEmpty() && !IsIdeograph(static_cast<char32_t>(text.char32At(0)));
    return is_read ? ToUtf8(text) : std::string();
  }

  std::string Traditional(std::string_view text) const {
    icu::UnicodeString utf16 = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
    to_traditional_->transliterate(utf16);
    return ToUtf8(utf16);
  }

  std::vector<char32_t> HomophonesOf(char32_t ideograph, std::string_view typed) const {
    const auto it = everyday_.find(typed);
    if (it == everyday_.end()) return {};
    std::vector<char32_t> others = it->second;
    others.erase(std::remove(others.begin(), others.end(), ideograph), others.end());
    return others;
  }

 private:
  std::unique_ptr<const icu::Transliterator> to_latin_;
  std::unique_ptr<const icu::Transliterator> to_traditional_;
  std::map<std::string, std::vector<char32_t>, std::less<>> everyday_;  // By typed reading.
};

SpellingVariants::SpellingVariants() : impl_(std::make_unique<const Impl>()) {}
SpellingVariants::~SpellingVariants() = default;

bool SpellingVariants::IsIdeograph(char32_t c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_UNIFIED_IDEOGRAPH) != 0;
}

std::string SpellingVariants::ReadingOf(char32_t ideograph) const {
  return impl_->ReadingOf(ideograph);
}

std::string SpellingVariants::WithoutTone(std::string_view reading) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(error);
  MINGCHA_CHECK(U_SUCCESS(error));
  const std::string taken_apart =
      ToUtf8(nfd->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                reading.data(), static_cast<int32_t>(reading.size()))),
                            error));
  MINGCHA_CHECK(U_SUCCESS(error));
  std::string typed;
  for (size_t i = 0; i < taken_apart.size(); ++i) {
    if (taken_apart.compare(i, 2, kCombiningDiaeresis) == 0 && !typed.empty()) typed.back() = 'v';
    const char c = taken_apart[i];
    if (c >= 'a' && c <= 'z') typed += c;
  }
  return typed;
}

std::string SpellingVariants::Traditional(std::string_view text) const {
  return impl_->Traditional(text);
}

std::vector<char32_t> SpellingVariants::HomophonesOf(char32_t ideograph,
                                                     std::string_view typed) const {
  return impl_->HomophonesOf(ideograph, typed);
}

}  // namespace mingcha
