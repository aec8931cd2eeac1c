// The fast path of the first pass (folder.h): characters that are looked up and written, and the
// commonest disguises where they are plain to see. Whatever asks for more ends it.

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>

#include "base/utf8.h"
#include "normalize/char_class.h"
#include "normalize/fold_table.h"
#include "normalize/folder.h"
#include "normalize/pinyin.h"
#include "normalize/valid_utf8.h"

namespace mingcha {
namespace {

constexpr ptrdiff_t kBatch = 256;  // Bytes.

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

bool IsHanBefore(const char* text, const char* at) {
  const std::string_view before(text, static_cast<size_t>(at - text));
  if (before.empty()) return false;
  const uint32_t begin = BeginOfCharBefore(before, static_cast<uint32_t>(before.size()));
  return TraitsOf(DecodeValid(before, begin).code_point).is_han();
}

bool EndWithHan(const char* text, const char* end, int count) {
  for (; count > 0 && IsHanBefore(text, end); --count) {
    end = text + BeginOfCharBefore({text, static_cast<size_t>(end - text)},
                                   static_cast<uint32_t>(end - text));
  }
  return count == 0;
}

// Of the characters that ideographs in use are: U+4E00 to U+9FFF.
bool IsCommonIdeograph(const char* in) {
  const auto lead = static_cast<uint8_t>(in[0]);
  return (lead >= 0xe5 && lead <= 0xe9) || (lead == 0xe4 && static_cast<uint8_t>(in[1]) >= 0xb8);
}

}  // namespace

// A stretch of the text, short enough for its edits to be put down without asking for room.
class Folder::Batch {
 public:
  Batch(Folder* folder, std::string_view original)
      : folder_(*folder),
        quick_(folder->quick_),
        begin_(original.data()),
        end_(original.data() + original.size()),
        in_(begin_ + folder->at_),
        first_(in_),
        batch_end_(end_ - in_ > kBatch ? in_ + kBatch : end_),
        out_begin_(folder->out_.data()),
        out_(out_begin_ + folder->size_) {}

  // Folds until the batch ends or something asks for more; returns whether it is the former.
  bool Fold();
  // Hands over what was read and written.
  void Finish(OffsetMap* map);

 private:
  // What was folded, where its edit is not the one that its entry says.
  struct Special {
    uint32_t sent_size;
    uint32_t size;
    uint32_t flags;
  };
  static constexpr uint32_t kSpecial = QuickEntry::kStop;

  void FoldThrees();
  // Each folds one thing at `in_`, or returns false.
  bool FoldOne();
  bool FoldAscii();
  bool FoldTwo();
  bool FoldFour();
  bool DropMarks();
  bool DropAnnotation();
  // Whether what stands at `next` may act on what stands before it, or is not to be seen and may
  // stand before something that does.
  bool MayJoin(const char* next) const;

  void PutDown(const char* in, Special special) {
    *edited_end_++ = {
        in, kSpecial | special.flags | special.size << QuickEntry::kSizeShift | special.sent_size};
  }
  ptrdiff_t left() const { return end_ - in_; }
  uint32_t offset() const { return static_cast<uint32_t>(in_ - begin_); }
  // The entry of the character of three bytes before `in_`, which stops if there is none.
  QuickEntry EntryBefore() const {
    return in_ - begin_ < 3 ? QuickEntry(QuickEntry::kStop) : quick_.OfThree(in_ - 3);
  }

  Folder& folder_;
  const QuickTable& quick_;
  const char* const begin_;
  const char* const end_;
  const char* in_;
  const char* const first_;
  const char* const batch_end_;
  char* const out_begin_;
  char* out_;

