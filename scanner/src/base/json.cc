#include "base/json.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

#include "base/status_util.h"

namespace mingcha {
namespace {

const Json* Find(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto member = object.find(std::string(key));
  return member == object.end() ? nullptr : &*member;
}

std::optional<int64_t> AsInt(const Json& json) {
  if (json.is_number_unsigned() &&
      json.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
    return std::nullopt;
  }
  if (!json.is_number_integer()) return std::nullopt;
  return json.get<int64_t>();
}

// Reads the members of one object into the fields of a struct, and remembers the first that is
// missing or wrong.
class MemberReader {
 public:
  enum Need : bool { kOptional, kRequired };

  MemberReader(const Json& object, std::string_view what) : object_(object), what_(what) {
    if (!object.is_object()) Fail("is not a JSON object");
  }

  const absl::Status& status() const { return status_; }
  bool Has(std::string_view key) const { return Find(object_, key) != nullptr; }

  void Read(std::string_view key, Need need, std::string* field) {
    Take(key, need, "a string", StringMember(object_, key), field);
  }
  void Read(std::string_view key, Need need, bool* field) {
    Take(key, need, "true or false", BoolMember(object_, key), field);
  }
  void Read(std::string_view key, Need need, Timestamp* field) {
    Take(key, need, "a time with an offset", TimeMember(object_, key), field);
  }
  // A whole number from 0 to the largest that the field holds.
  template <typename Number>
  void ReadNumber(std::string_view key, Need need, Number* field) {
    std::optional<int64_t> number = IntMember(object_, key);
    constexpr auto kMax = static_cast<uint64_t>(std::numeric_limits<Number>::max());
    if (number && (*number < 0 || static_cast<uint64_t>(*number) > kMax)) number.reset();
    std::optional<Number> fitting;
    if (number) fitting = static_cast<Number>(*number);
    Take(key, need, "a whole number in its range", fitting, field);
  }
  // An enum by its name.
  template <typename Enum>
  void ReadName(std::string_view key, Need need, std::optional<Enum> (*parse)(std::string_view),
                Enum* field) {
    const std::optional<std::string> name = StringMember(object_, key);
    Take(key, need, "a known name", name ? parse(*name) : std::nullopt, field);
  }
  // A list of strings, into a vector or a set.
  template <typename Container>
  void ReadStrings(std::string_view key, Container* field) {
    const Json* list = Find(object_, key);
    if (list == nullptr) return;
    if (!list->is_array()) return Fail(key, "is not a list of strings");
    for (const Json& item : *list) {
      if (!item.is_string()) return Fail(key, "is not a list of strings");
      field->insert(field->end(), item.get<std::string>());
    }
  }
  void ReadFeatures(std::string_view key, Features* field) {
    const Json* object = Find(object_, key);
    if (object == nullptr) return;
    if (!object->is_object()) return Fail(key, "is not an object of strings");
    for (const auto& [name, value] : object->items()) {
      if (!value.is_string()) return Fail(key, "is not an object of strings");
      field->emplace(name, value.get<std::string>());
    }
  }
  // The member `key`, if it is a list (or an object); nullptr otherwise, which is remembered.
  const Json* Inner(std::string_view key, Need need, Json::value_t type) {
    const Json* inner = Find(object_, key);
    if (inner != nullptr && inner->type() == type) return inner;
    if (inner != nullptr || need == kRequired) {
      Fail(key, inner == nullptr ? "is missing" : "has the wrong type");
    }
    return nullptr;
  }
  void Adopt(const absl::Status& inner) { status_.Update(inner); }

 private:
  template <typename T>
  void Take(std::string_view key, Need need, std::string_view kind, std::optional<T> value,
            T* field) {
    if (value) {
      *field = *std::move(value);
    } else if (Has(key)) {
      Fail(key, absl::StrFormat("is not %s", kind));
    } else if (need == kRequired) {
      Fail(key, "is missing");
    }
  }

  void Fail(std::string_view key, std::string_view fault) {
    Fail(absl::StrFormat("\"%s\" %s", key, fault));
  }
  void Fail(std::string_view fault) {
    status_.Update(absl::InvalidArgumentError(absl::StrFormat("%s: %s", what_, fault)));
  }

