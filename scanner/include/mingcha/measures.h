// How a service fares, counted over many conversations: the numbers that reviewers of service
// levels ask for. Sums only, so that those of several workers, days or archives can be added.

#ifndef MINGCHA_MEASURES_H_
#define MINGCHA_MEASURES_H_

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <string>

#include "mingcha/message.h"

namespace mingcha {

struct Measures {
  // The day on which a customer wrote first, in the zone of the pack.
  struct DayKey {
    std::string tenant;
    Channel channel = Channel::kOther;
    std::chrono::sys_days day;

    friend auto operator<=>(const DayKey&, const DayKey&) = default;
  };
  // The first message of a person of the business after the first of the customer. Waits are
  // counted in the hours in which the channel is served.
  struct FirstReplies {
    uint64_t conversations = 0;
    uint64_t answered = 0;    // In time or not.
    uint64_t timed_out = 0;   // Of those answered: behind the limit.
    uint64_t unanswered = 0;  // Never answered, and the limit has passed.
    int64_t wait_ms = 0;      // Of those answered.
  };

  struct IntentKey {
    std::string tenant;
    std::string intent;  // "promotion", "problem"

    friend auto operator<=>(const IntentKey&, const IntentKey&) = default;
  };
  // Replies of persons to customers' turns of an intent.
  struct Replies {
    uint64_t replies = 0;
    int64_t wait_ms = 0;  // On the wall's clock: a slow night is slow.
  };

  struct HoursKey {
    std::string tenant;
    std::string hours;  // Of clocks.yaml.

    friend auto operator<=>(const HoursKey&, const HoursKey&) = default;
  };
  struct OnlyIn {
    uint64_t asked_outside = 0;  // Conversations in which a customer wrote outside of these hours.
    uint64_t only_inside = 0;    // Of those: persons answered, and only within these hours.
  };

  struct AgentKey {
    std::string tenant;
    std::string agent_id;

    friend auto operator<=>(const AgentKey&, const AgentKey&) = default;
  };
  struct Agent {
    uint64_t conversations = 0;  // In which the agent spoke.
    uint64_t violating = 0;      // Of those: with a finding against the agent, of a stable rule.
    uint64_t violations = 0;     // Such findings.
    uint64_t leads = 0;  // Customers' hints at fraud, in conversations the agent was last in.
  };

  struct QuestionKey {
    std::string tenant;
    std::string topic;

    friend auto operator<=>(const QuestionKey&, const QuestionKey&) = default;
  };
  struct Question {
    uint64_t conversations = 0;
    uint64_t asked = 0;
  };

  std::map<DayKey, FirstReplies> first_replies;
  std::map<IntentKey, Replies> replies;
  std::map<HoursKey, OnlyIn> only_in;
  std::map<AgentKey, Agent> agents;
  std::map<QuestionKey, Question> questions;
  uint64_t conversations = 0;
  uint64_t messages = 0;
  uint64_t late = 0;     // Messages left out: too late to stand in order.
  uint64_t evicted = 0;  // Conversations counted before their end, to make room.

  // Adds what another has counted.
  void Merge(const Measures& other);
};

// What an engine counts for the measures.
struct MeasureOptions {
  enum class Keep : uint8_t {
    kNothing,
    kFacts,  // Of what customers waited for, as it happens; bounded.
    kSums,   // All of Measures. For inputs that end: they grow with days, agents and tenants.
  };

  Keep keep = Keep::kNothing;
  size_t max_conversations = 200'000;  // Beyond it the one unused longest is counted as ended.
};

}  // namespace mingcha

#endif  // MINGCHA_MEASURES_H_
