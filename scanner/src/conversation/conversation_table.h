// The conversations of a tracker: found by key, by the wall clock's next deadline, and by the input
// that last carried them. Those that must not be kept make room for others.

#ifndef MINGCHA_CONVERSATION_CONVERSATION_TABLE_H_
#define MINGCHA_CONVERSATION_CONVERSATION_TABLE_H_

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mingcha/message.h"
#include "mingcha/time.h"

#include "conversation/conversation_state.h"

namespace mingcha {

struct Conversation {
  ConversationKey key;
  ConversationState state;
  // With a wall clock: the time up to which further records of a backlog may still come in.
  Timestamp quiet_until = Timestamp::min();
  Timestamp used_at = Timestamp::min();  // By the wall clock, when its last record came.
  bool owing = false;      // Something is open, or something waits that may matter to a question.
  bool stored = false;     // The state that was last told is not empty.
  size_t obligations = 0;  // Open ones, and questions that wait.

  // When the wall clock must look after it.
  const std::optional<Timestamp>& due() const { return due_; }

 private:
  friend class ConversationTable;

  uint64_t serial_ = 0;  // Sorts what is due at the same time.
  bool idle_ = true;
  std::list<Conversation*>::iterator place_;  // In the list of idle ones, or of kept ones.
  std::optional<Timestamp> due_;
  std::optional<uint64_t> waits_for_;  // The input whose end matters to it.
};

class ConversationTable {
 public:
  // Idle ones go where there are more than `max_conversations`; of those that are kept, the caller
  // must let some go.
  explicit ConversationTable(size_t max_conversations) : max_conversations_(max_conversations) {}
  ConversationTable(const ConversationTable&) = delete;
  ConversationTable& operator=(const ConversationTable&) = delete;

  const Conversation* Find(const ConversationKey& key) const;
  // Returns it as the one used last, and makes it if need be. Addresses stay until it is evicted.
  Conversation& Use(const ConversationKey& key);

  // Tells what has become of `conversation`: whether it must be kept, when the wall clock must look
  // after it, and whether the end of its input matters.
  void Place(Conversation& conversation, bool keep, std::optional<Timestamp> due,
             bool waits_for_input);

  std::optional<Timestamp> NextDue() const;
  // The conversation that is due first, if it is due by `now`; or nullptr.
  Conversation* FirstDue(Timestamp now) const;
  // In the order in which they were first seen.
  std::vector<Conversation*> WaitingFor(uint64_t input) const;

  // Those that must be kept, in the order in which they were last used.
  const std::list<Conversation*>& kept() const { return kept_; }
  // There are too many, and none but those that must be kept.
  bool IsOverBudget() const { return by_key_.size() > max_conversations_ && idle_.empty(); }
  void Evict(Conversation& conversation);

  size_t size() const { return by_key_.size(); }
  uint64_t evicted() const { return evicted_; }

 private:
  using Due = std::pair<Timestamp, uint64_t>;
  using Waiting = std::pair<uint64_t, uint64_t>;

  void MakeRoom();

  size_t max_conversations_;
  uint64_t next_serial_ = 0;
  uint64_t evicted_ = 0;
  std::unordered_map<ConversationKey, Conversation, ConversationKeyHash> by_key_;
  // Each conversation is in one of them, the longest unused one first.
  std::list<Conversation*> idle_;
  std::list<Conversation*> kept_;
  std::map<Due, Conversation*> due_;
  std::map<Waiting, Conversation*> waiting_;
};

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_CONVERSATION_TABLE_H_
