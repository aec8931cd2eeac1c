#include "evaluate/rule_plan.h"

#include <algorithm>

#include "evaluate/condition_evaluator.h"

namespace mingcha {
namespace {

bool Intersects(std::vector<uint32_t> a, std::vector<uint32_t> b) {
  std::sort(b.begin(), b.end());
  return std::any_of(a.begin(), a.end(),
                     [&](uint32_t x) { return std::binary_search(b.begin(), b.end(), x); });
}

}  // namespace

AttributesAnswer HasAttributes(
    const std::map<std::string, std::string, std::less<>>& attributes,
    const std::map<std::string, std::vector<std::string>, std::less<>>& wanted) {
  AttributesAnswer answer = AttributesAnswer::kYes;
  for (const auto& [key, values] : wanted) {
    const auto it = attributes.find(key);
    if (it == attributes.end()) {
      answer = AttributesAnswer::kUnknown;
    } else if (std::find(values.begin(), values.end(), it->second) == values.end()) {
      return AttributesAnswer::kNo;
    }
  }
  return answer;
}

bool IsGuarded(PartRole role) { return role == PartRole::kOpen || role == PartRole::kStep; }

RulePlan PlanOf(const CompiledPack& pack, const CompiledRule& rule, bool include_drafts) {
  RulePlan plan;
  if (!rule.during.empty()) plan.during = pack.service->ClockOf(rule.during);
  plan.active = rule.status == RuleStatus::kStable || rule.status == RuleStatus::kTest ||
                (rule.status == RuleStatus::kDraft && include_drafts);
  std::vector<uint32_t> forbidden;
  const auto add = [&](const Condition& condition) {
    AddFindingPatterns(condition, &plan.guarded);
    AddForbiddenPatterns(condition, &forbidden);
  };
  plan.speakers = rule.speakers;
  if (IsWatchKind(rule.kind)) {
    plan.speakers = 0;
    for (const RulePart& part : rule.watch.parts) {
      plan.speakers |= part.speakers;
      if (part.condition && IsGuarded(part.role)) add(*part.condition);
    }
  } else {
    for (const Condition* condition : ConditionsOf(rule)) add(*condition);
  }
  std::sort(plan.guarded.begin(), plan.guarded.end());
  plan.guarded.erase(std::unique(plan.guarded.begin(), plan.guarded.end()), plan.guarded.end());
  plan.both_ways = Intersects(plan.guarded, forbidden);
  return plan;
}

std::optional<Mismatch> MismatchOf(const CompiledRule& rule, const RulePlan& plan,
                                   const Message& message) {
  if (!plan.active) return Mismatch::kStatus;
  if ((plan.speakers & SpeakerBit(message.speaker)) == 0) return Mismatch::kSpeaker;
  if ((rule.channels & ChannelBit(message.channel)) == 0) return Mismatch::kChannel;
  if (rule.effective_from && message.sent_at < *rule.effective_from) {
    return Mismatch::kNotYetInForce;
  }
  if (rule.effective_to && message.sent_at >= *rule.effective_to) {
    return Mismatch::kNoLongerInForce;
  }
  if (plan.during && !plan.during->IsOpen(ClockKind::kServiceHours, message.sent_at)) {
    return Mismatch::kOtherHours;
  }
  const auto& tenants = rule.tenants;
  if (!tenants.empty() &&
      std::find(tenants.begin(), tenants.end(), message.conversation.tenant) == tenants.end()) {
    return Mismatch::kTenant;
  }
  if (!rule.attributes.empty() &&
      HasAttributes(message.attributes, rule.attributes) != AttributesAnswer::kYes) {
    return Mismatch::kAttributes;
  }
  return std::nullopt;
}

}  // namespace mingcha
