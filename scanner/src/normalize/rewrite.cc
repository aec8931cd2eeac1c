#include "normalize/rewrite.h"

#include <algorithm>
#include <string_view>

#include "base/check.h"

namespace mingcha {
namespace {

std::string NewText(const std::vector<Replacement>& replacements, std::string_view old) {
  std::string text;
  uint32_t at = 0;
  for (const Replacement& replacement : replacements) {
    MINGCHA_DCHECK(at <= replacement.old.begin && !replacement.old.empty());
    text += old.substr(at, replacement.old.begin - at);
    text += replacement.text;
    at = replacement.old.end;
  }
  text += old.substr(at);
  return text;
}

// Walks both lists at once. `moved` is how far the new text is behind the old one, modulo 2^32.
OffsetMap NewMap(const std::vector<Replacement>& replacements, const OffsetMap& old,
                 size_t new_size) {
  OffsetMap map;
  uint32_t moved = 0;
  size_t next_edit = 0;
  const auto keep_edits_until = [&](uint32_t old_offset) {
    for (; next_edit < old.edits().size(); ++next_edit) {
      Edit edit = old.edits()[next_edit];
      if (edit.upper.end > old_offset) break;
      edit.upper = {edit.upper.begin + moved, edit.upper.end + moved};
      map.Add(edit);
    }
  };
  for (size_t i = 0; i < replacements.size();) {
    keep_edits_until(replacements[i].old.begin);
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
      for (; next_edit < old.edits().size() && old.edits()[next_edit].upper.begin < united.end;
           ++next_edit) {
        const Edit& edit = old.edits()[next_edit];
        united.begin = std::min(united.begin, edit.upper.begin);
        united.end = std::max(united.end, edit.upper.end);
        disguise = disguise || edit.disguise;
        grows = true;
      }
    }
    map.Add({.upper = {united.begin + moved_before, united.end + moved},
             .lower = old.ToLower(united),
             .disguise = disguise});
  }
  keep_edits_until(old.upper_size());
  map.Finish(static_cast<uint32_t>(new_size), old.lower_size());
  return map;
}

}  // namespace

bool Rewrite(const std::vector<Replacement>& replacements, NormalizedText* view) {
  if (replacements.empty()) return false;
  std::string text = NewText(replacements, view->text);
  view->map = NewMap(replacements, view->map, text.size());
  view->text = std::move(text);
  return true;
}

}  // namespace mingcha
