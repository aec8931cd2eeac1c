#include "pipeline/measures/measure_taker.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/service_plan.h"
#include "base/settings.h"

namespace mingcha {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// What is taken where the pack has no such setting.
constexpr Duration kChatLimit = minutes(5);
constexpr Duration kPhoneLimit = seconds(30);
constexpr Duration kMailLimit = hours(24);
constexpr Duration kTicketLimit = hours(1);

constexpr std::string_view kLeads = "victim_disclosure";
constexpr std::string_view kSystem = "system";

TimeLimit Lasting(Duration duration) {
  TimeLimit limit;
  limit.duration = duration;
  return limit;
}

// How soon a person must have answered on this channel.
TimeLimit FirstReplyLimit(const CompiledPack& pack, std::string_view tenant, Channel channel,
                          Timestamp asked_at) {
  const Settings& settings = *pack.settings;
  const auto of = [&](std::string_view name, Duration otherwise) {
    return settings.LimitOf(name, tenant, Lasting(otherwise));
  };
  switch (channel) {
    case Channel::kPhone: {
      const WorkCalendar& calendar = pack.service->calendar();
      return calendar.IsWorkday(calendar.DayOf(asked_at)) ? of("sla.phone.workday", kPhoneLimit)
                                                          : of("sla.phone.nonworkday", kPhoneLimit);
    }
    case Channel::kEmail:
      return of("sla.mail.ack", kMailLimit);
    case Channel::kTicket:
      return of("ticket.assign", kTicketLimit);
    case Channel::kOnlineChat:
    case Channel::kOther:
      break;
  }
  // A profile may know a limit of the core hours only.
  if (settings.Find("sla.chat.human", tenant) == nullptr)
    return of("sla.chat.human_core", kChatLimit);
  return of("sla.chat.human", kChatLimit);
}

std::string Name(std::string_view what, std::string_view of) {
  return std::string(what) + "." + std::string(of);
}

}  // namespace

MeasureTaker::MeasureTaker(std::shared_ptr<const RulePack> pack, const Options& options)
    : pack_(std::move(pack)), compiled_(pack_->compiled()), options_(options) {}

MeasureTaker::~MeasureTaker() = default;

void MeasureTaker::OnMessage(const Message& message, const std::vector<uint32_t>& asked,
                             const std::vector<Finding>& findings, std::vector<Fact>* facts) {
  State& state = Use(message, facts);
  MeasuredMessage measured;
  measured.time = message.sent_at;
  measured.seq = message.seq;
  measured.id = StableHash64(message.message_id);
  measured.speaker = message.speaker;
  measured.intents = message.speaker == Speaker::kCustomer ? IntentsOf(asked) : IntentSet{0};
  std::vector<MeasuredReply> replies;
  if (!state.order.Take(measured, options_.lateness, &replies)) return OnLate();
  CountReplies(state, std::move(replies), facts);
  CountHours(message, &state);
  ++sums_.messages;
  if (message.speaker == Speaker::kCustomer) {
    for (const uint32_t topic : asked) {
      facts->push_back({Name("questions", compiled_.topics[topic].id), message.sent_at, 1});
    }
  }
  if (!options_.keep_sums) return;
  if (message.speaker == Speaker::kCustomer) CountQuestions(asked, &state);
  if (message.speaker == Speaker::kAgent) CountAgent(message, &state);
  for (const Finding& finding : findings) CountFinding(finding, &state);
}

void MeasureTaker::OnFindings(const std::vector<Finding>& findings) {
  if (!options_.keep_sums) return;
  for (const Finding& finding : findings) {
    const auto known = by_key_.find(finding.conversation);
    if (known != by_key_.end()) CountFinding(finding, &*known->second);
  }
}

void MeasureTaker::AdvanceWallClock(Timestamp now, std::vector<Fact>* facts) {
  if (options_.keep_sums) return;
  if (wall_now_ == Timestamp::min()) {
    for (State& state : states_) state.used_at = now;
  }
  wall_now_ = std::max(wall_now_, now);
  for (auto due = NextWallDeadline(); due && *due <= now; due = NextWallDeadline()) {
    State& state = states_.front();
    TakeWaiting(state, facts);
    const std::optional<Timestamp> asked_at = state.order.first_asked();
    if (asked_at && !state.order.was_answered() && DeadlineOf(state, *asked_at) >= now) {
      state.used_at = now;
      states_.splice(states_.end(), states_, states_.begin());
      continue;
    }
    End(state, now, facts);
    by_key_.erase(state.key);
    states_.pop_front();
  }
}

