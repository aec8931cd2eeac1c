#include <algorithm>
#include <array>

#include "absl/strings/str_format.h"

#include "rulepack/checks.h"

namespace mingcha {
namespace {

constexpr size_t kMinExamples = 2;
constexpr size_t kMinNearMisses = 1;

// Words that are written where a sentence is asked for and none is known.
constexpr std::array<std::string_view, 10> kNoSentences = {
    "unknown", "tbd", "n/a", "none", "?", "-", "无", "未知", "待定", "暂无"};

bool SaysNothing(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return true;
  text = text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::find(kNoSentences.begin(), kNoSentences.end(), lower) != kNoSentences.end();
}

void CheckSentence(const Text& text, std::string_view key, Reporter& reporter) {
  if (!text.given() || !SaysNothing(text.value)) return;
  reporter.Tell(Code::kEmptySentence, text.place, absl::StrFormat("\"%s\" says nothing", key),
                {.note = {}, .help = "write it, or leave the key out while the rule is a draft"});
}

void CheckSentences(const RuleSource& rule, Reporter& reporter) {
  CheckSentence(rule.title, "title", reporter);
  CheckSentence(rule.rationale, "rationale", reporter);
  CheckSentence(rule.suggestion, "suggestion", reporter);
}

// The proof that a rule over conversations brings are its cases: those that expect it, and those
// that do not.
size_t CasesExpecting(const RuleSource& rule) {
  const auto expects = [&](const CaseSource& one) {
    return std::any_of(one.expect.begin(), one.expect.end(),
                       [&](const Text& id) { return id.value == rule.id.value; });
  };
  return static_cast<size_t>(std::count_if(rule.cases.begin(), rule.cases.end(), expects));
}

void CheckStable(const RuleSource& rule, Reporter& reporter) {
  if (!rule.status.given() || rule.status.value != RuleStatus::kStable) return;
  const bool cases = !IsMessageKind(rule.kind);
  const size_t examples = cases ? CasesExpecting(rule) : rule.match.size();
  const size_t near_misses = cases ? rule.cases.size() - examples : rule.no_match.size();
  const SourcePlace& place = rule.status.place;
  if (examples < kMinExamples) {
    reporter.Tell(
        Code::kStableNeedsExamples, place,
        absl::StrFormat("a stable rule needs %d examples, and this one has %d", kMinExamples,
                        examples),
        {.note = {},
         .help = cases ? "add `cases` that expect the rule" : "add `examples: {match: […]}`"});
  }
  if (near_misses < kMinNearMisses) {
    reporter.Tell(Code::kStableNeedsNearMiss, place, "a stable rule needs a near miss",
                  {.note = {},
                   .help = cases ? "add a case that does not expect the rule"
                                 : "add `examples: {no_match: […]}`"});
  }
  if (!rule.rationale.given()) {
    reporter.Tell(Code::kStableNeedsReason, place, "a stable rule needs a rationale",
                  {.note = {}, .help = "add `rationale:`, a sentence that says why"});
  }
  if (rule.basis.empty()) {
    reporter.Tell(Code::kStableNeedsBasis, place, "a stable rule needs a basis",
                  {.note = {}, .help = "add `basis:` with ids from basis.yaml"});
  }
}

Date FirstDay(const DateRange& range) {
  return range.from.given() ? range.from.value : Date::min();
}
Date LastDay(const DateRange& range) { return range.to.given() ? range.to.value : Date::max(); }

// A basis that is not in force on any day of the rule is a mistake; so is a rule that outlives all
// of its bases, or begins before the first. A rule without a beginning may judge any archive, and
// is not held to the day on which its basis came.
void CheckBasisInForce(const RuleSource& rule, const PackSource& pack, Reporter& reporter) {
  Date earliest = Date::max();
  Date latest = Date::min();
  const Text* known = nullptr;
  for (const Text& id : rule.basis) {
    const auto basis = std::find_if(pack.basis.begin(), pack.basis.end(),
                                    [&](const BasisSource& b) { return b.id.value == id.value; });
    if (basis == pack.basis.end()) continue;
    known = &id;
    const Date first = FirstDay(basis->in_force);
    const Date last = LastDay(basis->in_force);
    if (last < FirstDay(rule.effective) || first > LastDay(rule.effective)) {
      reporter.Tell(Code::kBasisNotInForce, id.place,
                    absl::StrFormat("%s is not in force on any day on which the rule is", id.value),
                    {.note = absl::StrFormat("see %s", OtherPlace(basis->id.place, id.place)),
                     .help = "cite what holds then, or set the rule's `effective`"});
      return;
    }
    earliest = std::min(earliest, first);
    latest = std::max(latest, last);
  }
  if (known == nullptr) return;
  if (latest < LastDay(rule.effective)) {
    reporter.Tell(
        Code::kBasisNotInForce, known->place, "the rule outlives every basis it cites",
        {.note = {}, .help = "cite what holds then, or end the rule by `effective: {to: …}`"});
  } else if (rule.effective.from.given() && earliest > rule.effective.from.value) {
    reporter.Tell(Code::kBasisNotInForce, known->place,
                  "the rule begins before any basis it cites is in force",
                  {.note = {}, .help = "cite what held then, or begin the rule later"});
  }
}

void CheckLawful(const RuleSource& rule, Reporter& reporter) {
  const auto guard = std::find_if(rule.guards.begin(), rule.guards.end(),
                                  [](const Placed<Guard>& g) { return g.value == Guard::kLawful; });
  if (guard != rule.guards.end() && rule.lawful.empty()) {
    reporter.Tell(Code::kLawfulWithoutEntries, guard->place,
                  "the guard lawful does not say what is lawful",
                  {.note = {}, .help = "add `lawful: [{pattern: …, attributes: {…}}]`"});
  }
  if (guard == rule.guards.end() && !rule.lawful.empty()) {
    reporter.Tell(Code::kLawfulWithoutGuard, rule.lawful.front().place,
                  "what is lawful has no effect without the guard",
                  {.note = {}, .help = "add lawful to `guards`"});
  }
}

// Whether there is something to show whenever the condition holds.
bool AlwaysFinds(const ConditionSource& condition) {
  const auto finds = [](const ConditionSource& child) { return AlwaysFinds(child); };
  const auto& children = condition.children;
  switch (condition.kind) {
    case ConditionKind::kPattern:
    case ConditionKind::kRule:
      return true;
    case ConditionKind::kNoneOf:
      return false;
    case ConditionKind::kAll:
      return std::any_of(children.begin(), children.end(), finds);
    case ConditionKind::kAny:
    case ConditionKind::kAtLeast:
    case ConditionKind::kNear:
    case ConditionKind::kSameSentence:
      return std::all_of(children.begin(), children.end(), finds);
  }
  return false;
}

void CheckNone(const ConditionSource& condition, bool beside_something, Reporter& reporter) {
  if (condition.kind == ConditionKind::kNoneOf && !beside_something) {
    reporter.Tell(Code::kNoneAlone, condition.place, "none finds nothing by itself",
                  {.note = {}, .help = "write {all: [what finds, {none: […]}]}"});
  }
  const bool all = condition.kind == ConditionKind::kAll && AlwaysFinds(condition);
  for (const ConditionSource& child : condition.children) CheckNone(child, all, reporter);
}

void CheckConditions(const PackSource& pack, Reporter& reporter) {
  const auto check = [&](const std::optional<ConditionSource>& condition) {
    if (condition) CheckNone(*condition, /*beside_something=*/false, reporter);
  };
  for (const RuleSource& rule : pack.rules) {
    check(rule.condition);
    for (const SignalSource& signal : rule.signals) check(signal.condition);
    for (const EvadedBySource& evaded : rule.evaded_by) check(evaded.condition);
    for (const PartSource& part : rule.watch.parts) check(part.condition);
  }
  for (const TopicSource& topic : pack.topics) {
    check(topic.ask);
    check(topic.satisfied_by);
  }
  check(pack.withdrawn_by);
}

}  // namespace

void CheckRules(const PackSource& pack, Reporter& reporter) {
  for (const RuleSource& rule : pack.rules) {
    CheckSentences(rule, reporter);
    CheckStable(rule, reporter);
    CheckBasisInForce(rule, pack, reporter);
    CheckLawful(rule, reporter);
  }
  CheckConditions(pack, reporter);
}

}  // namespace mingcha
