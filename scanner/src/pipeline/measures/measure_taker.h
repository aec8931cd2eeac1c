// Counts, message by message, what Measures tell.

#ifndef MINGCHA_PIPELINE_MEASURES_MEASURE_TAKER_H_
#define MINGCHA_PIPELINE_MEASURES_MEASURE_TAKER_H_

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mingcha/conversation.h"
#include "mingcha/finding.h"
#include "mingcha/measures.h"
#include "mingcha/message.h"
#include "mingcha/rule_pack.h"

#include "pipeline/measures/conversation_measure.h"

namespace mingcha {

// For one thread at a time. Conversations are followed until the end or until they must make room;
// what a customer waited for is told as facts at once:
//   first_reply.answered.<channel>, first_reply.timed_out.<channel> (both for a late one),
//   first_reply.unanswered.<channel> (when its conversation ends, rests or makes room),
//   replies.<intent>, reply_seconds.<intent> (a sum),
//   questions.<topic>,
//   only_in.asked_outside.<hours>, only_in.only_inside.<hours> (when its conversation ends, …).
class MeasureTaker {
 public:
  struct Options {
    Duration lateness = std::chrono::seconds(5);
    size_t max_conversations = 200'000;
    Duration rest_limit = std::chrono::hours(24);  // Then a live conversation is counted as ended.
    // false: facts only. The sums would grow with days, agents and tenants.
    bool keep_sums = false;
  };

  MeasureTaker(std::shared_ptr<const RulePack> pack, const Options& options);
  ~MeasureTaker();
  MeasureTaker(const MeasureTaker&) = delete;
  MeasureTaker& operator=(const MeasureTaker&) = delete;

  // A message that was not seen before, with the topics it asks for and what was found in it.
  void OnMessage(const Message& message, const std::vector<uint32_t>& asked,
                 const std::vector<Finding>& findings, std::vector<Fact>* facts);
  // Findings that come later than their messages.
  void OnFindings(const std::vector<Finding>& findings);
  // Ends the conversations that have rested for so long, unless sums are kept, whose inputs end;
  // one whose customer may still be answered in time does not rest.
  void AdvanceWallClock(Timestamp now, std::vector<Fact>* facts);
  // When AdvanceWallClock has something to do.
  std::optional<Timestamp> NextWallDeadline() const;
  // A message that is left out.
  void OnLate() { ++sums_.late; }
  // Every conversation has ended, at `latest` at the latest.
  void Finish(Timestamp latest, std::vector<Fact>* facts);

  bool keeps_sums() const { return options_.keep_sums; }
  // Hands over what was counted so far, and begins anew.
  Measures TakeSums() { return std::exchange(sums_, {}); }

 private:
  struct AgentPart {
    std::string agent_id;
    bool spoke = false;
    uint64_t violations = 0;
  };
  struct TopicPart {
    uint32_t topic = 0;
    uint64_t asked = 0;
  };
  struct State {
    ConversationKey key;
    Channel channel = Channel::kOther;
    ConversationMeasure order;
    Timestamp used_at;  // By the wall clock, as far as that has been told.
    HoursSet asked_outside = 0;
    HoursSet answered_outside = 0;
    bool answered = false;
    // Sums only:
    std::vector<AgentPart> agents;
    std::pair<Timestamp, std::string> last_agent{Timestamp::min(), {}};
    std::vector<TopicPart> topics;
    uint64_t leads = 0;
  };
  // The one used last stands at the end.
  using States = std::list<State>;

  State& Use(const Message& message, std::vector<Fact>* facts);
  void CountReplies(const State& state, std::vector<MeasuredReply> replies,
                    std::vector<Fact>* facts);
  void CountFirst(const State& state, const MeasuredReply& reply, std::vector<Fact>* facts);
  void CountHours(const Message& message, State* state) const;
  static void CountQuestions(const std::vector<uint32_t>& asked, State* state);
  static void CountAgent(const Message& message, State* state);
  static AgentPart& PartOf(const std::string& agent_id, State* state);
  static void CountFinding(const Finding& finding, State* state);
  // Nobody waits for what may have come before it any more.
  void TakeWaiting(State& state, std::vector<Fact>* facts);
  // `latest`: what was due by then and was not answered has timed out.
  void End(State& state, Timestamp latest, std::vector<Fact>* facts);
  void EndHours(const State& state, Timestamp latest, std::vector<Fact>* facts);
  void SumUp(const State& state);

  IntentSet IntentsOf(const std::vector<uint32_t>& topics) const;
  HoursSet OutsideOf(Timestamp time) const;
  Timestamp DeadlineOf(const State& state, Timestamp asked_at) const;
  Measures::FirstReplies& DayOf(const State& state, Timestamp asked_at);

  const std::shared_ptr<const RulePack> pack_;
  const CompiledPack& compiled_;
  const Options options_;
  States states_;
  std::unordered_map<ConversationKey, States::iterator, ConversationKeyHash> by_key_;
  Timestamp wall_now_ = Timestamp::min();
  Measures sums_;
};

}  // namespace mingcha

#endif  // MINGCHA_PIPELINE_MEASURES_MEASURE_TAKER_H_
