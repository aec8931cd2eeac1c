// What is remembered of one conversation for the measures: small, and without a word of its text.

#ifndef MINGCHA_PIPELINE_MEASURES_CONVERSATION_MEASURE_H_
#define MINGCHA_PIPELINE_MEASURES_CONVERSATION_MEASURE_H_

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "mingcha/message.h"
#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

using IntentSet = uint8_t;
constexpr IntentSet IntentBit(TopicIntent intent) {
  return static_cast<IntentSet>(1U << static_cast<unsigned>(intent));
}

// Bits of the pack's named hours, in their order.
using HoursSet = uint32_t;
inline constexpr size_t kMaxMeasuredHours = 32;

// A message that waits until the watermark has passed it.
struct MeasuredMessage {
  Timestamp time;
  int64_t seq = 0;
  uint64_t id = 0;  // A hash: sorts what has the same time and number.
  Speaker speaker = Speaker::kCustomer;
  IntentSet intents = 0;

  friend bool operator<(const MeasuredMessage& a, const MeasuredMessage& b) {
    return std::tie(a.time, a.seq, a.id) < std::tie(b.time, b.seq, b.id);
  }
};

// A reply of a person to a customer's turn.
struct MeasuredReply {
  Timestamp asked_at;
  Timestamp at;
  IntentSet intents = 0;  // Of the turn.
  bool first = false;     // Of the conversation.
};

// The order of messages, and who waits for whom. Messages may come in any order within the allowed
// lateness.
class ConversationMeasure {
 public:
  // Messages that wait at most; the first of more is taken as it stands.
  static constexpr size_t kMaxWaiting = 16;

  // Takes a message, and appends the replies that became certain by it. False: it is older than
  // what was taken in order already, and is left out.
  bool Take(const MeasuredMessage& message, Duration lateness, std::vector<MeasuredReply>* replies);
  // Nothing more will come.
  void Finish(std::vector<MeasuredReply>* replies);

  // When the customer first wrote; nullopt: never yet.
  std::optional<Timestamp> first_asked() const { return first_asked_; }
  bool was_answered() const { return answered_; }

 private:
  void Apply(const MeasuredMessage& message, std::vector<MeasuredReply>* replies);
  void ApplyFirst(size_t count, std::vector<MeasuredReply>* replies);

  std::vector<MeasuredMessage> waiting_;  // Sorted.
  Timestamp latest_ = Timestamp::min();
  Timestamp applied_ = Timestamp::min();  // The time of the last one taken in order.
  std::optional<Timestamp> first_asked_;
  std::optional<Timestamp> turn_since_;  // The customer waits since then.
  IntentSet turn_intents_ = 0;
  bool answered_ = false;
};

}  // namespace mingcha

#endif  // MINGCHA_PIPELINE_MEASURES_CONVERSATION_MEASURE_H_
