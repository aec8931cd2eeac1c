#include "evaluate/rule_evaluator.h"

#include <algorithm>
#include <map>
#include <string>

#include "evaluate/sentences.h"
#include "evaluate/tense.h"

namespace mingcha {
namespace {

using Attributes = std::map<std::string, std::string, std::less<>>;
using WantedAttributes = std::map<std::string, std::vector<std::string>, std::less<>>;

enum class AttributesAnswer : uint8_t { kYes, kNo, kUnknown };

// Whether the message has one of the values of each key. Unknown: it says nothing about one of
// them, and nothing against the others.
AttributesAnswer HasAttributes(const Attributes& attributes, const WantedAttributes& wanted) {
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

Severity OneLower(Severity severity) {
  return severity == Severity::kInfo ? severity
                                     : static_cast<Severity>(static_cast<int>(severity) - 1);
}

bool Intersects(std::vector<uint32_t> a, std::vector<uint32_t> b) {
  std::sort(b.begin(), b.end());
  return std::any_of(a.begin(), a.end(),
                     [&](uint32_t x) { return std::binary_search(b.begin(), b.end(), x); });
}

// Guards take back what would make a suspicion. What settles one is taken as it stands: 不承诺保本
// is the disclosure itself.
bool IsGuarded(PartRole role) { return role == PartRole::kOpen || role == PartRole::kStep; }

}  // namespace

RuleEvaluator::RuleEvaluator(const CompiledPack& pack, bool include_drafts)
    : pack_(pack), judge_(pack) {
  plans_.reserve(pack.rules.size());
  for (const CompiledRule& rule : pack.rules) PlanRule(rule, include_drafts);
}

void RuleEvaluator::PlanRule(const CompiledRule& rule, bool include_drafts) {
  Plan plan;
  plan.active = rule.status == RuleStatus::kStable || rule.status == RuleStatus::kTest ||
                (rule.status == RuleStatus::kDraft && include_drafts);
  std::vector<uint32_t> forbidden;
  const auto add = [&](const Condition& condition) {
    AddFindingPatterns(condition, &plan.guarded);
    AddForbiddenPatterns(condition, &forbidden);
  };
  if (rule.kind == RuleKind::kMessage) {
    add(rule.condition);
  } else {
    for (const EvadedBy& evaded : rule.evaded_by) {
      if (evaded.kind != EvasionKind::kSilence) add(evaded.condition);
    }
    for (const RulePart& part : rule.watch.parts) {
      if (part.condition && IsGuarded(part.role)) add(*part.condition);
    }
  }
  std::sort(plan.guarded.begin(), plan.guarded.end());
  plan.guarded.erase(std::unique(plan.guarded.begin(), plan.guarded.end()), plan.guarded.end());
  plan.both_ways = Intersects(plan.guarded, forbidden);
  plans_.push_back(std::move(plan));
}

void RuleEvaluator::SetMessage(ScannedMessage& message) {
  message_ = &message;
  judge_.SetMessage(message);
  conditions_.SetMessage(message.finder, message.folded);
  candidates_known_ = false;
}

const std::vector<uint32_t>& RuleEvaluator::Candidates() {
  if (candidates_known_) return candidates_;
  candidates_.clear();
  for (const uint32_t pattern : message_->finder.patterns()) {
    const std::vector<uint32_t>& rules = pack_.users[pattern].rules;
    candidates_.insert(candidates_.end(), rules.begin(), rules.end());
  }
  std::sort(candidates_.begin(), candidates_.end());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
  candidates_known_ = true;
  return candidates_;
}

bool RuleEvaluator::IsFor(const CompiledRule& rule, SpeakerSet speakers) const {
  const Message& message = message_->message;
  if ((speakers & SpeakerBit(message.speaker)) == 0) return false;
  if ((rule.channels & ChannelBit(message.channel)) == 0) return false;
  if (rule.effective_from && message.sent_at < *rule.effective_from) return false;
  if (rule.effective_to && message.sent_at >= *rule.effective_to) return false;
  const auto& tenants = rule.tenants;
  if (!tenants.empty() &&
      std::find(tenants.begin(), tenants.end(), message.conversation.tenant) == tenants.end()) {
    return false;
  }
  return rule.attributes.empty() ||
         HasAttributes(message.attributes, rule.attributes) == AttributesAnswer::kYes;
}

void RuleEvaluator::AskLawful(const CompiledRule& rule, uint32_t hit) {
  const ByteSpan folded = message_->finder.hits()[hit].folded;
  for (const LawfulException& lawful : rule.lawful) {
    bool said = lawful.pattern == kNone;
    if (!said) {
      const HitFinder::Range range = message_->finder.RangeOf(lawful.pattern);
      for (uint32_t i = range.first; !said && i < range.first + range.count; ++i) {
        said = InOneSentence(message_->folded, folded, message_->finder.hits()[i].folded);
      }
    }
    if (!said) continue;
    const AttributesAnswer answer = HasAttributes(message_->message.attributes, lawful.attributes);
    if (answer == AttributesAnswer::kYes) {
      taken_back_[hit] = 1 + static_cast<uint8_t>(Guard::kLawful);
      return;
    }
    // Without words of its own an exception points at no message in particular.
    if (answer == AttributesAnswer::kUnknown && lawful.pattern != kNone) lowered_[hit] = 1;
  }
}

bool RuleEvaluator::AskGuards(const CompiledRule& rule, const Plan& plan) {
  taken_back_.assign(message_->finder.hits().size(), 0);
  lowered_.assign(message_->finder.hits().size(), 0);
  bool any = false;
  for (const uint32_t pattern : plan.guarded) {
    const HitFinder::Range range = message_->finder.RangeOf(pattern);
    for (uint32_t hit = range.first; hit < range.first + range.count; ++hit) {
      if (const auto guard = judge_.FirstThatHolds(rule.guards, hit)) {
        taken_back_[hit] = 1 + static_cast<uint8_t>(*guard);
      } else if ((rule.guards & GuardBit(Guard::kLawful)) != 0) {
        AskLawful(rule, hit);
      }
      any = any || taken_back_[hit] != 0;
    }
  }
  return any;
}

bool RuleEvaluator::Holds(uint32_t rule, const Condition& condition, ScanResult* result,
                          bool guarded) {
  const CompiledRule& compiled = pack_.rules[rule];
  const Plan& plan = plans_[rule];
  const bool without_guards = conditions_.Evaluate(condition, {});
  if (!without_guards && !(plan.both_ways && guarded)) return false;
  if (compiled.guards == 0 || !guarded) {
    lowered_.clear();
    return without_guards;
  }

  would_count_.clear();
  for (const Match& match : conditions_.matches()) {
    const auto members = conditions_.MembersOf(match);
    would_count_.insert(would_count_.end(), members.begin(), members.end());
  }
  if (!AskGuards(compiled, plan)) return without_guards;
  RecordSuppressed(rule, result);
  return conditions_.Evaluate(condition, taken_back_);
}

void RuleEvaluator::RecordSuppressed(uint32_t rule, ScanResult* result) {
  std::sort(would_count_.begin(), would_count_.end());
  would_count_.erase(std::unique(would_count_.begin(), would_count_.end()), would_count_.end());
  for (const uint32_t hit : would_count_) {
    if (taken_back_[hit] != 0) AddSuppressed(rule, hit, result);
  }
}

void RuleEvaluator::AddSuppressed(uint32_t rule, uint32_t hit, ScanResult* result) {
  const auto guard = static_cast<Guard>(taken_back_[hit] - 1);
  const ByteSpan original = message_->evidence.OriginalOf(message_->finder.hits()[hit].folded);
  result->suppressed.push_back({rule, guard, original});
  ++result->counters.suppressed[static_cast<size_t>(guard)];
}

void RuleEvaluator::EvaluateMessageRules(ScanResult* result) {
  for (const uint32_t rule : Candidates()) {
    const CompiledRule& compiled = pack_.rules[rule];
    if (compiled.kind != RuleKind::kMessage || !plans_[rule].active || !IsFor(compiled)) continue;
    if (Holds(rule, compiled.condition, result)) AddRuleHits(rule, result);
  }
}

bool RuleEvaluator::IsLowered(const Match& match) const {
  const auto members = conditions_.MembersOf(match);
  return !lowered_.empty() && std::any_of(members.begin(), members.end(),
                                          [&](uint32_t hit) { return lowered_[hit] != 0; });
}

void RuleEvaluator::AddRuleHits(uint32_t rule, ScanResult* result) {
  const CompiledRule& compiled = pack_.rules[rule];
  const bool tells_tense = compiled.wants_tense || !compiled.tenses.empty();
  for (const Match& match : conditions_.matches()) {
    RuleHit rule_hit;
    rule_hit.rule = rule;
    rule_hit.severity = IsLowered(match) ? OneLower(compiled.severity) : compiled.severity;
    if (tells_tense) {
      const std::string tense(ToString(TenseOf(message_->folded, match.hull)));
      const auto& tenses = compiled.tenses;
      if (!tenses.empty() && std::find(tenses.begin(), tenses.end(), tense) == tenses.end())
        continue;
      rule_hit.features.emplace("tense", tense);
    }
    for (const uint32_t member : conditions_.MembersOf(match)) {
      const Hit& hit = message_->finder.hits()[member];
      rule_hit.evidence.push_back(message_->evidence.Make(hit.folded, hit.view));
      if (message_->evidence.IsDisguised(hit.folded, hit.view)) rule_hit.evasion = true;
    }
    auto& evidence = rule_hit.evidence;
    std::stable_sort(evidence.begin(), evidence.end(),
                     [](const Evidence& a, const Evidence& b) { return a.original < b.original; });
    const auto same = [](const Evidence& a, const Evidence& b) { return a.original == b.original; };
    evidence.erase(std::unique(evidence.begin(), evidence.end(), same), evidence.end());
    result->hits.push_back(std::move(rule_hit));
  }
}

void RuleEvaluator::EvaluateQaRules(ScanResult* result) {
  for (const uint32_t rule : Candidates()) {
    const CompiledRule& compiled = pack_.rules[rule];
    if (compiled.kind != RuleKind::kQa || !plans_[rule].active || !IsFor(compiled)) continue;
    for (const EvadedBy& evaded : compiled.evaded_by) {
      if (evaded.kind == EvasionKind::kSilence || !Holds(rule, evaded.condition, result)) continue;
      if (conditions_.matches().empty()) continue;
      Signal signal = SignalOfMatch(SignalKind::kEvaded, rule);
      signal.evasion_kind = evaded.kind;
      result->signals.push_back(std::move(signal));
    }
  }
}

void RuleEvaluator::EvaluateParts(ScanResult* result) {
  for (const uint32_t rule : Candidates()) {
    const CompiledRule& compiled = pack_.rules[rule];
    if (!IsWatchKind(compiled.kind) || !plans_[rule].active) continue;
    const std::vector<RulePart>& parts = compiled.watch.parts;
    for (uint32_t i = 0; i < parts.size(); ++i) {
      const RulePart& part = parts[i];
      if (!part.condition || !IsFor(compiled, part.speakers)) continue;
      if (!Holds(rule, *part.condition, result, IsGuarded(part.role))) continue;
      if (conditions_.matches().empty()) continue;
      Signal signal = SignalOfMatch(SignalKind::kPart, rule);
      signal.part = i;
      result->signals.push_back(std::move(signal));
    }
  }
}

Signal RuleEvaluator::SignalOfMatch(SignalKind kind, uint32_t rule) const {
  const Match& match = conditions_.matches().front();
  const Hit& hit = message_->finder.hits()[conditions_.MembersOf(match).front()];
  Signal signal;
  signal.kind = kind;
  signal.rule = rule;
  signal.evidence = message_->evidence.Make(match.hull, hit.view);
  signal.evasion = message_->evidence.IsDisguised(match.hull, hit.view);
  return signal;
}

}  // namespace mingcha
