// Whether a message is one of those that a part of a rule looks at.

#ifndef MINGCHA_CONVERSATION_PART_MATCH_H_
#define MINGCHA_CONVERSATION_PART_MATCH_H_

#include "mingcha/message.h"

#include "conversation/conversation_rules.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// The message has one of the values of each attribute that the rule asks for.
bool HasAttributes(const CompiledRule& rule, const Message& message);

// The rule runs, and looks at this speaker, channel, tenant and day.
bool IsFor(const ConversationRules& rules, const PartPlace& place, const Message& message);

// It says what a known template says, which may be repeated.
bool IsExempt(const WatchSpec& watch, const Message& message);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_PART_MATCH_H_
