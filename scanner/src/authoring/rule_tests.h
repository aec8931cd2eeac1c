// Runs the proof that rules bring with them: examples that must match, near misses that must not,
// and conversations with a clock.

#ifndef MINGCHA_AUTHORING_RULE_TESTS_H_
#define MINGCHA_AUTHORING_RULE_TESTS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/rule_pack.h"

namespace mingcha {

enum class ProofKind : uint8_t { kMatch, kNoMatch, kCase };

std::string_view ToString(ProofKind kind);  // "match", "no_match", "case"

// An example or a case that did not come out as its rule says.
struct ProofFailure {
  std::string rule_id;
  ProofKind kind = ProofKind::kMatch;
  std::string file;
  uint32_t line = 0;
  std::string subject;  // The example's text, or the case's title.
  std::string expected;
  std::string got;
  std::string reason;  // Why, as far as one can see; may be empty.
};

struct ProofReport {
  size_t rules = 0;  // Whose proof was run.
  size_t match = 0;
  size_t no_match = 0;
  size_t cases = 0;
  size_t deprecated = 0;                   // Rules left out, because they do not find.
  std::vector<std::string> without_proof;  // Ids of rules that bring no proof at all.
  std::vector<ProofFailure> failures;      // Sorted by file and line.

  bool passed() const { return failures.empty(); }
};

// Runs the proofs of `pack`, those of its drafts too; of one rule only if `rule_id` is not empty.
//
// An example is one message, judged by its own rule alone. What it does not say comes from the
// rule: the first of its speakers, channels and tenants, the first value of each attribute it asks
// for, and noon of a day on which it is in force. The example of a qa rule is a reply that the rule
// must (or must not) take for a dodge.
//
// A case goes through the engine that every door uses, on event time; what has not passed by its
// last record stays open. Each rule that it expects must find, and every other rule of the same
// kind must be silent.
//
// Requires: the pack's patterns are compiled. Pure but for the time it takes; any thread.
ProofReport RunProofs(const std::shared_ptr<const RulePack>& pack, std::string_view rule_id = {});

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_RULE_TESTS_H_
