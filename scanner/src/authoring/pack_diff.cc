#include "authoring/pack_diff.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/enum_names.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, kBaselineStates> kStateNames = {"unchanged", "new",
                                                                       "changed", "absent"};

// What a reviewer would see otherwise in two findings of one id.
std::vector<std::string> DiffersIn(const Finding& before, const Finding& after) {
  std::vector<std::string> names;
  const auto compare = [&](const char* name, bool same) {
    if (!same) names.emplace_back(name);
  };
  compare("severity", before.severity == after.severity);
  compare("status", before.rule_status == after.rule_status);
  compare("category", before.category == after.category);
  compare("tags", before.tags == after.tags);
  compare("evasion", before.evasion == after.evasion);
  compare("features", before.features == after.features);
  compare("basis", before.basis == after.basis);
  compare("title", before.title == after.title);
  compare("suggestion", before.suggestion == after.suggestion);
  return names;
}

bool Overlap(const Evidence& a, const Evidence& b) {
  return a.message_identity == b.message_identity && a.original.Overlaps(b.original);
}

bool Overlap(const Finding& a, const Finding& b) {
  return std::any_of(a.evidence.begin(), a.evidence.end(), [&](const Evidence& one) {
    return std::any_of(b.evidence.begin(), b.evidence.end(),
                       [&](const Evidence& other) { return Overlap(one, other); });
  });
}

// What two findings have in common that may be one finding by other words.
using Place = std::tuple<std::string, ConversationKey, std::string, SubjectKind, std::string>;

Place PlaceOf(const Finding& finding) {
  return {finding.rule_id, finding.conversation, finding.message_id, finding.subject.kind,
          finding.subject.key};
}

bool ComesFirst(const FindingChange& a, const FindingChange& b) {
  const Finding& x = a.shown();
  const Finding& y = b.shown();
  return std::tie(x.rule_id, x.at, x.finding_id, a.state) <
         std::tie(y.rule_id, y.at, y.finding_id, b.state);
}

}  // namespace

std::string_view ToString(BaselineState state) { return NameOf(kStateNames, state); }

PackDiff PackDiffer::Compare() const {
  PackDiff diff;
  const auto count = [&](BaselineState state, const Finding& finding) {
    const auto index = static_cast<size_t>(state);
    ++diff.counts[index];
    ++diff.by_rule[finding.rule_id][index];
    ++diff.by_conversation[finding.conversation][index];
  };
  const auto change = [&](BaselineState state, Finding before, Finding after,
                          std::vector<std::string> differs_in) {
    diff.changes.push_back({state, std::move(before), std::move(after), std::move(differs_in)});
    count(state, diff.changes.back().shown());
  };

  std::multimap<Place, const Finding*> only_before;
  for (const auto& [id, before] : before_) {
    const auto after = after_.find(id);
    if (after == after_.end()) {
      only_before.emplace(PlaceOf(before), &before);
      continue;
    }
    std::vector<std::string> differs_in = DiffersIn(before, after->second);
    if (differs_in.empty()) {
      count(BaselineState::kUnchanged, before);
    } else {
      change(BaselineState::kChanged, before, after->second, std::move(differs_in));
    }
  }
  for (const auto& [id, after] : after_) {
    if (before_.contains(id)) continue;
    const auto [first, last] = only_before.equal_range(PlaceOf(after));
    const auto same = std::find_if(
        first, last, [&](const auto& before) { return Overlap(*before.second, after); });
    if (same == last) {
      change(BaselineState::kNew, {}, after, {});
      continue;
    }
    std::vector<std::string> differs_in = DiffersIn(*same->second, after);
    differs_in.insert(differs_in.begin(), "evidence");
    change(BaselineState::kChanged, *same->second, after, std::move(differs_in));
    only_before.erase(same);
  }
  for (const auto& [place, before] : only_before) {
    change(BaselineState::kAbsent, *before, {}, {});
  }
  std::sort(diff.changes.begin(), diff.changes.end(), ComesFirst);
  return diff;
}

}  // namespace mingcha
