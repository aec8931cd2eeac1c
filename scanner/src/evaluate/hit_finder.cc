#include "evaluate/hit_finder.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "base/check.h"

namespace mingcha {
namespace {

PatternDb::Scratch ScratchFor(const CompiledPack& pack) {
  std::vector<const PatternDb*> dbs;
  for (const View view : kSearchedViews) dbs.push_back(pack.db(view));
  auto scratch = PatternDb::Scratch::For(dbs);
  MINGCHA_CHECK(scratch.ok());
  return *std::move(scratch);
}

// By pattern, then by place, the longest first; the plainest view wins a tie.
bool ComesFirst(const Hit& a, const Hit& b) {
  return std::tuple(a.pattern, a.folded.begin, b.folded.end, a.view) <
         std::tuple(b.pattern, b.folded.begin, a.folded.end, b.view);
}

}  // namespace

HitFinder::HitFinder(const CompiledPack& pack)
    : pack_(pack), scratch_(ScratchFor(pack)), ranges_(pack.patterns.size()) {
  for (uint32_t i = 0; i < pack.patterns.size(); ++i) {
    if (pack.patterns[i].feature) built_in_.push_back(i);
  }
}

void HitFinder::Clear() {
  for (const uint32_t pattern : patterns_) ranges_[pattern] = {};
  patterns_.clear();
  hits_.clear();
  found_.clear();
}

bool HitFinder::FindAll(Normalizer& normalizer, size_t max_hits, std::vector<TracedHit>* trace) {
  Clear();
  trace_ = trace;
  parts_ = {};
  features_.SetText(normalizer.folded().text);
  bool complete = Search(normalizer, max_hits);
  complete = TakeFeatures(normalizer, max_hits) && complete;
  if (!found_.empty()) Resolve();
  return complete;
}

bool HitFinder::FindJoined(Normalizer& normalizer, size_t max_hits,
                           std::span<const JoinedPart> parts, std::vector<TracedHit>* trace) {
  Clear();
  trace_ = trace;
  parts_ = parts;
  features_.SetText(normalizer.folded().text);
  Search(normalizer, max_hits);
  TakeFeatures(normalizer, max_hits);
  DropJoinedThatAreWhole();
  if (!found_.empty()) Resolve();
  return std::any_of(hits_.begin(), hits_.end(),
                     [](const Hit& hit) { return hit.view == View::kJoined; });
}

bool HitFinder::CrossesBorder(ByteSpan original) const {
  return std::any_of(parts_.begin(), parts_.end(), [&](const JoinedPart& part) {
    return part.joined.begin > original.begin && part.joined.begin < original.end;
  });
}

// What is joined is the compact text: the views beyond it see one message each.
void HitFinder::Add(const Normalizer& normalizer, Hit hit) {
  if (!parts_.empty() && CrossesBorder(normalizer.FoldedToOriginal(hit.folded))) {
    const bool joins = (pack_.patterns[hit.pattern].views & ViewBit(View::kJoined)) != 0;
    if (!joins || hit.view != View::kCompact) return;
    hit.view = View::kJoined;
  }
  found_.push_back(hit);
}

// Half of 保本保息 is a find of its message already.
void HitFinder::DropJoinedThatAreWhole() {
  const auto is_whole = [&](const Hit& hit) {
    return hit.view == View::kJoined &&
           std::any_of(found_.begin(), found_.end(), [&](const Hit& other) {
             return other.view != View::kJoined && other.pattern == hit.pattern &&
                    hit.folded.Contains(other.folded);
           });
  };
  std::vector<Hit> kept;
  std::copy_if(found_.begin(), found_.end(), std::back_inserter(kept),
               [&](const Hit& hit) { return !is_whole(hit); });
  found_ = std::move(kept);
}

bool HitFinder::Search(Normalizer& normalizer, size_t max_hits) {
  compact_ = nullptr;
  for (const View view : kSearchedViews) {
    const PatternDb* db = pack_.db(view);
    if (db == nullptr) continue;
    // Patterns of the other views are searched for in the folded one too.
    if (view != View::kFolded && !normalizer.Differs(view)) continue;
    raw_.clear();
    const NormalizedText& text = normalizer.view(view);
    if (view == View::kCompact) compact_ = &text;
    const bool complete = db->FindAll(text.text, scratch_, max_hits, &raw_);
    for (const PatternHit& raw : raw_) Take(normalizer, view, raw);
    if (!complete) return false;
  }
  return true;
}

bool HitFinder::TakeFeatures(const Normalizer& normalizer, size_t max_hits) {
  size_t taken = 0;
  for (const uint32_t pattern : built_in_) {
    const FeatureSpec& spec = *pack_.patterns[pattern].feature;
    for (const FoundFeature& feature : features_.Of(spec.kind)) {
      if (!Fits(feature, spec)) continue;
      if (++taken > max_hits) return false;
      Add(normalizer, {pattern, feature.folded, View::kFolded});
    }
  }
  return true;
}

void HitFinder::Take(Normalizer& normalizer, View view, const PatternHit& raw) {
  const bool whole_words = pack_.patterns[raw.pattern].word_boundary;
  if (view == View::kFolded) {
    const Hit hit = {raw.pattern, raw.span, view, raw.term};
    if (whole_words && !normalizer.IsBetweenWordBoundaries(raw.span)) {
      Trace(hit, HitFate::kNotAdmitted);
    } else {
      Add(normalizer, hit);
    }
    return;
  }
  const std::string_view term =
      raw.term == kNoTerm ? std::string_view() : pack_.patterns[raw.pattern].terms[raw.term];
  const bool admitted = normalizer.Admits(view, raw.span, term);
  if (!admitted && trace_ == nullptr) return;
  const Hit hit = {raw.pattern, normalizer.ToFolded(view, raw.span), view, raw.term};
  if (admitted && (!whole_words || normalizer.IsBetweenWordBoundaries(hit.folded))) {
    Add(normalizer, hit);
  } else {
    Trace(hit, HitFate::kNotAdmitted);
  }
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

const Hit* HitFinder::ExceptionOf(const Hit& hit) const {
  const uint32_t exceptions = pack_.patterns[hit.pattern].exceptions;
  if (exceptions == kNone) return nullptr;
  const std::span<const Hit> candidates =
      std::span(found_).subspan(ranges_[exceptions].first, ranges_[exceptions].count);
  const auto found = std::find_if(candidates.begin(), candidates.end(), [&](const Hit& exception) {
    return exception.view <= hit.view && exception.folded.Contains(hit.folded);
  });
  return found == candidates.end() ? nullptr : &*found;
}

void HitFinder::Trace(const Hit& hit, HitFate fate, ByteSpan exception) {
  if (trace_ != nullptr) trace_->push_back({hit, fate, exception});
}

void HitFinder::Resolve() {
  std::sort(found_.begin(), found_.end(), ComesFirst);
  Index(found_);
  for (const Hit& hit : found_) {
    const bool same_place = !hits_.empty() && hits_.back().pattern == hit.pattern &&
                            hits_.back().folded.begin == hit.folded.begin;
    if (same_place) {
      Trace(hit, HitFate::kCovered);
    } else if (const Hit* exception = ExceptionOf(hit)) {
      Trace(hit, HitFate::kExcepted, exception->folded);
    } else {
      Trace(hit, HitFate::kCounts);
      hits_.push_back(hit);
    }
  }
  for (const uint32_t pattern : patterns_) ranges_[pattern] = {};
  Index(hits_);
}

}  // namespace mingcha
