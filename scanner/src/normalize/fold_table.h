// What becomes of a code point in the folded view, by itself.
//
// The table has one bit per code point that says "nothing to do", in blocks of 64; the few others
// have an entry. quick_table.h has the same for the characters of nearly all texts, in a form that
// is larger and faster. fold_table.inc is generated from ICU; see generate/.

#ifndef MINGCHA_NORMALIZE_FOLD_TABLE_H_
#define MINGCHA_NORMALIZE_FOLD_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mingcha {

class FoldEntry {
 public:
  // Bits above the text's place and length.
  enum Flag : uint32_t {
    kJoins = 1U << 23,      // Composes with, or is ordered among, what stands before: left to ICU.
    kDisguise = 1U << 24,   // Stands for another character by its looks.
    kInPlace = 1U << 25,    // One character for one of the same size: offsets do not move.
    kLookalike = 1U << 26,  // Its folded form may pass for a Latin letter (context_folds.h).
    kTone = 1U << 27,       // Its folded form holds a vowel with a tone mark (context_folds.h).
    kRegional = 1U << 28,   // A regional indicator: half a flag, or a letter in a box.
  };
  static constexpr uint32_t kOffsetBits = 17;
  static constexpr uint32_t kLengthBits = 6;

  // 0 bits: a character that stays and is of no interest.
  constexpr explicit FoldEntry(uint32_t bits = 0) : bits_(bits) {}

  bool Has(Flag flag) const { return (bits_ & flag) != 0; }
  uint32_t bits() const { return bits_; }
  uint32_t size() const { return bits_ >> kOffsetBits & ((1U << kLengthBits) - 1); }
  bool deletes() const { return size() == 0 && !Has(kJoins); }
  // What the character becomes; meaningless if it joins.
  inline std::string_view text() const;

 private:
  uint32_t bits_;
};

// What the folds that look around want to know of (context_folds.h).
inline constexpr uint32_t kNotedFlags =
    FoldEntry::kLookalike | FoldEntry::kTone | FoldEntry::kRegional;

// 64 code points: a bit is set where there is an entry; they stand in a row from `first_entry` on.
struct FoldBlock {
  uint64_t has_entry;
  uint32_t first_entry;
};

// A letter of another alphabet, as it stands in the original text, and what it looks like.
struct Lookalike {
  uint32_t code_point;
  char letter;  // a-z.
};

extern const uint16_t kFoldBlockOf[];  // By code point / 64.
extern const FoldBlock kFoldBlocks[];
extern const uint32_t kFoldEntries[];
extern const char kFoldPool[];

std::string_view FoldEntry::text() const {
  return {kFoldPool + (bits_ & ((1U << kOffsetBits) - 1)), size()};
}

inline const FoldBlock& FoldBlockOf(uint32_t code_point) {
  return kFoldBlocks[kFoldBlockOf[code_point >> 6]];
}

// std::popcount is a call into a library on processors that may lack the instruction.
inline uint32_t CountBits(uint64_t bits) {
  bits -= bits >> 1 & 0x5555555555555555;
  bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
  bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return static_cast<uint32_t>(bits * 0x0101010101010101 >> 56);
}

// Requires: `block` has an entry for `bit`.
inline FoldEntry EntryAt(const FoldBlock& block, uint32_t bit) {
  const uint64_t before = block.has_entry & ((uint64_t{1} << bit) - 1);
  return FoldEntry(kFoldEntries[block.first_entry + CountBits(before)]);
}

// Whether a code point has an entry; puts it into `*entry`.
inline bool FindFoldEntry(uint32_t code_point, FoldEntry* entry) {
  const FoldBlock& block = FoldBlockOf(code_point);
  const uint32_t bit = code_point & 63;
  if ((block.has_entry >> bit & 1) == 0) return false;
  *entry = EntryAt(block, bit);
  return true;
}

// The letter a-z that `code_point` passes for; 0 if there is none.
char LookalikeOf(uint32_t code_point);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_FOLD_TABLE_H_
