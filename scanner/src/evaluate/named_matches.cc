#include "evaluate/named_matches.h"

namespace mingcha {

void NamedMatches::Clear() {
  for (const uint32_t rule : known_) {
    states_[rule].known = false;
    states_[rule].hidden = false;
    states_[rule].matches.clear();
  }
  known_.clear();
  members_.clear();
}

void NamedMatches::SetKnown(uint32_t rule) {
  if (states_[rule].known) return;
  states_[rule].known = true;
  known_.push_back(rule);
}

void NamedMatches::Add(uint32_t rule, const Match& match, std::span<const uint32_t> members) {
  Match kept = match;
  kept.first_member = static_cast<uint32_t>(members_.size());
  kept.member_count = static_cast<uint32_t>(members.size());
  members_.insert(members_.end(), members.begin(), members.end());
  states_[rule].matches.push_back(kept);
}

}  // namespace mingcha