  const Json& object_;
  std::string_view what_;
  absl::Status status_;
};

Json ToJson(const Evidence& evidence) {
  Json json;
  json["message_id"] = evidence.message_id;
  json["begin"] = evidence.original.begin;
  json["end"] = evidence.original.end;
  json["quote"] = evidence.quote;
  json["view"] = ToString(evidence.view);
  return json;
}

absl::StatusOr<Evidence> EvidenceFromJson(const Json& json) {
  MemberReader reader(json, "evidence");
  Evidence evidence;
  reader.Read("message_id", MemberReader::kRequired, &evidence.message_id);
  reader.ReadNumber("begin", MemberReader::kRequired, &evidence.original.begin);
  reader.ReadNumber("end", MemberReader::kRequired, &evidence.original.end);
  reader.Read("quote", MemberReader::kOptional, &evidence.quote);
  reader.ReadName("view", MemberReader::kOptional, &ParseView, &evidence.view);
  MINGCHA_RETURN_IF_ERROR(reader.status());
  return evidence;
}

absl::StatusOr<Subject> SubjectFromJson(const Json& json) {
  MemberReader reader(json, "subject");
  Subject subject;
  reader.ReadName("kind", MemberReader::kRequired, &ParseSubjectKind, &subject.kind);
  reader.Read("key", MemberReader::kRequired, &subject.key);
  MINGCHA_RETURN_IF_ERROR(reader.status());
  return subject;
}

void ReadConversation(MemberReader* reader, ConversationKey* conversation) {
  reader->Read("tenant", MemberReader::kOptional, &conversation->tenant);
  reader->Read("conversation_id", MemberReader::kRequired, &conversation->conversation_id);
}

}  // namespace

Json ToJson(const Finding& finding) {
  Json json;
  json["finding_id"] = finding.finding_id;
  json["rule_id"] = finding.rule_id;
  json["rule_status"] = ToString(finding.rule_status);
  json["pack"] = finding.pack;
  json["pack_digest"] = finding.pack_digest;
  json["severity"] = ToString(finding.severity);
  json["category"] = finding.category;
  json["tags"] = finding.tags;
  json["tenant"] = finding.conversation.tenant;
  json["subject"]["kind"] = ToString(finding.subject.kind);
  json["subject"]["key"] = finding.subject.key;
  json["conversation_id"] = finding.conversation.conversation_id;
  json["message_id"] = finding.message_id;
  json["speaker"] = ToString(finding.speaker);
  if (!finding.agent_id.empty()) json["agent_id"] = finding.agent_id;
  json["at"] = FormatTimestamp(finding.at);
  json["evidence"] = Json::array();
  for (const Evidence& evidence : finding.evidence) json["evidence"].push_back(ToJson(evidence));
  json["evasion"] = finding.evasion;
  json["features"] = Json::object();
  for (const auto& [name, value] : finding.features) json["features"][name] = value;
  json["basis"] = finding.basis;
  json["title"] = finding.title;
  json["suggestion"] = finding.suggestion;
  json["explanation"] = finding.explanation;
  return json;
}

Json ToJson(const Ticket& ticket) {
  Json json;
  json["ticket_id"] = ticket.ticket_id;
  json["tenant"] = ticket.conversation.tenant;
  json["conversation_id"] = ticket.conversation.conversation_id;
  json["queue"] = ticket.queue;
  json["severity"] = ToString(ticket.severity);
  json["priority"] = ticket.priority;
  json["tags"] = ticket.tags;
  json["actions"] = ticket.actions;
  json["finding_ids"] = ticket.finding_ids;
  json["opened_at"] = FormatTimestamp(ticket.opened_at);
  if (ticket.due_at) json["due_at"] = FormatTimestamp(*ticket.due_at);
  json["state"] = ToString(ticket.state);
  json["revision"] = ticket.revision;
  return json;
}

Json ToJsonWithoutFindings(const Ticket& ticket) {
  Json json = ToJson(ticket);
  json.erase("finding_ids");
  return json;
}

Json ToJson(const Verdict& verdict) {
  Json json;
  json["ticket_id"] = verdict.ticket_id;
  json["finding_id"] = verdict.finding_id;
  json["verdict"] = ToString(verdict.kind);
  json["reviewer"] = verdict.reviewer;
  json["note"] = verdict.note;
  json["at"] = FormatTimestamp(verdict.at);
  return json;
}

std::string DumpLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::StatusOr<Json> ParseJson(std::string_view text) {
  Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return absl::InvalidArgumentError("not JSON");
  return json;
}

absl::StatusOr<Finding> FindingFromJson(const Json& json) {
  using enum MemberReader::Need;
  MemberReader reader(json, "finding");
  Finding finding;
  reader.Read("finding_id", kRequired, &finding.finding_id);
  reader.Read("rule_id", kRequired, &finding.rule_id);
  reader.ReadName("rule_status", kOptional, &ParseRuleStatus, &finding.rule_status);
  reader.Read("pack", kOptional, &finding.pack);
  reader.Read("pack_digest", kOptional, &finding.pack_digest);
  reader.ReadName("severity", kRequired, &ParseSeverity, &finding.severity);
  reader.Read("category", kOptional, &finding.category);
  reader.ReadStrings("tags", &finding.tags);
  ReadConversation(&reader, &finding.conversation);
  if (const Json* subject = reader.Inner("subject", kRequired, Json::value_t::object)) {
    absl::StatusOr<Subject> read = SubjectFromJson(*subject);
    reader.Adopt(read.status());
    if (read.ok()) finding.subject = *std::move(read);
  }
  reader.Read("message_id", kOptional, &finding.message_id);
  reader.ReadName("speaker", kOptional, &ParseSpeaker, &finding.speaker);
  reader.Read("agent_id", kOptional, &finding.agent_id);
  reader.Read("at", kRequired, &finding.at);
  if (const Json* list = reader.Inner("evidence", kOptional, Json::value_t::array)) {
    for (const Json& item : *list) {
      absl::StatusOr<Evidence> read = EvidenceFromJson(item);
      reader.Adopt(read.status());
      if (read.ok()) finding.evidence.push_back(*std::move(read));
    }
  }
  reader.Read("evasion", kOptional, &finding.evasion);
  reader.ReadFeatures("features", &finding.features);
  reader.ReadStrings("basis", &finding.basis);
  reader.Read("title", kOptional, &finding.title);
  reader.Read("suggestion", kOptional, &finding.suggestion);
  reader.Read("explanation", kOptional, &finding.explanation);
  MINGCHA_RETURN_IF_ERROR(reader.status());
  return finding;
}

absl::StatusOr<Ticket> TicketFromJson(const Json& json) {
  using enum MemberReader::Need;
  MemberReader reader(json, "ticket");
  Ticket ticket;
  reader.Read("ticket_id", kRequired, &ticket.ticket_id);
  ReadConversation(&reader, &ticket.conversation);
  reader.Read("queue", kRequired, &ticket.queue);
  reader.ReadName("severity", kRequired, &ParseSeverity, &ticket.severity);
  reader.ReadNumber("priority", kRequired, &ticket.priority);
  reader.ReadStrings("tags", &ticket.tags);
  reader.ReadStrings("actions", &ticket.actions);
  reader.ReadStrings("finding_ids", &ticket.finding_ids);
  reader.Read("opened_at", kRequired, &ticket.opened_at);
  if (reader.Has("due_at")) reader.Read("due_at", kRequired, &ticket.due_at.emplace());
  reader.ReadName("state", kOptional, &ParseTicketState, &ticket.state);
  reader.ReadNumber("revision", kOptional, &ticket.revision);
  MINGCHA_RETURN_IF_ERROR(reader.status());
  return ticket;
}

std::optional<std::string> StringMember(const Json& object, std::string_view key) {
  const Json* member = Find(object, key);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

std::optional<int64_t> IntMember(const Json& object, std::string_view key) {
  const Json* member = Find(object, key);
  return member == nullptr ? std::nullopt : AsInt(*member);
}

std::optional<bool> BoolMember(const Json& object, std::string_view key) {
  const Json* member = Find(object, key);
  if (member == nullptr || !member->is_boolean()) return std::nullopt;
  return member->get<bool>();
}

std::optional<Timestamp> TimeMember(const Json& object, std::string_view key) {
  const std::optional<std::string> text = StringMember(object, key);
  return text ? ParseTimestamp(*text) : std::nullopt;
}

}  // namespace mingcha
