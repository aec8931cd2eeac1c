#include "evaluate/cue_table.h"

#include <algorithm>

#include "evaluate/sentences.h"

namespace mingcha {
namespace {

uint32_t KeyAt(std::string_view text, uint32_t at) {
  const uint32_t end = NextCharacter(text, at);
  uint32_t key = 0;
  for (; at < end; ++at) key = key << 8 | static_cast<uint8_t>(text[at]);
  return key;
}

uint32_t HashOf(uint32_t key) { return (key * 2654435761U) >> 24; }

}  // namespace

CueTable::CueTable(std::initializer_list<Line> lines) {
  for (const Line& line : lines) {
    std::string_view rest = line.words;
    while (!rest.empty()) {
      const size_t blank = std::min(rest.find(' '), rest.size());
      const std::string_view word = rest.substr(0, blank);
      rest.remove_prefix(std::min(blank + 1, rest.size()));
      if (!word.empty()) entries_.push_back({KeyAt(word, 0), line.kind, word});
    }
  }
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return a.key != b.key ? a.key < b.key : a.words.size() > b.words.size();
  });
  for (const Entry& entry : entries_) {
    keys_[HashOf(entry.key) >> 6] |= uint64_t{1} << (HashOf(entry.key) & 63);
  }
}

std::optional<CueHit> CueTable::At(std::string_view text, uint32_t at, uint32_t end) const {
  const uint32_t key = KeyAt(text, at);
  if ((keys_[HashOf(key) >> 6] >> (HashOf(key) & 63) & 1) == 0) return std::nullopt;
  const auto first = std::lower_bound(entries_.begin(), entries_.end(), key,
                                      [](const Entry& e, uint32_t k) { return e.key < k; });
  for (auto it = first; it != entries_.end() && it->key == key; ++it) {
    const auto size = static_cast<uint32_t>(it->words.size());
    if (at + size <= end && text.compare(at, size, it->words) == 0) {
      return CueHit{{at, at + size}, it->kind};
    }
  }
  return std::nullopt;
}

std::optional<CueHit> CueTable::First(std::string_view text, ByteSpan within) const {
  for (uint32_t at = within.begin; at < within.end; at = NextCharacter(text, at)) {
    if (auto hit = At(text, at, within.end)) return hit;
  }
  return std::nullopt;
}

std::optional<CueHit> CueTable::Last(std::string_view text, ByteSpan within) const {
  std::optional<CueHit> last;
  for (uint32_t at = within.begin; at < within.end;) {
    const auto hit = At(text, at, within.end);
    if (hit) last = hit;
    at = hit ? hit->span.end : NextCharacter(text, at);
  }
  return last;
}

void CueTable::All(std::string_view text, ByteSpan within, std::vector<CueHit>* found) const {
  for (uint32_t at = within.begin; at < within.end;) {
    const auto hit = At(text, at, within.end);
    if (hit) found->push_back(*hit);
    at = hit ? hit->span.end : NextCharacter(text, at);
  }
}

bool CueTable::EndsAt(std::string_view text, uint32_t begin, uint32_t end) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return begin + entry.words.size() <= end &&
           text.substr(end - entry.words.size(), entry.words.size()) == entry.words;
  });
}

}  // namespace mingcha