std::optional<Timestamp> MeasureTaker::NextWallDeadline() const {
  if (wall_now_ == Timestamp::min() || states_.empty()) return std::nullopt;
  return states_.front().used_at + options_.rest_limit;
}

void MeasureTaker::Finish(Timestamp latest, std::vector<Fact>* facts) {
  for (State& state : states_) End(state, latest, facts);
  states_.clear();
  by_key_.clear();
}

MeasureTaker::State& MeasureTaker::Use(const Message& message, std::vector<Fact>* facts) {
  const auto known = by_key_.find(message.conversation);
  if (known != by_key_.end()) {
    states_.splice(states_.end(), states_, known->second);
    known->second->used_at = wall_now_;
    return *known->second;
  }
  if (states_.size() >= options_.max_conversations) {
    // It is given up; nobody will answer it here any more.
    End(states_.front(), Timestamp::max(), facts);
    by_key_.erase(states_.front().key);
    states_.pop_front();
    ++sums_.evicted;
  }
  State& state = states_.emplace_back();
  state.key = message.conversation;
  state.channel = message.channel;
  state.used_at = wall_now_;
  by_key_.emplace(state.key, std::prev(states_.end()));
  ++sums_.conversations;
  return state;
}

void MeasureTaker::CountReplies(const State& state, std::vector<MeasuredReply> replies,
                                std::vector<Fact>* facts) {
  for (const MeasuredReply& reply : replies) {
    if (reply.first) CountFirst(state, reply, facts);
    const Duration wait = reply.at - reply.asked_at;
    for (const TopicIntent intent : {TopicIntent::kPromotion, TopicIntent::kProblem}) {
      if ((reply.intents & IntentBit(intent)) == 0) continue;
      const std::string_view name = ToString(intent);
      facts->push_back({Name("replies", name), reply.at, 1});
      facts->push_back(
          {Name("reply_seconds", name), reply.at, static_cast<double>(wait.count()) / 1000});
      if (!options_.keep_sums) continue;
      Measures::Replies& sum = sums_.replies[{state.key.tenant, std::string(name)}];
      ++sum.replies;
      sum.wait_ms += wait.count();
    }
  }
}

void MeasureTaker::CountFirst(const State& state, const MeasuredReply& reply,
                              std::vector<Fact>* facts) {
  const bool timed_out = reply.at > DeadlineOf(state, reply.asked_at);
  const std::string_view channel = ToString(state.channel);
  facts->push_back({Name("first_reply.answered", channel), reply.at, 1});
  if (timed_out) facts->push_back({Name("first_reply.timed_out", channel), reply.at, 1});
  if (!options_.keep_sums) return;
  Measures::FirstReplies& day = DayOf(state, reply.asked_at);
  ++day.conversations;
  ++day.answered;
  day.timed_out += timed_out ? 1 : 0;
  day.wait_ms += compiled_.service->ClockFor(state.key.tenant, state.channel)
                     .Elapsed(ClockKind::kServiceHours, reply.asked_at, reply.at)
                     .count();
}

void MeasureTaker::CountHours(const Message& message, State* state) const {
  if (message.speaker == Speaker::kCustomer) {
    state->asked_outside |= OutsideOf(message.sent_at);
  } else if (message.speaker == Speaker::kAgent) {
    state->answered = true;
    state->answered_outside |= OutsideOf(message.sent_at);
  }
}

void MeasureTaker::CountQuestions(const std::vector<uint32_t>& asked, State* state) {
  for (const uint32_t topic : asked) {
    const auto part = std::find_if(state->topics.begin(), state->topics.end(),
                                   [&](const TopicPart& one) { return one.topic == topic; });
    if (part != state->topics.end()) {
      ++part->asked;
    } else {
      state->topics.push_back({topic, 1});
    }
  }
}

void MeasureTaker::CountAgent(const Message& message, State* state) {
  if (message.agent_id.empty()) return;
  PartOf(message.agent_id, state).spoke = true;
  // Of two at the same time the one with the greater id: the order in which they came must not
  // matter.
  state->last_agent = std::max(state->last_agent, {message.sent_at, message.agent_id});
}

MeasureTaker::AgentPart& MeasureTaker::PartOf(const std::string& agent_id, State* state) {
  const auto part = std::find_if(state->agents.begin(), state->agents.end(),
                                 [&](const AgentPart& one) { return one.agent_id == agent_id; });
  if (part != state->agents.end()) return *part;
  AgentPart& added = state->agents.emplace_back();
  added.agent_id = agent_id;
  return added;
}

