// The advice that `rules lint` gives, one function for each thing that it looks at. All of it is of
// severity warning or note, and rests on a pack without an error.

#ifndef MINGCHA_AUTHORING_LINT_ADVICE_H_
#define MINGCHA_AUTHORING_LINT_ADVICE_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mingcha/rule_pack.h"

#include "authoring/baseline.h"
#include "rulepack/compiled_pack.h"
#include "rulepack/reporter.h"
#include "rulepack/rule_source.h"

namespace mingcha {

// The pack as written and as compiled, and where advice goes. What it points to outlives it.
struct LintSubject {
  const PackSource& source;
  const PatternNames& names;
  const CompiledPack& compiled;
  Reporter& reporter;

  // The compiled form of a rule. Deprecated rules have one too.
  const CompiledRule& CompiledOf(const RuleSource& rule) const {
    return compiled.rules[compiled.FindRule(rule.id.value)];
  }
};

// Deprecated rules find nothing, and get no advice.
inline bool IsAlive(const RuleSource& rule) { return rule.status.value != RuleStatus::kDeprecated; }

// Length, form and guards of terms. (term_advice.cc)
void AdviseOnTerms(const LintSubject& subject);
// Terms and rules that others cover. (cover_advice.cc)
void AdviseOnCover(const LintSubject& subject);
// Regexes that cost more than they give. (regex_advice.cc)
void AdviseOnRegexes(const LintSubject& subject);
// Conditions that never hold, or say more than they mean. (condition_advice.cc)
void AdviseOnConditions(const LintSubject& subject);
// Ids, titles, dates, grounds. (rule_advice.cc)
void AdviseOnRules(const LintSubject& subject, std::chrono::sys_days as_of);
// Examples, as they are written. (example_advice.cc)
void AdviseOnExamples(const LintSubject& subject);
// Bases, topics, queues and rows of the policy. (policy_advice.cc)
void AdviseOnPolicy(const LintSubject& subject);
// What scanning the examples shows. `pack` is `subject.compiled`, with its patterns compiled.
// (scan_advice.cc)
void AdviseOnScans(const LintSubject& subject, const std::shared_ptr<const RulePack>& pack);
// What was found in innocent text. (baseline_advice.cc)
void AdviseOnBaseline(const LintSubject& subject, const Baseline& baseline, double max_per_10000);

// The patterns of a condition each of which makes it hold by itself, ascending.
std::vector<uint32_t> SufficientPatterns(const Condition& condition);
// Every pattern that a condition names, ascending.
std::vector<uint32_t> NamedPatterns(const Condition& condition);

// "mkt.guarantee" for mkt.guarantee.principal: rules of one group say related things.
std::string GroupOf(const std::string& rule_id);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_LINT_ADVICE_H_
