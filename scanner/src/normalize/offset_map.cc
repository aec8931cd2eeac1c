#include "normalize/offset_map.h"

#include <algorithm>

#include "base/check.h"

namespace mingcha {

void OffsetMap::Clear() {
  size_ = 0;
  upper_size_ = 0;
  lower_size_ = 0;
}

void OffsetMap::DropEditsFrom(uint32_t lower_offset) {
  while (!empty() && edits().back().lower.begin >= lower_offset) --size_;
}

void OffsetMap::Grow(size_t count) {
  constexpr size_t kFewest = 64;
  slots_.resize(std::max({kFewest, size_ + count, 2 * slots_.size()}));
}

void OffsetMap::Finish(uint32_t upper_size, uint32_t lower_size) {
  MINGCHA_DCHECK(empty() || (edits().back().upper.end <= upper_size &&
                             edits().back().lower.end <= lower_size));
  upper_size_ = upper_size;
  lower_size_ = lower_size;
  MINGCHA_DCHECK(Shift(upper_size, size_) == lower_size);
}

size_t OffsetMap::FirstEditEndingBehind(uint32_t upper_offset) const {
  const auto all = edits();
  const auto first = std::partition_point(all.begin(), all.end(), [upper_offset](const Edit& edit) {
    return edit.upper.end <= upper_offset;
  });
  return static_cast<size_t>(first - all.begin());
}

uint32_t OffsetMap::Shift(uint32_t upper_offset, size_t edit_index) const {
  if (edit_index == 0) return upper_offset;
  const Edit& before = slots_[edit_index - 1];
  return upper_offset - before.upper.end + before.lower.end;
}

ByteSpan OffsetMap::ToLower(ByteSpan upper) const {
  MINGCHA_CHECK(upper.begin < upper.end && upper.end <= upper_size_);
  ByteSpan lower;

  // What was deleted at the very beginning ends there, and so stays outside.
  const size_t first = FirstEditEndingBehind(upper.begin);
  const bool begins_inside = first < size_ && slots_[first].upper.begin <= upper.begin;
  lower.begin = begins_inside ? slots_[first].lower.begin : Shift(upper.begin, first);

  // The edit that holds the last byte, if any. A deletion at the end holds none.
  const size_t last = FirstEditEndingBehind(upper.end - 1);
  const bool ends_inside = last < size_ && slots_[last].upper.begin < upper.end;
  lower.end = ends_inside ? slots_[last].lower.end : Shift(upper.end, last);
  return lower;
}

ByteSpan OffsetMap::ToUpper(ByteSpan lower) const {
  MINGCHA_DCHECK(lower.begin < lower.end && lower.end <= lower_size_);
  const std::span<const Edit> all = edits();
  // The first edit that ends behind the offset, and the offset's place above, if none is there.
  const auto locate = [&](uint32_t offset, uint32_t* shifted) {
    const auto edit = std::partition_point(
        all.begin(), all.end(), [&](const Edit& each) { return each.lower.end <= offset; });
    *shifted = edit == all.begin()
                   ? offset
                   : std::prev(edit)->upper.end + offset - std::prev(edit)->lower.end;
    return edit;
  };
  ByteSpan upper;
  const auto first = locate(lower.begin, &upper.begin);
  if (first != all.end() && first->lower.begin < lower.begin) upper.begin = first->upper.begin;
  const auto last = locate(lower.end, &upper.end);
  if (last != all.end() && last->lower.begin < lower.end) upper.end = last->upper.end;
  return upper;
}

bool OffsetMap::TouchesDisguise(ByteSpan upper) const {
  for (size_t i = FirstEditEndingBehind(upper.begin);
       i < size_ && slots_[i].upper.begin < upper.end; ++i) {
    if (slots_[i].disguise) return true;
  }
  return false;
}

}  // namespace mingcha
