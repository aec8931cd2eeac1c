#include "evaluate/split_ends.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/utf8.h"
#include "normalize/char_class.h"

namespace mingcha {
namespace {

// Blanks and line ends around a message mean nothing; nor does decoration.
bool MayStandAtEdge(char32_t c) {
  if (c == '\n' || c == '\r') return true;
  const CharClass character_class = ClassOf(c);
  return character_class != CharClass::kWord && character_class != CharClass::kStructure;
}

// The text from its first character of a word to its last. `opens`, `closes`: nothing structures
// the text in front of the first, behind the last.
struct Words {
  ByteSpan compact;
  bool opens_clean = true;
  bool ends_clean = true;
};

Words WordsOf(std::string_view compact) {
  Words words{{0, static_cast<uint32_t>(compact.size())}};
  ByteSpan& span = words.compact;
  while (span.begin < span.end) {
    const DecodedChar c = DecodeUtf8(compact, span.begin);
    if (IsWord(c.code_point)) break;
    words.opens_clean = words.opens_clean && MayStandAtEdge(c.code_point);
    span.begin += c.bytes;
  }
  while (span.end > span.begin) {
    const auto last = static_cast<uint32_t>(FloorToCharacter(compact, span.end - 1));
    const char32_t c = DecodeUtf8(compact, last).code_point;
    if (IsWord(c)) break;
    words.ends_clean = words.ends_clean && MayStandAtEdge(c);
    span.end = last;
  }
  return words;
}

class Ends {
 public:
  Ends(const SplitTerms& terms, Normalizer& normalizer)
      : terms_(terms),
        normalizer_(normalizer),
        compact_(normalizer.view(View::kCompact).text),
        words_(WordsOf(compact_)) {}

  SplitEnds Find() {
    SplitEnds ends;
    if (words_.compact.empty()) return ends;
    ends.opens = words_.ends_clean && Opens();
    ends.completes = words_.opens_clean && Completes();
    ends.continues =
        words_.opens_clean && words_.ends_clean && terms_.HasInside(Slice(words_.compact));
    return ends;
  }

 private:
  std::string_view Slice(ByteSpan span) const { return compact_.substr(span.begin, span.size()); }

  bool Opens() {
    ByteSpan part{words_.compact.end, words_.compact.end};
    for (size_t i = 0; i < terms_.longest() && part.begin > words_.compact.begin; ++i) {
      part.begin = static_cast<uint32_t>(FloorToCharacter(compact_, part.begin - 1));
      const char32_t c = DecodeUtf8(compact_, part.begin).code_point;
      if (!IsWord(c) || (i == 0 && !terms_.MayOpenWith(c))) return false;
      if (terms_.BeginsWith(Slice(part)) &&
          normalizer_.IsWordBoundary(normalizer_.ToFolded(View::kCompact, part).begin)) {
        return true;
      }
    }
    return false;
  }

  bool Completes() {
    ByteSpan part{words_.compact.begin, words_.compact.begin};
    for (size_t i = 0; i < terms_.longest() && part.end < words_.compact.end; ++i) {
      const DecodedChar c = DecodeUtf8(compact_, part.end);
      if (!IsWord(c.code_point) || (i == 0 && !terms_.MayCompleteWith(c.code_point))) return false;
      part.end += c.bytes;
      if (terms_.EndsWith(Slice(part)) &&
          normalizer_.IsWordBoundary(normalizer_.ToFolded(View::kCompact, part).end)) {
        return true;
      }
    }
    return false;
  }

  const SplitTerms& terms_;
  Normalizer& normalizer_;
  std::string_view compact_;
  Words words_;
};

}  // namespace

SplitEnds SplitEndsOf(const SplitTerms& terms, Normalizer& normalizer) {
  if (terms.empty()) return {};
  return Ends(terms, normalizer).Find();
}

}  // namespace mingcha
