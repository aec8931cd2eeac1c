#include "normalize/offset_map.h"

#include <algorithm>

#include "base/check.h"

namespace mingcha {

void OffsetMap::Clear() {
  edits_.clear();
  upper_size_ = 0;
  lower_size_ = 0;
}

void OffsetMap::DropEditsFrom(uint32_t lower_offset) {
  while (!edits_.empty() && edits_.back().lower.begin >= lower_offset) edits_.pop_back();
}

void OffsetMap::Finish(uint32_t upper_size, uint32_t lower_size) {
  MINGCHA_DCHECK(edits_.empty() ||
                 (edits_.back().upper.end <= upper_size && edits_.back().lower.end <= lower_size));
  upper_size_ = upper_size;
  lower_size_ = lower_size;
  MINGCHA_DCHECK(Shift(upper_size, edits_.size()) == lower_size);
}

size_t OffsetMap::FirstEditEndingBehind(uint32_t upper_offset) const {
  const auto first = std::partition_point(
      edits_.begin(), edits_.end(),
      [upper_offset](const Edit& edit) { return edit.upper.end <= upper_offset; });
  return static_cast<size_t>(first - edits_.begin());
}

uint32_t OffsetMap::Shift(uint32_t upper_offset, size_t edit_index) const {
  if (edit_index == 0) return upper_offset;
  const Edit& before = edits_[edit_index - 1];
  return upper_offset - before.upper.end + before.lower.end;
}

ByteSpan OffsetMap::ToLower(ByteSpan upper) const {
  MINGCHA_CHECK(upper.begin < upper.end && upper.end <= upper_size_);
  ByteSpan lower;

  // What was deleted at the very beginning ends there, and so stays outside.
  const size_t first = FirstEditEndingBehind(upper.begin);
  const bool begins_inside = first < edits_.size() && edits_[first].upper.begin <= upper.begin;
  lower.begin = begins_inside ? edits_[first].lower.begin : Shift(upper.begin, first);

  // The edit that holds the last byte, if any. A deletion at the end holds none.
  const size_t last = FirstEditEndingBehind(upper.end - 1);
  const bool ends_inside = last < edits_.size() && edits_[last].upper.begin < upper.end;
  lower.end = ends_inside ? edits_[last].lower.end : Shift(upper.end, last);
  return lower;
}

bool OffsetMap::TouchesDisguise(ByteSpan upper) const {
  for (size_t i = FirstEditEndingBehind(upper.begin);
       i < edits_.size() && edits_[i].upper.begin < upper.end; ++i) {
    if (edits_[i].disguise) return true;
  }
  return false;
}

}  // namespace mingcha
