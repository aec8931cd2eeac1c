// The report of `rules mutate` as people and programs read it.

#ifndef MINGCHA_CLI_RULES_MUTATE_OUTPUT_H_
#define MINGCHA_CLI_RULES_MUTATE_OUTPUT_H_

#include <string>
#include <vector>

#include "authoring/mutate/rule_mutation.h"

namespace mingcha::cli {

// Recall by kind and by rule, as two tables; with the variants that got away if `with_missed`.
std::string MutationText(const MutationReport& report, const std::vector<DisguiseKind>& kinds,
                         bool with_missed);

// The same, one JSON object a line; "of" says what a line is about: kind, rule, missed.
std::string MutationLines(const MutationReport& report, const std::vector<DisguiseKind>& kinds,
                          bool with_missed);

// "12 rules, 40 sentences; 2 examples in disguise already, 1 term not reached"
std::string MutationSummary(const MutationReport& report);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_RULES_MUTATE_OUTPUT_H_
