// The state's JSON has short keys, because there may be a million of them. Kinds, clocks and views
// are written by name: a number would tie the file to the order of an enum.

#include <algorithm>

#include "base/enum_names.h"
#include "base/json.h"
#include "conversation/conversation_state.h"
#include "conversation/evidence_json.h"
#include "conversation/split_words_json.h"
#include "conversation/state_format.h"

namespace mingcha {
namespace {

// As many fingerprints are stored: enough for what a client sends again after a crash.
constexpr size_t kStoredFingerprints = 8;

int64_t Milliseconds(Timestamp time) { return time.time_since_epoch().count(); }

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

Json WriteMoment(const Moment& moment) {
  Json json{{"at", Milliseconds(moment.at)},
            {"p", moment.part},
            {"o", moment.ordinal},
            {"h", moment.record},
            {"sp", ToString(moment.speaker)},
            {"ag", moment.agent_id},
            {"x", moment.evasion},
            {"ev", WriteEvidence(moment.evidence)}};
  json["ch"] = ToString(moment.channel);
  if (moment.sketch) json["sk"] = WriteSketch(*moment.sketch);
  return json;
}

Json WriteWatch(const CompiledPack& pack, const Watch& watch) {
  Json json{{"r", pack.rules[watch.rule].id},
            {"k", ToString(pack.rules[watch.rule].kind)},
            {"d", Milliseconds(watch.deadline)},
            {"c", watch.context_only},
            {"n", watch.messages},
            {"ids", watch.counted},
            {"m", Json::array()}};
  if (watch.remaining) json["rm"] = watch.remaining->count();
  for (const Moment& moment : watch.moments) json["m"].push_back(WriteMoment(moment));
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
  if (signal.kind == SignalKind::kPart) {
    json["r"] = pack.rules[signal.rule].id;
    json["p"] = signal.part;
  }
  return json;
}

Json WriteMeaning(const CompiledPack& pack, const Meaning& meaning) {
  Json json{{"key", WriteKey(meaning.key)}, {"c", meaning.context_only}};
  if (meaning.is_event()) json["ek"] = ToString(meaning.event);
  json["sp"] = ToString(meaning.speaker);
  json["ch"] = ToString(meaning.channel);
  json["su"] = meaning.substantive;
  json["ag"] = meaning.agent_id;
  json["s"] = WriteRules(pack, meaning.silence_rules);
  json["sg"] = Json::array();
  for (const Signal& signal : meaning.signals) json["sg"].push_back(WriteSignal(pack, signal));
  if (meaning.sketch) json["sk"] = WriteSketch(*meaning.sketch);
  return json;
}

}  // namespace

std::string WriteState(const CompiledPack& pack, const ConversationState& state) {
  Json json{{"v", kStateVersion},
            {"w", state.wall_clock},
            {"i", state.input},
            {"l", Milliseconds(state.latest)},
            {"f", WriteKey(state.step.frontier)},
            {"r", Json::array()},
            {"o", Json::array()},
            {"p", Json::array()}};
  const size_t remembered = state.remembered.size();
  for (size_t i = remembered - std::min(remembered, kStoredFingerprints); i < remembered; ++i) {
    json["r"].push_back(state.remembered[i]);
  }
  for (const Obligation& obligation : state.step.open) {
    json["o"].push_back(WriteObligation(pack, obligation));
  }
  for (const Meaning& meaning : state.pending) json["p"].push_back(WriteMeaning(pack, meaning));
  json["a"] = Milliseconds(state.step.applied_at);
  json["wt"] = Json::array();
  for (const Watch& watch : state.step.watches) json["wt"].push_back(WriteWatch(pack, watch));
  json["dn"] = WriteRules(pack, state.step.done);
  if (!state.split.empty()) json["j"] = WriteSplitState(state.split);
  return DumpLine(json);
}

}  // namespace mingcha
