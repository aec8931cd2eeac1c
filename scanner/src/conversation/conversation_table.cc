#include "conversation/conversation_table.h"

namespace mingcha {

const Conversation* ConversationTable::Find(const ConversationKey& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &found->second;
}

Conversation& ConversationTable::Use(const ConversationKey& key) {
  auto found = by_key_.find(key);
  if (found == by_key_.end()) {
    MakeRoom();
    found = by_key_.try_emplace(key).first;
    Conversation& added = found->second;
    added.key = key;
    added.serial_ = next_serial_++;
    added.place_ = idle_.insert(idle_.end(), &added);
  } else {
    std::list<Conversation*>& list = found->second.idle_ ? idle_ : kept_;
    list.splice(list.end(), list, found->second.place_);
  }
  return found->second;
}

void ConversationTable::MakeRoom() {
  while (by_key_.size() >= max_conversations_ && !idle_.empty()) {
    Evict(*idle_.front());
  }
}

void ConversationTable::Evict(Conversation& conversation) {
  Place(conversation, false, std::nullopt, false);
  idle_.erase(conversation.place_);
  const ConversationKey key = conversation.key;
  by_key_.erase(key);
  ++evicted_;
}

void ConversationTable::Place(Conversation& conversation, bool keep, std::optional<Timestamp> due,
                              bool waits_for_input) {
  if (conversation.idle_ == keep) {
    std::list<Conversation*>& from = keep ? idle_ : kept_;
    std::list<Conversation*>& to = keep ? kept_ : idle_;
    to.splice(to.end(), from, conversation.place_);
    conversation.idle_ = !keep;
  }

  const uint64_t serial = conversation.serial_;
  if (conversation.due_ != due) {
    if (conversation.due_) due_.erase({*conversation.due_, serial});
    if (due) due_.emplace(Due(*due, serial), &conversation);
    conversation.due_ = due;
  }

  const auto waits_for =
      waits_for_input ? std::optional<uint64_t>(conversation.state.input) : std::nullopt;
  if (conversation.waits_for_ != waits_for) {
    if (conversation.waits_for_) waiting_.erase({*conversation.waits_for_, serial});
    if (waits_for) waiting_.emplace(Waiting(*waits_for, serial), &conversation);
    conversation.waits_for_ = waits_for;
  }
}

std::optional<Timestamp> ConversationTable::NextDue() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first.first;
}

Conversation* ConversationTable::FirstDue(Timestamp now) const {
  return due_.empty() || due_.begin()->first.first > now ? nullptr : due_.begin()->second;
}

std::vector<Conversation*> ConversationTable::WaitingFor(uint64_t input) const {
  std::vector<Conversation*> conversations;
  for (auto it = waiting_.lower_bound({input, 0}); it != waiting_.end() && it->first.first == input;
       ++it) {
    conversations.push_back(it->second);
  }
  return conversations;
}

}  // namespace mingcha
