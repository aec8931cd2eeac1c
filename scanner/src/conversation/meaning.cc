#include "conversation/meaning.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/redact.h"
#include "base/utf8.h"
#include "conversation/part_match.h"

namespace mingcha {
namespace {

bool ListsSilence(const CompiledRule& rule) {
  return std::any_of(rule.evaded_by.begin(), rule.evaded_by.end(),
                     [](const EvadedBy& evaded) { return evaded.kind == EvasionKind::kSilence; });
}

// Nobody speaks in a silence, so that no scan can tell which rules apply to it: they are those that
// apply to the question.
std::vector<uint32_t> SilenceRules(const ConversationRules& rules, const Message& question) {
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
bool Counts(const ConversationRules& rules, const Message& message, const Signal& signal) {
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
    case SignalKind::kPart:
      return WatchesConversations(rules.pack.rules[signal.rule].kind) &&
             rules.InForce(rules.pack.rules[signal.rule], message.conversation, message.sent_at);
  }
  return false;
}

auto PlaceOf(const Signal& signal) {
  // Of two that begin together the longer one comes first.
  return std::tuple(signal.evidence.original.begin, ~signal.evidence.original.end, signal.kind,
                    signal.topic, signal.rule, signal.part, signal.evasion_kind);
}

// What a reviewer sees of a message of which no particular words matter.
constexpr size_t kQuotedCharacters = 40;

Evidence EvidenceOfBeginning(const Message& message, const ScanResult& scan) {
  size_t end = 0;
  for (size_t n = 0; n < kQuotedCharacters && end < message.text.size(); ++n) {
    end += DecodeUtf8(message.text, end).bytes;
  }
  const std::string words =
      ReplaceInvalidUtf8(std::string_view(message.text).substr(0, end), nullptr);
  return {message.message_id,
          IdentityOf(message, scan),
          {0, static_cast<uint32_t>(end)},
          Redact(words),
          View::kFolded};
}

// An event has no words. Its id stands for the message's.
Evidence EvidenceOfEvent(const ConversationEvent& event) {
  Sha256 identity;
  identity.UpdateField("event");
  identity.UpdateField(event.conversation.tenant);
  identity.UpdateField(event.conversation.conversation_id);
  identity.UpdateField(event.event_id);
  identity.UpdateField(ToString(event.kind));
  identity.UpdateNumber(static_cast<uint64_t>(event.at.time_since_epoch().count()));
  return {event.event_id, identity.FinishHex(), {0, 0}, {}, View::kFolded};
}

Signal SignalOf(const PartPlace& place, Evidence evidence, bool evasion) {
  Signal signal;
  signal.kind = SignalKind::kPart;
  signal.rule = place.rule;
  signal.part = place.part;
  signal.evidence = std::move(evidence);
  signal.evasion = evasion;
  return signal;
}

void AddParts(const ConversationRules& rules, const Message& message, const ScanResult& scan,
              std::vector<Signal>* signals) {
  for (const RuleHit& hit : scan.hits) {
    for (const PartPlace& place : rules.CountedBy(hit.rule)) {
      if (!IsFor(rules, place, message)) continue;
      signals->push_back(SignalOf(place, hit.evidence.front(), hit.evasion));
    }
  }
  if (!scan.substantive) return;
  std::optional<Evidence> beginning;  // Made when it is first needed: it costs a digest.
  for (const PartPlace& place : rules.any_message()) {
    const CompiledRule& rule = rules.pack.rules[place.rule];
    if (!IsFor(rules, place, message) || (rule.kind == RuleKind::kRepeat && !scan.sketch)) continue;
    if (!beginning) beginning = EvidenceOfBeginning(message, scan);
    signals->push_back(SignalOf(place, *beginning, false));
  }
}

// Takes out the repetitions of a known template, and of texts too short to be told apart.
void DropExempt(const ConversationRules& rules, const Message& message, const ScanResult& scan,
                std::vector<Signal>* signals) {
  std::erase_if(*signals, [&](const Signal& signal) {
    if (signal.kind != SignalKind::kPart) return false;
    const CompiledRule& rule = rules.pack.rules[signal.rule];
    return rule.kind == RuleKind::kRepeat && (!scan.sketch || IsExempt(rule.watch, message));
  });
}

bool NeedsSketch(const ConversationRules& rules, const std::vector<Signal>& signals) {
  return std::any_of(signals.begin(), signals.end(), [&](const Signal& signal) {
    return signal.kind == SignalKind::kPart &&
           rules.pack.rules[signal.rule].kind == RuleKind::kRepeat;
  });
}

}  // namespace

bool WatchesTopic(const CompiledRule& rule, uint32_t topic) {
  return rule.topics.empty() ||
         std::find(rule.topics.begin(), rule.topics.end(), topic) != rule.topics.end();
}

std::string IdentityOf(const Message& message, const ScanResult& scan) {
  return scan.message_identity.empty() ? MakeMessageIdentity(message) : scan.message_identity;
}

std::optional<Meaning> MeaningOf(const ConversationRules& rules, const Message& message,
                                 const ScanResult& scan) {
  Meaning meaning;
  meaning.signals.reserve(scan.signals.size() + scan.hits.size() + scan.substantive);
  for (const Signal& signal : scan.signals) {
    if (Counts(rules, message, signal)) meaning.signals.push_back(signal);
  }
  AddParts(rules, message, scan, &meaning.signals);
  DropExempt(rules, message, scan, &meaning.signals);
  meaning.substantive = scan.substantive && IsBusinessSide(message.speaker);
  if (meaning.signals.empty() && !meaning.substantive && !rules.HearsEvery(message.speaker)) {
    return std::nullopt;
  }

  std::sort(meaning.signals.begin(), meaning.signals.end(),
            [](const Signal& a, const Signal& b) { return PlaceOf(a) < PlaceOf(b); });
  if (meaning.signals.size() > kMaxSignals) meaning.signals.resize(kMaxSignals);
  meaning.key = KeyOf(message);
  meaning.speaker = message.speaker;
  meaning.channel = message.channel;
  meaning.agent_id = message.agent_id;
  if (meaning.Asks()) meaning.silence_rules = SilenceRules(rules, message);
  if (NeedsSketch(rules, meaning.signals)) meaning.sketch = scan.sketch;
  return meaning;
}

std::optional<Meaning> MeaningOf(const ConversationRules& rules, const ConversationEvent& event) {
  const std::vector<PartPlace>& parts = rules.OfEvent(event.kind);
  if (event.kind != EventKind::kClosed && event.kind != EventKind::kRecalled && parts.empty()) {
    return std::nullopt;
  }
  Meaning meaning;
  meaning.key = KeyOf(event);
  meaning.event = event.kind;
  meaning.speaker = Speaker::kSystem;
  for (const PartPlace& place : parts) {
    if (!rules.InForce(rules.pack.rules[place.rule], event.conversation, event.at)) continue;
    meaning.signals.push_back(SignalOf(place, EvidenceOfEvent(event), false));
  }
  return meaning;
}

}  // namespace mingcha
