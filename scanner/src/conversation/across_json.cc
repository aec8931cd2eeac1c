#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/json.h"
#include "base/status_util.h"
#include "conversation/across_state.h"
#include "conversation/evidence_json.h"

namespace mingcha {
namespace {

constexpr int64_t kVersion = 1;

int64_t Milliseconds(Timestamp time) { return time.time_since_epoch().count(); }

absl::Status Wrong(std::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrFormat("count over conversations: member \"%s\" is missing or wrong", what));
}

absl::StatusOr<Json> ReadVersioned(std::string_view text) {
  MINGCHA_ASSIGN_OR_RETURN(Json json, ParseJson(text));
  const std::optional<int64_t> version = IntMember(json, "v");
  if (!version || *version < 1) return Wrong("v");
  if (*version > kVersion) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "count over conversations: version %d, this program knows %d", *version, kVersion));
  }
  return json;
}

std::optional<Timestamp> TimeOf(const Json& json, std::string_view key) {
  const std::optional<int64_t> time = IntMember(json, key);
  if (!time) return std::nullopt;
  return Timestamp(Duration(*time));
}

std::optional<uint64_t> UnsignedOf(const Json& json) {
  if (!json.is_number_unsigned()) return std::nullopt;
  return json.get<uint64_t>();
}

const Json& MemberOf(const Json& json, const char* key) {
  static const Json kNothing;
  const auto found = json.is_object() ? json.find(key) : json.end();
  return found == json.end() ? kNothing : *found;
}

// False: a member is missing or wrong.
bool ReadFamily(const Json& json, AcrossFamily* family) {
  const std::optional<Timestamp> latest = TimeOf(json, "l");
  const std::optional<Timestamp> quiet = TimeOf(json, "q");
  const Json& members = MemberOf(json, "m");
  if (!latest || !quiet || !members.is_array()) return false;
  family->latest = *latest;
  family->quiet_until = *quiet;
  for (const Json& member : members) {
    if (!member.is_array() || member.size() != 2 || !member[0].is_number_integer()) return false;
    const std::optional<uint64_t> hash = UnsignedOf(member[1]);
    if (!hash) return false;
    family->members.push_back({Timestamp(Duration(member[0].get<int64_t>())), *hash});
  }
  if (const std::optional<std::string> sketch = StringMember(json, "sk")) {
    family->sketch = ReadSketch(*sketch);
    return family->sketch.has_value();
  }
  return true;
}

}  // namespace

std::string WriteAcrossState(const AcrossState& state) {
  Json json{{"v", kVersion}, {"f", Json::array()}};
  for (const AcrossFamily& family : state.families) {
    Json one{{"l", Milliseconds(family.latest)},
             {"q", Milliseconds(family.quiet_until)},
             {"m", Json::array()}};
    for (const AcrossMember& member : family.members) {
      one["m"].push_back(Json::array({Milliseconds(member.last), member.member}));
    }
    if (family.sketch) one["sk"] = WriteSketch(*family.sketch);
    json["f"].push_back(std::move(one));
  }
  return DumpLine(json);
}

absl::StatusOr<AcrossState> ReadAcrossState(std::string_view text) {
  MINGCHA_ASSIGN_OR_RETURN(const Json json, ReadVersioned(text));
  const Json& families = MemberOf(json, "f");
  if (!families.is_array()) return Wrong("f");
  AcrossState state;
  for (const Json& family : families) {
    if (!ReadFamily(family, &state.families.emplace_back())) return Wrong("f");
  }
  return state;
}

std::string WriteWaitingSighting(const WaitingSighting& waiting) {
  const Sighting& sighting = waiting.sighting;
  Json json{{"v", kVersion},
            {"w", waiting.wall_clock},
            {"i", waiting.input},
            {"sk", ToString(sighting.subject.kind)},
            {"s", sighting.subject.key},
            {"m", sighting.member},
            {"c", sighting.conversation.conversation_id},
            {"at", Milliseconds(sighting.at)},
            {"n", sighting.seq},
            {"sp", ToString(sighting.speaker)},
            {"ag", sighting.agent_id},
            {"x", sighting.evasion},
            {"ev", WriteEvidence(sighting.evidence)}};
  if (sighting.sketch) json["t"] = WriteSketch(*sighting.sketch);
  return DumpLine(json);
}

absl::StatusOr<WaitingSighting> ReadWaitingSighting(std::string_view text) {
  MINGCHA_ASSIGN_OR_RETURN(const Json json, ReadVersioned(text));
  const std::optional<bool> wall_clock = BoolMember(json, "w");
  const std::optional<uint64_t> input = UnsignedOf(MemberOf(json, "i"));
  const std::optional<SubjectKind> kind =
      ParseSubjectKind(StringMember(json, "sk").value_or(std::string()));
  std::optional<std::string> subject = StringMember(json, "s");
  const std::optional<uint64_t> member = UnsignedOf(MemberOf(json, "m"));
  std::optional<std::string> conversation = StringMember(json, "c");
  const std::optional<Timestamp> at = TimeOf(json, "at");
  const std::optional<int64_t> seq = IntMember(json, "n");
  const std::optional<Speaker> speaker =
      ParseSpeaker(StringMember(json, "sp").value_or(std::string()));
  std::optional<std::string> agent = StringMember(json, "ag");
  const std::optional<bool> evasion = BoolMember(json, "x");
  std::optional<Evidence> evidence = ReadEvidence(MemberOf(json, "ev"));
  if (!wall_clock || !input) return Wrong("w, i");
  if (!kind || !subject || !member) return Wrong("sk, s, m");
  if (!conversation || !at || !seq || !speaker) return Wrong("c, at, n, sp");
  if (!agent || !evasion || !evidence) return Wrong("ag, x, ev");
  WaitingSighting waiting;
  waiting.wall_clock = *wall_clock;
  waiting.input = *input;
  Sighting& sighting = waiting.sighting;
  sighting.subject = {*kind, *std::move(subject)};
  sighting.member = *member;
  sighting.conversation.conversation_id = *std::move(conversation);
  sighting.at = *at;
  sighting.seq = *seq;
  sighting.speaker = *speaker;
  sighting.agent_id = *std::move(agent);
  sighting.evasion = *evasion;
  sighting.evidence = *std::move(evidence);
  if (const std::optional<std::string> sketch = StringMember(json, "t")) {
    sighting.sketch = ReadSketch(*sketch);
    if (!sighting.sketch) return Wrong("t");
  }
  return waiting;
}

}  // namespace mingcha
