// Many messages in, findings about the conversation out.

#ifndef MINGCHA_CONVERSATION_H_
#define MINGCHA_CONVERSATION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "mingcha/across.h"
#include "mingcha/finding.h"
#include "mingcha/joined.h"
#include "mingcha/message.h"
#include "mingcha/rule_pack.h"
#include "mingcha/scan_result.h"
#include "mingcha/time.h"

namespace mingcha {

// An obligation that a message opened: a question that is owed an answer.
struct OpenedObligation {
  std::string topic;       // Id of the topic.
  std::string message_id;  // Of the question.
  Timestamp deadline;
};

// A first dodge, told before the window has closed. Provisional: marks no ticket.
struct ObligationAtRisk {
  std::string topic;
  std::string rule_id;
  std::string question_message_id;
  std::string reply_message_id;
  Timestamp deadline;
};

// A small fact for aggregates that are kept by another key than the conversation.
struct Fact {
  std::string key;  // "obligation.opened", "obligation.satisfied", "obligation.unclassified", …
  Timestamp time;
  double value = 1;
};

// What a step gave. A conversation finding is told once, when its window has closed for good.
struct ConversationOutcome {
  std::vector<Finding> findings;
  std::vector<OpenedObligation> opened;
  std::vector<ObligationAtRisk> at_risk;
  std::vector<Fact> facts;
  // Messages that may hold a word that is split over them: to be scanned as one. Told once, in the
  // order of event time.
  std::vector<JoinedMessages> joined;
  // Of the message at hand; of a duplicate again, of what only rebuilds state never.
  std::vector<Sighting> sightings;
  bool duplicate = false;  // The same message was seen before; nothing changed.
  bool late = false;       // Too late for the conversation's logic; counted, and not silently.
  // What the conversation owes has changed: its state must be stored with the findings.
  bool owes_changed = false;
};

// Follows conversations on event time. For each it keeps what is still owed and the last few
// messages' meanings, never their texts. The same records give the same findings in whatever order
// they arrive within the allowed lateness.
//
// For one thread at a time: each worker has a tracker for the conversations that are hashed to it.
class ConversationTracker {
 public:
  struct Options {
    Duration allowed_lateness = std::chrono::seconds(5);
    size_t max_conversations = 200'000;  // Beyond it those that owe nothing go, then the others.
    // By the wall clock: a conversation in which nothing has come for so long is given up, unless
    // something is owed whose time is running.
    Duration idle_limit = std::chrono::hours(24);
    // false: what is owed is kept, whatever it costs. For inputs that end, and are judged then.
    bool evict_owing = true;
    // By the wall clock: how long after a restart its clients have time to come back before
    // deadlines pass that it has slept through.
    Duration restart_grace = std::chrono::seconds(60);
    // Also judge by rules with status draft; `rules test` does.
    bool include_drafts = false;
    // A word may be split over so many messages of one speaker, and so much time may lie between
    // two of them. Only where a pattern of the pack is matched in the joined view.
    size_t max_joined_messages = 3;
    Duration max_joined_gap = std::chrono::seconds(60);
  };

  ConversationTracker(std::shared_ptr<const RulePack> pack, const Options& options);
  ~ConversationTracker();
  ConversationTracker(const ConversationTracker&) = delete;
  ConversationTracker& operator=(const ConversationTracker&) = delete;

  // How a conversation's clock runs: by the wall clock too, or by its own records only.
  enum class ClockMode : uint8_t { kWall, kEvent };

  struct Context {
    ClockMode clock = ClockMode::kEvent;
    // Which stream or archive carries the record. Kept with the state: after a restart the input
    // may go on, and end, under the same number.
    uint64_t input = 0;
    bool context_only = false;  // Rebuilds state; gives no findings.
  };

  ConversationOutcome OnMessage(const Message& message, const ScanResult& scan,
                                const Context& context);
  ConversationOutcome OnEvent(const ConversationEvent& event, const Context& context);

  // Findings of conversations whose deadlines have passed, each with the input that last carried
  // it.
  struct Expired {
    ConversationKey conversation;
    uint64_t input = 0;
    ConversationOutcome outcome;
  };

  // Moves the wall clock. Conversations with an event clock do not notice, unless they are given
  // up: what they still owe is told as findings of "system.obligation-dropped", and so is what had
  // to make room for others since the last call.
  std::vector<Expired> AdvanceWallClock(Timestamp now);
  // When AdvanceWallClock will next have something to do.
  std::optional<Timestamp> NextWallDeadline() const;
  // The end of `input`: its conversations with an event clock have seen everything up to `latest`.
  // Deadlines up to it have passed; later obligations stay open.
  std::vector<Expired> EndOfInput(uint64_t input, Timestamp latest);

  // What the conversation still owes, to be stored and restored; empty if it owes nothing.
  std::string SerializeState(const ConversationKey& conversation) const;
  // INVALID_ARGUMENT: not a state, or one of a newer version. Rules and topics that the pack no
  // longer has are left out. Clock and input are those that the state names; `now` is the wall
  // clock's time.
  absl::Status RestoreState(const ConversationKey& conversation, std::string_view state,
                            Timestamp now);

  struct Counters {
    size_t conversations = 0;
    size_t open_obligations = 0;
    uint64_t evicted = 0;  // Conversations that made room, or were given up.
    uint64_t late = 0;
    uint64_t duplicates = 0;
  };
  Counters counters() const;

 private:
  class Impl;

  std::unique_ptr<Impl> impl_;
};

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_H_
