// Where a record stands among those of its conversation.

#ifndef MINGCHA_CONVERSATION_RECORD_KEY_H_
#define MINGCHA_CONVERSATION_RECORD_KEY_H_

#include <compare>
#include <cstdint>
#include <string>

#include "mingcha/message.h"
#include "mingcha/time.h"

namespace mingcha {

// The order of a conversation's records: (time, messages before events, seq, id). The fingerprint
// tells an edit from its message.
struct RecordKey {
  enum Rank : uint8_t { kMessage, kEvent, kEndOfTime };

  Timestamp time;
  Rank rank = kMessage;
  int64_t seq = 0;
  std::string id;
  uint64_t fingerprint = 0;

  friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
  // Behind every record of `time`.
  static RecordKey EndOf(Timestamp time) { return {time, kEndOfTime, 0, {}, 0}; }
};

RecordKey KeyOf(const Message& message);
RecordKey KeyOf(const ConversationEvent& event);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_RECORD_KEY_H_
