// Makes the views of a message that patterns are matched in.
//
// folded: what two spellings of the same text have in common (width, case, traditional forms,
// invisible characters, look-alike letters, pinyin annotation).
// compact: folded without what people put between the characters of a word.

#ifndef MINGCHA_NORMALIZE_NORMALIZER_H_
#define MINGCHA_NORMALIZE_NORMALIZER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "mingcha/span.h"

#include "normalize/offset_map.h"

namespace mingcha {

// A view of one message: valid UTF-8, and the way back to the text below it.
struct NormalizedText {
  std::string text;
  OffsetMap map;
};

// Holds the buffers of one message and reuses them for the next. For one thread at a time; making
// one is cheap, as the tables behind it are built once and shared.
class Normalizer {
 public:
  Normalizer();
  ~Normalizer();
  Normalizer(const Normalizer&) = delete;
  Normalizer& operator=(const Normalizer&) = delete;

  // Takes the next message. `original` must live until the one after it. Any bytes are taken:
  // invalid UTF-8 is replaced by U+FFFD, one for each maximal subpart (Unicode 15, section 3.9).
  void SetText(std::string_view original);

  // The folded view; its map leads to the original.
  const NormalizedText& folded() const;
  // The compact view; its map leads to the folded view. Made when it is first asked for.
  const NormalizedText& compact();
  // The compact view differs from the folded one, so that scanning it may find more.
  bool compact_differs();

  // How many bytes of invalid UTF-8 were replaced.
  uint32_t replaced_bytes() const;

  // Whether what was taken out inside `compact` may stand between the characters of one word: every
  // gap is short enough, and the hit is no accident of two other words that meet. Gaps that honest
  // texts have too (a lone blank, a bracket, a dash) are bridged only where the word begins and
  // ends at word boundaries, or where each of its characters stands apart ("保 本 保 息"); others
  // where it begins or ends at one.
  bool GapsAdmissible(ByteSpan compact) const;

  // From a span of a view to the original, on character borders.
  ByteSpan FoldedToOriginal(ByteSpan folded) const;
  ByteSpan CompactToFolded(ByteSpan compact) const;

 private:
  class Impl;

  std::unique_ptr<Impl> impl_;
};

// Folds a text once, for terms of rules and for tests.
std::string FoldText(std::string_view text);
// Folds and takes out everything that the compact view takes out, without looking at gaps.
std::string CompactText(std::string_view text);

// "72.1 (Unicode 15.0)"
std::string IcuVersion();

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_NORMALIZER_H_
