// What is remembered under one key of a rule that counts over conversations.

#ifndef MINGCHA_CONVERSATION_ACROSS_STATE_H_
#define MINGCHA_CONVERSATION_ACROSS_STATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/across.h"
#include "mingcha/finding.h"
#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

// Of texts that are nearly the same; for one key.
inline constexpr size_t kMaxAcrossFamilies = 64;

// One of those that there must be several of.
struct AcrossMember {
  Timestamp last;  // When it was last seen.
  uint64_t member = 0;
};

// What is counted together: everything under the key, or all that says nearly the same. Whether a
// window has as many members as the rule wants is known exactly by the members that were seen last,
// as many as that: no more are kept.
struct AcrossFamily {
  std::optional<TextSketch> sketch;  // Of its first text.
  Timestamp latest = Timestamp::min();
  Timestamp quiet_until = Timestamp::min();  // A window was told that ends then.
  std::vector<AcrossMember> members;         // Sorted.
};

struct AcrossState {
  std::vector<AcrossFamily> families;  // At most one where all texts are counted together.
};

// What one sighting has changed.
struct AcrossStep {
  std::optional<Finding> finding;
  bool too_late = false;  // It is older than the window before the latest one: it does not count.
  bool dropped = false;   // A family had to make room.
};

// Counts `sighting`. Pure. Sightings come in the order of their times; one that comes later counts
// in the window that ends with the latest. Seen again, it changes nothing.
AcrossStep ApplySighting(const CompiledPack& pack, const Sighting& sighting, AcrossState* state);

// A sighting that waits for its turn.
struct WaitingSighting {
  Sighting sighting;
  uint64_t input = 0;       // The stream or archive that carried it.
  bool wall_clock = false;  // Its clock; else it waits for the end of its input.
  Timestamp due;            // By the wall clock. Not written.
};

// Versioned JSON.
std::string WriteAcrossState(const AcrossState& state);
std::string WriteWaitingSighting(const WaitingSighting& waiting);
// INVALID_ARGUMENT: not one, or of a newer version.
absl::StatusOr<AcrossState> ReadAcrossState(std::string_view text);
// The same. Rule and key stand beside it: the caller sets them, and the tenant.
absl::StatusOr<WaitingSighting> ReadWaitingSighting(std::string_view text);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_ACROSS_STATE_H_
