// Searches a text for a term in one view, as the scanner does.

#ifndef MINGCHA_TESTS_UNIT_NORMALIZE_VIEWS_SUPPORT_H_
#define MINGCHA_TESTS_UNIT_NORMALIZE_VIEWS_SUPPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "normalize/normalizer.h"

namespace mingcha::testing {

// The original words of the first hit that the view admits.
inline std::optional<std::string> FindIn(View view, std::string_view text, std::string_view term) {
  static Normalizer normalizer;
  normalizer.SetText(text);
  const std::string folded_term = FoldText(term);
  const std::string& searched = normalizer.view(view).text;
  std::vector<std::string> spellings = SpellingsIn(view, folded_term);
  for (const std::string& spelling : spellings) {
    for (size_t at = searched.find(spelling); at != std::string::npos;
         at = searched.find(spelling, at + 1)) {
      const ByteSpan span{static_cast<uint32_t>(at), static_cast<uint32_t>(at + spelling.size())};
      if (!normalizer.Admits(view, span, folded_term)) continue;
      const ByteSpan original = normalizer.FoldedToOriginal(normalizer.ToFolded(view, span));
      return std::string(text.substr(original.begin, original.size()));
    }
  }
  return std::nullopt;
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_UNIT_NORMALIZE_VIEWS_SUPPORT_H_
