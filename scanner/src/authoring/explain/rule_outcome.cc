#include "authoring/explain/rule_outcome.h"

#include <algorithm>

#include "absl/strings/str_format.h"

#include "base/utf8.h"

namespace mingcha {
namespace {

int Number(size_t value) { return static_cast<int>(value); }

size_t CountHolding(const ConditionTrace& trace) {
  return static_cast<size_t>(
      std::count_if(trace.children.begin(), trace.children.end(),
                    [](const ConditionTrace& child) { return child.holds; }));
}

// How far an outcome is from finding; the more, the nearer.
int Progress(RuleOutcome outcome) {
  switch (outcome) {
    case RuleOutcome::kFinds:
      return 6;
    case RuleOutcome::kOtherTense:
      return 5;
    case RuleOutcome::kGuarded:
      return 4;
    case RuleOutcome::kBelowThreshold:
      return 3;
    case RuleOutcome::kConditionFails:
      return 2;
    case RuleOutcome::kExcepted:
      return 1;
    default:
      return 0;
  }
}

// A signal that holds is not yet a finding, and one that guards took back may not have mattered.
RuleOutcome OutcomeOfSum(const ExplainedSum& sum, RuleOutcome furthest) {
  if (sum.reached >= sum.threshold) return RuleOutcome::kFinds;
  if (sum.without_guards >= sum.threshold) return RuleOutcome::kGuarded;
  return sum.without_guards > 0 ? RuleOutcome::kBelowThreshold : furthest;
}

template <typename Names>
std::string List(const Names& names) {
  std::string list;
  for (const auto& name : names) {
    if (!list.empty()) list += ", ";
    list += name;
  }
  return list;
}

template <typename Enum>
std::string NamesIn(uint32_t set, int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) {
    if ((set & (1U << i)) != 0) names.emplace_back(ToString(static_cast<Enum>(i)));
  }
  return List(names);
}

std::string DayOf(const CompiledPack& pack, Timestamp time) {
  return FormatTimestamp(time + pack.utc_offset).substr(0, 10);
}

std::string TellAttributes(const CompiledRule& rule, const Message& message) {
  std::vector<std::string> lacks;
  for (const auto& [key, values] : rule.attributes) {
    const auto has = message.attributes.find(key);
    if (has != message.attributes.end() &&
        std::find(values.begin(), values.end(), has->second) != values.end()) {
      continue;
    }
    lacks.push_back(absl::StrFormat(
        "%s is %s, the rule wants %s", key,
        has == message.attributes.end() ? std::string("not told") : has->second, List(values)));
  }
  return List(lacks);
}

std::string LabelOf(const CompiledPack& pack, const Condition& condition) {
  switch (condition.kind) {
    case ConditionKind::kPattern:
      return NameOf(pack.patterns[condition.pattern]);
    case ConditionKind::kAny:
      return "any";
    case ConditionKind::kAll:
      return "all";
    case ConditionKind::kNoneOf:
      return "none";
    case ConditionKind::kAtLeast:
      return absl::StrFormat("at_least %d", Number(condition.count));
    case ConditionKind::kNear:
      return absl::StrFormat("near within %d%s", Number(condition.within),
                             condition.ordered ? ", in this order" : "");
    case ConditionKind::kSameSentence:
      return "same_sentence";
    case ConditionKind::kRule:
      return "rule " + pack.rules[condition.rule].id;
  }
  return {};
}

}  // namespace

FoundPatterns PatternsFoundIn(const ScanTrace& trace) {
  FoundPatterns patterns;
  for (const TracedHit& traced : trace.hits) {
    if (traced.fate == HitFate::kNotAdmitted) continue;
    patterns.found.insert(traced.hit.pattern);
    if (traced.fate == HitFate::kCounts) patterns.counted.insert(traced.hit.pattern);
  }
  return patterns;
}

bool HasItsPatterns(const Condition& condition, const std::set<uint32_t>& patterns) {
  if (condition.kind == ConditionKind::kPattern) return patterns.contains(condition.pattern);
  if (condition.kind == ConditionKind::kNoneOf) return true;
  const auto having = static_cast<uint32_t>(
      std::count_if(condition.children.begin(), condition.children.end(),
                    [&](const Condition& child) { return HasItsPatterns(child, patterns); }));
  if (condition.kind == ConditionKind::kAny) return having > 0;
  if (condition.kind == ConditionKind::kAtLeast) return having >= condition.count;
  return having == condition.children.size();
}

void AddMissingPatterns(const Condition& condition, const std::set<uint32_t>& patterns,
                        std::vector<uint32_t>* missing) {
  if (HasItsPatterns(condition, patterns)) return;
  if (condition.kind == ConditionKind::kPattern) {
    if (std::find(missing->begin(), missing->end(), condition.pattern) == missing->end()) {
      missing->push_back(condition.pattern);
    }
  }
  for (const Condition& child : condition.children) AddMissingPatterns(child, patterns, missing);
}

