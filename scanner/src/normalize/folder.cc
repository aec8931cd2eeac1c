#include "normalize/folder.h"

#include <algorithm>

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

// An invisible character between two characters of a word is there to part them.
bool PartsWord(std::string_view text, uint32_t offset) {
  if (offset == 0 || offset == text.size()) return false;
  const uint32_t before = BeginOfCharBefore(text, offset);
  return IsWord(DecodeValid(text, before).code_point) &&
         IsWord(DecodeValid(text, offset).code_point);
}

}  // namespace

Folder::Folder(Context context) : quick_(QuickTable::Get()), context_(context) {}

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
    folded->map.MarkDisguise([&](const Edit& edit) {
      return edit.upper.empty() && original[edit.lower.begin] != '(' &&
             PartsWord(folded->text, edit.upper.begin);
    });
  }
  folded->map.Finish(size_, end_);
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
