#include "authoring/explain/quoting.h"

#include "absl/strings/str_format.h"

#include "evaluate/evidence.h"

namespace mingcha {

Quoting::Quoting(std::string_view text) : text_(text) { normalizer_.SetText(text); }

Quoted Quoting::Of(ByteSpan original) const {
  if (original.empty()) return {original, {}};
  return {original, QuoteMasked(text_, original)};
}

Quoted Quoting::OfFolded(ByteSpan folded) const {
  if (folded.empty()) return {};
  return Of(normalizer_.FoldedToOriginal(folded));
}

std::vector<Quoted> Quoting::OfFolded(const std::vector<ByteSpan>& folded) const {
  std::vector<Quoted> quoted;
  for (const ByteSpan span : folded) quoted.push_back(OfFolded(span));
  return quoted;
}

std::string NameOf(const CompiledPattern& pattern) {
  return pattern.owner.empty() ? pattern.name : pattern.owner + "/" + pattern.name;
}

std::string InWords(const Quoted& quoted) {
  return absl::StrFormat("%s [%d,%d)", quoted.words, static_cast<int>(quoted.original.begin),
                         static_cast<int>(quoted.original.end));
}

std::string InWords(const std::vector<Quoted>& quoted) {
  std::string told;
  for (const Quoted& one : quoted) told += (told.empty() ? "" : ", ") + InWords(one);
  return told;
}

}  // namespace mingcha
