#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/digest.h"
#include "base/text_sketch.h"
#include "conversation/across_state.h"
#include "conversation/rule_finding.h"

namespace mingcha {
namespace {

bool ComesFirst(const AcrossMember& a, const AcrossMember& b) {
  return std::tie(a.last, a.member) < std::tie(b.last, b.member);
}

AcrossFamily* NearestFamily(const WatchSpec& watch, const Sighting& sighting, AcrossState* state) {
  if (!sighting.sketch) return state->families.empty() ? nullptr : &state->families.front();
  AcrossFamily* nearest = nullptr;
  double best = watch.similarity_percent / 100.0;
  for (AcrossFamily& family : state->families) {
    if (!family.sketch) continue;
    const double similarity = SketchSimilarity(*family.sketch, *sighting.sketch);
    if (similarity < best || (nearest != nullptr && similarity == best)) continue;
    nearest = &family;
    best = similarity;
  }
  return nearest;
}

// Those whose windows have passed go, and if there are still too many the one that is oldest.
// Returns whether one had to.
bool MakeRoom(Duration window, Timestamp time, AcrossState* state) {
  std::vector<AcrossFamily>& families = state->families;
  std::erase_if(families, [&](const AcrossFamily& family) {
    return family.latest < time - window && family.quiet_until < time;
  });
  if (families.size() < kMaxAcrossFamilies) return false;
  families.erase(std::min_element(
      families.begin(), families.end(),
      [](const AcrossFamily& a, const AcrossFamily& b) { return a.latest < b.latest; }));
  return true;
}

// Returns whether the member was not seen at this time or later.
bool See(const Sighting& sighting, const WatchSpec& watch, AcrossFamily* family) {
  std::vector<AcrossMember>& members = family->members;
  const auto known = std::find_if(members.begin(), members.end(), [&](const AcrossMember& member) {
    return member.member == sighting.member;
  });
  if (known != members.end()) {
    if (known->last >= sighting.at) return false;
    members.erase(known);
  }
  const AcrossMember seen = {sighting.at, sighting.member};
  members.insert(std::upper_bound(members.begin(), members.end(), seen, ComesFirst), seen);
  family->latest = std::max(family->latest, sighting.at);
  const Timestamp begin = family->latest - watch.window;
  std::erase_if(members, [&](const AcrossMember& member) { return member.last < begin; });
  if (members.size() > watch.at_least) members.erase(members.begin());
  return true;
}

std::string_view InChinese(Distinct distinct) {
  switch (distinct) {
    case Distinct::kConversations:
      return "会话";
    case Distinct::kCustomers:
      return "客户";
    case Distinct::kAgents:
      return "坐席";
    case Distinct::kChannels:
      return "渠道";
    case Distinct::kCodes:
      return "数值";
  }
  return {};
}

Finding FindingOf(const CompiledPack& pack, const Sighting& sighting, const AcrossFamily& family) {
  const CompiledRule& rule = pack.rules[sighting.rule];
  const Timestamp begin = family.members.front().last;
  const AcrossSpec& across = rule.watch.across;
  Finding finding = FindingOfRule(pack, rule);
  finding.subject = sighting.subject;
  finding.conversation = sighting.conversation;
  finding.message_id = sighting.evidence.message_id;
  finding.speaker = sighting.speaker;
  finding.agent_id = sighting.agent_id;
  finding.at = sighting.at;
  finding.evidence = {sighting.evidence};
  finding.evasion = sighting.evasion;
  finding.features = {{"count", absl::StrFormat("%d", family.members.size())},
                      {"distinct", std::string(ToString(across.distinct))},
                      {"window", FormatDuration(rule.watch.window)},
                      {"window_start", FormatTimestamp(begin)}};
  finding.explanation =
      absl::StrFormat("自%s起，不同的%s已达%d个，符合规则“%s”。", FormatTimestamp(begin),
                      InChinese(across.distinct), family.members.size(), rule.title);
  const uint64_t text = family.sketch ? family.sketch->simhash : 0;
  finding.finding_id = MakeAcrossFindingId(finding, sighting.key ^ text, begin);
  return finding;
}

}  // namespace

AcrossStep ApplySighting(const CompiledPack& pack, const Sighting& sighting, AcrossState* state) {
  const WatchSpec& watch = pack.rules[sighting.rule].watch;
  AcrossStep step;
  AcrossFamily* family = NearestFamily(watch, sighting, state);
  if (family == nullptr) {
    step.dropped = MakeRoom(watch.window, sighting.at, state);
    family = &state->families.emplace_back();
    family->sketch = sighting.sketch;
  }
  if (family->latest != Timestamp::min() && sighting.at < family->latest - watch.window) {
    step.too_late = true;
    return step;
  }
  if (!See(sighting, watch, family)) return step;
  if (family->members.size() < watch.at_least || sighting.at <= family->quiet_until) return step;
  step.finding = FindingOf(pack, sighting, *family);
  family->quiet_until = sighting.at + watch.window;
  return step;
}

}  // namespace mingcha
