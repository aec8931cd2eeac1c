// What two packs find differently in the same messages.

#ifndef MINGCHA_AUTHORING_PACK_DIFF_H_
#define MINGCHA_AUTHORING_PACK_DIFF_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/message.h"

namespace mingcha {

// What has become of a finding between two packs.
enum class BaselineState : uint8_t {
  kUnchanged,  // Both packs find it, and say the same of it.
  kNew,        // Only the second finds it.
  kChanged,    // Same rule, same subject: by other words that overlap, or told otherwise.
  kAbsent,     // Only the first finds it.
};
inline constexpr size_t kBaselineStates = 4;

std::string_view ToString(BaselineState state);  // "unchanged", "new", "changed", "absent"

using StateCounts = std::array<uint64_t, kBaselineStates>;

// A finding that is not the same in both.
struct FindingChange {
  BaselineState state = BaselineState::kNew;
  Finding before;  // Of the first pack; empty if new.
  Finding after;   // Of the second; empty if absent.
  // kChanged: "evidence", "severity", "status", "category", …, in this order.
  std::vector<std::string> differs_in;

  // The one that is there, the second pack's before the first's.
  const Finding& shown() const { return state == BaselineState::kAbsent ? before : after; }
};

struct PackDiff {
  StateCounts counts = {};
  std::map<std::string, StateCounts> by_rule;
  std::map<ConversationKey, StateCounts> by_conversation;
  std::vector<FindingChange> changes;  // By rule, time and id.

  bool any_change() const { return !changes.empty(); }
};

// Gathers the findings of both packs. A finding that comes twice counts once. For one thread.
class PackDiffer {
 public:
  void AddBefore(const Finding& finding) { before_.emplace(finding.finding_id, finding); }
  void AddAfter(const Finding& finding) { after_.emplace(finding.finding_id, finding); }

  PackDiff Compare() const;

 private:
  using Findings = std::map<std::string, Finding>;  // By id.

  Findings before_;
  Findings after_;
};

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_PACK_DIFF_H_
