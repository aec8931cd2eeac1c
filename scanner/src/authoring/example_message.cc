#include "authoring/example_message.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/business_clock.h"
#include "base/service_plan.h"

namespace mingcha {
namespace {

using std::chrono::hours;

// A Monday. A rule without dates is in force on any day; a proof must not depend on today.
constexpr Timestamp kAnyDay = std::chrono::sys_days(std::chrono::year(2026) / 1 / 5);

template <typename Enum>
Enum FirstOf(uint32_t set, Enum otherwise) {
  for (uint32_t i = 0; i < 32; ++i) {
    if ((set & (1U << i)) != 0) return static_cast<Enum>(i);
  }
  return otherwise;
}

Timestamp DayOfExample(const CompiledPack& pack, const CompiledRule& rule,
                       const RuleExample& example) {
  if (example.sent_on.empty()) return DayInForce(pack, rule);
  const std::optional<Timestamp> noon = ParseTimestamp(example.sent_on + "T12:00:00Z");
  return noon.has_value() ? *noon - pack.utc_offset : DayInForce(pack, rule);
}

// Noon of its day, or the first time after it at which the rule watches.
Timestamp TimeOfExample(const CompiledPack& pack, const CompiledRule& rule,
                        const RuleExample& example) {
  const Timestamp noon = DayOfExample(pack, rule, example);
  if (rule.during.empty()) return noon;
  const BusinessClock clock = pack.service->ClockOf(rule.during);
  return clock.NextOpening(ClockKind::kServiceHours, noon).value_or(noon);
}

std::string IdInCase(int64_t number) { return absl::StrFormat("message %d", number); }

}  // namespace

Timestamp DayInForce(const CompiledPack& pack, const CompiledRule& rule) {
  if (rule.effective_from.has_value()) return *rule.effective_from + hours(12);
  if (rule.effective_to.has_value()) return *rule.effective_to - hours(12);
  return kAnyDay + hours(12) - pack.utc_offset;
}

Channel ChannelOf(const CompiledRule& rule) { return FirstOf(rule.channels, Channel::kOnlineChat); }

Message MessageFor(const CompiledPack& pack, const CompiledRule& rule, const RuleExample& example) {
  Message message;
  if (!rule.tenants.empty()) message.conversation.tenant = rule.tenants.front();
  message.conversation.conversation_id = "example";
  message.message_id = "example";
  message.sent_at = TimeOfExample(pack, rule, example);
  message.speaker = example.speaker.value_or(FirstOf(rule.speakers, Speaker::kAgent));
  message.channel = ChannelOf(rule);
  message.text = example.text;
  message.attributes = example.attributes;
  for (const auto& [key, values] : rule.attributes) {
    if (!values.empty()) message.attributes.try_emplace(key, values.front());
  }
  return message;
}

std::vector<Record> RecordsOf(const CompiledPack& pack, const CompiledRule& rule,
                              const RuleCase& a_case) {
  const Timestamp start = a_case.begins ? *a_case.begins - pack.utc_offset : DayInForce(pack, rule);
  ConversationKey key;
  if (!rule.tenants.empty()) key.tenant = rule.tenants.front();
  std::vector<Record> records;
  int64_t number = 0;
  for (const CaseMessage& said : a_case.messages) {
    Message message;
    message.conversation = {key.tenant, said.conversation};
    message.seq = ++number;
    message.message_id = IdInCase(number);
    message.sent_at = start + said.at;
    message.speaker = said.speaker;
    message.channel = said.channel.value_or(ChannelOf(rule));
    message.text = said.text;
    message.template_id = said.template_id;
    message.customer_id = said.customer_id;
    message.agent_id = said.agent_id;
    message.attributes = said.attributes;
    for (const auto& [attribute, values] : rule.attributes) {
      if (!values.empty()) message.attributes.try_emplace(attribute, values.front());
    }
    records.emplace_back(std::move(message));
  }
  number = 0;
  for (const CaseEvent& event : a_case.events) {
    const std::string id =
        event.message > 0 ? IdInCase(event.message) : absl::StrFormat("event %d", ++number);
    records.emplace_back(
        ConversationEvent{{key.tenant, event.conversation}, id, event.kind, start + event.at});
  }
  std::stable_sort(records.begin(), records.end(),
                   [](const Record& a, const Record& b) { return TimeOf(a) < TimeOf(b); });
  return records;
}

std::vector<const Evidence*> EvidenceFor(const CompiledPack& pack, uint32_t rule,
                                         const ScanResult& scan) {
  std::vector<const Evidence*> found;
  if (pack.rules[rule].kind == RuleKind::kQa) {
    for (const Signal& signal : scan.signals) {
      if (signal.kind == SignalKind::kEvaded && signal.rule == rule) {
        found.push_back(&signal.evidence);
      }
    }
    return found;
  }
  for (const RuleHit& hit : scan.hits) {
    if (hit.rule != rule) continue;
    for (const Evidence& evidence : hit.evidence) found.push_back(&evidence);
  }
  return found;
}

std::string JoinWords(const std::vector<std::string>& words, std::string_view otherwise) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ", ") + word;
  return joined.empty() ? std::string(otherwise) : joined;
}

}  // namespace mingcha
