// A small set of cue words, searched for in the neighbourhood of a hit.
//
// The words are operators of the language (不, 谨防, 吗 …), written as the folded view spells them.
// The longest cue wins at each place, so that "不错" can be listed to keep "不" from being seen in
// it.

#ifndef MINGCHA_EVALUATE_CUE_TABLE_H_
#define MINGCHA_EVALUATE_CUE_TABLE_H_

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "mingcha/span.h"

namespace mingcha {

// What a cue means is for its table to say.
using CueKind = uint8_t;

struct CueHit {
  ByteSpan span;
  CueKind kind = 0;
};

// Immutable once built.
class CueTable {
 public:
  // A line of a table: words of one kind, with blanks between them.
  struct Line {
    CueKind kind = 0;
    std::string_view words;
  };

  explicit CueTable(std::initializer_list<Line> lines);
  // One kind only.
  explicit CueTable(std::string_view words) : CueTable({{0, words}}) {}

  // The longest cue that begins at `at` and ends no later than `end`.
  std::optional<CueHit> At(std::string_view text, uint32_t at, uint32_t end) const;
  // The first cue inside `within` (the last; each, one behind the other).
  std::optional<CueHit> First(std::string_view text, ByteSpan within) const;
  std::optional<CueHit> Last(std::string_view text, ByteSpan within) const;
  void All(std::string_view text, ByteSpan within, std::vector<CueHit>* found) const;
  bool In(std::string_view text, ByteSpan within) const { return First(text, within).has_value(); }
  // Whether a cue ends at `end` and begins no earlier than `begin`.
  bool EndsAt(std::string_view text, uint32_t begin, uint32_t end) const;

 private:
  struct Entry {
    uint32_t key = 0;  // The bytes of the first character.
    CueKind kind = 0;
    std::string_view words;
  };

  std::vector<Entry> entries_;         // By key, the longest first.
  std::array<uint64_t, 4> keys_ = {};  // One bit of 256 for the hash of each key.
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_CUE_TABLE_H_
