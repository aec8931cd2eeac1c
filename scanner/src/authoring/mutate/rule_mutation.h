// Measures how much disguise the rules of a pack see through: writes their examples and terms in
// disguise, kind by kind, and counts what they still find.

#ifndef MINGCHA_AUTHORING_MUTATE_RULE_MUTATION_H_
#define MINGCHA_AUTHORING_MUTATE_RULE_MUTATION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mingcha/rule_pack.h"
#include "mingcha/severity.h"

#include "authoring/mutate/disguise_kind.h"
#include "authoring/mutate/recall.h"

namespace mingcha {

struct MutationOptions {
  std::vector<DisguiseKind> kinds = AllDisguiseKinds();
  size_t edits = 1;                  // Places of a sentence that are altered; at least 1.
  uint64_t seed = 1;                 // The same seed gives the same variants.
  size_t per_example = 3;            // Variants of a sentence and kind, at most.
  std::string rule;                  // Of rules whose ids begin so; empty: of all.
  std::optional<RuleStatus> status;  // Empty: of all but deprecated ones.
};

enum class Standing : uint8_t {
  kMeasured,
  kNotOptedIn,  // No pattern of the rule is matched in the view that undoes the kind.
  kNoPlace,     // Its words have nothing that this kind could alter.
};

std::string_view ToString(Standing standing);  // "measured", "not_opted_in", "no_place"

// One rule under one kind of disguise.
struct KindOfRule {
  std::string rule_id;
  DisguiseKind kind = DisguiseKind::kSeparators;
  Standing standing = Standing::kNoPlace;
  Recall recall;
};

// A variant that its rule did not find.
struct MissedVariant {
  std::string rule_id;
  DisguiseKind kind = DisguiseKind::kSeparators;
  std::string file;
  uint32_t line = 0;
  std::string plain;  // The sentence as the rule finds it.
  std::string words;  // Those of it that were altered.
  std::vector<std::string> messages;
  std::string reason;  // Why, as far as one can see.
};

struct MutationReport {
  std::vector<KindOfRule> results;    // By rule, then by kind.
  std::vector<MissedVariant> missed;  // In the same order.
  size_t rules = 0;
  size_t sentences = 0;
  size_t silent_examples = 0;
  size_t disguised_examples = 0;
  size_t unreached_terms = 0;
  std::vector<std::string> without_sentences;  // Ids of rules that nothing could be made of.

  Recall RecallOf(DisguiseKind kind) const;
  size_t RulesThat(DisguiseKind kind, Standing standing) const;
};

// Alters only words that made the rule fire, and leaves the rest of the sentence as it is. A
// variant is caught if the rule finds each of the altered words again: what it finds elsewhere in
// the sentence does not count. Words of a pattern that is not matched in the view that undoes a
// kind are not altered in that manner.
//
// Requires: the pack's patterns are compiled. The same pack and options give the same report.
MutationReport MutateRules(const std::shared_ptr<const RulePack>& pack,
                           const MutationOptions& options);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_MUTATE_RULE_MUTATION_H_
