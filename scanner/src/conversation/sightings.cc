#include "conversation/sightings.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "base/utf8.h"
#include "conversation/part_match.h"

namespace mingcha {
namespace {

// A key of a message, as far as it has been put together.
struct Key {
  uint64_t hash = 0;
  Subject subject;
};

SubjectKind SubjectOf(CountedBy by) {
  switch (by) {
    case CountedBy::kAgent:
      return SubjectKind::kAgent;
    case CountedBy::kCustomer:
      return SubjectKind::kCustomer;
    case CountedBy::kAccount:
      return SubjectKind::kAccount;
    case CountedBy::kUrl:
      return SubjectKind::kUrl;
    case CountedBy::kCode:
    case CountedBy::kTenant:
      break;
  }
  return SubjectKind::kTenant;
}

// Letters and digits, and what stands in a number, whatever their width: 订单号:２０26-118 is
// 2026118, 费率1.20% is 1.20%.
std::string CodeOf(std::string_view words) {
  std::string code;
  for (size_t at = 0; at < words.size();) {
    const DecodedChar decoded = DecodeUtf8(words, at);
    at += decoded.bytes;
    char32_t c = decoded.code_point;
    if (c >= U'！' && c <= U'～') c = c - U'！' + U'!';
    if (c >= U'A' && c <= U'Z') c = c - U'A' + U'a';
    const bool counts =
        (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || c == U'.' || c == U'%';
    if (counts) code.push_back(static_cast<char>(c));
  }
  return code;
}

// What the message has of `by`: told, and as a hash.
std::vector<std::pair<std::string, uint64_t>> ValuesOf(CountedBy by, const Message& message,
                                                       const ScanResult& scan,
                                                       const Evidence& evidence) {
  std::vector<std::pair<std::string, uint64_t>> values;
  const auto add = [&](const std::string& value) {
    if (!value.empty()) values.emplace_back(value, StableHash64(value));
  };
  switch (by) {
    case CountedBy::kAgent:
      add(message.agent_id);
      break;
    case CountedBy::kCustomer:
      add(message.customer_id);
      break;
    case CountedBy::kTenant:
      add(message.conversation.tenant);
      break;
    case CountedBy::kCode:
      if (const std::string code = CodeOf(evidence.quote); !code.empty()) {
        values.emplace_back(message.conversation.tenant, StableHash64(code));
      }
      break;
    case CountedBy::kAccount:
    case CountedBy::kUrl:
      for (const NamedKey& named : scan.named_keys) {
        if (named.kind == SubjectOf(by)) values.emplace_back(named.told, named.hash);
      }
      break;
  }
  return values;
}

std::vector<Key> KeysOf(const AcrossSpec& spec, const Message& message, const ScanResult& scan,
                        const Evidence& evidence) {
  std::vector<Key> keys = {{StableHash64(message.conversation.tenant), {}}};
  for (const CountedBy by : spec.by) {
    const auto values = ValuesOf(by, message, scan, evidence);
    std::vector<Key> longer;
    for (const Key& key : keys) {
      for (const auto& [told, hash] : values) {
        Key& next = longer.emplace_back(key);
        next.hash = StableHash64(ToString(by), key.hash ^ hash);
        // What it is about is told by the first.
        if (next.subject.key.empty()) next.subject = {SubjectOf(by), told};
      }
    }
    keys = std::move(longer);
  }
  return keys;
}

// A customer or an agent that the chat does not name is told by the conversation. nullopt: there is
// none.
std::optional<uint64_t> MemberOf(Distinct distinct, const Message& message,
                                 const Evidence& evidence) {
  const uint64_t conversation = StableHash(message.conversation);
  const auto named = [&](const std::string& id) {
    return id.empty() ? conversation : StableHash64(id);
  };
  switch (distinct) {
    case Distinct::kConversations:
      return conversation;
    case Distinct::kCustomers:
      return named(message.customer_id);
    case Distinct::kAgents:
      return named(message.agent_id);
    case Distinct::kChannels:
      return StableHash64(ToString(message.channel));
    case Distinct::kCodes: {
      const std::string code = CodeOf(evidence.quote);
      if (code.empty()) return std::nullopt;
      return StableHash64(code);
    }
  }
  return conversation;
}

class SightingMaker {
 public:
  SightingMaker(const ConversationRules& rules, const Message& message, const ScanResult& scan)
      : rules_(rules), message_(message), scan_(scan) {}

  // Once for each rule: the first place counts.
  void Add(uint32_t rule, const Evidence& evidence, bool evasion) {
    const auto same = [&](const Sighting& sighting) { return sighting.rule == rule; };
    if (std::any_of(sightings_.begin(), sightings_.end(), same)) return;
    const WatchSpec& watch = rules_.pack.rules[rule].watch;
    const bool similar = watch.across.similar;
    if ((similar && !scan_.sketch) || IsExempt(watch, message_)) return;
    const auto member = MemberOf(watch.across.distinct, message_, evidence);
    if (!member) return;
    for (Key& key : KeysOf(watch.across, message_, scan_, evidence)) {
      Sighting& sighting = sightings_.emplace_back();
      sighting.rule = rule;
      sighting.key = key.hash;
      sighting.subject = std::move(key.subject);
      sighting.member = *member;
      sighting.conversation = message_.conversation;
      sighting.at = message_.sent_at;
      sighting.seq = message_.seq;
      sighting.speaker = message_.speaker;
      sighting.agent_id = message_.agent_id;
      sighting.evidence = evidence;
      sighting.evasion = evasion;
      if (similar) sighting.sketch = scan_.sketch;
    }
  }

  std::vector<Sighting> Take() { return std::move(sightings_); }

 private:
  const ConversationRules& rules_;
  const Message& message_;
  const ScanResult& scan_;
  std::vector<Sighting> sightings_;
};

}  // namespace

std::vector<Sighting> SightingsOf(const ConversationRules& rules, const Message& message,
                                  const ScanResult& scan) {
  SightingMaker maker(rules, message, scan);
  for (const RuleHit& hit : scan.hits) {
    for (const PartPlace& place : rules.SightedBy(hit.rule)) {
      if (IsFor(rules, place, message)) maker.Add(place.rule, hit.evidence.front(), hit.evasion);
    }
  }
  for (const Signal& signal : scan.signals) {
    if (signal.kind != SignalKind::kPart ||
        WatchesConversations(rules.pack.rules[signal.rule].kind)) {
      continue;
    }
    if (!IsFor(rules, {signal.rule, signal.part}, message)) continue;
    maker.Add(signal.rule, signal.evidence, signal.evasion);
  }
  return maker.Take();
}

}  // namespace mingcha
