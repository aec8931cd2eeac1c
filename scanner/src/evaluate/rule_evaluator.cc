#include "evaluate/rule_evaluator.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "base/check.h"
#include "evaluate/condition_trace.h"
#include "evaluate/finding_features.h"
#include "evaluate/local_suppressions.h"
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

// What is negated is what somebody says about an amount, and not the amount: 不低于6% promises.
GuardSet GuardsFor(const CompiledPattern& pattern, GuardSet guards) {
  return pattern.feature ? guards & ~GuardBit(Guard::kNegated) : guards;
}

// Guards take back what would make a suspicion. What settles one is taken as it stands: 不承诺保本
// is the disclosure itself.
bool IsGuarded(PartRole role) { return role == PartRole::kOpen || role == PartRole::kStep; }

}  // namespace

RuleEvaluator::RuleEvaluator(const CompiledPack& pack, bool include_drafts)
    : pack_(pack), judge_(pack), named_(pack.rules.size()) {
  plans_.reserve(pack.rules.size());
  for (const CompiledRule& rule : pack.rules) {
    PlanRule(rule, include_drafts);
    names_rules_ = names_rules_ || !rule.named_rules.empty();
  }
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
  plans_.push_back(std::move(plan));
}

void RuleEvaluator::SetMessage(ScannedMessage& message, ScanTrace* trace) {
  message_ = &message;
  trace_ = trace;
  judge_.SetMessage(message);
  named_.Clear();
  conditions_.SetMessage(message.finder, message.folded, &named_);
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
  if ((plans_[index].speakers & SpeakerBit(message.speaker)) == 0) return Mismatch::kSpeaker;
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
    const GuardSet guards = GuardsFor(pack_.patterns[pattern], rule.guards);
    for (uint32_t hit = range.first; hit < range.first + range.count; ++hit) {
      if (const auto guard = judge_.FirstThatHolds(guards, hit)) {
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
  taken_back_.clear();
  lowered_.clear();
  const bool without_guards = conditions_.Evaluate(condition, {});
  if (!without_guards && !(plan.both_ways && guarded)) return false;
  if (compiled.guards == 0 || !guarded) return without_guards;

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
  if (!IsToldOf(hit)) return;
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
  judged.condition = TraceCondition(condition, message_->finder, message_->folded, &named_,
                                    std::span(taken_back_));
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
    switch (kind) {
      case RuleKind::kMessage:
        EvaluateMessageRule(one.rule, &not_counted);
        break;
      case RuleKind::kScore:
        EvaluateScore(one.rule, &not_counted);
        break;
      case RuleKind::kQa:
        EvaluateQaRule(one.rule, &not_counted);
        break;
      default:
        EvaluatePartsFor(plans_[one.rule].speakers, one.rule, &not_counted);
        break;
    }
  }
}

void RuleEvaluator::EvaluateMessageRules(ScanResult* result) {
  waiting_.clear();
  for (const uint32_t rule : Candidates()) EvaluateRule(rule, result);
  // Who names a rule that has found something may find too; it may itself be named.
  for (size_t i = 0; i < waiting_.size(); ++i) EvaluateRule(waiting_[i], result);
  if (names_rules_) {
    std::stable_sort(result->hits.begin(), result->hits.end(),
                     [](const RuleHit& a, const RuleHit& b) { return a.rule < b.rule; });
  }
  if (trace_ != nullptr) {
    TraceOthers(RuleKind::kMessage);
    TraceOthers(RuleKind::kScore);
  }
}

void RuleEvaluator::EvaluateRule(uint32_t rule, ScanResult* result) {
  const CompiledRule& compiled = pack_.rules[rule];
  if (!IsMessageKind(compiled.kind)) return;
  if (names_rules_ && named_.IsKnown(rule)) return;
  if (names_rules_) named_.SetKnown(rule);
  if (!IsFor(rule)) return;
  if (names_rules_) EvaluateNamedRules(compiled, result);
  if (compiled.kind == RuleKind::kScore) {
    EvaluateScore(rule, result);
  } else {
    EvaluateMessageRule(rule, result);
  }
  if (named_.HasFound(rule)) {
    waiting_.insert(waiting_.end(), compiled.named_by.begin(), compiled.named_by.end());
  }
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

void RuleEvaluator::EvaluateNamedRules(const CompiledRule& rule, ScanResult* result) {
  for (const uint32_t named : rule.named_rules) EvaluateRule(named, result);
  // What is no draft does not rest on drafts.
  for (const uint32_t named : rule.named_rules) {
    const bool draft = pack_.rules[named].status == RuleStatus::kDraft;
    named_.Show(named, !draft || rule.status == RuleStatus::kDraft);
  }
}

// Each signal counts once; the finding shows the first place of each that counted.
void RuleEvaluator::EvaluateScore(uint32_t rule, ScanResult* result) {
  const CompiledRule& compiled = pack_.rules[rule];
  Match whole;
  std::vector<uint32_t> members;
  uint32_t score = 0;
  std::string names;
  for (const ScoreSignal& signal : compiled.signals) {
    const bool holds = Holds(rule, signal.condition, result);
    if (trace_ != nullptr) TraceJudged(rule, signal.condition, std::nullopt);
    if (!holds || conditions_.matches().empty()) continue;
    const Match& match = conditions_.matches().front();
    if (members.empty()) whole = match;
    whole.hull = {std::min(whole.hull.begin, match.hull.begin),
                  std::max(whole.hull.end, match.hull.end)};
    const auto counted = conditions_.MembersOf(match);
    members.insert(members.end(), counted.begin(), counted.end());
    score += signal.weight;
    names += (names.empty() ? "" : ",") + signal.name;
  }
  if (score < compiled.threshold) return;
  Features features = {{"score", std::to_string(score)}, {"signals", names}};
  AddRuleHit(rule, whole, members, std::move(features), result);
}

bool RuleEvaluator::IsLowered(std::span<const uint32_t> members) const {
  return !lowered_.empty() && std::any_of(members.begin(), members.end(),
                                          [&](uint32_t hit) { return lowered_[hit] != 0; });
}

bool RuleEvaluator::IsToldOf(uint32_t hit) const {
  if (!message_->last_part) return true;
  const Hit& found = message_->finder.hits()[hit];
  return found.view == View::kJoined &&
         message_->evidence.OriginalOf(found.folded).end > *message_->last_part;
}

bool RuleEvaluator::IsToldOf(std::span<const uint32_t> members) const {
  return std::any_of(members.begin(), members.end(), [&](uint32_t hit) { return IsToldOf(hit); });
}

void RuleEvaluator::AddEvidence(std::span<const uint32_t> members, RuleHit* rule_hit) const {
  struct Place {
    ByteSpan original;
    const Hit* hit;
  };
  std::vector<Place> places;
  for (const uint32_t member : members) {
    const Hit& hit = message_->finder.hits()[member];
    places.push_back({message_->evidence.OriginalOf(hit.folded), &hit});
    if (message_->evidence.IsDisguised(hit.folded, hit.view)) rule_hit->evasion = true;
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.original < b.original; });
  const auto same = [](const Place& a, const Place& b) { return a.original == b.original; };
  places.erase(std::unique(places.begin(), places.end(), same), places.end());
  for (const Place& place : places) {
    message_->evidence.Append(place.hit->folded, place.hit->view, &rule_hit->evidence);
  }
}

void RuleEvaluator::AddRuleHits(uint32_t rule, ScanResult* result) {
  for (const Match& match : conditions_.matches()) {
    AddRuleHit(rule, match, conditions_.MembersOf(match), {}, result);
  }
}

void RuleEvaluator::AddRuleHit(uint32_t rule, const Match& match, std::span<const uint32_t> members,
                               Features features, ScanResult* result) {
  if (!IsToldOf(members)) return;
  const CompiledRule& compiled = pack_.rules[rule];
  if (!TakeTense(rule, match.hull, &features)) return;
  const uint32_t suppression = SuppressionOf(pack_, compiled, message_->message, message_->folded);
  if (suppression != kNone) {
    result->suppressed_locally.push_back(
        {rule, suppression, message_->evidence.OriginalOf(match.place)});
    ++result->counters.suppressed_locally;
    return;
  }
  SetFeatures(compiled, *message_, members, match.hull, &features);
  RuleHit rule_hit;
  rule_hit.rule = rule;
  rule_hit.severity = IsLowered(members) ? OneLower(compiled.severity) : compiled.severity;
  rule_hit.features = std::move(features);
  AddEvidence(members, &rule_hit);
  result->hits.push_back(std::move(rule_hit));
  if (!compiled.named_by.empty()) named_.Add(rule, match, members);
}

bool RuleEvaluator::TakeTense(uint32_t rule, ByteSpan hull, Features* features) {
  const auto& tenses = pack_.rules[rule].tenses;
  if (!pack_.rules[rule].wants_tense && tenses.empty()) return true;
  const Tense told = TenseOf(message_->folded, hull);
  const std::string tense(ToString(told));
  const bool wanted =
      tenses.empty() || std::find(tenses.begin(), tenses.end(), tense) != tenses.end();
  if (trace_ != nullptr) TraceOf(rule).tenses.push_back({hull, told, wanted});
  if (wanted) features->emplace("tense", tense);
  return wanted;
}

void RuleEvaluator::EvaluateQaRule(uint32_t rule, ScanResult* result) {
  for (const EvadedBy& evaded : pack_.rules[rule].evaded_by) {
    if (evaded.kind == EvasionKind::kSilence) continue;
    const bool holds = Holds(rule, evaded.condition, result);
    if (trace_ != nullptr) TraceJudged(rule, evaded.condition, evaded.kind);
    if (!holds || conditions_.matches().empty()) continue;
    Signal signal = SignalOfMatch(SignalKind::kEvaded, rule);
    signal.evasion_kind = evaded.kind;
    result->signals.push_back(std::move(signal));
  }
}

void RuleEvaluator::EvaluateParts(ScanResult* result) {
  const SpeakerSet speaker = SpeakerBit(message_->message.speaker);
  for (const uint32_t rule : Candidates()) {
    if (!IsWatchKind(pack_.rules[rule].kind) || !IsFor(rule)) continue;
    EvaluatePartsFor(speaker, rule, result);
  }
  if (trace_ == nullptr) return;
  for (const RuleKind kind : kRuleKinds) {
    if (IsWatchKind(kind)) TraceOthers(kind);
  }
}

void RuleEvaluator::EvaluatePartsFor(SpeakerSet speakers, uint32_t rule, ScanResult* result) {
  const std::vector<RulePart>& parts = pack_.rules[rule].watch.parts;
  for (uint32_t i = 0; i < parts.size(); ++i) {
    const RulePart& part = parts[i];
    if (!part.condition || (part.speakers & speakers) == 0) continue;
    const bool holds = Holds(rule, *part.condition, result, IsGuarded(part.role));
    if (trace_ != nullptr) TraceJudged(rule, *part.condition, std::nullopt);
    if (!holds || conditions_.matches().empty()) continue;
    Signal signal = SignalOfMatch(SignalKind::kPart, rule);
    signal.part = i;
    result->signals.push_back(std::move(signal));
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
