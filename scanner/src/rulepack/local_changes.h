// Overrides and suppressions: what an installation changes about rules that it did not write.

#ifndef MINGCHA_RULEPACK_LOCAL_CHANGES_H_
#define MINGCHA_RULEPACK_LOCAL_CHANGES_H_

#include <string>

#include "rulepack/compiled_pack.h"
#include "rulepack/reporter.h"
#include "rulepack/rule_source.h"

namespace mingcha {

// Changes the rules and patterns of `pack` as its overrides say, before they are checked: a rule is
// held to the same whatever file a field comes from. What has expired before `pack->today` is told
// and does nothing; names that lead nowhere are told unless `unread_rules`.
void ApplyOverrides(PackSource* pack, bool unread_rules, Reporter& reporter);

// Suppressions name a rule of one message and say whose findings they mean.
void CheckSuppressions(const PackSource& pack, bool unread_rules, Reporter& reporter);

// Fills `compiled->suppressions`, and the rules' lists of those that act. Rules are numbered
// already.
void ResolveSuppressions(const PackSource& pack, CompiledPack* compiled);

// What the digest of the pack must know besides the files: which entries had expired. Empty if none
// had.
std::string ExpiredMark(const PackSource& pack);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_LOCAL_CHANGES_H_
