#include "evaluate/condition_evaluator.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "evaluate/sentences.h"

namespace mingcha {
namespace {

// Bytes between two spans; 0 if they touch or overlap.
uint32_t BytesBetween(ByteSpan a, ByteSpan b) {
  if (a.end <= b.begin) return b.begin - a.end;
  return b.end <= a.begin ? a.begin - b.end : 0;
}

ByteSpan HullOf(ByteSpan a, ByteSpan b) {
  return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

}  // namespace

bool ConditionEvaluator::Evaluate(const Condition& condition, std::span<const uint8_t> taken_back) {
  taken_back_ = taken_back;
  members_.clear();
  matches_.clear();
  result_.clear();
  const Outcome outcome = EvaluatePart(condition);
  if (outcome.finds()) KeepLeftmostLongest(outcome);
  return outcome.holds;
}

ConditionEvaluator::Outcome ConditionEvaluator::EvaluatePart(const Condition& condition) {
  switch (condition.kind) {
    case ConditionKind::kPattern:
      return Hits(condition.pattern);
    case ConditionKind::kAny:
      return Any(condition);
    case ConditionKind::kAll:
      return Together(condition, static_cast<uint32_t>(condition.children.size()), false);
    case ConditionKind::kNoneOf:
      return None(condition);
    case ConditionKind::kAtLeast:
      return Together(condition, condition.count, false);
    case ConditionKind::kNear:
      return Near(condition);
    case ConditionKind::kSameSentence:
      return Together(condition, static_cast<uint32_t>(condition.children.size()), true);
    case ConditionKind::kRule:
      return Named(condition.rule);
  }
  return {};
}

ConditionEvaluator::Outcome ConditionEvaluator::Hits(uint32_t pattern) {
  const HitFinder::Range range = finder_->RangeOf(pattern);
  const auto begin = static_cast<uint32_t>(matches_.size());
  for (uint32_t i = range.first; i < range.first + range.count; ++i) {
    if (!taken_back_.empty() && taken_back_[i] != 0) continue;
    const ByteSpan folded = finder_->hits()[i].folded;
    matches_.push_back({static_cast<uint32_t>(members_.size()), 1, folded, folded});
    members_.push_back(i);
  }
  const auto end = static_cast<uint32_t>(matches_.size());
  return {begin < end, begin, end};
}

ConditionEvaluator::Outcome ConditionEvaluator::Named(uint32_t rule) {
  if (named_ == nullptr) return {};
  const auto begin = static_cast<uint32_t>(matches_.size());
  for (const Match& found : named_->Of(rule)) {
    Match match = found;
    match.first_member = static_cast<uint32_t>(members_.size());
    const std::span<const uint32_t> members = named_->MembersOf(found);
    members_.insert(members_.end(), members.begin(), members.end());
    matches_.push_back(match);
  }
  const auto end = static_cast<uint32_t>(matches_.size());
  return {begin < end, begin, end};
}

ConditionEvaluator::Outcome ConditionEvaluator::Any(const Condition& condition) {
  // The children's matches need not lie side by side: what they tried on the way lies between.
  std::vector<Match> found;
  bool holds = false;
  for (const Condition& child : condition.children) {
    const Outcome outcome = EvaluatePart(child);
    holds = holds || outcome.holds;
    found.insert(found.end(), matches_.begin() + outcome.begin, matches_.begin() + outcome.end);
  }
  const auto begin = static_cast<uint32_t>(matches_.size());
  matches_.insert(matches_.end(), found.begin(), found.end());
  return {holds, begin, static_cast<uint32_t>(matches_.size())};
}

ConditionEvaluator::Outcome ConditionEvaluator::None(const Condition& condition) {
  for (const Condition& child : condition.children) {
    if (EvaluatePart(child).holds) return {};
  }
  return {true, 0, 0};
}

ConditionEvaluator::Outcome ConditionEvaluator::Near(const Condition& condition) {
  const Outcome first = EvaluatePart(condition.children[0]);
  if (!first.finds()) return {};
  const Outcome second = EvaluatePart(condition.children[1]);
  const auto begin = static_cast<uint32_t>(matches_.size());
  for (uint32_t i = first.begin; i < first.end; ++i) {
    const Match from = matches_[i];
    const Match* nearest = Nearest(from, second, [&](const Match& other) {
      if (other.hull == from.hull) return false;
      if (condition.ordered && other.hull.begin < from.hull.end) return false;
      // A code point has at most four bytes.
      const uint32_t bytes = BytesBetween(from.hull, other.hull);
      if (bytes > uint64_t{4} * condition.within) return false;
      const uint32_t gap_begin = std::min(from.hull.end, other.hull.end);
      return CodePointsIn(folded_, gap_begin, gap_begin + bytes) <= condition.within;
    });
    if (nearest == nullptr) continue;
    const Match partner = *nearest;
    Match match = Copy(from);
    Join(&match, partner);
    matches_.push_back(match);
  }
  const auto end = static_cast<uint32_t>(matches_.size());
  return {begin < end, begin, end};
}

ConditionEvaluator::Outcome ConditionEvaluator::Together(const Condition& condition, uint32_t count,
                                                         bool same_sentence) {
  std::vector<Outcome> finding;
  uint32_t holding = 0;
  uint32_t left = static_cast<uint32_t>(condition.children.size());
  for (const Condition& child : condition.children) {
    const Outcome outcome = EvaluatePart(child);
    --left;
    if (outcome.holds) ++holding;
    if (outcome.finds()) finding.push_back(outcome);
    if (holding + left < count) return {};
  }
  if (finding.empty()) return {true, 0, 0};

  const auto begin = static_cast<uint32_t>(matches_.size());
  for (uint32_t i = finding[0].begin; i < finding[0].end; ++i) {
    const Match from = matches_[i];
    Match match = Copy(from);
    bool complete = true;
    for (size_t k = 1; complete && k < finding.size(); ++k) {
      const Match* nearest = Nearest(from, finding[k], [&](const Match& other) {
        return !same_sentence || InOneSentence(folded_, from.hull, other.hull);
      });
      complete = nearest != nullptr;
      if (complete) Join(&match, Match(*nearest));
    }
    if (complete) matches_.push_back(match);
  }
  const auto end = static_cast<uint32_t>(matches_.size());
  return {begin < end, begin, end};
}

template <typename Accepts>
const Match* ConditionEvaluator::Nearest(const Match& match, Outcome others,
                                         Accepts accepts) const {
  const Match* nearest = nullptr;
  uint32_t least = std::numeric_limits<uint32_t>::max();
  for (uint32_t i = others.begin; i < others.end; ++i) {
    const uint32_t bytes = BytesBetween(match.hull, matches_[i].hull);
    if (bytes >= least || !accepts(matches_[i])) continue;
    nearest = &matches_[i];
    least = bytes;
  }
  return nearest;
}

Match ConditionEvaluator::Copy(const Match& match) {
  Match copy = match;
  copy.first_member = static_cast<uint32_t>(members_.size());
  copy.member_count = 0;
  Join(&copy, match);
  return copy;
}

void ConditionEvaluator::Join(Match* match, const Match& other) {
  for (uint32_t i = 0; i < other.member_count; ++i) {
    members_.push_back(members_[other.first_member + i]);
  }
  match->member_count += other.member_count;
  match->hull = HullOf(match->hull, other.hull);
}

void ConditionEvaluator::KeepLeftmostLongest(Outcome outcome) {
  result_.assign(matches_.begin() + outcome.begin, matches_.begin() + outcome.end);
  const auto view_of = [this](const Match& match) {
    return finder_->hits()[members_[match.first_member]].view;
  };
  std::stable_sort(result_.begin(), result_.end(), [&](const Match& a, const Match& b) {
    return std::tuple(a.place.begin, b.place.end, view_of(a)) <
           std::tuple(b.place.begin, a.place.end, view_of(b));
  });
  size_t kept = 0;
  for (const Match& match : result_) {
    if (kept == 0 || !result_[kept - 1].place.Overlaps(match.place)) result_[kept++] = match;
  }
  result_.resize(kept);
}

void AddFindingPatterns(const Condition& condition, std::vector<uint32_t>* patterns) {
  if (condition.kind == ConditionKind::kPattern) patterns->push_back(condition.pattern);
  if (condition.kind == ConditionKind::kNoneOf) return;
  for (const Condition& child : condition.children) AddFindingPatterns(child, patterns);
}

void AddForbiddenPatterns(const Condition& condition, std::vector<uint32_t>* patterns) {
  for (const Condition& child : condition.children) {
    if (condition.kind == ConditionKind::kNoneOf) {
      AddFindingPatterns(child, patterns);
    } else {
      AddForbiddenPatterns(child, patterns);
    }
  }
}

}  // namespace mingcha
