#include "mingcha/measures.h"

namespace mingcha {
namespace {

void Add(const Measures::FirstReplies& from, Measures::FirstReplies* to) {
  to->conversations += from.conversations;
  to->answered += from.answered;
  to->timed_out += from.timed_out;
  to->unanswered += from.unanswered;
  to->wait_ms += from.wait_ms;
}

void Add(const Measures::Replies& from, Measures::Replies* to) {
  to->replies += from.replies;
  to->wait_ms += from.wait_ms;
}

void Add(const Measures::OnlyIn& from, Measures::OnlyIn* to) {
  to->asked_outside += from.asked_outside;
  to->only_inside += from.only_inside;
}

void Add(const Measures::Agent& from, Measures::Agent* to) {
  to->conversations += from.conversations;
  to->violating += from.violating;
  to->violations += from.violations;
  to->leads += from.leads;
}

void Add(const Measures::Question& from, Measures::Question* to) {
  to->conversations += from.conversations;
  to->asked += from.asked;
}

template <typename Map>
void AddAll(const Map& from, Map* to) {
  for (const auto& [key, value] : from) Add(value, &(*to)[key]);
}

}  // namespace

void Measures::Merge(const Measures& other) {
  AddAll(other.first_replies, &first_replies);
  AddAll(other.replies, &replies);
  AddAll(other.only_in, &only_in);
  AddAll(other.agents, &agents);
  AddAll(other.questions, &questions);
  conversations += other.conversations;
  messages += other.messages;
  late += other.late;
  evicted += other.evicted;
}

}  // namespace mingcha
