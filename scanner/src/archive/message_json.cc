// A line is parsed whole, unknown members too, so that "it parses" means the same here as
// elsewhere.

#include "archive/message_json.h"

#include <array>
#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include <simdjson.h>

#include "base/utf8.h"

namespace mingcha {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::string_view kLoneSurrogateInstead = "\\ufffd";

// The members that are known, in messages and events.
enum Member : size_t {
  kTenant,
  kConversationId,
  kMessageId,
  kSentAt,
  kSeq,
  kSpeaker,
  kChannel,
  kText,
  kAgentId,
  kCustomerId,
  kTemplateId,
  kAttributes,
  kEventId,
  kEvent,
  kAt,
  kClosedAt,
  kMemberCount
};
constexpr std::array<std::string_view, kMemberCount> kMemberNames = {
    "tenant", "conversation_id", "message_id",  "sent_at",     "seq",        "speaker",  "channel",
    "text",   "agent_id",        "customer_id", "template_id", "attributes", "event_id", "event",
    "at",     "closed_at"};

RecordFault MissingField(Member member) {
  return {"missing_field", absl::StrFormat("\"%s\" is missing", kMemberNames[member])};
}

RecordFault BadField(std::string_view name, std::string_view fault) {
  return {"bad_field", absl::StrFormat("\"%s\" %s", name, fault)};
}

// Reads an escape \uXXXX that begins at `offset`.
std::optional<uint32_t> EscapeAt(std::string_view json, size_t offset) {
  if (json.size() < offset + 6 || json[offset] != '\\' || json[offset + 1] != 'u') {
    return std::nullopt;
  }
  uint32_t value = 0;
  for (const char c : json.substr(offset + 2, 4)) {
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      value = value << 4 | static_cast<uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value << 4 | static_cast<uint32_t>(lower - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

bool IsHighSurrogate(std::optional<uint32_t> unit) { return unit && *unit >> 10 == 0xd800 >> 10; }
bool IsLowSurrogate(std::optional<uint32_t> unit) { return unit && *unit >> 10 == 0xdc00 >> 10; }

// Puts U+FFFD for each escape of half a character. JSON has backslashes inside strings only, so
// that strings need not be told from the rest.
void ReplaceLoneSurrogates(std::string* json, uint32_t* replaced_bytes) {
  for (size_t i = json->find('\\'); i != std::string::npos; i = json->find('\\', i)) {
    const std::optional<uint32_t> unit = EscapeAt(*json, i);
    if (IsHighSurrogate(unit) && IsLowSurrogate(EscapeAt(*json, i + 6))) {
      i += 12;
    } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
      json->replace(i, kLoneSurrogateInstead.size(), kLoneSurrogateInstead);
      *replaced_bytes += static_cast<uint32_t>(kLoneSurrogateInstead.size());
      i += kLoneSurrogateInstead.size();
    } else {
      i += 2;
    }
    if (i >= json->size()) return;
  }
}

// The known members of one line. What is asked for and not as it should be is remembered: the first
// fault is the line's.
class Members {
 public:
  explicit Members(const object& line) {
    for (const auto [key, value] : line) {
      const std::optional<Member> member = MemberOf(key);
      if (!member || value.is_null()) continue;
      if (values_[*member]) SetBad(*member, "is given twice");
      values_[*member] = value;
    }
  }

  const std::optional<RecordFault>& fault() const { return fault_; }
  bool Has(Member member) const { return values_[member].has_value(); }

  // These leave `field` alone where the member is absent.
  void ReadString(Member member, std::string* field) {
    if (!Has(member)) return;
    std::string_view text;
    if (values_[member]->get(text) != simdjson::SUCCESS) return SetBad(member, "is not a string");
    field->assign(text);
  }
  void ReadId(Member member, std::string* field) {
    ReadString(member, field);
    if (Has(member) && !fault_ && field->empty()) SetBad(member, "is empty");
  }
  void ReadInt(Member member, int64_t* field) {
    if (Has(member) && values_[member]->get(*field) != simdjson::SUCCESS) {
      SetBad(member, "is not a whole number");
    }
  }
  void ReadTime(Member member, Timestamp* field) {
    if (!Has(member)) return;
    std::string_view text;
    const bool is_text = values_[member]->get(text) == simdjson::SUCCESS;
    const std::optional<Timestamp> time = is_text ? ParseTimestamp(text) : std::nullopt;
    if (!time) return SetBad(member, "is not a time with an offset (RFC 3339)");
    *field = *time;
  }
  template <typename Enum>
  void ReadName(Member member, std::optional<Enum> (*parse)(std::string_view), int count,
                Enum* field) {
    if (!Has(member)) return;
    std::string_view name;
    const bool is_text = values_[member]->get(name) == simdjson::SUCCESS;
    if (const std::optional<Enum> value = is_text ? parse(name) : std::nullopt) {
      *field = *value;
      return;
    }
    std::string known;
    for (int i = 0; i < count; ++i) {
      known += (i == 0 ? "is none of " : ", ") + std::string(ToString(static_cast<Enum>(i)));
    }
    SetBad(member, known);
  }
  template <typename Map>
  void ReadStringMap(Member member, Map* field) {
    if (!Has(member)) return;
    object map;
    if (values_[member]->get(map) != simdjson::SUCCESS) return SetBad(member, "is not an object");
    for (const auto [key, value] : map) {
      const std::string name = absl::StrFormat("%s.%s", kMemberNames[member], key);
      std::string_view text;
      if (value.get(text) != simdjson::SUCCESS) {
        return SetFault(BadField(name, "is not a string"));
      }
      if (!field->emplace(key, text).second) return SetFault(BadField(name, "is given twice"));
    }
  }

  void Require(std::initializer_list<Member> members) {
    for (const Member member : members) {
      if (!Has(member)) return SetFault(MissingField(member));
    }
  }

 private:
  static std::optional<Member> MemberOf(std::string_view key) {
    for (size_t i = 0; i < kMemberCount; ++i) {
      if (kMemberNames[i] == key) return static_cast<Member>(i);
    }
    return std::nullopt;
  }

  void SetBad(Member member, std::string_view fault) {
    SetFault(BadField(kMemberNames[member], fault));
  }
  void SetFault(RecordFault fault) {
    if (!fault_) fault_ = std::move(fault);
  }

  std::array<std::optional<element>, kMemberCount> values_;
  std::optional<RecordFault> fault_;
};

void ReadConversation(Members* members, ConversationKey* conversation) {
  members->ReadId(kTenant, &conversation->tenant);
  members->ReadId(kConversationId, &conversation->conversation_id);
}

Message ReadMessage(Members* members) {
  members->Require({kConversationId, kMessageId, kSentAt, kSpeaker, kText});
  Message message;
  ReadConversation(members, &message.conversation);
  members->ReadId(kMessageId, &message.message_id);
  members->ReadTime(kSentAt, &message.sent_at);
  members->ReadInt(kSeq, &message.seq);
  members->ReadName(kSpeaker, &ParseSpeaker, kSpeakerCount, &message.speaker);
  members->ReadName(kChannel, &ParseChannel, kChannelCount, &message.channel);
  members->ReadString(kText, &message.text);
  members->ReadString(kAgentId, &message.agent_id);
  members->ReadString(kCustomerId, &message.customer_id);
  members->ReadString(kTemplateId, &message.template_id);
  members->ReadStringMap(kAttributes, &message.attributes);
  return message;
}

ConversationEvent ReadEvent(Members* members) {
  members->Require({kConversationId, kEventId, kAt});
  ConversationEvent event;
  ReadConversation(members, &event.conversation);
  members->ReadId(kEventId, &event.event_id);
  members->ReadName(kEvent, &ParseEventKind, static_cast<int>(EventKind::kClosed) + 1, &event.kind);
  members->ReadTime(kAt, &event.at);
  return event;
}

ConversationEvent ReadClosed(Members* members) {
  members->Require({kConversationId});
  ConversationEvent event;
  event.kind = EventKind::kClosed;
  ReadConversation(members, &event.conversation);
  members->ReadTime(kClosedAt, &event.at);
  event.event_id = "closed@" + FormatTimestamp(event.at);
  members->ReadId(kEventId, &event.event_id);
  return event;
}

Record ReadRecord(Members* members) {
  if (members->Has(kEvent)) return ReadEvent(members);
  if (members->Has(kClosedAt) && !members->Has(kMessageId)) return ReadClosed(members);
  return ReadMessage(members);
}

}  // namespace

class RecordParser::Impl {
 public:
  std::variant<ParsedRecord, RecordFault> Parse(std::string_view line) {
    line_.assign(line);
    uint32_t replaced_bytes = 0;
    element json;
    simdjson::error_code error = ParseLine(&json);
    if (error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR) {
      line_ = ReplaceInvalidUtf8(line_, &replaced_bytes);
      ReplaceLoneSurrogates(&line_, &replaced_bytes);
      error = ParseLine(&json);
    }
    if (error == simdjson::EMPTY) return RecordFault{"empty_line", "nothing but blanks"};
    if (error != simdjson::SUCCESS) return RecordFault{"not_json", simdjson::error_message(error)};
    object members_of_line;
    if (json.get(members_of_line) != simdjson::SUCCESS) {
      return RecordFault{"not_an_object", "JSON, but not an object"};
    }
    Members members(members_of_line);
    Record record = ReadRecord(&members);
    if (members.fault()) return *members.fault();
    return ParsedRecord{std::move(record), replaced_bytes};
  }

 private:
  simdjson::error_code ParseLine(element* json) {
    // simdjson reads a little beyond the end, where it needs room but no values.
    line_.reserve(line_.size() + simdjson::SIMDJSON_PADDING);
    return parser_.parse(line_.data(), line_.size(), /*realloc_if_needed=*/false).get(*json);
  }

  std::string line_;
  simdjson::dom::parser parser_;
};

RecordParser::RecordParser() : impl_(std::make_unique<Impl>()) {}
RecordParser::~RecordParser() = default;

std::variant<ParsedRecord, RecordFault> RecordParser::Parse(std::string_view line) {
  return impl_->Parse(line);
}

std::string SimdjsonVersion() {
  return absl::StrFormat("%d.%d.%d", simdjson::SIMDJSON_VERSION_MAJOR,
                         simdjson::SIMDJSON_VERSION_MINOR, simdjson::SIMDJSON_VERSION_REVISION);
}

}  // namespace mingcha