  // Where an edit begins, and the bits of its entry; of a special one, the size of what was sent in
  // the lowest bits.
  struct Edited {
    const char* in;
    uint32_t bits;
  };
  std::array<Edited, kBatch + 1> edited_;
  Edited* edited_end_ = edited_.data();
};

void Folder::FoldSimple(std::string_view original, OffsetMap* map) {
  for (bool goes_on = true; goes_on && at_ < end_;) {
    Batch batch(this, original);
    goes_on = batch.Fold();
    batch.Finish(map);
  }
}

bool Folder::Batch::Fold() {
  while (in_ < batch_end_) {
    FoldThrees();
    if (in_ < batch_end_ && !FoldOne()) return false;
  }
  return true;
}

// Nearly all of Chinese. What is read and written here stays in registers.
void Folder::Batch::FoldThrees() {
  const QuickTable::Rows rows = quick_.rows();
  const char* in = in_;
  char* out = out_;
  Edited* edited = edited_end_;
  const auto put = [&](uint32_t sent, QuickEntry entry) {
    Write(sent, entry, out);
    *edited = {in, entry.bits()};  // Unless it is an edit, the next overwrites it.
    edited += entry.edits();
    out += entry.size();
    in += 3;
  };
  const char* const end = left() < 4 ? in : std::min(batch_end_, end_ - 3);
  while (in < end) {
    const QuickEntry entry = rows.OfThree(in);
    if (entry.Has(QuickEntry::kStop)) break;
    put(ReadFour(in), entry);
  }
  if (end_ - in == 3) {  // The last one, behind which nothing may be read.
    const QuickEntry entry = rows.OfThree(in);
    if (!entry.Has(QuickEntry::kStop)) put(ReadThree(in), entry);
  }
  in_ = in;
  out_ = out;
  edited_end_ = edited;
}

bool Folder::Batch::FoldOne() {
  const auto lead = static_cast<uint8_t>(*in_);
  if (lead < 0x80) return FoldAscii();
  if (left() >= 2 && QuickTable::MayBeTwo(in_)) return FoldTwo();
  return lead >= 0xf0 && FoldFour();
}

bool Folder::Batch::FoldAscii() {
  if (*in_ == '(' && folder_.context_ == Context::kFoldPlain && DropAnnotation()) return true;
  size_t ascii = 1;
  if (left() >= 8) {
    ascii = CopyAscii(in_, out_);
  } else {
    *out_ = Lower(*in_);
  }
  in_ += ascii;
  out_ += ascii;
  return true;
}

bool Folder::Batch::FoldTwo() {
  const QuickEntry entry = quick_.OfTwo(in_);
  if (entry.Has(QuickEntry::kStop)) return entry.Has(QuickEntry::kPlainMark) && DropMarks();
  if (entry.Has(QuickEntry::kNoted)) {
    const char letter = quick_.LookalikeOfTwo(in_);
    const bool in_latin_word = out_ > out_begin_ && out_[-1] >= 'a' && out_[-1] <= 'z';
    if (letter != 0 && in_latin_word && folder_.context_ == Context::kFoldPlain) {
      PutDown(in_, {.sent_size = 2, .size = 1, .flags = QuickEntry::kDisguise});
      *out_++ = letter;
      in_ += 2;
      return true;
    }
    folder_.Note(DecodeValid({in_, 2}, 0).code_point, static_cast<uint32_t>(out_ - out_begin_));
  }
  Write(ReadTwo(in_), entry, out_);
  *edited_end_ = {in_, entry.bits()};
  edited_end_ += entry.edits();
  in_ += 2;
  out_ += entry.size();
  return true;
}

bool Folder::Batch::FoldFour() {
  const DecodedChar c = DecodeUtf8({in_, static_cast<size_t>(left())}, 0);
  if (!c.valid) return false;
  FoldEntry entry;
  if (!FindFoldEntry(c.code_point, &entry)) {
    std::memcpy(out_, in_, 4);
    in_ += 4;
    out_ += 4;
    return true;
  }
  if (entry.Has(FoldEntry::kJoins) || (entry.bits() & kNotedFlags) != 0 || entry.size() > 3) {
    return false;
  }
  PutDown(in_, {.sent_size = 4,
                .size = entry.size(),
                .flags = (entry.Has(FoldEntry::kDisguise) ? QuickEntry::kDisguise : 0U) |
                         (entry.deletes() ? QuickEntry::kDeletes : 0U)});
  entry.text().copy(out_, entry.size());
  in_ += 4;
  out_ += entry.size();
  return true;
}

bool Folder::Batch::MayJoin(const char* next) const {
  if (next == end_ || static_cast<uint8_t>(*next) < 0x80) return false;
  return end_ - next < 3 || quick_.OfThree(next).Has(QuickEntry::kStop | QuickEntry::kDeletes);
}

// Marks on an ideograph, with which nothing composes: 微̷.
bool Folder::Batch::DropMarks() {
  const QuickEntry base = EntryBefore();
  if (base.Has(QuickEntry::kStop | QuickEntry::kEdit) || offset() <= folder_.barrier_ ||
      !IsCommonIdeograph(out_ - 3)) {
    return false;
  }
  const char* next = in_;
  while (end_ - next >= 2 && QuickTable::MayBeTwo(next) &&
         quick_.OfTwo(next).Has(QuickEntry::kPlainMark)) {
    next += 2;
  }
  const auto sent_size = next - (in_ - 3);
  if (MayJoin(next) || sent_size > kBatch) return false;
  PutDown(
      in_ - 3,
      {.sent_size = static_cast<uint32_t>(sent_size), .size = 3, .flags = QuickEntry::kDisguise});
  in_ = next;
  folder_.barrier_ = offset();
  return true;
}

// Pinyin in brackets behind an ideograph, letter for letter as a dictionary has it: 保(bǎo).
bool Folder::Batch::DropAnnotation() {
  constexpr ptrdiff_t kMaxAnnotationBytes = 64;
  const QuickEntry base = EntryBefore();
  if (base.Has(QuickEntry::kStop) || base.size() != 3 || !IsCommonIdeograph(out_ - 3)) return false;
  const char* const inside = in_ + 1;
  const auto most = static_cast<size_t>(std::min(end_ - inside, kMaxAnnotationBytes));
  const void* const close = std::memchr(inside, ')', most);
  if (close == nullptr) return false;
  const auto length = static_cast<size_t>(static_cast<const char*>(close) - inside);
  if (MayJoin(inside + length + 1)) return false;
  const int syllables = CountTonedSyllables({inside, length});
  if (syllables == 0 || !EndWithHan(out_begin_, out_, syllables)) return false;
  // Nobody needs help in reading 保(bǎo)本; see context_folds.cc.
  PutDown(in_, {.sent_size = static_cast<uint32_t>(length) + 2,
                .size = 0,
                .flags = base.Changes() ? 0U : QuickEntry::kDisguise});
  in_ += length + 2;
  folder_.barrier_ = offset();
  return true;
}

void Folder::Batch::Finish(OffsetMap* map) {
  // What is no edit is as long as it was.
  uint32_t moved = folder_.size_ - static_cast<uint32_t>(first_ - begin_);  // Modulo 2^32.
  uint32_t seen = 0;
  const auto count = static_cast<size_t>(edited_end_ - edited_.data());
  Edit* edit = map->MakeRoom(count);
  for (const auto [in, bits] : std::span(edited_.data(), count)) {
    constexpr uint32_t kSentSize = (1U << 24) - 1;
    const bool is_three = static_cast<uint8_t>(*in) >= 0xe0;
    const uint32_t sent_size = (bits & kSpecial) != 0 ? bits & kSentSize : 2U + is_three;
    const QuickEntry entry(bits);
    const auto lower = static_cast<uint32_t>(in - begin_);
    const uint32_t upper = lower + moved;
    *edit++ = {.upper = {upper, upper + entry.size()},
               .lower = {lower, lower + sent_size},
               .disguise = entry.Has(QuickEntry::kDisguise)};
    moved += entry.size() - sent_size;
    seen |= bits;
  }
  map->KeepUntil(edit);
  folder_.deleted_ = folder_.deleted_ || (seen & QuickEntry::kDeletes) != 0;
  folder_.at_ = offset();
  folder_.size_ = static_cast<uint32_t>(out_ - out_begin_);
}

}  // namespace mingcha
