#include "cli/measures_json.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

#include "rulepack/compiled_pack.h"

namespace mingcha::cli {
namespace {

// What holds where the pack has no such setting.
constexpr double kTimeoutLine = 0.05;
constexpr double kBreachStreak = 3;
constexpr double kDriftRatio = 10;
constexpr size_t kTopQuestions = 10;

// Four digits behind the point: a share is no more exact than that.
double Rounded(double value) { return std::round(value * 10'000) / 10'000; }

Json Share(uint64_t part, uint64_t whole) {
  if (whole == 0) return nullptr;
  return Rounded(static_cast<double>(part) / static_cast<double>(whole));
}

Json MeanSeconds(int64_t milliseconds, uint64_t count) {
  if (count == 0) return nullptr;
  return Rounded(static_cast<double>(milliseconds) / 1000 / static_cast<double>(count));
}

std::string DayText(std::chrono::sys_days day) {
  return FormatTimestamp(Timestamp(day)).substr(0, 10);
}

// The days of one tenant and channel, one after another.
class ChannelDays {
 public:
  ChannelDays(const Settings& settings, const std::string& tenant, Channel channel)
      : line_(settings.NumberOf("metric.sla.timeout_rate_max", tenant, kTimeoutLine)),
        alarm_(static_cast<uint64_t>(
            settings.NumberOf("metric.sla.breach_streak", tenant, kBreachStreak))) {
    json_["tenant"] = tenant;
    json_["channel"] = ToString(channel);
    json_["days"] = Json::array();
  }

  void Add(std::chrono::sys_days day, const Measures::FirstReplies& sum) {
    // Who waits still, and is not behind the limit, is neither.
    const uint64_t judged = sum.answered + sum.unanswered;
    const uint64_t timed_out = sum.timed_out + sum.unanswered;
    const bool is_over =
        judged > 0 && static_cast<double>(timed_out) > line_ * static_cast<double>(judged);
    // A day on which nobody asked neither breaks a streak nor lengthens it.
    if (judged > 0) streak_ = is_over ? streak_ + 1 : 0;
    longest_ = std::max(longest_, streak_);
    Json row;
    row["day"] = DayText(day);
    row["conversations"] = sum.conversations;
    row["answered"] = sum.answered;
    row["timed_out"] = sum.timed_out;
    row["unanswered"] = sum.unanswered;
    row["waiting"] = sum.conversations - judged;
    row["timeout_rate"] = Share(timed_out, judged);
    row["over_line"] = is_over;
    row["mean_wait_seconds"] = MeanSeconds(sum.wait_ms, sum.answered);
    json_["days"].push_back(std::move(row));
  }

  Json Finish() {
    json_["line"] = line_;
    json_["longest_streak"] = longest_;
    json_["streak"] = streak_;
    json_["alarm"] = alarm_ > 0 && longest_ >= alarm_;
    return std::move(json_);
  }

 private:
  const double line_;
  const uint64_t alarm_;
  uint64_t streak_ = 0;
  uint64_t longest_ = 0;
  Json json_;
};

Json FirstRepliesToJson(const Settings& settings, const Measures& measures) {
  Json json = Json::array();
  auto at = measures.first_replies.begin();
  while (at != measures.first_replies.end()) {
    const std::string tenant = at->first.tenant;
    const Channel channel = at->first.channel;
    ChannelDays days(settings, tenant, channel);
    for (; at != measures.first_replies.end() && at->first.tenant == tenant &&
           at->first.channel == channel;
         ++at) {
      days.Add(at->first.day, at->second);
    }
    json.push_back(days.Finish());
  }
  return json;
}

Json DriftToJson(const Settings& settings, const Measures& measures) {
  std::set<std::string> tenants;
  for (const auto& [key, sum] : measures.replies) tenants.insert(key.tenant);
  Json json = Json::array();
  for (const std::string& tenant : tenants) {
    const auto sum_of = [&](const char* intent) {
      const auto found = measures.replies.find({tenant, intent});
      return found == measures.replies.end() ? Measures::Replies() : found->second;
    };
    const Measures::Replies promotion = sum_of("promotion");
    const Measures::Replies problem = sum_of("problem");
    const double most = settings.NumberOf("slo.drift.ratio_max", tenant, kDriftRatio);
    Json row;
    row["tenant"] = tenant;
    for (const auto& [intent, sum] : {std::pair("promotion", promotion), {"problem", problem}}) {
      row[intent] = {{"replies", sum.replies},
                     {"mean_wait_seconds", MeanSeconds(sum.wait_ms, sum.replies)}};
    }
    row["ratio"] = nullptr;
    row["alarm"] = false;
    if (promotion.replies > 0 && problem.replies > 0 && promotion.wait_ms > 0) {
      const double ratio =
          static_cast<double>(problem.wait_ms) / static_cast<double>(problem.replies) /
          (static_cast<double>(promotion.wait_ms) / static_cast<double>(promotion.replies));
      row["ratio"] = Rounded(ratio);
      row["alarm"] = ratio > most;
    }
    row["ratio_max"] = most;
    json.push_back(std::move(row));
  }
  return json;
}

Json OnlyInToJson(const Measures& measures) {
  Json json = Json::array();
  for (const auto& [key, sum] : measures.only_in) {
    json.push_back({{"tenant", key.tenant},
                    {"hours", key.hours},
                    {"asked_outside", sum.asked_outside},
                    {"answered_only_inside", sum.only_inside},
                    {"share", Share(sum.only_inside, sum.asked_outside)}});
  }
  return json;
}

Json AgentsToJson(const Measures& measures) {
  Json json = Json::array();
  for (const auto& [key, sum] : measures.agents) {
    const uint64_t proper = sum.conversations - std::min(sum.conversations, sum.violating);
    json.push_back({{"tenant", key.tenant},
                    {"agent_id", key.agent_id},
                    {"conversations", sum.conversations},
                    {"violating_conversations", sum.violating},
                    {"violations", sum.violations},
                    {"script_accuracy", Share(proper, sum.conversations)},
                    {"risk_leads", sum.leads}});
  }
  return json;
}

Json QuestionsToJson(const CompiledPack& pack, const Measures& measures) {
  std::map<std::string, std::vector<std::pair<std::string, Measures::Question>>> by_tenant;
  for (const auto& [key, sum] : measures.questions) {
    by_tenant[key.tenant].emplace_back(key.topic, sum);
  }
  Json json = Json::array();
  for (auto& [tenant, questions] : by_tenant) {
    // Of two that were asked as often, the one that stands first in the alphabet.
    std::stable_sort(questions.begin(), questions.end(), [](const auto& a, const auto& b) {
      return std::pair(a.second.conversations, a.second.asked) >
             std::pair(b.second.conversations, b.second.asked);
    });
    if (questions.size() > kTopQuestions) questions.resize(kTopQuestions);
    Json top = Json::array();
    for (const auto& [topic, sum] : questions) {
      const uint32_t index = pack.FindTopic(topic);
      top.push_back({{"topic", topic},
                     {"title", index == kNone ? topic : pack.topics[index].title},
                     {"conversations", sum.conversations},
                     {"asked", sum.asked}});
    }
    json.push_back({{"tenant", tenant}, {"questions", std::move(top)}});
  }
  return json;
}

}  // namespace

Json MeasuresToJson(const RulePack& pack, const Measures& measures) {
  const CompiledPack& compiled = pack.compiled();
  Json json;
  json["pack"] = pack.label();
  json["pack_digest"] = pack.digest();
  json["conversations"] = measures.conversations;
  json["messages"] = measures.messages;
  json["late_left_out"] = measures.late;
  json["ended_early"] = measures.evicted;
  json["first_replies"] = FirstRepliesToJson(*compiled.settings, measures);
  json["response_drift"] = DriftToJson(*compiled.settings, measures);
  json["answered_only_in_hours"] = OnlyInToJson(measures);
  json["agents"] = AgentsToJson(measures);
  json["top_questions"] = QuestionsToJson(compiled, measures);
  return json;
}

}  // namespace mingcha::cli
