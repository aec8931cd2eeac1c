#include "evaluate/hit_finder.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/check.h"

namespace mingcha {
namespace {

PatternDb::Scratch ScratchFor(const CompiledPack& pack) {
  auto scratch = PatternDb::Scratch::For({pack.folded_db.get(), pack.compact_db.get()});
  MINGCHA_CHECK(scratch.ok());
  return *std::move(scratch);
}

// By pattern, then by place, the longest first; folded wins a tie.
bool ComesFirst(const Hit& a, const Hit& b) {
  return std::tuple(a.pattern, a.folded.begin, b.folded.end, a.view) <
         std::tuple(b.pattern, b.folded.begin, a.folded.end, b.view);
}

}  // namespace

HitFinder::HitFinder(const CompiledPack& pack)
    : pack_(pack), scratch_(ScratchFor(pack)), ranges_(pack.patterns.size()) {}

bool HitFinder::FindAll(Normalizer& normalizer, size_t max_hits) {
  for (const uint32_t pattern : patterns_) ranges_[pattern] = {};
  patterns_.clear();
  hits_.clear();
  found_.clear();
  raw_.clear();

  const bool complete = Search(normalizer, max_hits);
  if (!found_.empty()) Resolve();
  return complete;
}

bool HitFinder::Search(Normalizer& normalizer, size_t max_hits) {
  bool complete = true;
  if (pack_.folded_db != nullptr) {
    complete = pack_.folded_db->FindAll(normalizer.folded().text, scratch_, max_hits, &raw_);
  }
  for (const PatternHit& raw : raw_) found_.push_back({raw.pattern, raw.span, View::kFolded});

  // Patterns of the compact view are searched for in the folded one too: where the two are the same
  // text there is nothing more to find.
  if (!complete || pack_.compact_db == nullptr || !normalizer.compact_differs()) return complete;
  const size_t folded_count = raw_.size();
  complete = pack_.compact_db->FindAll(normalizer.compact().text, scratch_, max_hits, &raw_);
  for (size_t i = folded_count; i < raw_.size(); ++i) {
    const ByteSpan folded = normalizer.CompactToFolded(raw_[i].span);
    const bool bridges_nothing = folded.size() == raw_[i].span.size();
    if (bridges_nothing || !normalizer.GapsAdmissible(raw_[i].span)) continue;
    found_.push_back({raw_[i].pattern, folded, View::kCompact});
  }
  return complete;
}

void HitFinder::Index(const std::vector<Hit>& hits) {
  patterns_.clear();
  for (uint32_t i = 0; i < hits.size(); ++i) {
    Range& range = ranges_[hits[i].pattern];
    if (patterns_.empty() || patterns_.back() != hits[i].pattern) {
      patterns_.push_back(hits[i].pattern);
      range.first = i;
      range.count = 0;
    }
    ++range.count;
  }
}

bool HitFinder::IsExcepted(const Hit& hit) const {
  const uint32_t exceptions = pack_.patterns[hit.pattern].exceptions;
  if (exceptions == kNone) return false;
  const Range range = ranges_[exceptions];
  const auto first = found_.begin() + range.first;
  return std::any_of(first, first + range.count, [&](const Hit& exception) {
    return exception.view == hit.view && exception.folded.Contains(hit.folded);
  });
}

void HitFinder::Resolve() {
  std::sort(found_.begin(), found_.end(), ComesFirst);
  Index(found_);
  for (const Hit& hit : found_) {
    const bool same_place = !hits_.empty() && hits_.back().pattern == hit.pattern &&
                            hits_.back().folded.begin == hit.folded.begin;
    if (same_place || IsExcepted(hit)) continue;
    hits_.push_back(hit);
  }
  for (const uint32_t pattern : patterns_) ranges_[pattern] = {};
  Index(hits_);
}

}  // namespace mingcha
