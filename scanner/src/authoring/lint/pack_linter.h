// `rules lint`: everything that there is to tell about a pack, from a slip in its YAML to a rule
// that never finds what another has not found already.
//
// What makes a pack wrong is told by rulepack/, at each load. What stands here is advice: a pack
// works without following it, so it is not asked for where somebody waits.

#ifndef MINGCHA_AUTHORING_LINT_PACK_LINTER_H_
#define MINGCHA_AUTHORING_LINT_PACK_LINTER_H_

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <vector>

#include "absl/status/status.h"

#include "mingcha/diagnostic.h"
#include "mingcha/rule_pack.h"

#include "authoring/baseline.h"

namespace mingcha {

struct LintOptions {
  // Patterns are compiled for what only a scan can tell, so a cache makes the second time quick.
  RulePack::LoadOptions load;
  // false: what only a scan can tell (examples and near misses) is left out.
  bool scan_examples = true;
  // The day by which things expire.
  std::chrono::sys_days as_of = {};
  // What the pack was recorded to find in innocent text; null: that is not looked at.
  const Baseline* baseline = nullptr;
  // A rule with more findings among 10,000 messages of the baseline is over-broad.
  double max_per_10000 = 5;
};

struct LintReport {
  std::vector<Diagnostic> diagnostics;  // Sorted by file and line.
  absl::Status status;                  // Of RulePack::Load: not OK, if there is no pack.
  size_t rules = 0;                     // Of the pack, if there is one.
};

// Reads, checks and compiles the pack in `folder`. Advice is given once a pack has no error. Pure
// but for the time it takes; any thread.
LintReport LintPack(const std::filesystem::path& folder, const LintOptions& options);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_LINT_PACK_LINTER_H_
