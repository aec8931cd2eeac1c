// Any bytes: the views are valid UTF-8, every character leads back to whole characters of the
// original, and folding what is folded changes nothing.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "normalize/normalizer.h"

namespace {

using mingcha::View;

constexpr size_t kMaxTerm = 256;

// Invalid bytes stand for characters of their own, one for each maximal subpart.
bool IsBorder(std::string_view text, uint32_t offset) {
  size_t at = offset < 4 ? 0 : offset - 4;
  while (at > 0 && mingcha::IsContinuationByte(text[at])) --at;
  while (at < offset) at += mingcha::DecodeUtf8(text, at).bytes;
  return at == offset;
}

void CheckView(const mingcha::NormalizedText& view, std::string_view lower) {
  MINGCHA_CHECK(mingcha::IsValidUtf8(view.text));
  uint32_t begin = 0;
  while (begin < view.text.size()) {
    const uint32_t end = begin + mingcha::DecodeUtf8(view.text, begin).bytes;
    const mingcha::ByteSpan span = view.map.ToLower({begin, end});
    MINGCHA_CHECK(span.begin < span.end && span.end <= lower.size());
    MINGCHA_CHECK(IsBorder(lower, span.begin) && IsBorder(lower, span.end));
    view.map.TouchesDisguise({begin, end});
    begin = end;
  }
}

// The whole view as a hit of a term.
void CheckHit(mingcha::Normalizer& normalizer, View view) {
  const mingcha::ByteSpan all{0, static_cast<uint32_t>(normalizer.view(view).text.size())};
  if (all.empty()) return;
  normalizer.Admits(view, all, "保本");
  MINGCHA_CHECK(!normalizer.FoldedToOriginal(normalizer.ToFolded(view, all)).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 64 * 1024) return 0;
  const std::string_view original(reinterpret_cast<const char*>(data), size);
  static mingcha::Normalizer normalizer;
  normalizer.SetText(original);
  const std::string folded = normalizer.folded().text;
  CheckView(normalizer.folded(), original);
  const std::string compact = normalizer.view(View::kCompact).text;
  CheckView(normalizer.view(View::kCompact), folded);
  CheckView(normalizer.view(View::kShape), compact);
  CheckView(normalizer.view(View::kSound), compact);
  MINGCHA_CHECK(mingcha::FoldText(folded) == folded);

  for (const View view : {View::kCompact, View::kShape, View::kSound}) CheckHit(normalizer, view);
  // Whatever was sent may stand in a rule as a term.
  if (size <= kMaxTerm) {
    for (const View view : {View::kCompact, View::kShape, View::kSound}) {
      MINGCHA_CHECK(mingcha::SpellingsIn(view, folded).size() <= mingcha::kMaxSpellings);
    }
    mingcha::InitialsOf(folded);
  }
  return 0;
}