void MeasureTaker::CountFinding(const Finding& finding, State* state) {
  if (finding.rule_status != RuleStatus::kStable || finding.category == kSystem) return;
  if (finding.category == kLeads) {
    ++state->leads;
    return;
  }
  if (finding.agent_id.empty() || finding.speaker != Speaker::kAgent) return;
  ++PartOf(finding.agent_id, state).violations;
}

void MeasureTaker::TakeWaiting(State& state, std::vector<Fact>* facts) {
  std::vector<MeasuredReply> replies;
  state.order.Finish(&replies);
  CountReplies(state, std::move(replies), facts);
}

void MeasureTaker::End(State& state, Timestamp latest, std::vector<Fact>* facts) {
  TakeWaiting(state, facts);
  const std::optional<Timestamp> asked_at = state.order.first_asked();
  if (asked_at && !state.order.was_answered()) {
    const Timestamp deadline = DeadlineOf(state, *asked_at);
    const bool unanswered = deadline < latest;
    if (unanswered) {
      facts->push_back({Name("first_reply.unanswered", ToString(state.channel)), deadline, 1});
    }
    if (options_.keep_sums) {
      Measures::FirstReplies& day = DayOf(state, *asked_at);
      ++day.conversations;
      day.unanswered += unanswered ? 1 : 0;
    }
  }
  EndHours(state, latest, facts);
  if (options_.keep_sums) SumUp(state);
}

void MeasureTaker::EndHours(const State& state, Timestamp latest, std::vector<Fact>* facts) {
  size_t bit = 0;
  for (const auto& [name, hours] : compiled_.service->hours()) {
    if (bit >= kMaxMeasuredHours) break;
    const HoursSet set = HoursSet{1} << bit++;
    const bool outside = (state.asked_outside & set) != 0;
    const bool only_inside = outside && state.answered && (state.answered_outside & set) == 0;
    if (outside) facts->push_back({Name("only_in.asked_outside", name), latest, 1});
    if (only_inside) facts->push_back({Name("only_in.only_inside", name), latest, 1});
    if (!options_.keep_sums) continue;
    Measures::OnlyIn& sum = sums_.only_in[{state.key.tenant, name}];
    sum.asked_outside += outside ? 1 : 0;
    sum.only_inside += only_inside ? 1 : 0;
  }
}

void MeasureTaker::SumUp(const State& state) {
  const std::string& tenant = state.key.tenant;
  for (const AgentPart& part : state.agents) {
    Measures::Agent& agent = sums_.agents[{tenant, part.agent_id}];
    agent.conversations += part.spoke ? 1 : 0;
    agent.violating += part.violations > 0 ? 1 : 0;
    agent.violations += part.violations;
  }
  if (state.leads > 0) sums_.agents[{tenant, state.last_agent.second}].leads += state.leads;
  for (const TopicPart& part : state.topics) {
    Measures::Question& question = sums_.questions[{tenant, compiled_.topics[part.topic].id}];
    ++question.conversations;
    question.asked += part.asked;
  }
}

IntentSet MeasureTaker::IntentsOf(const std::vector<uint32_t>& topics) const {
  IntentSet intents = 0;
  for (const uint32_t topic : topics) {
    intents = static_cast<IntentSet>(intents | IntentBit(compiled_.topics[topic].intent));
  }
  return intents;
}

HoursSet MeasureTaker::OutsideOf(Timestamp time) const {
  HoursSet outside = 0;
  size_t bit = 0;
  for (const auto& [name, hours] : compiled_.service->hours()) {
    if (bit >= kMaxMeasuredHours) break;
    const HoursSet set = HoursSet{1} << bit++;
    const BusinessClock clock(&compiled_.service->calendar(), &hours);
    if (!clock.IsOpen(ClockKind::kServiceHours, time)) outside |= set;
  }
  return outside;
}

Timestamp MeasureTaker::DeadlineOf(const State& state, Timestamp asked_at) const {
  TimeLimit limit = FirstReplyLimit(compiled_, state.key.tenant, state.channel, asked_at);
  if (limit.workdays == 0) limit.clock = ClockKind::kServiceHours;
  return compiled_.service->ClockFor(state.key.tenant, state.channel).Deadline(asked_at, limit);
}

Measures::FirstReplies& MeasureTaker::DayOf(const State& state, Timestamp asked_at) {
  return sums_.first_replies[{state.key.tenant, state.channel,
                              compiled_.service->calendar().DayOf(asked_at)}];
}

}  // namespace mingcha
