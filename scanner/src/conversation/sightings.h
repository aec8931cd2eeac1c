// From a scanned message to what it says to rules that count over conversations.

#ifndef MINGCHA_CONVERSATION_SIGHTINGS_H_
#define MINGCHA_CONVERSATION_SIGHTINGS_H_

#include <vector>

#include "mingcha/across.h"
#include "mingcha/message.h"
#include "mingcha/scan_result.h"

#include "conversation/conversation_rules.h"

namespace mingcha {

// One for each rule that counts the message and each key under which it does: a message that names
// two accounts is counted under both. A message that lacks what the rule counts by is not counted.
// It follows from the message alone, wherever its conversation stands.
std::vector<Sighting> SightingsOf(const ConversationRules& rules, const Message& message,
                                  const ScanResult& scan);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_SIGHTINGS_H_
