#include "normalize/normalizer.h"

#include <algorithm>
#include <span>

#include <unicode/uversion.h>

#include "base/check.h"
#include "base/utf8.h"
#include "normalize/compactor.h"
#include "normalize/context_folds.h"
#include "normalize/folder.h"
#include "normalize/shape_view.h"
#include "normalize/sound_view.h"
#include "normalize/spellings.h"
#include "normalize/view_bounds.h"
#include "normalize/word_breaks.h"

namespace mingcha {
namespace {

// From so many characters on, a word whose characters all stand apart is spelled out on purpose.
constexpr size_t kMinSpacedOut = 3;

bool IsAsciiLetter(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

class Normalizer::Impl {
 public:
  void SetText(std::string_view original) {
    folder_.Fold(original, &folded_);
    if (!folder_.notes()->empty()) context_.Fold(original, folder_.notes(), &folded_);
    words_.SetText(folded_.text);
    has_compact_ = has_shape_ = has_sound_ = false;
  }

  const NormalizedText& folded() const { return folded_; }
  const Folder& folder() const { return folder_; }
  WordBreaks& words() { return words_; }

  const NormalizedText& view(View view) {
    switch (view) {
      case View::kFolded:
        return folded_;
      case View::kCompact:
        return compact();
      case View::kShape:
        if (!has_shape_) MakeShape(compact().text, &shape_);
        has_shape_ = true;
        return shape_;
      case View::kSound:
        if (!has_sound_) sound_.Make(folded_.text, compact());
        has_sound_ = true;
        return sound_.text();
      case View::kJoined:
        break;
    }
    MINGCHA_CHECK(false);  // A view of several messages.
    return folded_;
  }

  bool Differs(View view) {
    if (view == View::kFolded) return false;
    const NormalizedText& text = this->view(view);
    return view == View::kSound ? sound_.has_syllables() : !text.map.empty();
  }

  ByteSpan ToFolded(View view, ByteSpan span) {
    const NormalizedText& text = this->view(view);
    if (view == View::kFolded) return span;
    if (view == View::kCompact) return text.map.ToLower(span);
    ByteSpan folded = compact().map.ToLower(text.map.ToLower(span));
    if (view == View::kSound) sound_.ExtendOverStandIns(span, &folded);
    return folded;
  }

  bool Admits(View view, ByteSpan span, std::string_view term_folded) {
    if (view == View::kFolded) return true;
    const NormalizedText& text = this->view(view);
    const ByteSpan folded = ToFolded(view, span);
    if (view == View::kCompact) return folded.size() != span.size() && GapsAdmissible(span);
    if (std::string_view(folded_.text).substr(folded.begin, folded.size()) == term_folded) {
      return false;
    }
    const ByteSpan compact_span = text.map.ToLower(span);
    if (!GapsAdmissible(compact_span)) return false;
    if (view == View::kSound && IsInitials(span, term_folded)) {
      return StandsAlone(folded_.text, folded);
    }
    UpperHit hit = {.folded = folded_, .compact = compact_, .upper = text};
    hit.span = span;
    hit.folded_span = folded;
    hit.parts_words = GapsIn(compact_span).part_words;
    Compact(term_folded, kAnyGap, &term_compact_);
    hit.compact_term = term_compact_.text;
    if (view == View::kShape) {
      MakeShape(term_compact_.text, &term_shape_);
      hit.term = &term_shape_;
      return IsDisguiseByShape(hit, &words_);
    }
    term_sound_.Make(term_folded, term_compact_);
    hit.term = &term_sound_.text();
    return IsDisguiseBySound(hit, &words_);
  }

  bool IsBetweenWordBoundaries(ByteSpan folded) {
    return words_.IsBoundary(folded.begin) && words_.IsBoundary(folded.end);
  }

 private:
  const NormalizedText& compact() {
    if (!has_compact_) {
      Compact(folded_.text, kMaxGap, &compact_);
      compact_words_.SetText(compact_.text);
    }
    has_compact_ = true;
    return compact_;
  }

  bool IsInitials(ByteSpan sound, std::string_view term_folded) const {
    const auto found = std::string_view(sound_.text().text).substr(sound.begin, sound.size());
    return IsAsciiLetter(found.front()) && found == InitialsOf(term_folded);
  }

  // Whether what was taken out inside `compact` may stand between the characters of one word: every
  // gap is short enough, and the hit is no accident of two other words that meet. Gaps that honest
  // texts have too (a lone blank, a bracket, a dash) are bridged only where the word begins and
  // ends at word boundaries, or where each of its characters stands apart ("保 本 保 息"); others
  // where it begins or ends at one.
  bool GapsAdmissible(ByteSpan compact) {
    const Gaps gaps = GapsIn(compact);
    if (gaps.count == 0) return true;
    const auto found = std::string_view(compact_.text).substr(compact.begin, compact.size());
    const size_t characters = CountCodePoints(found);
    if (gaps.count + 1 == characters && characters >= kMinSpacedOut) return true;
    const ByteSpan folded = compact_.map.ToLower(compact);
    const bool begins = words_.IsBoundary(folded.begin);
    const bool ends = words_.IsBoundary(folded.end);
    if (gaps.part_words ? begins && ends : begins || ends) return true;
    return compact_words_.IsBoundary(compact.begin) && compact_words_.IsBoundary(compact.end);
  }

  struct Gaps {
    size_t count = 0;
    bool part_words = false;  // One of them is what honest texts have between words.
  };
  Gaps GapsIn(ByteSpan compact) {
    Gaps gaps;
    const std::span<const Edit> all = this->compact().map.edits();
    auto gap = std::partition_point(all.begin(), all.end(), [&](const Edit& edit) {
      return edit.upper.begin <= compact.begin;
    });
    for (; gap != all.end() && gap->upper.begin < compact.end; ++gap) {
      ++gaps.count;
      const auto taken_out =
          std::string_view(folded_.text).substr(gap->lower.begin, gap->lower.size());
      gaps.part_words = gaps.part_words || MayPartWords(taken_out);
    }
    return gaps;
  }

  Folder folder_;
  ContextFolder context_;
  WordBreaks words_;
  WordBreaks compact_words_;
  NormalizedText folded_;
  NormalizedText compact_;
  NormalizedText shape_;
  SoundView sound_;
  bool has_compact_ = false;
  bool has_shape_ = false;
  bool has_sound_ = false;

  // The views of the term that a hit is compared with.
  NormalizedText term_compact_;
  NormalizedText term_shape_;
  SoundView term_sound_;
};

Normalizer::Normalizer() : impl_(std::make_unique<Impl>()) {}

Normalizer::~Normalizer() = default;

void Normalizer::SetText(std::string_view original) { impl_->SetText(original); }

const NormalizedText& Normalizer::folded() const { return impl_->folded(); }

const NormalizedText& Normalizer::view(View view) { return impl_->view(view); }

bool Normalizer::Differs(View view) { return impl_->Differs(view); }

uint32_t Normalizer::replaced_bytes() const { return impl_->folder().replaced_bytes(); }

bool Normalizer::Admits(View view, ByteSpan span, std::string_view term_folded) {
  return impl_->Admits(view, span, term_folded);
}

bool Normalizer::IsBetweenWordBoundaries(ByteSpan folded) {
  return impl_->IsBetweenWordBoundaries(folded);
}

ByteSpan Normalizer::ToFolded(View view, ByteSpan span) { return impl_->ToFolded(view, span); }

ByteSpan Normalizer::FoldedToOriginal(ByteSpan folded) const {
  return impl_->folded().map.ToLower(folded);
}

bool Normalizer::IsWordBoundary(uint32_t folded) { return impl_->words().IsBoundary(folded); }

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

std::vector<std::string> SpellingsIn(View view, std::string_view term_folded) {
  if (view == View::kFolded) return {std::string(term_folded)};
  NormalizedText compact;
  Compact(term_folded, kAnyGap, &compact);
  if (view == View::kCompact) return {compact.text};
  if (view == View::kJoined) {
    if (CountCodePoints(compact.text) < 2) return {};
    return {compact.text};
  }
  if (view == View::kShape) {
    NormalizedText shape;
    MakeShape(compact.text, &shape);
    return {shape.text};
  }
  MINGCHA_CHECK(view == View::kSound);
  SoundView sound;
  sound.Make(term_folded, compact);
  return SoundSpellings(compact.text, sound, kMaxSpellings);
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
