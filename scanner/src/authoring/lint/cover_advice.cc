// What one term or rule finds, another finds as well.
//
// An index of all terms makes it linear: for each term its substrings are looked up, and not every
// term compared with every other.

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_format.h"

#include "authoring/lint/advice.h"
#include "base/utf8.h"
#include "normalize/normalizer.h"

namespace mingcha {
namespace {

// Longer terms are not looked into: they are told as too long anyway.
constexpr size_t kMaxCharacters = 24;
// A term that stands in so many patterns is compared with the first of them only.
constexpr size_t kMaxUses = 64;
// Beyond so many comparisons of rules the rest is left out: it is only advice, and must not take
// minutes.
constexpr size_t kMaxComparisons = 5'000'000;

struct TermUse {
  uint32_t pattern = 0;
  const Text* text = nullptr;
};

// Where each folded term stands.
class TermIndex {
 public:
  explicit TermIndex(const PackSource& source) : folded_(source.patterns.size()) {
    for (uint32_t i = 0; i < source.patterns.size(); ++i) {
      for (const Text& term : source.patterns[i].terms) {
        folded_[i].push_back(FoldText(term.value));
      }
    }
    for (uint32_t i = 0; i < source.patterns.size(); ++i) {
      for (size_t term = 0; term < folded_[i].size(); ++term) {
        std::vector<TermUse>& uses = uses_[folded_[i][term]];
        if (uses.size() < kMaxUses) uses.push_back({i, &source.patterns[i].terms[term]});
      }
    }
  }

  // Of a pattern, in the order of its terms.
  const std::vector<std::string>& Folded(uint32_t pattern) const { return folded_[pattern]; }

  // Calls `take(use, inner)` for each term that stands in `folded`, itself too.
  template <typename Take>
  void ForEachInside(std::string_view folded, const Take& take) const {
    std::vector<size_t> borders;
    for (size_t at = 0; at < folded.size(); at += DecodeUtf8(folded, at).bytes) {
      borders.push_back(at);
    }
    borders.push_back(folded.size());
    if (borders.size() > kMaxCharacters) return;
    for (size_t first = 0; first + 1 < borders.size(); ++first) {
      for (size_t last = first + 1; last < borders.size(); ++last) {
        const std::string_view inner =
            folded.substr(borders[first], borders[last] - borders[first]);
        const auto found = uses_.find(inner);
        if (found == uses_.end()) continue;
        for (const TermUse& use : found->second) take(use, inner);
      }
    }
  }

