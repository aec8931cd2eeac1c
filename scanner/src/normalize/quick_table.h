// The table of folding once more, spread out for characters of two and of three bytes: one entry
// for each, found by the bytes themselves, that says without a branch what to write and how far to
// step.
//
// Built once from fold_table.inc, some 350 KiB; only the lines of characters in use are touched.

#ifndef MINGCHA_NORMALIZE_QUICK_TABLE_H_
#define MINGCHA_NORMALIZE_QUICK_TABLE_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace mingcha {

// Bits 0 to 23 are what to change in the character's bytes (exclusive or), in the order of the text
// from the lowest bits up; the highest two bits are how many bytes to write.
class QuickEntry {
 public:
  enum Flag : uint32_t {
    kEdit = 1U << 24,  // Offsets move, or the character is a disguise.
    kDisguise = 1U << 25,
    kDeletes = 1U << 26,
    kNoted = 1U << 27,      // Of interest to the folds that look around; of two bytes, others stop.
    kPlainMark = 1U << 28,  // A mark of two bytes that goes from all that it does not compose with.
    kStop = 1U << 29,       // Joins, becomes longer, or is no character: look closer.
  };
  static constexpr int kSizeShift = 30;

  constexpr explicit QuickEntry(uint32_t bits = 0) : bits_(bits) {}
  bool Has(uint32_t flags) const { return (bits_ & flags) != 0; }
  uint32_t bits() const { return bits_; }
  uint32_t size() const { return bits_ >> kSizeShift; }
  // 1 or 0, to be added without a branch.
  uint32_t edits() const { return bits_ >> 24 & 1; }
  // Whether the character becomes another, be it in place.
  bool Changes() const { return (bits_ & ((1U << 24) - 1)) != 0; }

 private:
  uint32_t bits_;
};

class QuickTable {
 public:
  // Built when it is first asked for.
  static const QuickTable& Get();

  // Whether a character of two bytes may begin at `in`; its entry says whether it does.
  static bool MayBeTwo(const char* in) { return (in[0] & 0xe0) == 0xc0 && (in[1] & 0xc0) == 0x80; }
  QuickEntry OfTwo(const char* in) const { return two_[IndexOfTwo(in)]; }
  // The letter that a character of two bytes looks like, if that is all there is to say about it; 0
  // if there is none.
  char LookalikeOfTwo(const char* in) const { return letter_of_two_[IndexOfTwo(in)]; }
  // The part for characters of three bytes, by value: a loop that writes text need not fetch it
  // anew.
  class Rows {
   public:
    Rows(const uint16_t* row_of, const QuickEntry* rows) : row_of_(row_of), rows_(rows) {}

    // The entry of the three bytes at `in`, whatever they are: where they are no character of three
    // bytes, it stops.
    QuickEntry OfThree(const char* in) const {
      static_assert(std::endian::native == std::endian::little);
      uint16_t first_two = 0;
      std::memcpy(&first_two, in, sizeof first_two);
      const auto row = static_cast<uint16_t>(first_two >> 8 | first_two << 8);
      const auto last = static_cast<uint8_t>(in[2]);
      if (static_cast<int8_t>(last) >= kEndOfContinuations) return QuickEntry(QuickEntry::kStop);
      return rows_[size_t{row_of_[row]} * kRowSize + last];
    }

   private:
    const uint16_t* row_of_;  // By the first two bytes.
    const QuickEntry* rows_;
  };
  Rows rows() const { return {row_of_.data(), rows_.data()}; }
  QuickEntry OfThree(const char* in) const { return rows().OfThree(in); }

 private:
  QuickTable();

  static constexpr int8_t kEndOfContinuations = static_cast<int8_t>(0xc0);
  static constexpr size_t kRowSize = 64;
  // Third bytes begin at 128, so that all rows stand that much behind where their number says.
  static constexpr size_t kRowsBefore = 2;

  static size_t IndexOfTwo(const char* in) {
    return static_cast<size_t>((in[0] & 0x1f) << 6 | (in[1] & 0x3f));
  }

  std::array<QuickEntry, 0x800> two_;  // By code point.
  std::array<char, 0x800> letter_of_two_;
  std::array<uint16_t, 0x10000> row_of_;  // By the first two bytes.
  std::vector<QuickEntry> rows_;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_QUICK_TABLE_H_
