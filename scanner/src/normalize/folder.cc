#include "normalize/folder.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"
#include "base/utf8.h"
#include "normalize/char_class.h"
#include "normalize/fold_table.h"
#include "normalize/valid_utf8.h"

namespace mingcha {
namespace {

// Free room that is always left behind what is written: for copying in words, and for one
// character.
constexpr size_t kSlack = 16;

constexpr uint64_t Repeat(uint8_t byte) { return 0x0101010101010101U * byte; }

// Copies the ASCII characters among the eight bytes at `in`, lowering the letters, and returns how
// many they are. What it writes behind them is of no use.
size_t CopyAscii(const char* in, char* out) {
  static_assert(std::endian::native == std::endian::little);
  uint64_t bytes = 0;
  std::memcpy(&bytes, in, sizeof bytes);
  const uint64_t from_a = bytes + Repeat(0x80 - 'A');      // High bit: >= 'A'.
  const uint64_t past_z = bytes + Repeat(0x80 - 'Z' - 1);  // High bit: > 'Z'.
  const uint64_t lowered = bytes | (from_a & ~past_z & Repeat(0x80)) >> 2;
  std::memcpy(out, &lowered, sizeof lowered);
  return static_cast<size_t>(std::countr_zero(bytes & Repeat(0x80))) / 8;
}

char Lower(char ascii) {
  return static_cast<char>(ascii >= 'A' && ascii <= 'Z' ? ascii + ('a' - 'A') : ascii);
}

uint32_t ReadFour(const char* in) {
  uint32_t bytes = 0;
  std::memcpy(&bytes, in, sizeof bytes);
  return bytes;
}

uint32_t ReadTwo(const char* in) {
  uint16_t bytes = 0;
  std::memcpy(&bytes, in, sizeof bytes);
  return bytes;
}

uint32_t ReadThree(const char* in) {
  return ReadTwo(in) | uint32_t{static_cast<uint8_t>(in[2])} << 16;
}

// Writes what becomes of the character `sent`, and bytes of no use behind it.
void Write(uint32_t sent, QuickEntry entry, char* out) {
  const uint32_t folded = sent ^ entry.bits();
  std::memcpy(out, &folded, sizeof folded);
}

// An invisible character between two characters of a word is there to part them.
bool PartsWord(std::string_view text, uint32_t offset) {
  if (offset == 0 || offset == text.size()) return false;
  const uint32_t before = BeginOfCharBefore(text, offset);
  return IsWord(DecodeValid(text, before).code_point) &&
         IsWord(DecodeValid(text, offset).code_point);
}

}  // namespace

Folder::Folder() : quick_(QuickTable::Get()) {}

void Folder::Fold(std::string_view original, NormalizedText* folded) {
  constexpr size_t kMaxTextBytes = size_t{1} << 28;  // Folding makes at most 11 bytes of one.
  MINGCHA_CHECK(original.size() <= kMaxTextBytes);
  folded->map.Clear();
  notes_.clear();
  at_ = 0;
  size_ = 0;
  end_ = static_cast<uint32_t>(original.size());
  barrier_ = 0;
  replaced_bytes_ = 0;
  deleted_ = false;
  Reserve(0);
  while (at_ < end_) {
    FoldSimple(original, &folded->map);
    if (at_ < end_) FoldOther(original, &folded->map);
  }
  folded->text.assign(out_.data(), size_);
  if (deleted_) {
    folded->map.MarkDisguise([&text = folded->text](const Edit& edit) {
      return edit.upper.empty() && PartsWord(text, edit.upper.begin);
    });
  }
  folded->map.Finish(size_, end_);
}

void Folder::FoldSimple(std::string_view original, OffsetMap* map) {
  const char* const begin = original.data();
  const char* const end = begin + original.size();
  const char* in = begin + at_;
  while (in != end) {
    const char* const batch_end = end - in > kBatch ? in + kBatch : end;
    in = FoldBatch(begin, in, batch_end, end, map);
    at_ = static_cast<uint32_t>(in - begin);
    if (in < batch_end) break;
  }
}

const char* Folder::FoldBatch(const char* begin, const char* in, const char* batch_end,
                              const char* end, OffsetMap* map) {
  const QuickTable& quick = quick_;
  char* const out_begin = out_.data();
  char* out = out_begin + size_;
  // Every character is put down here, but only if it is an edit does the next not overwrite it.
  std::array<const char*, kBatch / 2 + 1> edited;
  size_t edits = 0;
  const char* const first = in;
  const char* const fast_end = end - in < 4 ? in : std::min(batch_end, end - 3);
  while (true) {
    for (; in < fast_end; in += 3) {  // Nearly all of Chinese.
      const QuickEntry entry = quick.OfThree(in);
      if (entry.Has(QuickEntry::kStop | QuickEntry::kRare)) break;
      Write(ReadFour(in), entry, out);
      edited[edits] = in;
      edits += entry.IsShorterThanThree();
      out += entry.size();
    }
    if (in >= batch_end) break;

    const ptrdiff_t left = end - in;
    if (static_cast<uint8_t>(*in) < 0x80) {
      size_t ascii = 1;
      if (left >= 8) {
        ascii = CopyAscii(in, out);
      } else {
        *out = Lower(*in);
      }
      in += ascii;
      out += ascii;
      continue;
    }
    const bool is_two = left >= 2 && QuickTable::MayBeTwo(in);
    if (!is_two && left < 3) break;
    const QuickEntry entry = is_two ? quick.OfTwo(in) : quick.OfThree(in);
    if (entry.Has(QuickEntry::kStop)) break;
    if (entry.Has(QuickEntry::kNoted)) {
      Note(DecodeValid({in, 2}, 0).code_point, static_cast<uint32_t>(out - out_begin));
    }
    Write(is_two ? ReadTwo(in) : ReadThree(in), entry, out);
    edited[edits] = in;
    edits += entry.Has(QuickEntry::kEdit);
    in += is_two ? 2 : 3;
    out += entry.size();
  }
  AddEdits({edited.data(), edits}, first, begin, map);
  size_ = static_cast<uint32_t>(out - out_begin);
  return in;
}

void Folder::AddEdits(std::span<const char* const> edited, const char* first, const char* begin,
                      OffsetMap* map) {
  // What is no edit is as long as it was.
  uint32_t moved = size_ - static_cast<uint32_t>(first - begin);  // Modulo 2^32.
  uint32_t seen = 0;
  Edit* edit = map->MakeRoom(edited.size());
  for (const char* const in : edited) {
    const bool is_two = QuickTable::MayBeTwo(in);
    const QuickEntry entry = is_two ? quick_.OfTwo(in) : quick_.OfThree(in);
    const uint32_t sent_size = is_two ? 2 : 3;
    const auto lower = static_cast<uint32_t>(in - begin);
    const uint32_t upper = lower + moved;
    *edit++ = {.upper = {upper, upper + entry.size()},
               .lower = {lower, lower + sent_size},
               .disguise = entry.Has(QuickEntry::kDisguise)};
    moved += entry.size() - sent_size;
    seen |= entry.bits();
  }
  deleted_ = deleted_ || (seen & QuickEntry::kDeletes) != 0;
  map->KeepUntil(edit);
}

void Folder::FoldOther(std::string_view original, OffsetMap* map) {
  const DecodedChar c = DecodeUtf8(original, at_);
  const ByteSpan lower{at_, at_ + c.bytes};
  const uint32_t begin = size_;
  FoldEntry entry;
  if (!c.valid) {
    replaced_bytes_ += c.bytes;
    Put("\xef\xbf\xbd");
    map->Add({.upper = {begin, size_}, .lower = lower});
    at_ = barrier_ = lower.end;
  } else if (!FindFoldEntry(c.code_point, &entry)) {
    Put(original.substr(at_, c.bytes));
    at_ = lower.end;
  } else if (entry.Has(FoldEntry::kJoins)) {
    FoldRun(original, map);
  } else {
    deleted_ = deleted_ || entry.deletes();
    if ((entry.bits() & kNotedFlags) != 0) {
      PutNoted(entry.text());
      Note(c.code_point, begin);  // It may be of interest as it was sent only.
    } else {
      Put(entry.text());
    }
    if (!entry.Has(FoldEntry::kInPlace)) {
      map->Add(
          {.upper = {begin, size_}, .lower = lower, .disguise = entry.Has(FoldEntry::kDisguise)});
    }
    at_ = lower.end;
  }
}

void Folder::GoBackToBase(std::string_view original, OffsetMap* map) {
  uint32_t at = at_;
  uint32_t size = size_;
  const auto edits = map->edits();
  size_t edit = edits.size();
  while (edit > 0 && edits[edit - 1].lower.end == at && edits[edit - 1].upper.empty()) {
    at = edits[--edit].lower.begin;
  }
  if (at <= barrier_) return;
  if (edit > 0 && edits[edit - 1].lower.end == at) {
    at = edits[edit - 1].lower.begin;
    size = edits[edit - 1].upper.begin;
  } else {
    const auto begin = static_cast<uint32_t>(FloorToCharacter(original, at - 1));
    size -= at - begin;
    at = begin;
  }
  map->DropEditsFrom(at);
  while (!notes_.empty() && notes_.back().at >= size) notes_.pop_back();
  at_ = at;
  size_ = size;
}

uint32_t Folder::ReadRun(std::string_view original, uint32_t begin, bool* has_invisible) {
  uint32_t end = begin;
  int joiners = 0;
  bool invisible_before = false;
  run_size_ = 0;
  for (uint32_t at = begin; at < original.size();) {
    const DecodedChar c = DecodeUtf8(original, at);
    if (!c.valid) break;
    const auto code_point = static_cast<UChar32>(c.code_point);
    FoldEntry entry;
    const bool has_entry = FindFoldEntry(c.code_point, &entry);
    const bool invisible = has_entry && entry.deletes();
    if (has_entry && entry.Has(FoldEntry::kJoins)) {
      ++joiners;
      if (joiners > kMaxJoiners && !IsMark(code_point)) break;
    } else if (!invisible && at != begin) {
      break;
    }
    at += c.bytes;
    if (invisible) {
      invisible_before = true;
      continue;
    }
    *has_invisible = *has_invisible || invisible_before;
    if (joiners <= kMaxJoiners) run_[run_size_++] = code_point;
    end = at;
  }
  return end;
}

void Folder::FoldRun(std::string_view original, OffsetMap* map) {
  GoBackToBase(original, map);
  const uint32_t begin = at_;
  const uint32_t written = size_;

  bool has_invisible = false;
  const uint32_t end = ReadRun(original, begin, &has_invisible);
  const bool on_word = IsWord(static_cast<char32_t>(run_[0]));
  const auto [text, lost_marks] = run_folder_.Fold({run_.data(), run_size_});
  PutNoted(text);
  if (text != original.substr(begin, end - begin)) {
    map->Add({.upper = {written, size_},
              .lower = {begin, end},
              .disguise = lost_marks || (has_invisible && on_word)});
    deleted_ = deleted_ || text.empty();
  }
  at_ = barrier_ = end;
}

void Folder::Put(std::string_view text) {
  Reserve(text.size());
  text.copy(out_.data() + size_, text.size());
  size_ += static_cast<uint32_t>(text.size());
}

void Folder::PutNoted(std::string_view text) {
  for (uint32_t i = 0; i < text.size();) {
    const ValidChar c = DecodeValid(text, i);
    if (c.code_point >= 0x80) Note(c.code_point, size_ + i);
    i += c.bytes;
  }
  Put(text);
}

void Folder::Note(char32_t c, uint32_t at) {
  FoldEntry entry;
  if (!FindFoldEntry(c, &entry) || (entry.bits() & kNotedFlags) == 0) return;
  if (notes_.empty() || notes_.back().at < at) notes_.push_back({at, 0});
  notes_.back().flags |= entry.bits() & kNotedFlags;
}

void Folder::Reserve(size_t bytes) {
  const size_t needed = size_ + bytes + (end_ - at_) + kSlack;
  if (out_.size() < needed) out_.resize(std::max(needed, 2 * out_.size()));
}

}  // namespace mingcha