RuleOutcome OutcomeOf(const JudgedCondition& judged, const FoundPatterns& found) {
  const Condition& condition = *judged.condition.condition;
  if (judged.condition.holds) return RuleOutcome::kFinds;
  if (judged.condition.holds_without_guards) return RuleOutcome::kGuarded;
  if (!HasItsPatterns(condition, found.found)) return RuleOutcome::kNoHit;
  if (!HasItsPatterns(condition, found.counted)) return RuleOutcome::kExcepted;
  return RuleOutcome::kConditionFails;
}

ExplainedSum SumOf(const RuleTrace& rule) {
  ExplainedSum sum;
  sum.threshold = rule.threshold;
  for (const JudgedCondition& judged : rule.conditions) {
    if (judged.condition.holds) sum.reached += judged.signal->weight;
    if (judged.condition.holds_without_guards) sum.without_guards += judged.signal->weight;
  }
  return sum;
}

RuleOutcome OutcomeOf(const RuleTrace& rule, const FoundPatterns& found) {
  if (rule.mismatch) return RuleOutcome::kNotFor;
  RuleOutcome furthest = RuleOutcome::kNoHit;
  for (const JudgedCondition& judged : rule.conditions) {
    const RuleOutcome outcome = OutcomeOf(judged, found);
    if (Progress(outcome) > Progress(furthest)) furthest = outcome;
  }
  if (rule.threshold > 0) furthest = OutcomeOfSum(SumOf(rule), furthest);
  const bool other_tense =
      !rule.tenses.empty() && std::none_of(rule.tenses.begin(), rule.tenses.end(),
                                           [](const TenseTrace& tense) { return tense.wanted; });
  if (furthest == RuleOutcome::kFinds && other_tense) return RuleOutcome::kOtherTense;
  return furthest;
}

std::string NoteOn(const ConditionTrace& trace) {
  const Condition& condition = *trace.condition;
  if (trace.holds) return {};
  if (trace.holds_without_guards) return "held until guards took hits back";
  const size_t holding = CountHolding(trace);
  switch (condition.kind) {
    case ConditionKind::kNear:
      if (trace.distance) {
        return absl::StrFormat("distance was %d, allowed %d", Number(*trace.distance),
                               Number(condition.within));
      }
      if (trace.reversed_distance) {
        return absl::StrFormat("they stand in the other order, %d apart",
                               Number(*trace.reversed_distance));
      }
      return {};
    case ConditionKind::kSameSentence:
      if (holding == trace.children.size()) return "all are there, in different sentences";
      return {};
    case ConditionKind::kAtLeast:
      return absl::StrFormat("%d of %d hold, %d are needed", Number(holding),
                             Number(trace.children.size()), Number(condition.count));
    case ConditionKind::kNoneOf:
      return "what must not be there is there";
    default:
      return {};
  }
}

std::string TellMismatch(const CompiledPack& pack, const CompiledRule& rule, Mismatch mismatch,
                         const Message& message) {
  switch (mismatch) {
    case Mismatch::kStatus:
      return absl::StrFormat("the rule is %s", std::string(ToString(rule.status)));
    case Mismatch::kSpeaker:
      return absl::StrFormat("the message is the %s's, the rule watches %s",
                             std::string(ToString(message.speaker)),
                             NamesIn<Speaker>(rule.speakers, kSpeakerCount));
    case Mismatch::kChannel:
      return absl::StrFormat("the message came through %s, the rule watches %s",
                             std::string(ToString(message.channel)),
                             NamesIn<Channel>(rule.channels, kChannelCount));
    case Mismatch::kNotYetInForce:
      return absl::StrFormat("the message is of %s, the rule is in force from %s",
                             DayOf(pack, message.sent_at), DayOf(pack, *rule.effective_from));
    case Mismatch::kNoLongerInForce:
      return absl::StrFormat("the message is of %s, the rule was in force to %s",
                             DayOf(pack, message.sent_at),
                             DayOf(pack, *rule.effective_to - std::chrono::hours(24)));
    case Mismatch::kOtherHours:
      return absl::StrFormat("the message is of %s, the rule watches the hours \"%s\" only",
                             FormatTimestamp(message.sent_at + pack.utc_offset).substr(0, 16),
                             rule.during);
    case Mismatch::kTenant:
      return absl::StrFormat("the message is of %s, the rule is for %s",
                             message.conversation.tenant, List(rule.tenants));
    case Mismatch::kAttributes:
      return TellAttributes(rule, message);
  }
  return {};
}

ExplainedCondition Explained(const CompiledPack& pack, const ConditionTrace& trace,
                             const Quoting& quoting) {
  ExplainedCondition explained;
  explained.label = LabelOf(pack, *trace.condition);
  explained.holds = trace.holds;
  explained.holds_without_guards = trace.holds_without_guards;
  for (const Hit& hit : trace.hits) explained.hits.push_back(quoting.OfFolded(hit.folded));
  explained.note = NoteOn(trace);
  for (const ConditionTrace& child : trace.children) {
    explained.children.push_back(Explained(pack, child, quoting));
  }
  return explained;
}

}  // namespace mingcha
