#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"

#include "base/enum_names.h"
#include "base/json.h"
#include "base/status_util.h"
#include "conversation/conversation_state.h"
#include "conversation/evidence_json.h"
#include "conversation/split_words_json.h"
#include "conversation/state_format.h"

namespace mingcha {
namespace {

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
    state.step.frontier = Key(Array(json, "f"));
    for (const Json& fingerprint : Array(json, "r")) state.Remember(Unsigned(fingerprint, "r"));
    for (const Json& member : Array(json, "o")) {
      if (auto obligation = ReadObligation(member))
        state.step.open.push_back(*std::move(obligation));
    }
    for (const Json& member : Array(json, "p")) state.pending.push_back(ReadMeaning(member));
    if (json.contains("wt")) ReadWatches(json, &state.step);  // Version 1 has none.
    std::sort(state.pending.begin(), state.pending.end(),
              [](const Meaning& a, const Meaning& b) { return a.key < b.key; });
    // What the step could not apply must not get to it, whatever the text says.
    const auto same = [](const Meaning& a, const Meaning& b) { return a.key == b.key; };
    state.pending.erase(std::unique(state.pending.begin(), state.pending.end(), same),
                        state.pending.end());
    std::erase_if(state.pending,
                  [&](const Meaning& meaning) { return meaning.key <= state.step.frontier; });
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

  Evidence EvidenceIn(const Json& json) { return Take(ReadEvidence(json), "ev"); }

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
    for (const Json& evidence : Array(json, "ev")) dodge.evidence.push_back(EvidenceIn(evidence));
    if (dodge.evidence.empty()) Fail("ev");
    if (dodge.rule == kNone) return std::nullopt;
    return dodge;
  }

  // nullopt: the pack has no such topic any more.
  std::optional<Obligation> ReadObligation(const Json& json) {
    Obligation obligation;
    obligation.topic = pack_.FindTopic(String(json, "t"));
    obligation.question = EvidenceIn(Member(json, "q"));
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
    signal.evidence = EvidenceIn(Member(json, "ev"));
    if (signal.kind == SignalKind::kAsk || signal.kind == SignalKind::kSatisfied) {
      signal.topic = pack_.FindTopic(String(json, "t"));
      if (signal.topic == kNone) return std::nullopt;
    }
    if (signal.kind == SignalKind::kEvaded) {
      signal.rule = pack_.FindRule(String(json, "r"));
      signal.evasion_kind = Take(ParseEvasionKind(String(json, "ek")), "ek");
      if (signal.rule == kNone) return std::nullopt;
    }
    if (signal.kind == SignalKind::kPart) {
      signal.rule = pack_.FindRule(String(json, "r"));
      signal.part = Offset(json, "p");
      if (!HasPart(signal.rule, signal.part)) return std::nullopt;
    }
    return signal;
  }

  // A rule of the pack may have other parts now than when the state was written.
  bool HasPart(uint32_t rule, uint32_t part) const {
    return rule != kNone && part < pack_.rules[rule].watch.parts.size();
  }

  TextSketch SketchIn(const Json& json) { return Take(ReadSketch(String(json, "sk")), "sk"); }

  Moment ReadMoment(const Json& json) {
    Moment moment;
    moment.at = Time(json, "at");
    moment.part = Offset(json, "p");
    moment.ordinal = Offset(json, "o");
    moment.record = Unsigned(Member(json, "h"), "h");
    moment.speaker = Take(ParseSpeaker(String(json, "sp")), "sp");
    moment.channel = Take(ParseChannel(String(json, "ch")), "ch");
    moment.agent_id = String(json, "ag");
    moment.evasion = Bool(json, "x");
    moment.evidence = EvidenceIn(Member(json, "ev"));
    if (json.contains("sk")) moment.sketch = SketchIn(json);
    return moment;
  }

  // nullopt: the pack's rule of that name looks for something else now, or there is none.
  std::optional<Watch> ReadWatch(const Json& json) {
    Watch watch;
    watch.rule = pack_.FindRule(String(json, "r"));
    const std::string kind = String(json, "k");
    watch.deadline = Time(json, "d");
    watch.context_only = Bool(json, "c");
    watch.messages = Offset(json, "n");
    for (const Json& id : Array(json, "ids")) watch.counted.push_back(Unsigned(id, "ids"));
    if (json.contains("rm")) watch.remaining = Duration(Take(IntMember(json, "rm"), "rm"));
    for (const Json& moment : Array(json, "m")) watch.moments.push_back(ReadMoment(moment));
    if (watch.moments.empty()) Fail("m");
    if (!ok() || watch.rule == kNone || kind != ToString(pack_.rules[watch.rule].kind)) {
      return std::nullopt;
    }
    const bool repeats = pack_.rules[watch.rule].kind == RuleKind::kRepeat;
    for (const Moment& moment : watch.moments) {
      if (!HasPart(watch.rule, moment.part)) return std::nullopt;
      if (repeats && !moment.sketch) Fail("sk");
    }
    return watch;
  }

  void ReadWatches(const Json& json, StepState* step) {
    step->applied_at = Time(json, "a");
    for (const Json& member : Array(json, "wt")) {
      if (auto watch = ReadWatch(member)) step->watches.push_back(*std::move(watch));
    }
    step->done = ReadRules(Array(json, "dn"));
    std::sort(step->done.begin(), step->done.end());
  }

  Meaning ReadMeaning(const Json& json) {
    Meaning meaning;
    meaning.key = Key(Array(json, "key"));
    meaning.context_only = Bool(json, "c");
    if (meaning.is_event()) {
      meaning.event = Take(ParseEventKind(String(json, "ek")), "ek");
      if (!json.contains("sp")) return meaning;  // Version 1 has no more.
    }
    meaning.speaker = Take(ParseSpeaker(String(json, "sp")), "sp");
    if (json.contains("ch")) meaning.channel = Take(ParseChannel(String(json, "ch")), "ch");
    meaning.substantive = Bool(json, "su");
    meaning.agent_id = String(json, "ag");
    meaning.silence_rules = ReadRules(Array(json, "s"));
    for (const Json& member : Array(json, "sg")) {
      if (auto signal = ReadSignal(member)) meaning.signals.push_back(*std::move(signal));
    }
    if (json.contains("sk")) meaning.sketch = SketchIn(json);
    return meaning;
  }

  const CompiledPack& pack_;
  std::string wrong_;  // The member that could not be read.
};

}  // namespace

absl::StatusOr<ConversationState> ReadState(const CompiledPack& pack, std::string_view text) {
  MINGCHA_ASSIGN_OR_RETURN(const Json json, ParseJson(text));
  const std::optional<int64_t> version = json.is_object() ? IntMember(json, "v") : std::nullopt;
  if (!version) return absl::InvalidArgumentError("conversation state: no version");
  if (*version < kOldestStateVersion || *version > kStateVersion) {
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
