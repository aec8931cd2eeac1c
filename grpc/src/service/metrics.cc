#include "service/metrics.h"

#include <array>
#include <functional>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

#include "mingcha/message.h"
#include "mingcha/version.h"

#include "rulepack/compiled_pack.h"
#include <prometheus/client_metric.h>
#include <prometheus/metric_family.h>
#include <prometheus/metric_type.h>
#include <prometheus/text_serializer.h>

namespace mingcha {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

// Facts whose key begins with `prefix` make one family; the rest of the key is the value of the
// label.
struct FactFamily {
  std::string_view prefix;
  std::string_view name;
  std::string_view label;
  std::string_view help;
};

constexpr std::array kFactFamilies = {
    FactFamily{"first_reply.answered.", "mingcha_first_replies_answered_total", "channel",
               "Conversations in which a person has answered the customer, in time or not."},
    FactFamily{"first_reply.timed_out.", "mingcha_first_replies_timed_out_total", "channel",
               "Of those, the ones answered behind the limit of the pack."},
    FactFamily{"first_reply.unanswered.", "mingcha_first_replies_unanswered_total", "channel",
               "Conversations that ended, or rested for a day, without any answer by a person."},
    FactFamily{"replies.", "mingcha_replies_total", "intent",
               "Replies of persons, by what the customer's turn was about."},
    FactFamily{"reply_seconds.", "mingcha_reply_seconds_total", "intent",
               "Seconds that customers waited for these replies."},
    FactFamily{"questions.", "mingcha_questions_total", "topic", "Questions of customers."},
    FactFamily{"only_in.asked_outside.", "mingcha_asked_outside_hours_total", "hours",
               "Conversations in which a customer wrote outside of these hours."},
    FactFamily{"only_in.only_inside.", "mingcha_answered_only_inside_hours_total", "hours",
               "Of those, the ones in which persons answered within these hours only."},
};

class Families {
 public:
  void Counter(std::string_view name, std::string_view help, double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.counter.value = value;
    Of(name, help, MetricType::Counter).metric.push_back(std::move(metric));
  }

  void Gauge(std::string_view name, std::string_view help, double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.gauge.value = value;
    Of(name, help, MetricType::Gauge).metric.push_back(std::move(metric));
  }

  std::string Text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  MetricFamily& Of(std::string_view name, std::string_view help, MetricType type) {
    for (MetricFamily& family : families_) {
      if (family.name == name) return family;
    }
    MetricFamily& family = families_.emplace_back();
    family.name = name;
    family.help = help;
    family.type = type;
    return family;
  }

  std::vector<MetricFamily> families_;
};

void AddFact(const std::string& key, double value, Families* families) {
  for (const FactFamily& family : kFactFamilies) {
    if (key.rfind(family.prefix, 0) != 0) continue;
    families->Counter(family.name, family.help, value,
                      {{std::string(family.label), key.substr(family.prefix.size())}});
    return;
  }
  families->Counter("mingcha_facts_total", "What the conversations' logic has noted, by kind.",
                    value, {{"fact", key}});
}

// Zeros beside what was counted: a rate of two counters needs both of them.
std::map<std::string, double, std::less<>> WithZeros(
    std::map<std::string, double, std::less<>> facts) {
  for (const Channel channel : {Channel::kOnlineChat, Channel::kPhone, Channel::kEmail,
                                Channel::kTicket, Channel::kOther}) {
    for (const char* outcome : {"answered", "timed_out", "unanswered"}) {
      facts.try_emplace(
          absl::StrFormat("first_reply.%s.%s", outcome, std::string(ToString(channel))));
    }
  }
  for (const TopicIntent intent : {TopicIntent::kPromotion, TopicIntent::kProblem}) {
    for (const char* what : {"replies", "reply_seconds"}) {
      facts.try_emplace(absl::StrFormat("%s.%s", what, std::string(ToString(intent))));
    }
  }
  return facts;
}

}  // namespace

std::string MetricsText(const MetricsSnapshot& snapshot) {
  const Pipeline::Counters& counters = snapshot.counters;
  const auto number = [](auto value) { return static_cast<double>(value); };
  Families families;
  families.Gauge("mingcha_build_info", "The program's version.", 1, {{"version", MINGCHA_VERSION}});
  families.Gauge("mingcha_pack_info", "The rule pack in use.", 1,
                 {{"pack", snapshot.pack}, {"digest", snapshot.pack_digest}});
  families.Gauge("mingcha_pack_rules", "Rules of the pack.", number(snapshot.rules));
  families.Gauge("mingcha_streams", "Streams that are open.", number(snapshot.streams));
  families.Counter("mingcha_records_total", "Records answered: messages and events.",
                   number(counters.records));
  families.Counter("mingcha_messages_total", "Messages answered.", number(counters.messages));
  families.Counter("mingcha_incomplete_total", "Messages that were not scanned whole.",
                   number(counters.incomplete));
  families.Counter("mingcha_duplicates_total", "Messages that had been seen before.",
                   number(counters.duplicates));
  families.Counter("mingcha_late_total",
                   "Messages too late for the conversations' logic; scanned all the same.",
                   number(counters.late));
  families.Counter("mingcha_findings_total", "Findings told, repetitions among them.",
                   number(counters.findings));
  families.Counter("mingcha_findings_stored_total", "Findings that were new to the store.",
                   number(counters.stored_findings));
  families.Gauge("mingcha_queued_records", "Records taken on and not answered yet.",
                 number(counters.queued_records));
  families.Gauge("mingcha_conversations", "Conversations remembered.",
                 number(counters.conversations));
  families.Gauge("mingcha_open_obligations", "Answers that are owed.",
                 number(counters.open_obligations));
  families.Counter("mingcha_conversations_evicted_total",
                   "Conversations given up to make room, or after their rest.",
                   number(counters.evicted_conversations));
  families.Gauge("mingcha_store_up", "1: the last commit has succeeded.",
                 counters.store_status.ok() ? 1 : 0);
  for (const auto& [key, value] : WithZeros(counters.facts)) AddFact(key, value, &families);
  return families.Text();
}

}  // namespace mingcha
