#include "conversation/conversation_rules.h"

#include <algorithm>

namespace mingcha {
namespace {

constexpr SpeakerSet kBusinessSide = SpeakerBit(Speaker::kAgent) | SpeakerBit(Speaker::kBot);

bool Begins(PartRole role) { return role == PartRole::kOpen || role == PartRole::kStep; }

}  // namespace

ConversationRules::ConversationRules(const CompiledPack& of_pack, bool with_drafts)
    : pack(of_pack),
      include_drafts(with_drafts),
      counted_by_(of_pack.rules.size()),
      sighted_by_(of_pack.rules.size()) {
  for (uint32_t i = 0; i < pack.rules.size(); ++i) {
    const CompiledRule& rule = pack.rules[i];
    if (!IsWatchKind(rule.kind) || !Runs(rule)) continue;
    for (uint32_t part = 0; part < rule.watch.parts.size(); ++part) Take(i, part);
    if (rule.kind == RuleKind::kMissing) hears_every_ |= kBusinessSide;
  }
}

void ConversationRules::Take(uint32_t rule, uint32_t part) {
  const RulePart& taken = pack.rules[rule].watch.parts[part];
  const PartPlace place = {rule, part};
  if (!WatchesConversations(pack.rules[rule].kind)) {
    for (const uint32_t found : taken.finds) sighted_by_[found].push_back(place);
    return;
  }
  if (taken.event) {
    events_[static_cast<size_t>(*taken.event)].push_back(place);
  } else if (taken.any_message() && Begins(taken.role)) {
    any_message_.push_back(place);
  } else if (taken.any_message()) {
    hears_every_ |= taken.speakers;
  }
  for (const uint32_t found : taken.finds) counted_by_[found].push_back(place);
  // A window of messages counts all of them.
  const WatchSpec& watch = pack.rules[rule].watch;
  if (pack.rules[rule].kind == RuleKind::kCount && watch.window_messages > 0) {
    hears_every_ |= taken.speakers;
  }
}

bool ConversationRules::Runs(const CompiledRule& rule) const {
  return rule.status != RuleStatus::kDeprecated &&
         (rule.status != RuleStatus::kDraft || include_drafts);
}

bool ConversationRules::InForce(const CompiledRule& rule, const ConversationKey& conversation,
                                Timestamp time) const {
  if (!Runs(rule)) return false;
  if (rule.effective_from && time < *rule.effective_from) return false;
  if (rule.effective_to && time >= *rule.effective_to) return false;
  return rule.tenants.empty() || std::find(rule.tenants.begin(), rule.tenants.end(),
                                           conversation.tenant) != rule.tenants.end();
}

}  // namespace mingcha
