#include "conversation/meaning.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/digest.h"

namespace mingcha {
namespace {

bool HasAttributes(const CompiledRule& rule, const Message& message) {
  return std::all_of(rule.attributes.begin(), rule.attributes.end(), [&](const auto& wanted) {
    const auto attribute = message.attributes.find(wanted.first);
    return attribute != message.attributes.end() &&
           std::find(wanted.second.begin(), wanted.second.end(), attribute->second) !=
               wanted.second.end();
  });
}

bool ListsSilence(const CompiledRule& rule) {
  return std::any_of(rule.evaded_by.begin(), rule.evaded_by.end(),
                     [](const EvadedBy& evaded) { return evaded.kind == EvasionKind::kSilence; });
}

// Nobody speaks in a silence, so that no scan can tell which rules apply to it: they are those that
// apply to the question.
std::vector<uint32_t> SilenceRules(const QaRules& rules, const Message& question) {
  std::vector<uint32_t> silence;
  for (uint32_t i = 0; i < rules.pack.rules.size(); ++i) {
    const CompiledRule& rule = rules.pack.rules[i];
    if (rule.kind == RuleKind::kQa && ListsSilence(rule) &&
        (rule.channels & ChannelBit(question.channel)) != 0 && HasAttributes(rule, question) &&
        rules.InForce(rule, question.conversation, question.sent_at)) {
      silence.push_back(i);
    }
  }
  return silence;
}

// Whether a speaker's signal of this kind has a meaning: customers ask, the business side replies.
bool Counts(const QaRules& rules, const Message& message, const Signal& signal) {
  switch (signal.kind) {
    case SignalKind::kAsk:
      return message.speaker == Speaker::kCustomer && rules.pack.topics[signal.topic].owed;
    case SignalKind::kWithdrawn:
      return message.speaker == Speaker::kCustomer;
    case SignalKind::kSatisfied:
      return IsBusinessSide(message.speaker);
    case SignalKind::kEvaded:
      return IsBusinessSide(message.speaker) &&
             rules.InForce(rules.pack.rules[signal.rule], message.conversation, message.sent_at);
  }
  return false;
}

auto PlaceOf(const Signal& signal) {
  // Of two that begin together the longer one comes first.
  return std::tuple(signal.evidence.original.begin, ~signal.evidence.original.end, signal.kind,
                    signal.topic, signal.rule, signal.evasion_kind);
}

}  // namespace

bool QaRules::InForce(const CompiledRule& rule, const ConversationKey& conversation,
                      Timestamp time) const {
  if (rule.status == RuleStatus::kDeprecated) return false;
  if (rule.status == RuleStatus::kDraft && !include_drafts) return false;
  if (rule.effective_from && time < *rule.effective_from) return false;
  if (rule.effective_to && time >= *rule.effective_to) return false;
  return rule.tenants.empty() || std::find(rule.tenants.begin(), rule.tenants.end(),
                                           conversation.tenant) != rule.tenants.end();
}

bool WatchesTopic(const CompiledRule& rule, uint32_t topic) {
  return rule.topics.empty() ||
         std::find(rule.topics.begin(), rule.topics.end(), topic) != rule.topics.end();
}

uint64_t FingerprintOf(const Message& message) {
  return StableHash64(message.message_id, StableHash64(message.text));
}

uint64_t FingerprintOf(const ConversationEvent& event) {
  // The time too: an event may have no id.
  const int64_t time = event.at.time_since_epoch().count();
  return StableHash64(event.event_id,
                      StableHash64(ToString(event.kind), static_cast<uint64_t>(time)));
}

std::optional<Meaning> MeaningOf(const QaRules& rules, const Message& message,
                                 const ScanResult& scan) {
  Meaning meaning;
  for (const Signal& signal : scan.signals) {
    if (Counts(rules, message, signal)) meaning.signals.push_back(signal);
  }
  meaning.substantive = scan.substantive && IsBusinessSide(message.speaker);
  if (meaning.signals.empty() && !meaning.substantive) return std::nullopt;

  std::sort(meaning.signals.begin(), meaning.signals.end(),
            [](const Signal& a, const Signal& b) { return PlaceOf(a) < PlaceOf(b); });
  if (meaning.signals.size() > kMaxSignals) meaning.signals.resize(kMaxSignals);
  meaning.key = {message.sent_at, RecordKey::kMessage, message.seq, message.message_id,
                 FingerprintOf(message)};
  meaning.speaker = message.speaker;
  meaning.agent_id = message.agent_id;
  if (meaning.Asks()) meaning.silence_rules = SilenceRules(rules, message);
  return meaning;
}

std::optional<Meaning> MeaningOf(const ConversationEvent& event) {
  if (event.kind != EventKind::kClosed && event.kind != EventKind::kRecalled) return std::nullopt;
  Meaning meaning;
  meaning.key = {event.at, RecordKey::kEvent, 0, event.event_id, FingerprintOf(event)};
  meaning.event = event.kind;
  meaning.speaker = Speaker::kSystem;
  return meaning;
}

}  // namespace mingcha
