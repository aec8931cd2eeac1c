#include "evaluate/rule_evaluator.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/check.h"
#include "evaluate/condition_trace.h"
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
  }
  std::sort(plan.guarded.begin(), plan.guarded.end());
  plan.guarded.erase(std::unique(plan.guarded.begin(), plan.guarded.end()), plan.guarded.end());
  plan.both_ways = Intersects(plan.guarded, forbidden);
  plans_.push_back(std::move(plan));
}

void RuleEvaluator::SetMessage(ScannedMessage& message, ScanTrace* trace) {
  message_ = &message;
  trace_ = trace;
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
  if (trace_ != nullptr && trace_->wanted_rule) candidates_.push_back(*trace_->wanted_rule);
  std::sort(candidates_.begin(), candidates_.end());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
  candidates_known_ = true;
  return candidates_;
}

std::optional<Mismatch> RuleEvaluator::MismatchOf(uint32_t index) const {
  const CompiledRule& rule = pack_.rules[index];
  const Message& message = message_->message;
  if (!plans_[index].active) return Mismatch::kStatus;
  if ((rule.speakers & SpeakerBit(message.speaker)) == 0) return Mismatch::kSpeaker;
  if ((rule.channels & ChannelBit(message.channel)) == 0) return Mismatch::kChannel;
  if (rule.effective_from && message.sent_at < *rule.effective_from) {
    return Mismatch::kNotYetInForce;
  }
  if (rule.effective_to && message.sent_at >= *rule.effective_to) {
    return Mismatch::kNoLongerInForce;
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

bool RuleEvaluator::IsFor(uint32_t rule) {
  const std::optional<Mismatch> mismatch = MismatchOf(rule);
  if (trace_ != nullptr) trace_->rules.push_back({rule, mismatch, {}, {}});
  return !mismatch;
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

bool RuleEvaluator::Holds(uint32_t rule, const Condition& condition, ScanResult* result) {
  const CompiledRule& compiled = pack_.rules[rule];
  const Plan& plan = plans_[rule];
  taken_back_.clear();
  lowered_.clear();
  const bool without_guards = conditions_.Evaluate(condition, {});
  if (!without_guards && !plan.both_ways) return false;
  if (compiled.guards == 0) return without_guards;

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

void RuleEvaluator::TraceJudged(uint32_t rule, const Condition& condition,
                                std::optional<EvasionKind> evasion_kind) {
  const std::vector<Hit>& hits = message_->finder.hits();
  JudgedCondition judged;
  judged.evasion_kind = evasion_kind;
  judged.condition =
      TraceCondition(condition, message_->finder, message_->folded, std::span(taken_back_));
  for (uint32_t i = 0; i < taken_back_.size(); ++i) {
    if (taken_back_[i] != 0) {
      const auto guard = static_cast<Guard>(taken_back_[i] - 1);
      judged.guarded.push_back({hits[i], guard, false, judge_.CuesOf(guard, i)});
    } else if (lowered_[i] != 0) {
      judged.guarded.push_back({hits[i], Guard::kLawful, true, {}});
    }
  }
  TraceOf(rule).conditions.push_back(std::move(judged));
}

RuleTrace& RuleEvaluator::TraceOf(uint32_t rule) {
  const auto traced = std::find_if(trace_->rules.begin(), trace_->rules.end(),
                                   [&](const RuleTrace& one) { return one.rule == rule; });
  MINGCHA_CHECK(traced != trace_->rules.end());
  return *traced;
}

// Behind all that counts: what is not for the message is judged without consequences.
void RuleEvaluator::TraceOthers(RuleKind kind) {
  const size_t traced = trace_->rules.size();
  for (size_t i = 0; i < traced; ++i) {
    const RuleTrace& one = trace_->rules[i];
    if (!one.mismatch || pack_.rules[one.rule].kind != kind) continue;
    ScanResult not_counted;
    if (kind == RuleKind::kMessage) {
      EvaluateMessageRule(one.rule, &not_counted);
    } else {
      EvaluateQaRule(one.rule, &not_counted);
    }
  }
}

void RuleEvaluator::EvaluateMessageRules(ScanResult* result) {
  for (const uint32_t rule : Candidates()) {
    if (pack_.rules[rule].kind != RuleKind::kMessage || !IsFor(rule)) continue;
    EvaluateMessageRule(rule, result);
  }
  if (trace_ != nullptr) TraceOthers(RuleKind::kMessage);
}

void RuleEvaluator::EvaluateQaRules(ScanResult* result) {
  for (const uint32_t rule : Candidates()) {
    if (pack_.rules[rule].kind != RuleKind::kQa || !IsFor(rule)) continue;
    EvaluateQaRule(rule, result);
  }
  if (trace_ != nullptr) TraceOthers(RuleKind::kQa);
}

void RuleEvaluator::EvaluateMessageRule(uint32_t rule, ScanResult* result) {
  const Condition& condition = pack_.rules[rule].condition;
  const bool holds = Holds(rule, condition, result);
  if (trace_ != nullptr) TraceJudged(rule, condition, std::nullopt);
  if (holds) AddRuleHits(rule, result);
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
      const Tense told = TenseOf(message_->folded, match.hull);
      const std::string tense(ToString(told));
      const auto& tenses = compiled.tenses;
      const bool wanted =
          tenses.empty() || std::find(tenses.begin(), tenses.end(), tense) != tenses.end();
      if (trace_ != nullptr) TraceOf(rule).tenses.push_back({match.hull, told, wanted});
      if (!wanted) continue;
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

void RuleEvaluator::EvaluateQaRule(uint32_t rule, ScanResult* result) {
  for (const EvadedBy& evaded : pack_.rules[rule].evaded_by) {
    if (evaded.kind == EvasionKind::kSilence) continue;
    const bool holds = Holds(rule, evaded.condition, result);
    if (trace_ != nullptr) TraceJudged(rule, evaded.condition, evaded.kind);
    if (!holds || conditions_.matches().empty()) continue;
    const Match& match = conditions_.matches().front();
    Signal signal;
    signal.kind = SignalKind::kEvaded;
    signal.rule = rule;
    signal.evasion_kind = evaded.kind;
    const Hit& hit = message_->finder.hits()[conditions_.MembersOf(match).front()];
    signal.evidence = message_->evidence.Make(match.hull, hit.view);
    signal.evasion = message_->evidence.IsDisguised(match.hull, hit.view);
    result->signals.push_back(std::move(signal));
  }
}

}  // namespace mingcha
