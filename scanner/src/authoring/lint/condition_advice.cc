#include <algorithm>
#include <set>

#include "absl/strings/str_format.h"

#include "authoring/lint/advice.h"

namespace mingcha {
namespace {

void AddSufficient(const Condition& condition, std::set<uint32_t>* patterns) {
  const bool one_is_enough = condition.kind == ConditionKind::kAny ||
                             condition.children.size() == 1 ||
                             (condition.kind == ConditionKind::kAtLeast && condition.count == 1);
  if (condition.kind == ConditionKind::kPattern) {
    patterns->insert(condition.pattern);
  } else if (condition.kind != ConditionKind::kNoneOf && one_is_enough) {
    for (const Condition& child : condition.children) AddSufficient(child, patterns);
  }
}

void AddNamed(const Condition& condition, std::set<uint32_t>* patterns) {
  if (condition.kind == ConditionKind::kPattern) patterns->insert(condition.pattern);
  for (const Condition& child : condition.children) AddNamed(child, patterns);
}

// What must be hit, and what must not, for a condition to hold.
struct Needs {
  std::set<uint32_t> hit;
  std::set<uint32_t> not_hit;
};

void AddNeeds(const Condition& condition, Needs* needs) {
  switch (condition.kind) {
    case ConditionKind::kPattern:
      needs->hit.insert(condition.pattern);
      break;
    case ConditionKind::kNoneOf:
      for (const Condition& child : condition.children) {
        AddSufficient(child, &needs->not_hit);
      }
      break;
    case ConditionKind::kAll:
    case ConditionKind::kNear:
    case ConditionKind::kSameSentence:
      for (const Condition& child : condition.children) AddNeeds(child, needs);
      break;
    case ConditionKind::kAny:
    case ConditionKind::kAtLeast:
      if (condition.children.size() == 1) AddNeeds(condition.children.front(), needs);
      break;
    case ConditionKind::kRule:  // What that rule needs is its own affair.
      break;
  }
}

// Whether a hit of `pattern` is always a hit of `other` too.
bool AlwaysHits(const CompiledPattern& pattern, const CompiledPattern& other) {
  if ((other.views & pattern.views) != pattern.views || other.exceptions != kNone) return false;
  const auto holds_one_of_the_others = [&](const std::string& term) {
    return std::any_of(other.terms.begin(), other.terms.end(), [&](const std::string& inner) {
      return term.find(inner) != std::string::npos;
    });
  };
  return !pattern.terms.empty() &&
         std::all_of(pattern.terms.begin(), pattern.terms.end(), holds_one_of_the_others);
}

// Why the condition can never hold; empty if it can.
std::string WhyDead(const Condition& condition, const CompiledPack& pack) {
  if (condition.kind == ConditionKind::kAny) {
    std::string why;
    for (const Condition& child : condition.children) {
      why = WhyDead(child, pack);
      if (why.empty()) return {};
    }
    return why;
  }
  Needs needs;
  AddNeeds(condition, &needs);
  for (const uint32_t hit : needs.hit) {
    for (const uint32_t not_hit : needs.not_hit) {
      const std::string& wanted = pack.patterns[hit].name;
      const std::string& forbidden = pack.patterns[not_hit].name;
      if (hit == not_hit) {
        return absl::StrFormat("it asks for \"%s\", and forbids it", wanted);
      }
      if (AlwaysHits(pack.patterns[hit], pack.patterns[not_hit])) {
        return absl::StrFormat("each term of \"%s\" holds a term of \"%s\", which it forbids",
                               wanted, forbidden);
      }
    }
  }
  return {};
}

// A lawful exception without words that holds for every message the rule is for.
bool IsAlwaysLawful(const CompiledRule& rule) {
  return std::any_of(rule.lawful.begin(), rule.lawful.end(), [&](const LawfulException& lawful) {
    return lawful.pattern == kNone && !lawful.attributes.empty() &&
           std::all_of(lawful.attributes.begin(), lawful.attributes.end(), [&](const auto& entry) {
             const auto wanted = rule.attributes.find(entry.first);
             if (wanted == rule.attributes.end()) return false;
             return std::all_of(
                 wanted->second.begin(), wanted->second.end(), [&](const std::string& value) {
                   return std::find(entry.second.begin(), entry.second.end(), value) !=
                          entry.second.end();
                 });
           });
  });
}

std::string WhyDead(const CompiledRule& rule, const CompiledPack& pack) {
  if (rule.kind == RuleKind::kMessage) {
    if (IsAlwaysLawful(rule)) {
      return "what it calls lawful holds for every message that it is for";
    }
    return WhyDead(rule.condition, pack);
  }
  if (rule.kind != RuleKind::kQa) return {};
  bool replies = false;
  for (int i = 0; i < kSpeakerCount; ++i) {
    const auto speaker = static_cast<Speaker>(i);
    replies = replies || (IsBusinessSide(speaker) && (rule.speakers & SpeakerBit(speaker)) != 0);
  }
  if (!replies) return "only the business side can evade a question, and it does not watch it";
  std::string why;
  for (const EvadedBy& evaded : rule.evaded_by) {
    if (evaded.kind == EvasionKind::kSilence) return {};
    why = WhyDead(evaded.condition, pack);
    if (why.empty()) return {};
  }
  return why;
}

bool SameCondition(const ConditionSource& a, const ConditionSource& b) {
  return a.kind == b.kind && a.pattern == b.pattern && a.count == b.count && a.within == b.within &&
         a.ordered == b.ordered &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                    SameCondition);
}

// Says what the condition could be written as; empty if it is as short as it can be.
std::string Shorter(const ConditionSource& condition) {
  const auto& children = condition.children;
  const bool is_list = condition.kind == ConditionKind::kAny ||
                       condition.kind == ConditionKind::kAll ||
                       condition.kind == ConditionKind::kSameSentence;
  if (is_list && children.size() == 1) return "a list of one: write what stands in it";
  if (condition.kind == ConditionKind::kAtLeast) {
    if (condition.count == 1) return "at least one of them: write `any`";
    if (condition.count == children.size()) return "all of them: write `all`";
  }
  if (condition.kind != ConditionKind::kNear) {
    for (size_t i = 0; i < children.size(); ++i) {
      const auto rest = children.begin() + static_cast<std::ptrdiff_t>(i) + 1;
      const bool again = std::any_of(rest, children.end(), [&](const ConditionSource& other) {
        return SameCondition(children[i], other);
      });
      if (again) return "the same stands in it twice: take one out";
    }
  }
  return {};
}

void AdviseOnRedundancy(const ConditionSource& condition, Reporter& reporter) {
  const std::string shorter = Shorter(condition);
  if (!shorter.empty()) {
    const size_t colon = shorter.find(':');
    reporter.Tell(Code::kRedundantCondition, condition.place,
                  "the condition says more than it means: " + shorter.substr(0, colon),
                  {.note = {}, .help = shorter.substr(colon + 2)});
  }
  for (const ConditionSource& child : condition.children) AdviseOnRedundancy(child, reporter);
}

}  // namespace

