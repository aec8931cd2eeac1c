// The report of `rules diff` as people and programs read it.

#ifndef MINGCHA_CLI_RULES_DIFF_OUTPUT_H_
#define MINGCHA_CLI_RULES_DIFF_OUTPUT_H_

#include <cstddef>
#include <string>

#include "authoring/pack_diff.h"

namespace mingcha::cli {

// The packs that were compared, "finance-cn@2026.11", and their digests.
struct DiffedPacks {
  std::string before;
  std::string before_digest;
  std::string after;
  std::string after_digest;
};

// A table of rules, and behind it what changed: at most `per_rule` findings of each rule and state,
// with the words they stand on. `by_conversation` adds a table of conversations with a change.
std::string DiffText(const PackDiff& diff, size_t per_rule, bool by_conversation);

// One JSON object: packs, counts, rules, conversations, and every change.
std::string DiffJson(const PackDiff& diff, const DiffedPacks& packs);

// "12 unchanged, 3 new, 1 changed, 0 absent"
std::string InWords(const StateCounts& counts);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_RULES_DIFF_OUTPUT_H_
