#include "conversation/record_key.h"

#include "base/digest.h"

namespace mingcha {

RecordKey KeyOf(const Message& message) {
  return {message.sent_at, RecordKey::kMessage, message.seq, message.message_id,
          StableHash64(message.message_id, StableHash64(message.text))};
}

RecordKey KeyOf(const ConversationEvent& event) {
  // The time too: an event may have no id.
  const int64_t time = event.at.time_since_epoch().count();
  return {event.at, RecordKey::kEvent, 0, event.event_id,
          StableHash64(event.event_id,
                       StableHash64(ToString(event.kind), static_cast<uint64_t>(time)))};
}

}  // namespace mingcha
