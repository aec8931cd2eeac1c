#include "rulepack/pack_compiler.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/check.h"
#include "normalize/normalizer.h"
#include "rulepack/category.h"
#include "rulepack/local_changes.h"
#include "rulepack/regex_rewrite.h"
#include "rulepack/service_resolver.h"

namespace mingcha {
namespace {

std::vector<std::string> ValuesOf(const std::vector<Text>& texts) {
  std::vector<std::string> values;
  for (const Text& text : texts) values.push_back(text.value);
  return values;
}

// Terms that are matched as the same are matched once.
std::vector<std::string> FoldOnce(const std::vector<Text>& terms) {
  std::vector<std::string> folded;
  std::set<std::string> seen;
  for (const Text& term : terms) {
    std::string text = FoldText(term.value);
    if (seen.insert(text).second) folded.push_back(std::move(text));
  }
  return folded;
}

bool FindsNothing(const Condition& condition) { return condition.kind == ConditionKind::kNoneOf; }

class Resolver {
 public:
  Resolver(const PackSource& pack, const PatternNames& names)
      : pack_(pack), names_(names), compiled_(std::make_unique<CompiledPack>()) {}

  std::unique_ptr<CompiledPack> Run() {
    ResolveHead();
    ResolvePatterns();
    NumberRules();
    ResolveTopics();
    ResolveRules();
    compiled_->filler_pattern = pack_.filler_pattern;
    if (pack_.withdrawn_by) {
      compiled_->withdrawn_by = Resolve(kSharedOwner, *pack_.withdrawn_by);
    }
    ResolvePolicy();
    FindUsers();
    FindSplitTerms();
    return std::move(compiled_);
  }

 private:
  void ResolveHead() {
    compiled_->name = pack_.name.value;
    compiled_->version = pack_.version.value;
    compiled_->label = pack_.name.value + "@" + pack_.version.value;
    compiled_->owner = pack_.owner.value;
    compiled_->time_zone = pack_.time_zone;
    compiled_->utc_offset = pack_.utc_offset;
    for (const BasisSource& basis : pack_.basis) {
      compiled_->basis.emplace(basis.id.value, basis.value);
    }
  }

  void ResolvePatterns() {
    std::vector<CompiledPattern>& patterns = compiled_->patterns;
    patterns.resize(pack_.patterns.size());
    for (size_t i = 0; i < pack_.patterns.size(); ++i) {
      const PatternSource& source = pack_.patterns[i];
      CompiledPattern pattern;
      pattern.name = source.name.value;
      pattern.owner = source.owner_id;
      pattern.terms = FoldOnce(source.terms);
      for (const Text& regex : source.regexes) {
        pattern.regexes.push_back(RewriteRegex(regex.value).regex);
      }
      pattern.views = source.views;
      pattern.initials = source.initials;
      pattern.word_boundary = source.word_boundary.value;
      pattern.feature = source.feature;
      if (!source.exceptions.empty()) {
        CompiledPattern exceptions;
        exceptions.name = source.name.value + ".except";
        exceptions.owner = source.owner_id;
        exceptions.terms = FoldOnce(source.exceptions);
        exceptions.views = source.views;
        pattern.exceptions = static_cast<uint32_t>(patterns.size());
        patterns.push_back(std::move(exceptions));
      }
      patterns[i] = std::move(pattern);
    }
  }

  // A built-in pattern without a name is one for the whole pack.
  uint32_t BuiltIn(const FeatureSpec& feature) {
    for (const auto& [spec, number] : built_in_) {
      if (spec == feature) return number;
    }
    CompiledPattern pattern;
    pattern.name = ToString(feature.kind);
    pattern.feature = feature;
    const auto number = static_cast<uint32_t>(compiled_->patterns.size());
    compiled_->patterns.push_back(std::move(pattern));
    built_in_.emplace_back(feature, number);
    return number;
  }

