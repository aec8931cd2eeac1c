// From a scanned message to what it means to its conversation.

#ifndef MINGCHA_CONVERSATION_MEANING_H_
#define MINGCHA_CONVERSATION_MEANING_H_

#include <optional>

#include "mingcha/message.h"
#include "mingcha/scan_result.h"

#include "conversation/conversation_state.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// The rules that conversations are judged by.
struct QaRules {
  const CompiledPack& pack;
  bool include_drafts = false;

  // The rule runs, for this tenant and on this day.
  bool InForce(const CompiledRule& rule, const ConversationKey& conversation, Timestamp time) const;
};

// Whether a rule of kind qa watches the topic.
bool WatchesTopic(const CompiledRule& rule, uint32_t topic);

// Tells the same message again, and an edit from its message.
uint64_t FingerprintOf(const Message& message);
uint64_t FingerprintOf(const ConversationEvent& event);

// nullopt: it means nothing to the conversation's logic.
std::optional<Meaning> MeaningOf(const QaRules& rules, const Message& message,
                                 const ScanResult& scan);
std::optional<Meaning> MeaningOf(const ConversationEvent& event);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_MEANING_H_
