#include "normalize/normalizer.h"

#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include "base/utf8.h"
#include "normalize/compactor.h"
#include "normalize/context_folds.h"
#include "normalize/folder.h"
#include "normalize/word_breaks.h"

namespace mingcha {
namespace {

// From so many characters on, a word whose characters all stand apart is spelled out on purpose.
constexpr size_t kMinSpacedOut = 3;

}  // namespace

class Normalizer::Impl {
 public:
  void SetText(std::string_view original) {
    folder_.Fold(original, &folded_);
    FoldInContext(original, folder_.seen_flags(), &folded_);
    words_.SetText(folded_.text);
    has_compact_ = false;
  }

  const NormalizedText& folded() const { return folded_; }
  const Folder& folder() const { return folder_; }

  const NormalizedText& compact() {
    if (!has_compact_) Compact(folded_.text, kMaxGap, &compact_);
    has_compact_ = true;
    return compact_;
  }

  bool GapsAdmissible(ByteSpan compact) {
    size_t gaps = 0;
    bool parts_words = false;
    for (const Edit& gap : this->compact().map.edits()) {
      if (gap.upper.begin <= compact.begin || gap.upper.begin >= compact.end) continue;
      ++gaps;
      parts_words =
          parts_words ||
          MayPartWords(std::string_view(folded_.text).substr(gap.lower.begin, gap.lower.size()));
    }
    if (gaps == 0) return true;
    const auto found = std::string_view(compact_.text).substr(compact.begin, compact.size());
    const size_t characters = CountCodePoints(found);
    if (gaps + 1 == characters && characters >= kMinSpacedOut) return true;
    const ByteSpan folded = compact_.map.ToLower(compact);
    return parts_words ? words_.IsBoundary(folded.begin) && words_.IsBoundary(folded.end)
                       : words_.IsBoundary(folded.begin) || words_.IsBoundary(folded.end);
  }

 private:
  Folder folder_;
  WordBreaks words_;
  NormalizedText folded_;
  NormalizedText compact_;
  bool has_compact_ = false;
};

Normalizer::Normalizer() : impl_(std::make_unique<Impl>()) {}

Normalizer::~Normalizer() = default;

void Normalizer::SetText(std::string_view original) { impl_->SetText(original); }

const NormalizedText& Normalizer::folded() const { return impl_->folded(); }

const NormalizedText& Normalizer::compact() { return impl_->compact(); }

bool Normalizer::compact_differs() { return !impl_->compact().map.empty(); }

uint32_t Normalizer::replaced_bytes() const { return impl_->folder().replaced_bytes(); }

bool Normalizer::GapsAdmissible(ByteSpan compact) const { return impl_->GapsAdmissible(compact); }

ByteSpan Normalizer::FoldedToOriginal(ByteSpan folded) const {
  return impl_->folded().map.ToLower(folded);
}

ByteSpan Normalizer::CompactToFolded(ByteSpan compact) const {
  return impl_->compact().map.ToLower(compact);
}

std::string FoldText(std::string_view text) {
  Normalizer normalizer;
  normalizer.SetText(text);
  return normalizer.folded().text;
}

std::string CompactText(std::string_view text) {
  NormalizedText compact;
  Compact(FoldText(text), kAnyGap, &compact);
  return compact.text;
}

std::string IcuVersion() {
  UVersionInfo icu;
  UVersionInfo unicode;
  u_getVersion(icu);
  u_getUnicodeVersion(unicode);
  const auto dotted = [](const UVersionInfo& version) {
    return std::to_string(version[0]) + "." + std::to_string(version[1]);
  };
  return dotted(icu) + " (Unicode " + dotted(unicode) + ")";
}

}  // namespace mingcha