  Condition Resolve(OwnerNumber owner, const ConditionSource& source) {
    Condition condition;
    condition.kind = source.kind;
    condition.count = source.count;
    condition.within = source.within;
    condition.ordered = source.ordered;
    if (source.kind == ConditionKind::kPattern) {
      condition.pattern =
          source.feature ? BuiltIn(*source.feature) : names_.Find(owner, source.pattern);
      MINGCHA_CHECK(condition.pattern != kNone);
    }
    if (source.kind == ConditionKind::kRule) condition.rule = rule_numbers_.at(source.rule);
    for (const ConditionSource& child : source.children) {
      condition.children.push_back(Resolve(owner, child));
    }
    // The hits of an `all` are those of its first child: what finds nothing goes behind.
    if (condition.kind == ConditionKind::kAll) {
      std::stable_partition(condition.children.begin(), condition.children.end(),
                            [](const Condition& child) { return !FindsNothing(child); });
    }
    return condition;
  }

  Condition DefaultCondition(const RuleSource& rule) const {
    Condition any;
    any.kind = ConditionKind::kAny;
    for (const uint32_t pattern : DefaultPatterns(rule, pack_, names_)) {
      Condition child;
      child.pattern = pattern;
      any.children.push_back(std::move(child));
    }
    return any.children.size() == 1 ? any.children.front() : any;
  }

  // Rules are numbered in the order of their ids, and name each other by number.
  void NumberRules() {
    for (const RuleSource& source : pack_.rules) rule_numbers_.emplace(source.id.value, 0);
    uint32_t number = 0;
    for (auto& [id, place] : rule_numbers_) place = number++;
  }

  void ResolveTopics() {
    for (const TopicSource& source : pack_.topics) {
      CompiledTopic topic;
      topic.id = source.id.value;
      topic.title = source.title.value;
      topic.ask = Resolve(source.owner, *source.ask);
      if (source.satisfied_by) topic.satisfied_by = Resolve(source.owner, *source.satisfied_by);
      topic.window_messages = source.window_messages;
      topic.window = source.window;
      topic.intent = source.intent;
      topic.owed = source.owed;
      compiled_->topics.push_back(std::move(topic));
    }
    std::sort(compiled_->topics.begin(), compiled_->topics.end(),
              [](const CompiledTopic& a, const CompiledTopic& b) { return a.id < b.id; });
  }

  void ResolveRules() {
    for (const RuleSource& source : pack_.rules) sorted_.push_back(&source);
    std::sort(sorted_.begin(), sorted_.end(),
              [](const RuleSource* a, const RuleSource* b) { return a->id.value < b->id.value; });
    for (const RuleSource* source : sorted_) {
      ResolveProof(*source, static_cast<uint32_t>(compiled_->rules.size()));
      compiled_->rules.push_back(ResolveRule(*source));
    }
    ResolveNamedRules();
    ResolveSuppressions(pack_, compiled_.get());
  }

  void ResolveNamedRules() {
    for (uint32_t number = 0; number < compiled_->rules.size(); ++number) {
      CompiledRule& rule = compiled_->rules[number];
      std::vector<uint32_t>& named = rule.named_rules;
      for (const Condition* condition : ConditionsOf(rule)) AddNamedRules(*condition, &named);
      std::sort(named.begin(), named.end());
      named.erase(std::unique(named.begin(), named.end()), named.end());
      for (const uint32_t other : named) compiled_->rules[other].named_by.push_back(number);
    }
  }

  static void AddNamedRules(const Condition& condition, std::vector<uint32_t>* rules) {
    if (condition.kind == ConditionKind::kRule) rules->push_back(condition.rule);
    for (const Condition& child : condition.children) AddNamedRules(child, rules);
  }