 private:
  std::vector<std::vector<std::string>> folded_;
  std::unordered_map<std::string_view, std::vector<TermUse>> uses_;
};

// Whether `inner` is looked for in every view that `outer` is looked for in: a short term has no
// sound of its own.
bool InAllViewsOf(const std::string& outer, std::string_view inner, ViewSet views) {
  const std::string inner_text(inner);
  return std::all_of(kSearchedViews.begin(), kSearchedViews.end(), [&](View view) {
    if ((views & ViewBit(view)) == 0 || SpellingsIn(view, outer).empty()) return true;
    return !SpellingsIn(view, inner_text).empty();
  });
}

// Patterns whose hits are measured from, or judged by what lies inside them: there a longer term
// is not the same as a shorter one.
std::set<uint32_t> MeasuredPatterns(const CompiledPack& pack) {
  std::set<uint32_t> measured;
  const auto visit = [&](const Condition& condition, const auto& self) -> void {
    if (condition.kind == ConditionKind::kNear) {
      for (const uint32_t pattern : NamedPatterns(condition)) measured.insert(pattern);
    }
    for (const Condition& child : condition.children) self(child, self);
  };
  for (const CompiledRule& rule : pack.rules) {
    visit(rule.condition, visit);
    for (const EvadedBy& evaded : rule.evaded_by) visit(evaded.condition, visit);
  }
  return measured;
}

// Patterns whose hits a guard may take back. What lies in front of the shorter term lies inside the
// longer one (不是不保本), and then the guard does not see it.
std::set<uint32_t> GuardedPatterns(const CompiledPack& pack) {
  std::set<uint32_t> guarded;
  for (const CompiledRule& rule : pack.rules) {
    if (rule.guards == 0) continue;
    for (const uint32_t pattern : NamedPatterns(rule.condition)) guarded.insert(pattern);
    for (const EvadedBy& evaded : rule.evaded_by) {
      for (const uint32_t pattern : NamedPatterns(evaded.condition)) guarded.insert(pattern);
    }
  }
  return guarded;
}

void AdviseOnCoveredTerms(const LintSubject& subject, const TermIndex& index) {
  const std::set<uint32_t> measured = MeasuredPatterns(subject.compiled);
  const std::set<uint32_t> guarded = GuardedPatterns(subject.compiled);
  for (uint32_t i = 0; i < subject.source.patterns.size(); ++i) {
    const PatternSource& pattern = subject.source.patterns[i];
    // What an exception takes back of the shorter term, the longer one may still find.
    if (!pattern.exceptions.empty() || measured.contains(i)) continue;
    for (size_t term = 0; term < pattern.terms.size(); ++term) {
      const std::string& folded = index.Folded(i)[term];
      const Text* shorter = nullptr;
      index.ForEachInside(folded, [&](const TermUse& use, std::string_view inner) {
        if (use.pattern != i || inner.size() == folded.size() || shorter != nullptr) return;
        if (guarded.contains(i) && !folded.starts_with(inner)) return;
        if (InAllViewsOf(folded, inner, pattern.views)) shorter = use.text;
      });
      if (shorter == nullptr) continue;
      const Text& text = pattern.terms[term];
      subject.reporter.Tell(Code::kCoveredTerm, text.place,
                            absl::StrFormat("\"%s\" finds nothing that \"%s\" does not find",
                                            text.value, shorter->value),
                            {.note = "it stands in " + OtherPlace(shorter->place, text.place),
                             .help = "take the longer one out"});
    }
  }
}

// Everything that a message must have to be looked at by a rule, and what may take its hits back.
bool LooksAtAllOf(const CompiledRule& wide, const CompiledRule& narrow) {
  const auto subset = [](const std::vector<std::string>& some, const std::vector<std::string>& of) {
    return of.empty() ||
           (!some.empty() && std::all_of(some.begin(), some.end(), [&](const std::string& one) {
             return std::find(of.begin(), of.end(), one) != of.end();
           }));
  };
  const bool attributes =
      std::all_of(wide.attributes.begin(), wide.attributes.end(), [&](const auto& entry) {
        const auto own = narrow.attributes.find(entry.first);
        return own != narrow.attributes.end() && subset(own->second, entry.second);
      });
  const bool days =
      (!wide.effective_from ||
       (narrow.effective_from && *narrow.effective_from >= *wide.effective_from)) &&
      (!wide.effective_to || (narrow.effective_to && *narrow.effective_to <= *wide.effective_to));
  return (narrow.speakers & ~wide.speakers) == 0 && (narrow.channels & ~wide.channels) == 0 &&
         (wide.during.empty() || wide.during == narrow.during) &&
         subset(narrow.tenants, wide.tenants) && attributes && days &&
         (wide.guards & ~narrow.guards) == 0 && wide.lawful.empty() &&
         subset(narrow.tenses, wide.tenses);
}

// Whether a finding of `wide` says at least as much as one of `narrow`.
bool SaysAsMuch(const CompiledRule& wide, const CompiledRule& narrow) {
  return wide.kind == RuleKind::kMessage && narrow.kind == RuleKind::kMessage &&
         wide.category == narrow.category && wide.severity >= narrow.severity &&
         (wide.status == narrow.status || wide.status == RuleStatus::kStable);
}

// Which rules find by one pattern alone.
using FindersOf = std::vector<std::vector<const RuleSource*>>;

FindersOf FindersByPattern(const LintSubject& subject) {
  FindersOf finders(subject.compiled.patterns.size());
  for (const RuleSource& rule : subject.source.rules) {
    if (!IsAlive(rule) || rule.kind != RuleKind::kMessage) continue;
    for (const uint32_t pattern : SufficientPatterns(subject.CompiledOf(rule).condition)) {
      if (finders[pattern].size() < kMaxUses) finders[pattern].push_back(&rule);
    }
  }
  return finders;
}

// Follows the conditions of one rule to the rules that find whenever it does.
class Shadows {
 public:
  Shadows(const LintSubject& subject, const TermIndex& index, const FindersOf& finders)
      : subject_(subject), index_(index), finders_(finders) {}

  using Rules = std::set<const RuleSource*>;

  Rules Of(const Condition& condition) {
    Rules rules;
    switch (condition.kind) {
      case ConditionKind::kPattern:
        return OfPattern(condition.pattern);
      case ConditionKind::kNoneOf:
        return rules;
      case ConditionKind::kAny:
      case ConditionKind::kAtLeast: {
        bool first = true;
        for (const Condition& child : condition.children) {
          const Rules of_child = Of(child);
          rules = first ? of_child : Common(rules, of_child);
          first = false;
          if (rules.empty()) break;
        }
        return rules;
      }
      case ConditionKind::kAll:
      case ConditionKind::kNear:
      case ConditionKind::kSameSentence:
        for (const Condition& child : condition.children) rules.merge(Of(child));
        return rules;
      case ConditionKind::kRule:  // A composite is there to say more than what it names.
        return rules;
    }
    return rules;
  }

