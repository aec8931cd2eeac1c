// The state's JSON has short keys, because there may be a million of them. Kinds, clocks and views
// are written by name: a number would tie the file to the order of an enum.

#include "conversation/conversation_state.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"

#include "base/enum_names.h"
#include "base/json.h"
#include "base/status_util.h"
#include "conversation/split_words_json.h"

namespace mingcha {
namespace {

constexpr int64_t kStateVersion = 1;
// As many fingerprints are stored: enough for what a client sends again after a crash.
constexpr size_t kStoredFingerprints = 8;

constexpr std::array<std::string_view, 4> kSignalKindNames = {"ask", "satisfied", "evaded",
                                                              "withdrawn"};

int64_t Milliseconds(Timestamp time) { return time.time_since_epoch().count(); }

Json WriteEvidence(const Evidence& evidence) {
  return Json{{"m", evidence.message_id},     {"i", evidence.message_identity},
              {"b", evidence.original.begin}, {"e", evidence.original.end},
              {"q", evidence.quote},          {"v", ToString(evidence.view)}};
}

Json WriteKey(const RecordKey& key) {
  return Json::array(
      {Milliseconds(key.time), static_cast<int>(key.rank), key.seq, key.id, key.fingerprint});
}

Json WriteRules(const CompiledPack& pack, const std::vector<uint32_t>& rules) {
  Json ids = Json::array();
  for (const uint32_t rule : rules) ids.push_back(pack.rules[rule].id);
  return ids;
}

Json WriteDodge(const CompiledPack& pack, const Dodge& dodge) {
  Json json{{"r", pack.rules[dodge.rule].id},
            {"k", ToString(dodge.kind)},
            {"at", Milliseconds(dodge.at)},
            {"sp", ToString(dodge.speaker)},
            {"ag", dodge.agent_id},
            {"x", dodge.evasion},
            {"ev", Json::array()}};
  for (const Evidence& evidence : dodge.evidence) json["ev"].push_back(WriteEvidence(evidence));
  return json;
}

Json WriteObligation(const CompiledPack& pack, const Obligation& obligation) {
  Json json{{"t", pack.topics[obligation.topic].id},
            {"q", WriteEvidence(obligation.question)},
            {"at", Milliseconds(obligation.asked_at)},
            {"d", Milliseconds(obligation.deadline)},
            {"c", obligation.context_only},
            {"s", WriteRules(pack, obligation.silence_rules)},
            {"n", obligation.replies},
            {"dd", Json::array()}};
  for (const Dodge& dodge : obligation.dodges) json["dd"].push_back(WriteDodge(pack, dodge));
  return json;
}

Json WriteSignal(const CompiledPack& pack, const Signal& signal) {
  Json json{{"k", NameOf(kSignalKindNames, signal.kind)},
            {"x", signal.evasion},
            {"ev", WriteEvidence(signal.evidence)}};
  if (signal.kind == SignalKind::kAsk || signal.kind == SignalKind::kSatisfied) {
    json["t"] = pack.topics[signal.topic].id;
  }
  if (signal.kind == SignalKind::kEvaded) {
    json["r"] = pack.rules[signal.rule].id;
    json["ek"] = ToString(signal.evasion_kind);
  }
  return json;
}

Json WriteMeaning(const CompiledPack& pack, const Meaning& meaning) {
  Json json{{"key", WriteKey(meaning.key)}, {"c", meaning.context_only}};
  if (meaning.is_event()) {
    json["ek"] = ToString(meaning.event);
    return json;
  }
  json["sp"] = ToString(meaning.speaker);
  json["su"] = meaning.substantive;
  json["ag"] = meaning.agent_id;
  json["s"] = WriteRules(pack, meaning.silence_rules);
  json["sg"] = Json::array();
  for (const Signal& signal : meaning.signals) json["sg"].push_back(WriteSignal(pack, signal));
  return json;
}

// Reads a state member by member. The first member that is missing or of the wrong type makes the
// whole reading a failure; after that everything read is a default, and nobody looks at it.
class StateReader {
 public:
  explicit StateReader(const CompiledPack& pack) : pack_(pack) {}

  bool ok() const { return wrong_.empty(); }
  const std::string& wrong() const { return wrong_; }

