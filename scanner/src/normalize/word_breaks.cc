#include "normalize/word_breaks.h"

#include <unicode/locid.h>

#include "base/check.h"

namespace mingcha {

WordBreaks::WordBreaks() = default;

WordBreaks::~WordBreaks() { utext_close(&utext_); }

void WordBreaks::SetText(std::string_view text) {
  text_ = text;
  is_open_on_text_ = false;
}

bool WordBreaks::IsBoundary(uint32_t offset) {
  UErrorCode status = U_ZERO_ERROR;
  if (words_ == nullptr) {
    words_.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
    MINGCHA_CHECK(U_SUCCESS(status));
  }
  if (!is_open_on_text_) {
    utext_openUTF8(&utext_, text_.data(), static_cast<int64_t>(text_.size()), &status);
    words_->setText(&utext_, status);
    MINGCHA_CHECK(U_SUCCESS(status));
    is_open_on_text_ = true;
  }
  return words_->isBoundary(static_cast<int32_t>(offset));
}

}  // namespace mingcha