  CompiledRule ResolveRule(const RuleSource& source) {
    CompiledRule rule;
    rule.id = source.id.value;
    rule.title = source.title.value;
    rule.kind = source.kind;
    rule.status = source.status.value;
    rule.severity = source.severity.value;
    rule.category = source.category.given() ? source.category.value : CategoryOf(rule.id);
    rule.tags = ValuesOf(source.tags);
    rule.basis = ValuesOf(source.basis);
    rule.suggestion = source.suggestion.value;
    rule.rationale = source.rationale.value;
    rule.owner = OwnerOf(source);
    rule.speakers = source.speakers;
    rule.channels = source.channels;
    rule.tenants = ValuesOf(source.tenants);
    rule.attributes = source.attributes;
    if (source.effective.from.given()) rule.effective_from = Midnight(source.effective.from.value);
    if (source.effective.to.given()) {
      rule.effective_to = Midnight(source.effective.to.value + std::chrono::days(1));
    }
    rule.during = source.during.value;
    for (const Placed<Guard>& guard : source.guards) rule.guards |= GuardBit(guard.value);
    for (const LawfulSource& lawful : source.lawful) {
      const uint32_t pattern =
          lawful.pattern.given() ? names_.Find(source.owner, lawful.pattern.value) : kNone;
      rule.lawful.push_back({pattern, lawful.attributes});
    }
    rule.wants_tense = source.wants_tense || !source.tenses.empty();
    rule.tenses = ValuesOf(source.tenses);
    rule.wants = source.wants;
    rule.overrides = source.overrides;
    ResolveKind(source, &rule);
    rule.file = source.place.file;
    rule.line = source.place.line;
    return rule;
  }

  void ResolveKind(const RuleSource& source, CompiledRule* rule) {
    rule->threshold = source.threshold.value;
    for (const SignalSource& signal : source.signals) {
      rule->signals.push_back(
          {signal.name.value, signal.weight, Resolve(source.owner, *signal.condition)});
    }
    if (source.kind == RuleKind::kMessage) {
      rule->condition =
          source.condition ? Resolve(source.owner, *source.condition) : DefaultCondition(source);
    }
    if (IsWatchKind(source.kind)) ResolveWatch(source, rule);
    if (source.kind != RuleKind::kQa) return;
    for (const Text& id : source.topics) rule->topics.push_back(compiled_->FindTopic(id.value));
    rule->generic = source.generic;
    for (const EvadedBySource& evaded : source.evaded_by) {
      Condition condition;
      if (evaded.condition) condition = Resolve(source.owner, *evaded.condition);
      rule->evaded_by.push_back({evaded.kind.value, std::move(condition)});
    }
  }

  void ResolveWatch(const RuleSource& source, CompiledRule* rule) {
    rule->watch = source.watch.value;
    for (const PartSource& part_source : source.watch.parts) {
      RulePart part;
      part.role = part_source.role;
      part.event = part_source.event;
      part.speakers = part_source.speakers;
      if (part_source.condition) part.condition = Resolve(source.owner, *part_source.condition);
      for (const Text& name : part_source.finds) {
        for (uint32_t i = 0; i < sorted_.size(); ++i) {
          if (IsMessageKind(sorted_[i]->kind) && Names(name.value, sorted_[i]->id.value)) {
            part.finds.push_back(i);
          }
        }
      }
      std::sort(part.finds.begin(), part.finds.end());
      rule->watch.parts.push_back(std::move(part));
    }
  }

  // "mkt.*" names every rule that begins so.
  static bool Names(const std::string& name, const std::string& id) {
    return name.ends_with(".*") ? id.starts_with(name.substr(0, name.size() - 1)) : id == name;
  }

  void ResolveProof(const RuleSource& source, uint32_t rule) {
    RuleProof proof;
    proof.rule = rule;
    proof.match = source.match;
    proof.no_match = source.no_match;
    proof.file = source.place.file;
    for (const CaseSource& one : source.cases) {
      proof.cases.push_back(one.value);
      proof.cases.back().expect = ValuesOf(one.expect);
    }
    if (proof.match.empty() && proof.no_match.empty() && proof.cases.empty()) return;
    compiled_->proofs.push_back(std::move(proof));
  }

