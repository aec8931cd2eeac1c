#include "normalize/quick_table.h"

#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "normalize/fold_table.h"
#include "normalize/marks.h"

namespace mingcha {
namespace {

constexpr QuickEntry kStopEntry(QuickEntry::kStop);

uint32_t BytesOf(std::string_view text) {
  uint32_t bytes = 0;
  for (size_t i = text.size(); i > 0; --i) bytes = bytes << 8 | static_cast<uint8_t>(text[i - 1]);
  return bytes;
}

QuickEntry EntryOf(char32_t c) {
  std::string sent;
  AppendUtf8(c, &sent);
  FoldEntry entry;
  if (!FindFoldEntry(c, &entry)) {
    return QuickEntry(static_cast<uint32_t>(sent.size()) << QuickEntry::kSizeShift);
  }
  const std::string_view folded = entry.text();
  if (OrderOfPlainMark(static_cast<UChar32>(c)) >= 0) {
    return QuickEntry(QuickEntry::kStop | QuickEntry::kPlainMark);
  }
  if (entry.Has(FoldEntry::kJoins) || folded.size() > sent.size()) return kStopEntry;
  const bool is_noted = (entry.bits() & kNotedFlags) != 0;
  const bool is_one = !folded.empty() && DecodeUtf8(folded, 0).bytes == folded.size();
  if (is_noted && (sent.size() != 2 || !is_one)) return kStopEntry;

  uint32_t bits = BytesOf(sent) ^ BytesOf(folded);
  bits |= static_cast<uint32_t>(folded.size()) << QuickEntry::kSizeShift;
  if (!entry.Has(FoldEntry::kInPlace) && folded != sent) bits |= QuickEntry::kEdit;
  if (entry.Has(FoldEntry::kDisguise)) bits |= QuickEntry::kEdit | QuickEntry::kDisguise;
  if (entry.deletes()) bits |= QuickEntry::kDeletes;
  if (is_noted) bits |= QuickEntry::kNoted;
  return QuickEntry(bits);
}

// Of a character that becomes one, and is no more than a look-alike.
char LetterOf(char32_t c) {
  FoldEntry entry;
  if (!FindFoldEntry(c, &entry) || (entry.bits() & kNotedFlags) != FoldEntry::kLookalike) return 0;
  if (const char letter = LookalikeOf(c)) return letter;
  return LookalikeOf(DecodeUtf8(entry.text(), 0).code_point);
}

}  // namespace

QuickTable::QuickTable() {
  two_.fill(kStopEntry);
  letter_of_two_.fill(0);
  for (char32_t c = 0x80; c < two_.size(); ++c) {
    two_[c] = EntryOf(c);
    if (two_[c].Has(QuickEntry::kNoted)) letter_of_two_[c] = LetterOf(c);
  }

  rows_.assign(kRowSize * (1 + kRowsBefore), kStopEntry);
  row_of_.fill(0);
  for (char32_t first = 0x800; first < 0x10000; first += kRowSize) {
    if (first >= 0xd800 && first < 0xe000) continue;  // Surrogates.
    const uint32_t lead = 0xe0 | first >> 12;
    const uint32_t second = 0x80 | (first >> 6 & 0x3f);
    row_of_[lead << 8 | second] = static_cast<uint16_t>(rows_.size() / kRowSize - kRowsBefore);
    for (char32_t c = first; c < first + kRowSize; ++c) rows_.push_back(EntryOf(c));
  }
}

const QuickTable& QuickTable::Get() {
  static const auto* const kTable = new QuickTable;  // For as long as the process runs.
  return *kTable;
}

}  // namespace mingcha