std::vector<uint32_t> SufficientPatterns(const Condition& condition) {
  std::set<uint32_t> patterns;
  AddSufficient(condition, &patterns);
  return {patterns.begin(), patterns.end()};
}

std::vector<uint32_t> NamedPatterns(const Condition& condition) {
  std::set<uint32_t> patterns;
  AddNamed(condition, &patterns);
  return {patterns.begin(), patterns.end()};
}

void AdviseOnConditions(const LintSubject& subject) {
  for (const RuleSource& rule : subject.source.rules) {
    if (!IsAlive(rule)) continue;
    const std::string why = WhyDead(subject.CompiledOf(rule), subject.compiled);
    if (!why.empty()) {
      subject.reporter.Tell(Code::kDeadRule, rule.id.place,
                            absl::StrFormat("%s can never find anything", rule.id.value),
                            {.note = why, .help = "mend it, or take the rule out"});
    }
    if (rule.condition) AdviseOnRedundancy(*rule.condition, subject.reporter);
    for (const EvadedBySource& evaded : rule.evaded_by) {
      if (evaded.condition) AdviseOnRedundancy(*evaded.condition, subject.reporter);
    }
    for (const PartSource& part : rule.watch.parts) {
      if (part.condition) AdviseOnRedundancy(*part.condition, subject.reporter);
    }
  }
  for (const TopicSource& topic : subject.source.topics) {
    AdviseOnRedundancy(*topic.ask, subject.reporter);
    if (topic.satisfied_by) AdviseOnRedundancy(*topic.satisfied_by, subject.reporter);
  }
}

}  // namespace mingcha