  ConversationState ReadAll(const Json& json) {
    ConversationState state;
    state.wall_clock = Bool(json, "w");
    if (json.contains("i")) state.input = Unsigned(json["i"], "i");  // Earlier states have none.
    state.latest = Time(json, "l");
    state.qa.frontier = Key(Array(json, "f"));
    for (const Json& fingerprint : Array(json, "r")) state.Remember(Unsigned(fingerprint, "r"));
    for (const Json& member : Array(json, "o")) {
      if (auto obligation = ReadObligation(member)) state.qa.open.push_back(*std::move(obligation));
    }
    for (const Json& member : Array(json, "p")) state.pending.push_back(ReadMeaning(member));
    std::sort(state.pending.begin(), state.pending.end(),
              [](const Meaning& a, const Meaning& b) { return a.key < b.key; });
    // What the step could not apply must not get to it, whatever the text says.
    const auto same = [](const Meaning& a, const Meaning& b) { return a.key == b.key; };
    state.pending.erase(std::unique(state.pending.begin(), state.pending.end(), same),
                        state.pending.end());
    std::erase_if(state.pending,
                  [&](const Meaning& meaning) { return meaning.key <= state.qa.frontier; });
    // Most states have none.
    if (json.contains("j") && !ReadSplitState(json["j"], &state.split)) Fail("j");
    return state;
  }

 private:
  template <typename T>
  T Take(std::optional<T> value, std::string_view key) {
    if (value) return *std::move(value);
    if (wrong_.empty()) wrong_ = key;
    return T();
  }

  std::string String(const Json& json, std::string_view key) {
    return Take(StringMember(json, key), key);
  }
  bool Bool(const Json& json, std::string_view key) { return Take(BoolMember(json, key), key); }
  Timestamp Time(const Json& json, std::string_view key) {
    return Timestamp(Duration(Take(IntMember(json, key), key)));
  }
  uint32_t Offset(const Json& json, std::string_view key) {
    const int64_t offset = Take(IntMember(json, key), key);
    if (offset < 0 || offset > 0xffffffff) Fail(key);
    return static_cast<uint32_t>(offset);
  }
  uint64_t Unsigned(const Json& json, std::string_view key) {
    if (json.is_number_unsigned()) return json.get<uint64_t>();
    return Take(std::optional<uint64_t>(), key);
  }
  int64_t Integer(const Json& json, std::string_view key) {
    if (json.is_number_integer()) return json.get<int64_t>();
    return Take(std::optional<int64_t>(), key);
  }
  const Json& Member(const Json& json, std::string_view key) {
    static const Json kNothing;
    if (json.is_object()) {
      if (const auto member = json.find(std::string(key)); member != json.end()) return *member;
    }
    return kNothing;
  }
  const Json& Array(const Json& json, std::string_view key) {
    static const Json kNoElements = Json::array();
    const Json& array = Member(json, key);
    if (array.is_array()) return array;
    Fail(key);
    return kNoElements;
  }
  void Fail(std::string_view key) {
    if (wrong_.empty()) wrong_ = key;
  }

  RecordKey Key(const Json& array) {
    RecordKey key;
    if (array.size() != 5 || !array[3].is_string()) {
      Fail("key");
      return key;
    }
    key.time = Timestamp(Duration(Integer(array[0], "key")));
    const int64_t rank = Integer(array[1], "key");
    if (rank < RecordKey::kMessage || rank > RecordKey::kEndOfTime) Fail("key");
    key.rank = static_cast<RecordKey::Rank>(rank);
    key.seq = Integer(array[2], "key");
    key.id = array[3].get<std::string>();
    key.fingerprint = Unsigned(array[4], "key");
    return key;
  }

  Evidence ReadEvidence(const Json& json) {
    Evidence evidence;
    evidence.message_id = String(json, "m");
    evidence.message_identity = String(json, "i");
    evidence.original = {Offset(json, "b"), Offset(json, "e")};
    evidence.quote = String(json, "q");
    evidence.view = Take(ParseView(String(json, "v")), "v");
    return evidence;
  }

  std::vector<uint32_t> ReadRules(const Json& ids) {
    std::vector<uint32_t> rules;
    for (const Json& id : ids) {
      const uint32_t rule = id.is_string() ? pack_.FindRule(id.get<std::string>()) : kNone;
      if (rule != kNone) rules.push_back(rule);
    }
    return rules;
  }

  // nullopt: the pack has no such rule any more.
  std::optional<Dodge> ReadDodge(const Json& json) {
    Dodge dodge;
    dodge.rule = pack_.FindRule(String(json, "r"));
    dodge.kind = Take(ParseEvasionKind(String(json, "k")), "k");
    dodge.at = Time(json, "at");
    dodge.speaker = Take(ParseSpeaker(String(json, "sp")), "sp");
    dodge.agent_id = String(json, "ag");
    dodge.evasion = Bool(json, "x");
    for (const Json& evidence : Array(json, "ev")) dodge.evidence.push_back(ReadEvidence(evidence));
    if (dodge.evidence.empty()) Fail("ev");
    if (dodge.rule == kNone) return std::nullopt;
    return dodge;
  }

