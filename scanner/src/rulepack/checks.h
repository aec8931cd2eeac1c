// What must hold of a pack besides its shape. Each check is a function that tells one kind of
// fault; they run over the whole pack, so that everything is told at once.

#ifndef MINGCHA_RULEPACK_CHECKS_H_
#define MINGCHA_RULEPACK_CHECKS_H_

#include "mingcha/rule_pack.h"

#include "match/compiled_cache.h"
#include "rulepack/reporter.h"
#include "rulepack/rule_source.h"

namespace mingcha {

// Forms of ids, duplicates, categories. (name_checks.cc)
void CheckNames(const PackSource& pack, Reporter& reporter);

// What is there and could not be read: names that are not found may stand in it.
struct Unread {
  bool rules = false;  // A rule file.
  bool basis = false;
  bool service = false;  // A calendar, the clocks or the profiles.
};
// Names of patterns, topics, basis, queues and rules lead somewhere. (reference_checks.cc)
void CheckReferences(const PackSource& pack, const PatternNames& names, const Unread& unread,
                     Reporter& reporter);
// Calendars do not contradict themselves; hours, settings and profiles lead somewhere.
// (service_checks.cc)
void CheckService(const PackSource& pack, const Unread& unread, Reporter& reporter);
// Terms, exceptions and regexes, as they will be folded and matched. `cache` (may be null) knows
// which regexes the engine has taken before. (pattern_checks.cc)
void CheckPatterns(const PackSource& pack, const RulePack::LoadOptions& options,
                   const CompiledCache* cache, Reporter& reporter);
// What a rule must bring, and what contradicts itself. (rule_checks.cc)
void CheckRules(const PackSource& pack, Reporter& reporter);
// Rules that name rules: they are there, find in one message, and form no circle.
// (named_rule_checks.cc)
void CheckNamedRules(const PackSource& pack, Reporter& reporter);
// Rules of kind score: their signals can reach the threshold, and they are not too severe.
// (score_checks.cc)
void CheckScores(const PackSource& pack, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_CHECKS_H_
