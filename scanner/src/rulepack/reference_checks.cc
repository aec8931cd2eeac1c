#include <algorithm>
#include <set>

#include "absl/strings/str_format.h"

#include "rulepack/category.h"
#include "rulepack/checks.h"

namespace mingcha {
namespace {

using NameSet = std::set<std::string_view>;

std::vector<std::string_view> ListOf(const NameSet& names) { return {names.begin(), names.end()}; }

void CheckKnown(const Text& name, const NameSet& known, Code code, std::string_view what,
                Reporter& reporter) {
  if (!name.given() || known.contains(name.value)) return;
  reporter.Tell(
      code, name.place, absl::StrFormat("there is no %s \"%s\"", what, name.value),
      {.note = {},
       .help = reporter.suggests() ? reporter.DidYouMean(name.value, ListOf(known)) : ""});
}

// Follows the names of patterns, and remembers which were used.
class PatternUse {
 public:
  PatternUse(const PackSource& pack, const PatternNames& names, Reporter& reporter)
      : pack_(pack), names_(names), reporter_(reporter), used_(pack.patterns.size()) {}

  void Name(OwnerNumber owner, const std::string& name, const SourcePlace& place) {
    const uint32_t pattern = names_.Find(owner, name);
    if (pattern != kNone) {
      used_[pattern] = true;
      return;
    }
    reporter_.Tell(Code::kUnknownPattern, place,
                   absl::StrFormat("there is no pattern \"%s\"", name),
                   {.note = {}, .help = reporter_.suggests() ? HelpFor(owner, name) : ""});
  }

  void Condition(OwnerNumber owner, const std::optional<ConditionSource>& condition) {
    if (condition) Condition(owner, *condition);
  }

  void Condition(OwnerNumber owner, const ConditionSource& condition) {
    if (condition.kind == ConditionKind::kPattern && !condition.feature) {
      Name(owner, condition.pattern, condition.place);
    }
    for (const ConditionSource& child : condition.children) Condition(owner, child);
  }

  void Use(uint32_t pattern) { used_[pattern] = true; }

  void TellUnused() {
    for (size_t i = 0; i < used_.size(); ++i) {
      const Text& name = pack_.patterns[i].name;
      if (used_[i]) continue;
      reporter_.Tell(Code::kUnusedPattern, name.place,
                     absl::StrFormat("nothing uses the pattern \"%s\"", name.value),
                     {.note = {}, .help = "name it in a condition, or take it out"});
    }
  }

 private:
  std::string HelpFor(OwnerNumber owner, const std::string& name) {
    const std::vector<std::string_view> visible = names_.Visible(owner);
    if (visible.empty()) return "there are no patterns yet: add some under `patterns`";
    const std::string help = reporter_.DidYouMean(name, visible);
    return help.empty() ? "known here: " + JoinNames(visible) : help;
  }

