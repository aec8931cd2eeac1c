#include "authoring/eval/labelled_rows.h"

#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"

#include "archive/plain_text_source.h"
#include "base/digest.h"
#include "base/enum_names.h"
#include "base/json.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 3> kHalfNames = {"all", "tune", "report"};
constexpr std::array<std::string_view, 3> kLabelFields = {"label", "labels", "category"};

const Json* Member(const Json& object, std::string_view key) {
  const auto member = object.find(std::string(key));
  return member == object.end() || member->is_null() ? nullptr : &*member;
}

// Reads one row; the first fault is kept.
class RowReader {
 public:
  RowReader(const Json& json, const RowOptions& options, const LabelMap& map)
      : json_(json), options_(options), map_(map) {}

  LabelledRow Read() {
    LabelledRow row;
    Message& message = row.message;
    message.speaker = options_.speaker;
    message.channel = Channel::kOnlineChat;
    message.sent_at = PlainTextSource::Options().epoch;
    if (const auto text = ReadText("text")) {
      message.text = *text;
    } else if (fault_.empty()) {
      fault_ = "\"text\" is missing";
    }
    if (message.text.empty() && fault_.empty()) fault_ = "\"text\" is empty";
    ReadLabels(&row.labels);
    row.id = ReadId();
    if (const auto speaker = ReadText("speaker")) {
      Take("speaker", map_.SpeakerOf(*speaker), &message.speaker);
    }
    if (const auto channel = ReadText("channel")) {
      Take("channel", ParseChannel(*channel), &message.channel);
    }
    if (const auto sent_at = ReadText("sent_at")) {
      Take("sent_at", ParseTimestamp(*sent_at), &message.sent_at);
    }
    ReadAttributes(&message);
    return row;
  }

  const std::string& fault() const { return fault_; }

 private:
  void Fail(std::string_view key, std::string_view what) {
    if (fault_.empty()) fault_ = absl::StrFormat("\"%s\" %s", key, what);
  }

  std::optional<std::string> ReadText(std::string_view key) {
    const Json* member = Member(json_, key);
    if (member == nullptr) return std::nullopt;
    if (!member->is_string()) {
      Fail(key, "is not text");
      return std::nullopt;
    }
    return member->get<std::string>();
  }

  template <typename T>
  void Take(std::string_view key, std::optional<T> value, T* field) {
    if (value) {
      *field = *value;
    } else {
      Fail(key, "is not one that is known");
    }
  }

  std::string ReadId() {
    const Json* id = Member(json_, "id");
    if (id == nullptr) return {};
    if (id->is_number_integer()) return id->dump();
    if (!id->is_string()) {
      Fail("id", "is neither text nor a whole number");
      return {};
    }
    return id->get<std::string>();
  }

  const Json* LabelMember(std::string* key) {
    if (!options_.label_field.empty()) {
      *key = options_.label_field;
      return Member(json_, *key);
    }
    for (const std::string_view field : kLabelFields) {
      *key = field;
      if (const Json* member = Member(json_, field)) return member;
    }
    *key = "label";
    return nullptr;
  }

  void ReadLabels(std::vector<std::string>* labels) {
    std::string key;
    const Json* member = LabelMember(&key);
    if (member == nullptr) return Fail(key, "is missing");
    if (!member->is_array()) {
      AddLabel(key, *member, labels);
      return;
    }
    for (const Json& item : *member) AddLabel(key, item, labels);
  }

  // Labels may be numbers or truth values too: 1, true.
  void AddLabel(std::string_view key, const Json& label, std::vector<std::string>* labels) {
    if (label.is_string()) {
      if (!label.get<std::string>().empty()) labels->push_back(label.get<std::string>());
    } else if (label.is_number_integer() || label.is_boolean()) {
      labels->push_back(label.dump());
    } else {
      Fail(key, "is neither a label nor a list of labels");
    }
  }

  void ReadAttributes(Message* message) {
    const Json* attributes = Member(json_, "attributes");
    if (attributes == nullptr) return;
    if (!attributes->is_object()) return Fail("attributes", "is not an object of texts");
    for (const auto& [key, value] : attributes->items()) {
      if (!value.is_string()) return Fail("attributes", "is not an object of texts");
      message->attributes[key] = value.get<std::string>();
    }
  }

  const Json& json_;
  const RowOptions& options_;
  const LabelMap& map_;
  std::string fault_;
};

}  // namespace

std::string_view ToString(Half half) { return NameOf(kHalfNames, half); }
std::optional<Half> ParseHalf(std::string_view name) { return ValueOf<Half>(kHalfNames, name); }

Half HalfOf(std::string_view id) { return Sha256Hex(id)[0] < '8' ? Half::kTune : Half::kReport; }

std::variant<LabelledRow, std::string> ParseRow(std::string_view line, const std::string& file,
                                                uint64_t line_number, const RowOptions& options,
                                                const LabelMap& map) {
  const absl::StatusOr<Json> json = ParseJson(line);
  if (!json.ok()) return "not JSON";
  if (!json->is_object()) return "not a JSON object";
  RowReader reader(*json, options, map);
  LabelledRow row = reader.Read();
  if (!reader.fault().empty()) return reader.fault();
  row.file = file;
  row.line = line_number;
  if (row.id.empty()) {
    row.id = absl::StrFormat("%s:%d", file, static_cast<int64_t>(line_number));
  }
  row.message.conversation.conversation_id = row.id;
  row.message.message_id = row.id;
  return row;
}

}  // namespace mingcha
