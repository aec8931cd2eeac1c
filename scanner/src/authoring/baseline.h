// A baseline: what a pack finds in a body of innocent messages, kept in a file, so that a change of
// the rules shows what it brings up besides what it was meant for.

#ifndef MINGCHA_AUTHORING_BASELINE_H_
#define MINGCHA_AUTHORING_BASELINE_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/finding.h"

namespace mingcha {

// Holds no words of the messages, only where findings stand.
struct Baseline {
  // A finding: message, or the conversation that it is about, and its finding id.
  struct Firing {
    std::string finding_id;
    std::string conversation_id;
    std::string message_id;

    // By place, so that a file shows neighbours together.
    friend auto operator<=>(const Firing& a, const Firing& b) {
      return std::tie(a.conversation_id, a.message_id, a.finding_id) <=>
             std::tie(b.conversation_id, b.message_id, b.finding_id);
    }
    friend bool operator==(const Firing&, const Firing&) = default;
  };
  using Firings = std::set<Firing>;

  std::string pack;  // "finance-cn@2026.11"
  std::string pack_digest;
  uint64_t messages = 0;
  std::map<std::string, Firings> by_rule;

  void Add(const Finding& finding);
  uint64_t firings() const;
  double PerTenThousand(uint64_t count) const;  // 0 if there are no messages.
};

// What changed for one rule.
struct RuleDrift {
  std::string rule_id;
  std::vector<Baseline::Firing> fresh;  // Not in the recorded baseline.
  std::vector<Baseline::Firing> lost;   // In the recorded one only.
};

// Rules with a difference, by id. Findings are told apart by their ids, which hold on for the same
// words in the same message whatever the pack.
std::vector<RuleDrift> Compare(const Baseline& recorded, const Baseline& now);

// One JSON object over several lines, sorted, the same bytes for the same baseline.
std::string WriteBaseline(const Baseline& baseline);

// INVALID_ARGUMENT: not JSON, or not a baseline that this version reads; the message tells what is
// missing or wrong.
absl::StatusOr<Baseline> ParseBaseline(std::string_view text);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_BASELINE_H_