  std::string OwnerOf(const RuleSource& rule) const {
    if (rule.owner_name.given()) return rule.owner_name.value;
    return pack_.default_owner.empty() ? pack_.owner.value : pack_.default_owner;
  }

  // The beginning of a day where the pack is at home.
  Timestamp Midnight(Date date) const { return Timestamp(date) - pack_.utc_offset; }

  void ResolvePolicy() {
    TicketPolicy& policy = compiled_->policy;
    ResolveService(pack_, compiled_.get());
    policy.service = compiled_->service;
    policy.settings = compiled_->settings;
    for (const QueueSource& queue : pack_.queues) {
      policy.queues.push_back({queue.id.value, queue.title, queue.hours.value});
    }
    for (const PolicyRowSource& row : pack_.rows) {
      policy.rows.push_back(row.value);
      for (const Text& setting : row.deadlines) {
        policy.rows.back().deadlines.push_back({{}, setting.value});
      }
    }
    policy.raise_on_evasion = pack_.raise_on_evasion;
  }

  template <typename Use>
  void VisitPatterns(const Condition& condition, const Use& use) {
    if (condition.kind == ConditionKind::kPattern) use(compiled_->users[condition.pattern]);
    for (const Condition& child : condition.children) VisitPatterns(child, use);
  }

  static void AddOnce(uint32_t user, std::vector<uint32_t>* users) {
    // Users are visited in rising order, so that a repetition is at the end.
    if (users->empty() || users->back() != user) users->push_back(user);
  }

  void FindUsers() {
    compiled_->users.resize(compiled_->patterns.size());
    for (uint32_t i = 0; i < compiled_->rules.size(); ++i) {
      const CompiledRule& rule = compiled_->rules[i];
      if (rule.status == RuleStatus::kDeprecated) continue;
      const auto use = [&](CompiledPack::Users& users) { AddOnce(i, &users.rules); };
      for (const Condition* condition : ConditionsOf(rule)) VisitPatterns(*condition, use);
    }
    for (uint32_t i = 0; i < compiled_->topics.size(); ++i) {
      const auto use = [&](CompiledPack::Users& users) { AddOnce(i, &users.topics); };
      VisitPatterns(compiled_->topics[i].ask, use);
      if (compiled_->topics[i].satisfied_by) VisitPatterns(*compiled_->topics[i].satisfied_by, use);
    }
    if (compiled_->withdrawn_by) {
      VisitPatterns(*compiled_->withdrawn_by,
                    [](CompiledPack::Users& users) { users.withdrawal = true; });
    }
  }

  // Of patterns that a message rule uses: messages are joined for no one else.
  void FindSplitTerms() {
    const auto is_message_rule = [&](uint32_t rule) {
      return compiled_->rules[rule].kind == RuleKind::kMessage;
    };
    for (size_t i = 0; i < pack_.patterns.size(); ++i) {
      const CompiledPattern& pattern = compiled_->patterns[i];
      if ((pattern.views & ViewBit(View::kJoined)) == 0) continue;
      const std::vector<uint32_t>& users = compiled_->users[i].rules;
      if (std::none_of(users.begin(), users.end(), is_message_rule)) continue;
      for (const std::string& term : pattern.terms) {
        for (const std::string& spelling : SpellingsIn(View::kJoined, term)) {
          compiled_->split_terms.Add(spelling);
        }
      }
    }
  }

  const PackSource& pack_;
  const PatternNames& names_;
  std::vector<const RuleSource*> sorted_;  // By id: the numbering of the rules.
  std::unique_ptr<CompiledPack> compiled_;
  std::map<std::string, uint32_t, std::less<>> rule_numbers_;
  std::vector<std::pair<FeatureSpec, uint32_t>> built_in_;
};

}  // namespace

std::unique_ptr<CompiledPack> ResolvePack(const PackSource& pack, const PatternNames& names) {
  return Resolver(pack, names).Run();
}

}  // namespace mingcha