 private:
  static Rules Common(const Rules& a, const Rules& b) {
    Rules common;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(),
                          std::inserter(common, common.end()));
    return common;
  }

  Rules OfPattern(uint32_t number) {
    if (number >= subject_.source.patterns.size()) return {};
    Rules rules(finders_[number].begin(), finders_[number].end());
    const PatternSource& pattern = subject_.source.patterns[number];
    if (!pattern.regexes.empty()) return rules;
    Rules by_terms;
    bool first = true;
    for (const std::string& folded : index_.Folded(number)) {
      Rules of_term;
      index_.ForEachInside(folded, [&](const TermUse& use, std::string_view inner) {
        const PatternSource& other = subject_.source.patterns[use.pattern];
        const bool same_views = (other.views & pattern.views) == pattern.views;
        if (!same_views || !other.exceptions.empty() ||
            !InAllViewsOf(folded, inner, pattern.views)) {
          return;
        }
        of_term.insert(finders_[use.pattern].begin(), finders_[use.pattern].end());
      });
      by_terms = first ? of_term : Common(by_terms, of_term);
      first = false;
      if (by_terms.empty()) break;
    }
    rules.merge(by_terms);
    return rules;
  }

  const LintSubject& subject_;
  const TermIndex& index_;
  const FindersOf& finders_;
};

void AdviseOnShadows(const LintSubject& subject, const TermIndex& index, const FindersOf& finders) {
  Shadows shadows(subject, index, finders);
  size_t comparisons = 0;
  for (const RuleSource& rule : subject.source.rules) {
    if (!IsAlive(rule) || rule.kind != RuleKind::kMessage) continue;
    const CompiledRule& narrow = subject.CompiledOf(rule);
    const RuleSource* by = nullptr;
    if (comparisons > kMaxComparisons) return;
    for (const RuleSource* other : shadows.Of(narrow.condition)) {
      ++comparisons;
      const CompiledRule& wide = subject.CompiledOf(*other);
      if (other == &rule || !SaysAsMuch(wide, narrow) || !LooksAtAllOf(wide, narrow)) continue;
      if (by == nullptr || other->id.value < by->id.value) by = other;
    }
    if (by == nullptr) continue;
    subject.reporter.Tell(
        Code::kShadowedRule, rule.id.place,
        absl::StrFormat("whatever %s finds, %s finds too", rule.id.value, by->id.value),
        {.note = "see " + OtherPlace(by->id.place, rule.id.place),
         .help = "take the rule out, or say what it is about more particularly"});
  }
}

// The same words, found by two rules of a group: two findings where a reviewer sees one thing.
void AdviseOnSharedTerms(const LintSubject& subject, const TermIndex& index,
                         const FindersOf& finders) {
  size_t comparisons = 0;
  for (uint32_t i = 0; i < subject.source.patterns.size(); ++i) {
    const PatternSource& pattern = subject.source.patterns[i];
    if (finders[i].empty()) continue;
    if (comparisons > kMaxComparisons) return;
    for (size_t term = 0; term < pattern.terms.size(); ++term) {
      const std::string& folded = index.Folded(i)[term];
      index.ForEachInside(folded, [&](const TermUse& use, std::string_view inner) {
        // Told at the second of two that are the same.
        if (inner.size() == folded.size() && use.pattern >= i) return;
        if (!subject.source.patterns[use.pattern].exceptions.empty()) return;
        for (const RuleSource* rule : finders[i]) {
          for (const RuleSource* other : finders[use.pattern]) {
            ++comparisons;
            if (rule == other || GroupOf(rule->id.value) != GroupOf(other->id.value) ||
                (rule->speakers & other->speakers) == 0) {
              continue;
            }
            const Text& text = pattern.terms[term];
            subject.reporter.Tell(
                Code::kTermInTwoRules, text.place,
                absl::StrFormat("%s and %s both find \"%s\"", rule->id.value, other->id.value,
                                text.value),
                {.note = "the other by " + OtherPlace(use.text->place, text.place),
                 .help = "leave it to one of them"});
          }
        }
      });
    }
  }
}

}  // namespace

std::string GroupOf(const std::string& rule_id) {
  const size_t family = rule_id.find('.');
  const size_t group = rule_id.find('.', family + 1);
  return group == std::string::npos ? rule_id : rule_id.substr(0, group);
}

void AdviseOnCover(const LintSubject& subject) {
  const TermIndex index(subject.source);
  const FindersOf finders = FindersByPattern(subject);
  AdviseOnCoveredTerms(subject, index);
  AdviseOnShadows(subject, index, finders);
  AdviseOnSharedTerms(subject, index, finders);
}

}  // namespace mingcha
