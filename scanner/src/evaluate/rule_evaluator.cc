#include "evaluate/rule_evaluator.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/check.h"
#include "evaluate/condition_trace.h"
#include "evaluate/finding_features.h"
#include "evaluate/local_suppressions.h"
#include "evaluate/tense.h"

namespace mingcha {
namespace {

Severity OneLower(Severity severity) {
  return severity == Severity::kInfo ? severity
                                     : static_cast<Severity>(static_cast<int>(severity) - 1);
}

}  // namespace

RuleEvaluator::RuleEvaluator(const CompiledPack& pack, bool include_drafts)
    : pack_(pack), guards_(pack), named_(pack.rules.size()) {
  plans_.reserve(pack.rules.size());
  for (const CompiledRule& rule : pack.rules) {
    plans_.push_back(PlanOf(pack_, rule, include_drafts));
    names_rules_ = names_rules_ || !rule.named_rules.empty();
  }
}

void RuleEvaluator::SetMessage(ScannedMessage& message, ScanTrace* trace) {
  message_ = &message;
  trace_ = trace;
  guards_.SetMessage(message);
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

bool RuleEvaluator::IsFor(uint32_t rule) {
  const CompiledRule& compiled = pack_.rules[rule];
  const auto mismatch = MismatchOf(compiled, plans_[rule], message_->message);
  if (trace_ != nullptr) trace_->rules.push_back({rule, mismatch, compiled.threshold, {}, {}});
  return !mismatch;
}

bool RuleEvaluator::Holds(uint32_t rule, const Condition& condition, ScanResult* result,
                          bool guarded) {
  const CompiledRule& compiled = pack_.rules[rule];
  const RulePlan& plan = plans_[rule];
  guards_.Clear();
  const bool without_guards = conditions_.Evaluate(condition, {});
  if (!without_guards && !(plan.both_ways && guarded)) return false;
  if (compiled.guards == 0 || !guarded) return without_guards;

  would_count_.clear();
  for (const Match& match : conditions_.matches()) {
    const auto members = conditions_.MembersOf(match);
    would_count_.insert(would_count_.end(), members.begin(), members.end());
  }
  if (!guards_.Ask(compiled, plan.guarded)) return without_guards;
  RecordSuppressed(rule, result);
  return conditions_.Evaluate(condition, guards_.taken_back());
}

void RuleEvaluator::RecordSuppressed(uint32_t rule, ScanResult* result) {
  std::sort(would_count_.begin(), would_count_.end());
  would_count_.erase(std::unique(would_count_.begin(), would_count_.end()), would_count_.end());
  for (const uint32_t hit : would_count_) {
    if (const auto guard = guards_.TakenBackBy(hit)) AddSuppressed(rule, hit, *guard, result);
  }
}

void RuleEvaluator::AddSuppressed(uint32_t rule, uint32_t hit, Guard guard, ScanResult* result) {
  if (!IsToldOf(hit)) return;
  const ByteSpan original = message_->evidence.OriginalOf(message_->finder.hits()[hit].folded);
  result->suppressed.push_back({rule, guard, original});
  ++result->counters.suppressed[static_cast<size_t>(guard)];
}

JudgedCondition* RuleEvaluator::TraceJudged(uint32_t rule, const Condition& condition) {
  if (trace_ == nullptr) return nullptr;
  JudgedCondition& judged = TraceOf(rule).conditions.emplace_back();
  judged.condition =
      TraceCondition(condition, message_->finder, message_->folded, &named_, guards_.taken_back());
  judged.guarded = guards_.Trace();
  return &judged;
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
  TraceJudged(rule, condition);
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
  RuleMatch whole;
  std::vector<uint32_t> members;
  uint32_t score = 0;
  std::string names;
  for (const ScoreSignal& signal : compiled.signals) {
    const bool counts = Holds(rule, signal.condition, result) && !conditions_.matches().empty();
    if (JudgedCondition* judged = TraceJudged(rule, signal.condition)) judged->signal = &signal;
    if (!counts) continue;
    const Match& match = conditions_.matches().front();
    if (members.empty()) whole.match = match;
    ByteSpan& hull = whole.match.hull;
    hull = {std::min(hull.begin, match.hull.begin), std::max(hull.end, match.hull.end)};
    const auto counted = conditions_.MembersOf(match);
    members.insert(members.end(), counted.begin(), counted.end());
    whole.lowered = whole.lowered || guards_.IsLowered(counted);
    score += signal.weight;
    names += (names.empty() ? "" : ",") + signal.name;
  }
  if (score < compiled.threshold) return;
  whole.members = members;
  whole.features = {{"score", std::to_string(score)}, {"signals", names}};
  AddRuleHit(rule, std::move(whole), result);
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
    const auto members = conditions_.MembersOf(match);
    AddRuleHit(rule, {match, members, guards_.IsLowered(members), {}}, result);
  }
}

void RuleEvaluator::AddRuleHit(uint32_t rule, RuleMatch found, ScanResult* result) {
  if (!IsToldOf(found.members)) return;
  const CompiledRule& compiled = pack_.rules[rule];
  if (!TakeTense(rule, found.match.hull, &found.features)) return;
  const uint32_t suppression = SuppressionOf(pack_, compiled, message_->message, message_->folded);
  if (suppression != kNone) {
    result->suppressed_locally.push_back(
        {rule, suppression, message_->evidence.OriginalOf(found.match.place)});
    ++result->counters.suppressed_locally;
    return;
  }
  SetFeatures(compiled, *message_, found.members, found.match.hull, &found.features);
  RuleHit rule_hit;
  rule_hit.rule = rule;
  rule_hit.severity = found.lowered ? OneLower(compiled.severity) : compiled.severity;
  rule_hit.features = std::move(found.features);
  AddEvidence(found.members, &rule_hit);
  result->hits.push_back(std::move(rule_hit));
  if (!compiled.named_by.empty()) named_.Add(rule, found.match, found.members);
}

// Read without decoration, which may tear a verb from its particle.
Tense RuleEvaluator::TenseOfHull(ByteSpan hull) const {
  if (const NormalizedText* compact = message_->finder.compact()) {
    const ByteSpan span = compact->map.ToUpper(hull);
    if (!span.empty()) return TenseOf(compact->text, span);
  }
  return TenseOf(message_->folded, hull);
}

bool RuleEvaluator::TakeTense(uint32_t rule, ByteSpan hull, Features* features) {
  const auto& tenses = pack_.rules[rule].tenses;
  if (!pack_.rules[rule].wants_tense && tenses.empty()) return true;
  const Tense told = TenseOfHull(hull);
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
    if (JudgedCondition* judged = TraceJudged(rule, evaded.condition)) {
      judged->evasion_kind = evaded.kind;
    }
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
    TraceJudged(rule, *part.condition);
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
