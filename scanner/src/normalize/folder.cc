#include "normalize/folder.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"
#include "base/utf8.h"
#include "normalize/char_class.h"
#include "normalize/fold_table.h"
#include "normalize/marks.h"

namespace mingcha {
namespace {

// Free room that is always left behind what is written: for copying in words, and for one
// character.
constexpr size_t kSlack = 16;

constexpr uint64_t Repeat(uint8_t byte) { return 0x0101010101010101U * byte; }

// Copies the ASCII characters among the eight bytes at `in`, lowering the letters, and returns how
// many they are. What it writes behind them is of no use.
uint32_t CopyAscii(const char* in, char* out) {
  static_assert(std::endian::native == std::endian::little);
  uint64_t bytes = 0;
  std::memcpy(&bytes, in, sizeof bytes);
  const uint64_t from_a = bytes + Repeat(0x80 - 'A');      // High bit: >= 'A'.
  const uint64_t past_z = bytes + Repeat(0x80 - 'Z' - 1);  // High bit: > 'Z'.
  const uint64_t lowered = bytes | (from_a & ~past_z & Repeat(0x80)) >> 2;
  std::memcpy(out, &lowered, sizeof lowered);
  return static_cast<uint32_t>(std::countr_zero(bytes & Repeat(0x80))) / 8;
}

icu::UnicodeString FromUtf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

// Replaces each character that does not join by what it becomes by itself.
icu::UnicodeString FoldEach(const icu::UnicodeString& text) {
  icu::UnicodeString folded;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    FoldEntry entry;
    const bool changes = FindFoldEntry(static_cast<uint32_t>(c), &entry);
    if (changes && !entry.Has(FoldEntry::kJoins)) {
      folded.append(FromUtf8(entry.text()));
    } else {
      folded.append(c);
    }
  }
  return folded;
}

uint32_t FlagsIn(std::string_view text) {
  uint32_t flags = 0;
  for (size_t i = 0; i < text.size();) {
    const DecodedChar c = DecodeUtf8(text, i);
    FoldEntry entry;
    if (FindFoldEntry(c.code_point, &entry)) flags |= entry.bits();
    i += c.bytes;
  }
  return flags;
}

// An invisible character between two characters of a word is there to part them.
bool PartsWord(std::string_view text, uint32_t offset) {
  if (offset == 0 || offset == text.size()) return false;
  const size_t before = FloorToCharacter(text, offset - 1);
  return IsWord(DecodeUtf8(text, before).code_point) && IsWord(DecodeUtf8(text, offset).code_point);
}

}  // namespace

Folder::Folder() {
  UErrorCode status = U_ZERO_ERROR;
  nfkc_casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
  MINGCHA_CHECK(U_SUCCESS(status));
}

void Folder::Fold(std::string_view original, NormalizedText* folded) {
  constexpr size_t kMaxTextBytes = size_t{1} << 28;  // Folding makes at most 11 bytes of one.
  MINGCHA_CHECK(original.size() <= kMaxTextBytes);
  folded->map.Clear();
  at_ = 0;
  size_ = 0;
  end_ = static_cast<uint32_t>(original.size());
  barrier_ = 0;
  seen_ = 0;
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
  char* out = out_.data() + size_;
  uint32_t seen = 0;
  while (end - in >= 4) {
    // Three bytes: nearly all of Chinese.
    uint32_t bytes = 0;
    std::memcpy(&bytes, in, sizeof bytes);
    if ((bytes & 0xc0c0f0) != 0x8080e0) {
      if ((bytes & 0x80) != 0 || end - in < 8) break;
      const uint32_t ascii = CopyAscii(in, out);
      in += ascii;
      out += ascii;
      continue;
    }
    const uint32_t index = FoldMaskIndex(bytes);
    const uint32_t bit = bytes >> 16 & 0x3f;
    if ((kFoldMasks[index] >> bit & 1) == 0) {
      std::memcpy(out, &bytes, sizeof bytes);
      in += 3;
      out += 3;
      continue;
    }
    if (kFoldMasks[index] == ~uint64_t{0}) break;  // Perhaps no valid character.
    const FoldBlock& block = kFoldBlocks[kFoldBlockOf[index]];
    const FoldEntry entry = EntryAt(block, bit);
    const uint32_t size = entry.size();
    if (size == 0 || size > 3) break;  // Joins, goes, or is no match for the room that is left.
    std::memcpy(out, entry.text().data(), 4);
    seen |= entry.bits();
    if (!entry.Has(FoldEntry::kInPlace)) {
      const auto upper = static_cast<uint32_t>(out - out_.data());
      const auto lower = static_cast<uint32_t>(in - begin);
      map->Add({.upper = {upper, upper + size},
                .lower = {lower, lower + 3},
                .disguise = entry.Has(FoldEntry::kDisguise)});
    }
    in += 3;
    out += size;
  }
  seen_ |= seen;
  at_ = static_cast<uint32_t>(in - begin);
  size_ = static_cast<uint32_t>(out - out_.data());
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
    seen_ |= entry.bits();
    deleted_ = deleted_ || entry.deletes();
    Put(entry.text());
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
  const auto& edits = map->edits();
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
  at_ = at;
  size_ = size;
}

uint32_t Folder::ReadRun(std::string_view original, uint32_t begin, icu::UnicodeString* run,
                         bool* has_invisible) const {
  uint32_t end = begin;
  int joiners = 0;
  bool invisible_before = false;
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
    if (joiners <= kMaxJoiners) run->append(code_point);
    end = at;
  }
  return end;
}

void Folder::FoldRun(std::string_view original, OffsetMap* map) {
  GoBackToBase(original, map);
  const uint32_t begin = at_;
  const uint32_t written = size_;

  icu::UnicodeString run;
  bool has_invisible = false;
  const uint32_t end = ReadRun(original, begin, &run, &has_invisible);
  const bool on_word = IsWord(static_cast<char32_t>(run.char32At(0)));
  int stripped = 0;
  while (true) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString folded = FoldEach(nfkc_casefold_->normalize(run, status));
    folded = nfkc_casefold_->normalize(folded, status);
    MINGCHA_CHECK(U_SUCCESS(status));
    stripped += StripMarks(&folded);
    if (folded == run) break;
    run = std::move(folded);
  }

  std::string text;
  run.toUTF8String(text);
  seen_ |= FlagsIn(text);
  Put(text);
  if (text != original.substr(begin, end - begin)) {
    map->Add({.upper = {written, size_},
              .lower = {begin, end},
              .disguise = stripped > 0 || (has_invisible && on_word)});
    deleted_ = deleted_ || text.empty();
  }
  at_ = barrier_ = end;
}

void Folder::Put(std::string_view text) {
  Reserve(text.size());
  text.copy(out_.data() + size_, text.size());
  size_ += static_cast<uint32_t>(text.size());
}

void Folder::Reserve(size_t bytes) {
  const size_t needed = size_ + bytes + (end_ - at_) + kSlack;
  if (out_.size() < needed) out_.resize(std::max(needed, 2 * out_.size()));
}

}  // namespace mingcha
