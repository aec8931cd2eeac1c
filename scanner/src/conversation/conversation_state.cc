#include "conversation/conversation_state.h"

#include <algorithm>

namespace mingcha {

bool Meaning::Asks() const {
  return std::any_of(signals.begin(), signals.end(),
                     [](const Signal& signal) { return signal.kind == SignalKind::kAsk; });
}

bool ConversationState::Holds(const RecordKey& key) const {
  return std::any_of(pending.begin(), pending.end(),
                     [&](const Meaning& meaning) { return meaning.key == key; });
}

bool ConversationState::Remembers(uint64_t fingerprint) const {
  return std::find(remembered.begin(), remembered.end(), fingerprint) != remembered.end();
}

void ConversationState::Remember(uint64_t fingerprint) {
  if (remembered.size() == kMaxRemembered) remembered.erase(remembered.begin());
  remembered.push_back(fingerprint);
}

bool StepState::IsDone(uint32_t rule) const {
  return std::binary_search(done.begin(), done.end(), rule);
}

bool StepState::Watches(uint32_t rule) const {
  return std::any_of(watches.begin(), watches.end(),
                     [&](const Watch& watch) { return watch.rule == rule; });
}

}  // namespace mingcha
