// Leads from a place in a normalised text back to the text that it was made from.
//
// Patterns are matched in normalised text, where "ﬁ" has become "fi" and "保*本" has become "保本",
// but a finding must quote the words as they were sent. An OffsetMap remembers, sparsely, which
// stretches of the normalised text do not lie byte beside byte with the text below it, or hide a
// word. Whatever lies between corresponds character by character, each of the same length ("A"
// above "a", "國" above "国"), so that offsets only need shifting. Views stack: compact → folded →
// original.

#ifndef MINGCHA_NORMALIZE_OFFSET_MAP_H_
#define MINGCHA_NORMALIZE_OFFSET_MAP_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mingcha/span.h"

#include "base/check.h"

namespace mingcha {

// A place where the two texts do not correspond character by character. `upper` is the text above
// (normalised), `lower` the one below (towards the original). Either side may be empty, never both.
struct Edit {
  ByteSpan upper;
  ByteSpan lower;
  bool disguise = false;  // What stood here hides a word (an invisible character, a look-alike …).
};

// Filled by a normaliser in the order of the text, reused from message to message without giving
// its memory back. May be read from several threads while nobody writes.
class OffsetMap {
 public:
  void Clear();
  // `edit` must lie behind all edits so far. Edits that touch are kept apart.
  void Add(const Edit& edit) {
    MINGCHA_DCHECK(!edit.upper.empty() || !edit.lower.empty());
    MINGCHA_DCHECK(empty() || (edits().back().upper.end <= edit.upper.begin &&
                               edits().back().lower.end <= edit.lower.begin));
    *MakeRoom(1) = edit;
    ++size_;
  }
  // For adding without a question at each edit: room for `count` more edits behind the last one.
  // What is written there counts only once KeepUntil says so.
  Edit* MakeRoom(size_t count) {
    if (slots_.size() - size_ < count) Grow(count);
    return slots_.data() + size_;
  }
  // The edits up to `end`, which lies in the room made last, are edits of the map from now on.
  void KeepUntil(const Edit* end) { size_ = static_cast<size_t>(end - slots_.data()); }
  // Takes back the edits at and behind `lower_offset`: a normaliser goes back to do a stretch anew.
  void DropEditsFrom(uint32_t lower_offset);
  // Marks the edits for which `hides_word` says so, once the text around them is known.
  template <typename Predicate>
  void MarkDisguise(Predicate hides_word) {
    for (size_t i = 0; i < size_; ++i) {
      slots_[i].disguise = slots_[i].disguise || hides_word(slots_[i]);
    }
  }
  // Both texts end here; after it the map can be asked.
  void Finish(uint32_t upper_size, uint32_t lower_size);

  // Returns the smallest span of the lower text that holds every character of which `upper` holds a
  // part. An edge inside an edit moves outwards to the edit's edge. What was deleted is inside
  // where it stands inside the span, and left out where it stands beside it.
  //
  // Requires: upper.begin < upper.end <= upper_size().
  // Cost: O(log n) in the number of edits.
  ByteSpan ToLower(ByteSpan upper) const;

  // Returns what the characters of `lower` became. An edge inside an edit moves outwards to the
  // edit's edge; empty if all of them were deleted.
  //
  // Requires: lower.begin < lower.end <= lower_size().
  ByteSpan ToUpper(ByteSpan lower) const;

  // Whether `upper` touches an edit with `disguise`, deletions inside the span included.
  bool TouchesDisguise(ByteSpan upper) const;

  uint32_t upper_size() const { return upper_size_; }
  uint32_t lower_size() const { return lower_size_; }
  bool empty() const { return size_ == 0; }
  // Valid until the map is changed.
  std::span<const Edit> edits() const { return {slots_.data(), size_}; }

 private:
  // Returns the index of the first edit whose upper side ends behind `upper_offset`.
  size_t FirstEditEndingBehind(uint32_t upper_offset) const;
  // Shifts an upper offset that no edit from `edit_index` on has moved.
  uint32_t Shift(uint32_t upper_offset, size_t edit_index) const;

  void Grow(size_t count);

  std::vector<Edit> slots_;  // Those behind `size_` are room.
  size_t size_ = 0;
  uint32_t upper_size_ = 0;
  uint32_t lower_size_ = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_OFFSET_MAP_H_
