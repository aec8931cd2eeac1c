// From a scanned message to what it means to its conversation.

#ifndef MINGCHA_CONVERSATION_MEANING_H_
#define MINGCHA_CONVERSATION_MEANING_H_

#include <optional>
#include <string>

#include "mingcha/message.h"
#include "mingcha/scan_result.h"

#include "conversation/conversation_rules.h"
#include "conversation/conversation_state.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Whether a rule of kind qa watches the topic.
bool WatchesTopic(const CompiledRule& rule, uint32_t topic);

// The message's identity, as its scan has made it, or else made now.
std::string IdentityOf(const Message& message, const ScanResult& scan);

// nullopt: it means nothing to the conversation's logic.
std::optional<Meaning> MeaningOf(const ConversationRules& rules, const Message& message,
                                 const ScanResult& scan);
std::optional<Meaning> MeaningOf(const ConversationRules& rules, const ConversationEvent& event);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_MEANING_H_
