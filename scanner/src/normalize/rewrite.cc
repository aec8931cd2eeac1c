#include "normalize/rewrite.h"

#include <algorithm>

#include "base/check.h"

namespace mingcha {

void Rewriter::MakeText(std::span<const Replacement> replacements, std::string_view old) {
  text_.clear();
  uint32_t at = 0;
  for (const Replacement& replacement : replacements) {
    MINGCHA_DCHECK(at <= replacement.old.begin && !replacement.old.empty());
    text_ += old.substr(at, replacement.old.begin - at);
    text_ += replacement.text;
    at = replacement.old.end;
  }
  text_ += old.substr(at);
}

// Walks both lists at once. `moved` is how far the new text is behind the old one, modulo 2^32.
void Rewriter::MakeMap(std::span<const Replacement> replacements, const OffsetMap& old) {
  map_.Clear();
  const auto edits = old.edits();
  uint32_t moved = 0;
  size_t next_edit = 0;
  const auto keep_edits_until = [&](uint32_t old_offset) {
    for (; next_edit < edits.size(); ++next_edit) {
      Edit edit = edits[next_edit];
      if (edit.upper.end > old_offset) break;
      edit.upper = {edit.upper.begin + moved, edit.upper.end + moved};
      map_.Add(edit);
    }
  };
  // From a place of the old text, which lies behind the first `count` edits, to the text below.
  const auto lower_of = [&](uint32_t offset, size_t count) {
    return count == 0 ? offset : offset - edits[count - 1].upper.end + edits[count - 1].lower.end;
  };
  for (size_t i = 0; i < replacements.size();) {
    keep_edits_until(replacements[i].old.begin);
    const size_t first_edit = next_edit;
    ByteSpan united = replacements[i].old;
    const uint32_t moved_before = moved;
    bool disguise = false;
    // Each may reach into the next one of the other list.
    for (bool grows = true; grows;) {
      grows = false;
      for (; i < replacements.size() && replacements[i].old.begin < united.end; ++i) {
        united.end = std::max(united.end, replacements[i].old.end);
        disguise = disguise || replacements[i].disguise;
        moved += static_cast<uint32_t>(replacements[i].text.size()) - replacements[i].old.size();
        grows = true;
      }
      for (; next_edit < edits.size() && edits[next_edit].upper.begin < united.end; ++next_edit) {
        const Edit& edit = edits[next_edit];
        united.begin = std::min(united.begin, edit.upper.begin);
        united.end = std::max(united.end, edit.upper.end);
        disguise = disguise || edit.disguise;
        grows = true;
      }
    }
    map_.Add({.upper = {united.begin + moved_before, united.end + moved},
              .lower = {lower_of(united.begin, first_edit), lower_of(united.end, next_edit)},
              .disguise = disguise});
  }
  keep_edits_until(old.upper_size());
  map_.Finish(static_cast<uint32_t>(text_.size()), old.lower_size());
}

bool Rewriter::Rewrite(std::span<const Replacement> replacements, NormalizedText* view) {
  if (replacements.empty()) return false;
  MakeText(replacements, view->text);
  MakeMap(replacements, view->map);
  view->text.swap(text_);
  std::swap(view->map, map_);
  return true;
}

}  // namespace mingcha
