#include "conversation/split_words_json.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.h"

namespace mingcha {
namespace {

Json WriteKey(const RecordKey& key) {
  return Json::array({key.time.time_since_epoch().count(), static_cast<int>(key.rank), key.seq,
                      key.id, key.fingerprint});
}

Json WriteText(const SplitText& text) { return Json::array({text.original_begin, text.text}); }

Json WriteRecord(const SplitRecord& record) {
  Json json{{"key", WriteKey(record.key)},
            {"sp", ToString(record.speaker)},
            {"c", record.context_only},
            {"ag", record.agent_id}};
  if (record.words == nullptr) return json;
  const SplitWords& words = *record.words;
  json["w"] = Json{{"o", words.ends.opens},         {"n", words.ends.continues},
                   {"e", words.ends.completes},     {"i", words.identity},
                   {"ch", ToString(words.channel)}, {"at", Json::object()},
                   {"h", WriteText(words.head)},    {"t", WriteText(words.tail)}};
  for (const auto& [key, value] : words.attributes) json["w"]["at"][key] = value;
  return json;
}

Json WriteRecords(const std::vector<SplitRecord>& records) {
  Json json = Json::array();
  for (const SplitRecord& record : records) json.push_back(WriteRecord(record));
  return json;
}

// The first member that is missing or of the wrong type makes the whole reading a failure; after
// that everything read is a default.
class Reader {
 public:
  bool ok() const { return ok_; }

  RecordKey Key(const Json& json) {
    RecordKey key;
    if (!json.is_array() || json.size() != 5 || !json[0].is_number_integer() ||
        !json[1].is_number_integer() || !json[2].is_number_integer() || !json[3].is_string() ||
        !json[4].is_number_unsigned()) {
      ok_ = false;
      return key;
    }
    key.time = Timestamp(Duration(json[0].get<int64_t>()));
    const auto rank = json[1].get<int64_t>();
    ok_ = ok_ && rank >= RecordKey::kMessage && rank <= RecordKey::kEndOfTime;
    key.rank = static_cast<RecordKey::Rank>(rank);
    key.seq = json[2].get<int64_t>();
    key.id = json[3].get<std::string>();
    key.fingerprint = json[4].get<uint64_t>();
    return key;
  }

  std::vector<SplitRecord> Records(const Json& json, std::string_view key) {
    std::vector<SplitRecord> records;
    const Json& array = Member(json, key);
    ok_ = ok_ && array.is_array();
    if (!ok_) return records;
    for (const Json& record : array) records.push_back(Record(record));
    std::sort(records.begin(), records.end(),
              [](const SplitRecord& a, const SplitRecord& b) { return a.key < b.key; });
    const auto same = [](const SplitRecord& a, const SplitRecord& b) { return a.key == b.key; };
    records.erase(std::unique(records.begin(), records.end(), same), records.end());
    return records;
  }

  const Json& Member(const Json& json, std::string_view key) {
    static const Json kNothing;
    if (json.is_object()) {
      if (const auto member = json.find(std::string(key)); member != json.end()) return *member;
    }
    ok_ = false;
    return kNothing;
  }

 private:
  template <typename T>
  T Take(std::optional<T> value) {
    ok_ = ok_ && value.has_value();
    return value.has_value() ? *std::move(value) : T();
  }

  SplitText ReadText(const Json& json) {
    SplitText text;
    if (!json.is_array() || json.size() != 2 || !json[0].is_number_unsigned() ||
        json[0].get<uint64_t>() > UINT32_MAX || !json[1].is_string()) {
      ok_ = false;
      return text;
    }
    text.original_begin = json[0].get<uint32_t>();
    text.text = json[1].get<std::string>();
    ok_ = ok_ && IsValidUtf8(text.text);
    return text;
  }

  SplitRecord Record(const Json& json) {
    SplitRecord record;
    record.key = Key(Member(json, "key"));
    record.speaker = Take(ParseSpeaker(Take(StringMember(json, "sp"))));
    record.context_only = Take(BoolMember(json, "c"));
    record.agent_id = Take(StringMember(json, "ag"));
    if (!json.contains("w")) return record;
    const Json& from = json["w"];
    auto words = std::make_shared<SplitWords>();
    words->ends = {Take(BoolMember(from, "o")), Take(BoolMember(from, "n")),
                   Take(BoolMember(from, "e"))};
    words->identity = Take(StringMember(from, "i"));
    words->channel = Take(ParseChannel(Take(StringMember(from, "ch"))));
    const Json& attributes = Member(from, "at");
    ok_ = ok_ && attributes.is_object();
    if (!ok_) return record;
    for (const auto& [key, value] : attributes.items()) {
      ok_ = ok_ && value.is_string();
      if (ok_) words->attributes.emplace(key, value.get<std::string>());
    }
    words->head = ReadText(Member(from, "h"));
    words->tail = ReadText(Member(from, "t"));
    record.words = std::move(words);
    return record;
  }

  bool ok_ = true;
};

}  // namespace

Json WriteSplitState(const SplitState& state) {
  return Json{{"f", WriteKey(state.frontier)},
              {"p", WriteRecords(state.pending)},
              {"t", WriteRecords(state.tail)}};
}

bool ReadSplitState(const Json& json, SplitState* state) {
  Reader reader;
  state->frontier = reader.Key(reader.Member(json, "f"));
  state->pending = reader.Records(json, "p");
  state->tail = reader.Records(json, "t");
  if (!reader.ok()) return false;
  // What the step could not apply must not get to it, whatever the text says.
  std::erase_if(state->pending,
                [&](const SplitRecord& record) { return record.key <= state->frontier; });
  return std::all_of(state->tail.begin(), state->tail.end(),
                     [](const SplitRecord& record) { return record.words != nullptr; });
}

}  // namespace mingcha
