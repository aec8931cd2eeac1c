// The rules that conversations are judged by, and which of their parts a record may be for.

#ifndef MINGCHA_CONVERSATION_CONVERSATION_RULES_H_
#define MINGCHA_CONVERSATION_CONVERSATION_RULES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "mingcha/message.h"
#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"

namespace mingcha {

// One part of a watching rule.
struct PartPlace {
  uint32_t rule = 0;
  uint32_t part = 0;
};

// Immutable; `of_pack` must outlive it.
class ConversationRules {
 public:
  explicit ConversationRules(const CompiledPack& of_pack, bool with_drafts = false);

  // By its status.
  bool Runs(const CompiledRule& rule) const;
  // The rule runs, for this tenant and on this day.
  bool InForce(const CompiledRule& rule, const ConversationKey& conversation, Timestamp time) const;

  // Parts that count the findings of a message rule.
  const std::vector<PartPlace>& CountedBy(uint32_t message_rule) const {
    return counted_by_[message_rule];
  }
  // The same of rules that count over conversations.
  const std::vector<PartPlace>& SightedBy(uint32_t message_rule) const {
    return sighted_by_[message_rule];
  }
  // Parts that begin with any message at all.
  const std::vector<PartPlace>& any_message() const { return any_message_; }
  const std::vector<PartPlace>& OfEvent(EventKind event) const {
    return events_[static_cast<size_t>(event)];
  }
  // A rule may need each message of this speaker, whatever it says.
  bool HearsEvery(Speaker speaker) const { return (hears_every_ & SpeakerBit(speaker)) != 0; }

  const CompiledPack& pack;
  const bool include_drafts;

 private:
  void Take(uint32_t rule, uint32_t part);

  std::vector<std::vector<PartPlace>> counted_by_;  // By message rule.
  std::vector<std::vector<PartPlace>> sighted_by_;
  std::vector<PartPlace> any_message_;
  std::array<std::vector<PartPlace>, static_cast<size_t>(EventKind::kClosed) + 1> events_;
  SpeakerSet hears_every_ = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_CONVERSATION_RULES_H_
