#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "absl/strings/str_format.h"

#include "authoring/lint/advice.h"
#include "rulepack/category.h"

namespace mingcha {
namespace {

void AdviseOnBases(const LintSubject& subject) {
  std::set<std::string_view> cited;
  for (const RuleSource& rule : subject.source.rules) {
    for (const Text& id : rule.basis) cited.insert(id.value);
  }
  for (const BasisSource& basis : subject.source.basis) {
    if (cited.contains(basis.id.value)) continue;
    subject.reporter.Tell(Code::kUnusedBasis, basis.id.place,
                          absl::StrFormat("no rule cites %s", basis.id.value),
                          {.note = {}, .help = "cite it, or take it out"});
  }
}

void AdviseOnTopics(const LintSubject& subject) {
  std::set<std::string_view> watched;
  for (const RuleSource& rule : subject.source.rules) {
    if (rule.kind != RuleKind::kQa || !IsAlive(rule)) continue;
    if (rule.topics.empty()) return;  // It watches every topic.
    for (const Text& id : rule.topics) watched.insert(id.value);
  }
  for (const TopicSource& topic : subject.source.topics) {
    // What is owed no answer is there to be counted.
    if (!topic.owed || watched.contains(topic.id.value)) continue;
    subject.reporter.Tell(Code::kUnusedTopic, topic.id.place,
                          absl::StrFormat("no rule watches for evasions of \"%s\"", topic.id.value),
                          {.note = {}, .help = "add a rule of kind qa, or take the topic out"});
  }
}

void AdviseOnQueues(const LintSubject& subject) {
  for (const QueueSource& queue : subject.source.queues) {
    const bool used =
        std::any_of(subject.source.rows.begin(), subject.source.rows.end(),
                    [&](const PolicyRowSource& row) { return row.queue.value == queue.id.value; });
    if (used) continue;
    subject.reporter.Tell(Code::kUnusedQueue, queue.id.place,
                          absl::StrFormat("no row leads to the queue %s", queue.id.value),
                          {.note = {}, .help = "add a row, or take the queue out"});
  }
}

// Of what the engine itself finds.
constexpr std::string_view kSystemCategory = "system";

template <typename T>
bool Contains(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool Names(std::string_view name, std::string_view rule_id) {
  if (!name.ends_with(".*")) return name == rule_id;
  return rule_id.starts_with(name.substr(0, name.size() - 1));
}

// Without a condition on speakers, all of them.
SpeakerSet SpeakersOf(const PolicyCondition& when) {
  SpeakerSet speakers = when.speakers.empty() ? ~SpeakerSet{0} : SpeakerSet{0};
  for (const Speaker speaker : when.speakers) speakers |= SpeakerBit(speaker);
  return speakers;
}

// Whether findings of the rule that have `severity` come under the row, as far as the rule alone
// decides; speakers and features are looked at apart.
bool IsAbout(const PolicyCondition& when, const CompiledRule& rule, Severity severity) {
  const bool named = when.rules.empty() ||
                     std::any_of(when.rules.begin(), when.rules.end(),
                                 [&](const std::string& name) { return Names(name, rule.id); });
  const bool tagged = when.tags.empty() ||
                      std::any_of(when.tags.begin(), when.tags.end(),
                                  [&](const std::string& tag) { return Contains(rule.tags, tag); });
  return named && tagged && (when.categories.empty() || Contains(when.categories, rule.category)) &&
         (!when.min_severity || severity >= *when.min_severity);
}

// What is lawful by its words, and cannot be checked, lowers a finding by one level.
Severity LowestSeverity(const CompiledRule& rule) {
  if (rule.lawful.empty() || rule.severity == Severity::kInfo) return rule.severity;
  return static_cast<Severity>(static_cast<int>(rule.severity) - 1);
}

class Rows {
 public:
  explicit Rows(const LintSubject& subject) : subject_(subject), rows_(subject.source.rows) {}

  void Advise() const {
    for (size_t i = 0; i < rows_.size(); ++i) AdviseOnRow(i);
    for (const RuleSource& rule : subject_.source.rules) {
      if (rule.status.value == RuleStatus::kStable) AdviseOnRule(rule);
    }
  }

 private:
  void AdviseOnRow(size_t number) const {
    const PolicyRowSource& row = rows_[number];
    const PolicyCondition& when = row.value.when;
    if (IsNet(when)) return AdviseOnNet(number);
    if (MayComeLater(when)) return;
    bool is_about_any = false;
    for (const CompiledRule& rule : subject_.compiled.rules) {
      if (rule.status == RuleStatus::kDeprecated || !IsAbout(when, rule, rule.severity)) continue;
      const SpeakerSet speakers = rule.speakers & SpeakersOf(when);
      if (speakers == 0) continue;
      is_about_any = true;
      if (!IsTakenBefore(number, rule, speakers)) return;
    }
    if (is_about_any) {
      TellNeverReached(row);
    } else {
      subject_.reporter.Tell(Code::kRowWithoutRules, row.id.place,
                             absl::StrFormat("\"%s\" is about no rule of the pack", row.id.value),
                             {.note = "no rule has these ids, categories, tags, severities and "
                                      "speakers together",
                              .help = "correct `when`, or take the row out"});
    }
  }

  void TellNeverReached(const PolicyRowSource& row) const {
    subject_.reporter.Tell(
        Code::kRowNeverReached, row.id.place,
        absl::StrFormat("rows above take every finding that \"%s\" is about", row.id.value),
        {.note = {}, .help = "move it up, or take it out"});
  }

  // It catches what no row above takes, also of rules that are yet to be written: whole families,
  // or anything, perhaps from a severity on.
  static bool IsNet(const PolicyCondition& when) {
    return when.categories.empty() && when.tags.empty() && when.speakers.empty() &&
           when.features.empty() &&
           std::all_of(when.rules.begin(), when.rules.end(), [](const std::string& name) {
             return name.ends_with(".*") && IsFamily(name.substr(0, name.size() - 1));
           });
  }

  // What one net catches a net above it has caught already, whatever rules may come.
  void AdviseOnNet(size_t number) const {
    const PolicyCondition& when = rows_[number].value.when;
    for (size_t i = 0; i < number; ++i) {
      const PolicyCondition& above = rows_[i].value.when;
      if (!IsNet(above)) continue;
      const bool as_severe =
          !above.min_severity || (when.min_severity && *when.min_severity >= *above.min_severity);
      const bool as_wide = above.rules.empty() ||
                           (!when.rules.empty() && std::all_of(when.rules.begin(), when.rules.end(),
                                                               [&](const std::string& name) {
                                                                 return Contains(above.rules, name);
                                                               }));
      if (as_severe && as_wide) return TellNeverReached(rows_[number]);
    }
  }

  // It names findings of the engine, or a family that may get rules.
  bool MayComeLater(const PolicyCondition& when) const {
    if (Contains(when.categories, std::string(kSystemCategory))) return true;
    return std::any_of(when.rules.begin(), when.rules.end(), [&](const std::string& name) {
      if (name.starts_with(kSystemFamily)) return true;
      if (!name.ends_with(".*") || !IsFamily(name.substr(0, name.size() - 1))) return false;
      return std::none_of(subject_.compiled.rules.begin(), subject_.compiled.rules.end(),
                          [&](const CompiledRule& rule) { return Names(name, rule.id); });
    });
  }

  // Whether rows above `number` take every finding of the rule by `speakers` that it would take.
  bool IsTakenBefore(size_t number, const CompiledRule& rule, SpeakerSet speakers) const {
    const Features& features = rows_[number].value.when.features;
    for (size_t i = 0; i < number; ++i) {
      const PolicyCondition& when = rows_[i].value.when;
      const bool has_features =
          std::all_of(when.features.begin(), when.features.end(), [&](const auto& wish) {
            const auto own = features.find(wish.first);
            return own != features.end() && own->second == wish.second;
          });
      if (has_features && IsAbout(when, rule, LowestSeverity(rule))) {
        speakers &= ~SpeakersOf(when);
      }
    }
    return speakers == 0;
  }

  void AdviseOnRule(const RuleSource& source) const {
    const CompiledRule& rule = subject_.CompiledOf(source);
    const bool taken = std::any_of(rows_.begin(), rows_.end(), [&](const PolicyRowSource& row) {
      return IsAbout(row.value.when, rule, rule.severity) &&
             (rule.speakers & SpeakersOf(row.value.when)) != 0;
    });
    if (taken || rows_.empty()) return;
    subject_.reporter.Tell(Code::kRuleWithoutRow, source.id.place,
                           absl::StrFormat("no row of the policy takes findings of %s", rule.id),
                           {.note = "they mark no ticket",
                            .help = "add a row to policy.yaml, if somebody should see them"});
  }

  const LintSubject& subject_;
  const std::vector<PolicyRowSource>& rows_;
};

}  // namespace

void AdviseOnPolicy(const LintSubject& subject) {
  AdviseOnBases(subject);
  AdviseOnTopics(subject);
  AdviseOnQueues(subject);
  Rows(subject).Advise();
}

}  // namespace mingcha