  const PackSource& pack_;
  const PatternNames& names_;
  Reporter& reporter_;
  std::vector<bool> used_;
};

void CheckPatternUse(const PackSource& pack, const PatternNames& names, Reporter& reporter) {
  PatternUse use(pack, names, reporter);
  for (const RuleSource& rule : pack.rules) {
    for (const LawfulSource& lawful : rule.lawful) {
      if (lawful.pattern.given()) use.Name(rule.owner, lawful.pattern.value, lawful.pattern.place);
    }
    for (const EvadedBySource& evaded : rule.evaded_by) use.Condition(rule.owner, evaded.condition);
    for (const PartSource& part : rule.watch.parts) use.Condition(rule.owner, part.condition);
    use.Condition(rule.owner, rule.condition);
    for (const SignalSource& signal : rule.signals) use.Condition(rule.owner, signal.condition);
    if (rule.kind != RuleKind::kMessage || rule.condition) continue;
    const std::vector<uint32_t> patterns = DefaultPatterns(rule, pack, names);
    for (const uint32_t pattern : patterns) use.Use(pattern);
    if (patterns.empty()) {
      reporter.Tell(Code::kMissingKey, rule.place, "the rule has nothing to look for",
                    {.note = {}, .help = "add `patterns`, or a `condition` over shared ones"});
    }
  }
  for (const TopicSource& topic : pack.topics) {
    use.Condition(topic.owner, topic.ask);
    use.Condition(topic.owner, topic.satisfied_by);
  }
  use.Condition(kSharedOwner, pack.withdrawn_by);
  if (pack.filler_pattern != kNone) use.Use(pack.filler_pattern);
  use.TellUnused();
}

// Rules whose findings a part counts: they look at single messages.
void CheckFinds(const RuleSource& rule, const NameSet& message_rules, Reporter& reporter) {
  for (const PartSource& part : rule.watch.parts) {
    for (const Text& name : part.finds) {
      if (name.value.ends_with(".*")) {
        const std::string beginning = name.value.substr(0, name.value.size() - 1);
        const auto first = message_rules.lower_bound(beginning);
        if (first != message_rules.end() && first->starts_with(beginning)) continue;
      }
      CheckKnown(name, message_rules, Code::kUnknownRule, "rule of kind message", reporter);
    }
  }
}

bool IsKnownRuleName(const std::string& name, const NameSet& rules) {
  if (!name.ends_with(".*")) {
    return rules.contains(name) || name == kScanIncompleteRule || name == kObligationDroppedRule;
  }
  const std::string beginning = name.substr(0, name.size() - 1);
  if (IsFamily(beginning)) return true;
  const auto first = rules.lower_bound(beginning);
  return first != rules.end() && first->starts_with(beginning);
}

void CheckPolicy(const PackSource& pack, const NameSet& rules, const Unread& unread,
                 Reporter& reporter) {
  NameSet queues;
  for (const QueueSource& queue : pack.queues) queues.insert(queue.id.value);
  const std::vector<std::string_view>& known = Categories();
  const NameSet categories(known.begin(), known.end());
  for (const PolicyRowSource& row : pack.rows) {
    CheckKnown(row.queue, queues, Code::kUnknownQueue, "queue", reporter);
    for (const Text& category : row.categories) {
      CheckKnown(category, categories, Code::kBadValue, "category", reporter);
    }
    for (const Text& rule : row.rules) {
      if (unread.rules || IsKnownRuleName(rule.value, rules)) continue;
      CheckKnown(rule, rules, Code::kUnknownRule, "rule", reporter);
    }
  }
}

}  // namespace

void CheckReferences(const PackSource& pack, const PatternNames& names, const Unread& unread,
                     Reporter& reporter) {
  NameSet topics;
  NameSet basis;
  NameSet rules;
  NameSet message_rules;
  for (const TopicSource& topic : pack.topics) topics.insert(topic.id.value);
  for (const BasisSource& one : pack.basis) basis.insert(one.id.value);
  for (const RuleSource& rule : pack.rules) {
    rules.insert(rule.id.value);
    if (IsMessageKind(rule.kind)) message_rules.insert(rule.id.value);
  }

  const auto check = [&](const std::vector<Text>& ids, const NameSet& known, Code code,
                         std::string_view what) {
    for (const Text& id : ids) CheckKnown(id, known, code, what, reporter);
  };
  if (!unread.rules) CheckPatternUse(pack, names, reporter);
  for (const RuleSource& rule : pack.rules) {
    if (!unread.basis) check(rule.basis, basis, Code::kUnknownBasis, "basis");
    if (unread.rules) continue;
    CheckFinds(rule, message_rules, reporter);
    check(rule.topics, topics, Code::kUnknownTopic, "topic");
    for (const CaseSource& one : rule.cases) check(one.expect, rules, Code::kUnknownRule, "rule");
  }
  CheckPolicy(pack, rules, unread, reporter);
}

}  // namespace mingcha
