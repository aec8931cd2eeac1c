// What the rules that other rules name have found in one message.

#ifndef MINGCHA_EVALUATE_NAMED_MATCHES_H_
#define MINGCHA_EVALUATE_NAMED_MATCHES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "mingcha/span.h"

namespace mingcha {

// One way in which a condition holds. Its first member is the hit of the child that finds: where it
// stands is the match's place.
struct Match {
  uint32_t first_member = 0;  // Into the list of members that goes with it: indices of hits.
  uint32_t member_count = 0;
  ByteSpan place;  // Of the first member.
  ByteSpan hull;   // Of all members.
};

// Keeps its memory from message to message. For one thread at a time.
class NamedMatches {
 public:
  explicit NamedMatches(size_t rules) : states_(rules) {}

  // Forgets what the last message had.
  void Clear();

  // Whether the rule was evaluated in this message.
  bool IsKnown(uint32_t rule) const { return states_[rule].known; }
  void SetKnown(uint32_t rule);
  // Adds a finding of a rule that is known; `match` counts its members in `members`.
  void Add(uint32_t rule, const Match& match, std::span<const uint32_t> members);

  // Whether Of tells what the rule has found; it does until it is said otherwise, in each message
  // anew.
  void Show(uint32_t rule, bool shown) { states_[rule].hidden = !shown; }
  bool HasFound(uint32_t rule) const { return !states_[rule].matches.empty(); }
  // The findings of a rule, in the order in which they were added.
  std::span<const Match> Of(uint32_t rule) const {
    const State& state = states_[rule];
    return state.hidden ? std::span<const Match>() : std::span<const Match>(state.matches);
  }
  std::span<const uint32_t> MembersOf(const Match& match) const {
    return std::span(members_).subspan(match.first_member, match.member_count);
  }

 private:
  struct State {
    bool known = false;
    bool hidden = false;
    std::vector<Match> matches;
  };

  std::vector<State> states_;  // By rule.
  std::vector<uint32_t> known_;
  std::vector<uint32_t> members_;
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_NAMED_MATCHES_H_
