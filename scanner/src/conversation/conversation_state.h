// What is remembered of a conversation: what it owes, and the records that still wait for their
// turn.
//
// No texts: of a message there remains what it means to the conversation, and of the words only
// those that a finding would quote, and the ends of a message that may hold half a word.

#ifndef MINGCHA_CONVERSATION_CONVERSATION_STATE_H_
#define MINGCHA_CONVERSATION_CONVERSATION_STATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/scan_result.h"
#include "mingcha/time.h"

#include "conversation/record_key.h"
#include "conversation/split_words.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Limits that keep a state small whatever is sent. Far above what people do.
inline constexpr size_t kMaxObligations = 32;  // Open at once in a conversation.
inline constexpr size_t kMaxPending = 512;     // Records that wait for their turn.
inline constexpr size_t kMaxSignals = 64;      // Of one message.
inline constexpr size_t kMaxRemembered = 32;   // Fingerprints by which duplicates are known.
inline constexpr size_t kMaxWatches = 64;      // Open at once in a conversation.
inline constexpr size_t kMaxCounted = 100;     // Messages by whose ids a watch knows an edit.
inline constexpr size_t kMaxFamilies = 12;     // Of messages that may be repeated, for one rule.
// A conversation that was left alone for so long begins anew.
inline constexpr Duration kForgottenAfter = std::chrono::hours(24);

// What a record means to the conversation it stands in.
struct Meaning {
  RecordKey key;
  EventKind event = EventKind::kEntered;  // If key.rank is kEvent.
  Speaker speaker = Speaker::kCustomer;
  Channel channel = Channel::kOther;  // An event tells none.
  bool substantive = false;
  bool context_only = false;
  std::string agent_id;
  std::vector<Signal> signals;          // Sorted by place.
  std::vector<uint32_t> silence_rules;  // Of a question: rules that would find it left unanswered.
  std::optional<TextSketch> sketch;     // If a rule looks for its repetition.

  bool is_event() const { return key.rank == RecordKey::kEvent; }
  bool Asks() const;
};

// The first reply by which a rule saw a question dodged.
struct Dodge {
  uint32_t rule = 0;
  EvasionKind kind = EvasionKind::kBrag;
  Timestamp at;
  Speaker speaker = Speaker::kAgent;
  std::string agent_id;
  bool evasion = false;
  std::vector<Evidence> evidence;  // Never empty; all of one message.

  const std::string& message_id() const { return evidence.front().message_id; }
};

// A question that is owed an answer.
struct Obligation {
  uint32_t topic = 0;
  Evidence question;
  Timestamp asked_at;
  Timestamp deadline;  // A reply at this very time is in time.
  bool context_only = false;
  std::vector<uint32_t> silence_rules;
  std::vector<uint64_t> replies;  // Hashes of the ids of the substantive replies so far.
  std::vector<Dodge> dodges;      // At most one for each rule.
};

// What a watch has seen: a record for which a part of its rule holds.
struct Moment {
  Timestamp at;
  uint32_t part = 0;
  uint32_t ordinal = 0;  // count: how many messages the watch had seen then.
  uint64_t record = 0;   // The hash of the record's id: an edit is no second message.
  Speaker speaker = Speaker::kAgent;
  Channel channel = Channel::kOther;
  std::string agent_id;
  bool evasion = false;
  Evidence evidence;
  std::optional<TextSketch> sketch;  // repeat.
};

// What a rule of a watch kind has seen so far, and waits for. Each kind has its own reading of it
// (missing_step.cc and its neighbours).
struct Watch {
  uint32_t rule = 0;
  Timestamp deadline;  // What comes at this very time is in time. Timestamp::max(): none.
  bool context_only = false;
  uint32_t messages = 0;              // How many it has seen, of those that it counts.
  std::vector<uint64_t> counted;      // Hashes of the ids of the last of them.
  std::optional<Duration> remaining;  // response: the clock stands still, and has so much left.
  std::vector<Moment> moments;        // Never empty; in their order.
};

// What the pure step works on.
struct StepState {
  RecordKey frontier = RecordKey::EndOf(Timestamp::min());  // Up to here everything was applied.
  Timestamp applied_at = Timestamp::min();                  // The time of the last record.
  std::vector<Obligation> open;
  std::vector<Watch> watches;  // In the order in which they were opened.
  std::vector<uint32_t> done;  // Rules that judge once, and have. Sorted.

  bool IsDone(uint32_t rule) const;
  bool Watches(uint32_t rule) const;
  bool owes() const { return !open.empty() || !watches.empty(); }
};

struct ConversationState {
  StepState step;
  Timestamp latest = Timestamp::min();  // The latest time that any of its records told.
  bool wall_clock = false;
  uint64_t input = 0;                // The stream or archive that last carried it.
  std::vector<Meaning> pending;      // Sorted by key.
  std::vector<uint64_t> remembered;  // Fingerprints of the last records, oldest first.
  SplitState split;                  // Only where the pack has joined patterns.

  // Nothing is owed, nothing waits, and nothing is worth remembering.
  bool empty() const {
    return !step.owes() && step.done.empty() && pending.empty() && split.empty();
  }
  // A record with this key waits.
  bool Holds(const RecordKey& key) const;
  bool Remembers(uint64_t fingerprint) const;
  void Remember(uint64_t fingerprint);
};

// Writes a versioned JSON object; rules and topics by id, so that it outlives the pack.
std::string WriteState(const CompiledPack& pack, const ConversationState& state);
// INVALID_ARGUMENT: not a state, or one of a newer version. What belongs to rules and topics that
// the pack no longer has is left out.
absl::StatusOr<ConversationState> ReadState(const CompiledPack& pack, std::string_view text);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_CONVERSATION_STATE_H_
