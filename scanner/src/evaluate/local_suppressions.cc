#include "evaluate/local_suppressions.h"

#include <algorithm>

namespace mingcha {
namespace {

bool IsAmong(const std::vector<std::string>& values, std::string_view value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

bool HasAll(const Suppression& suppression, const Message& message) {
  return std::all_of(
      suppression.attributes.begin(), suppression.attributes.end(), [&](const auto& wanted) {
        const auto said = message.attributes.find(wanted.first);
        return said != message.attributes.end() && IsAmong(wanted.second, said->second);
      });
}

bool Means(const Suppression& suppression, const Message& message, std::string_view folded) {
  if (message.sent_at >= suppression.ends) return false;
  if (!IsAmong(suppression.tenants, message.conversation.tenant)) return false;
  if (!IsAmong(suppression.agents, message.agent_id)) return false;
  if (!IsAmong(suppression.templates, message.template_id)) return false;
  if (!HasAll(suppression, message)) return false;
  const auto& texts = suppression.texts;
  return texts.empty() || std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
           return folded.find(text) != std::string_view::npos;
         });
}

}  // namespace

uint32_t SuppressionOf(const CompiledPack& pack, const CompiledRule& rule, const Message& message,
                       std::string_view folded) {
  for (const uint32_t number : rule.suppressions) {
    if (Means(pack.suppressions[number], message, folded)) return number;
  }
  return kNone;
}

}  // namespace mingcha