  // nullopt: the pack has no such topic any more.
  std::optional<Obligation> ReadObligation(const Json& json) {
    Obligation obligation;
    obligation.topic = pack_.FindTopic(String(json, "t"));
    obligation.question = ReadEvidence(Member(json, "q"));
    obligation.asked_at = Time(json, "at");
    obligation.deadline = Time(json, "d");
    obligation.context_only = Bool(json, "c");
    obligation.silence_rules = ReadRules(Array(json, "s"));
    for (const Json& reply : Array(json, "n")) obligation.replies.push_back(Unsigned(reply, "n"));
    for (const Json& member : Array(json, "dd")) {
      if (auto dodge = ReadDodge(member)) obligation.dodges.push_back(*std::move(dodge));
    }
    if (obligation.topic == kNone) return std::nullopt;
    return obligation;
  }

  // nullopt: the pack has no such rule or topic any more.
  std::optional<Signal> ReadSignal(const Json& json) {
    Signal signal;
    signal.kind = Take(ValueOf<SignalKind>(kSignalKindNames, String(json, "k")), "k");
    signal.evasion = Bool(json, "x");
    signal.evidence = ReadEvidence(Member(json, "ev"));
    if (signal.kind == SignalKind::kAsk || signal.kind == SignalKind::kSatisfied) {
      signal.topic = pack_.FindTopic(String(json, "t"));
      if (signal.topic == kNone) return std::nullopt;
    }
    if (signal.kind == SignalKind::kEvaded) {
      signal.rule = pack_.FindRule(String(json, "r"));
      signal.evasion_kind = Take(ParseEvasionKind(String(json, "ek")), "ek");
      if (signal.rule == kNone) return std::nullopt;
    }
    return signal;
  }

  Meaning ReadMeaning(const Json& json) {
    Meaning meaning;
    meaning.key = Key(Array(json, "key"));
    meaning.context_only = Bool(json, "c");
    if (meaning.is_event()) {
      meaning.event = Take(ParseEventKind(String(json, "ek")), "ek");
      return meaning;
    }
    meaning.speaker = Take(ParseSpeaker(String(json, "sp")), "sp");
    meaning.substantive = Bool(json, "su");
    meaning.agent_id = String(json, "ag");
    meaning.silence_rules = ReadRules(Array(json, "s"));
    for (const Json& member : Array(json, "sg")) {
      if (auto signal = ReadSignal(member)) meaning.signals.push_back(*std::move(signal));
    }
    return meaning;
  }

  const CompiledPack& pack_;
  std::string wrong_;  // The member that could not be read.
};

}  // namespace

bool Meaning::Asks() const {
  return std::any_of(signals.begin(), signals.end(),
                     [](const Signal& signal) { return signal.kind == SignalKind::kAsk; });
}

bool ConversationState::Holds(const RecordKey& key) const {
  return std::any_of(pending.begin(), pending.end(),
                     [&](const Meaning& meaning) { return meaning.key == key; });
}

bool ConversationState::Remembers(uint64_t fingerprint) const {
  return std::find(remembered.begin(), remembered.end(), fingerprint) != remembered.end();
}

void ConversationState::Remember(uint64_t fingerprint) {
  if (remembered.size() == kMaxRemembered) remembered.erase(remembered.begin());
  remembered.push_back(fingerprint);
}

std::string WriteState(const CompiledPack& pack, const ConversationState& state) {
  Json json{{"v", kStateVersion},
            {"w", state.wall_clock},
            {"i", state.input},
            {"l", Milliseconds(state.latest)},
            {"f", WriteKey(state.qa.frontier)},
            {"r", Json::array()},
            {"o", Json::array()},
            {"p", Json::array()}};
  const size_t remembered = state.remembered.size();
  for (size_t i = remembered - std::min(remembered, kStoredFingerprints); i < remembered; ++i) {
    json["r"].push_back(state.remembered[i]);
  }
  for (const Obligation& obligation : state.qa.open) {
    json["o"].push_back(WriteObligation(pack, obligation));
  }
  for (const Meaning& meaning : state.pending) json["p"].push_back(WriteMeaning(pack, meaning));
  if (!state.split.empty()) json["j"] = WriteSplitState(state.split);
  return DumpLine(json);
}

absl::StatusOr<ConversationState> ReadState(const CompiledPack& pack, std::string_view text) {
  MINGCHA_ASSIGN_OR_RETURN(const Json json, ParseJson(text));
  const std::optional<int64_t> version = json.is_object() ? IntMember(json, "v") : std::nullopt;
  if (!version) return absl::InvalidArgumentError("conversation state: no version");
  if (*version != kStateVersion) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "conversation state: version %d, at most %d is read", *version, kStateVersion));
  }
  StateReader reader(pack);
  ConversationState state = reader.ReadAll(json);
  if (!reader.ok()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("conversation state: member \"%s\" is missing or wrong", reader.wrong()));
  }
  return state;
}

}  // namespace mingcha
