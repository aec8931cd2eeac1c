#include "conversation/part_match.h"

#include <algorithm>

namespace mingcha {

bool HasAttributes(const CompiledRule& rule, const Message& message) {
  return std::all_of(rule.attributes.begin(), rule.attributes.end(), [&](const auto& wanted) {
    const auto attribute = message.attributes.find(wanted.first);
    return attribute != message.attributes.end() &&
           std::find(wanted.second.begin(), wanted.second.end(), attribute->second) !=
               wanted.second.end();
  });
}

bool IsFor(const ConversationRules& rules, const PartPlace& place, const Message& message) {
  const CompiledRule& rule = rules.pack.rules[place.rule];
  return (rule.watch.parts[place.part].speakers & SpeakerBit(message.speaker)) != 0 &&
         (rule.channels & ChannelBit(message.channel)) != 0 && HasAttributes(rule, message) &&
         rules.InForce(rule, message.conversation, message.sent_at);
}

bool IsExempt(const WatchSpec& watch, const Message& message) {
  if (message.template_id.empty()) return false;
  return watch.exempts_every_template ||
         std::find(watch.exempt_templates.begin(), watch.exempt_templates.end(),
                   message.template_id) != watch.exempt_templates.end();
}

}  // namespace mingcha
