// What comes in: each field is checked, every fault is told.

#include <utility>

#include "absl/strings/str_format.h"

#include "service/convert.h"

namespace mingcha {
namespace {

constexpr std::string_view kRequired = "is required";

// Gathers the faults of one record under its path.
class Checker {
 public:
  Checker(std::string_view path, std::string_view kind, std::vector<FieldFault>* faults)
      : path_(path), kind_(kind), faults_(faults), before_(faults->size()) {}

  void Fault(std::string_view field, std::string_view description) {
    faults_->push_back(
        {absl::StrFormat("%s.%s.%s", path_, kind_, field), std::string(description)});
  }
  void Id(std::string_view field, const std::string& id, bool required) {
    if (id.empty() && required) Fault(field, kRequired);
    if (id.size() > kMaxIdBytes) {
      Fault(field, absl::StrFormat("has %d bytes, at most %d are taken", id.size(), kMaxIdBytes));
    }
  }
  void Time(std::string_view field, bool present, const google::protobuf::Timestamp& time,
            Timestamp* to) {
    if (!present) return Fault(field, kRequired);
    if (const std::optional<Timestamp> converted = FromProto(time)) {
      *to = *converted;
    } else {
      Fault(field, "is no point in time between the years 0001 and 9999");
    }
  }
  template <typename Enum, typename Proto>
  void Name(std::string_view field, Proto value, Enum last, Enum* to) {
    if (const std::optional<Enum> converted = FromProtoEnum<Enum>(value, last)) {
      *to = *converted;
    } else {
      Fault(field, static_cast<int>(value) == 0 ? kRequired : "has a value that is not known here");
    }
  }
  void Tenant(std::string* named, const RecordScope& scope, ConversationKey* key) {
    Id("tenant", *named, /*required=*/false);
    if (scope.only_tenant && !named->empty() && *named != scope.tenant) {
      Fault("tenant", "differs from the tenant of the stream");
    }
    if (!named->empty()) {
      key->tenant = std::move(*named);
    } else if (!scope.tenant.empty()) {
      key->tenant = scope.tenant;
    }
  }
  bool faultless() const { return faults_->size() == before_; }

 private:
  std::string_view path_;  // These three live as long as the call that checks.
  std::string_view kind_;
  std::vector<FieldFault>* faults_;
  size_t before_;
};

bool TakeMessage(v1::Message* proto, const RecordScope& scope, std::string_view path,
                 Message* message, std::vector<FieldFault>* faults) {
  Checker check(path, "message", faults);
  check.Id("conversation_id", proto->conversation_id(), /*required=*/true);
  check.Id("message_id", proto->message_id(), /*required=*/true);
  check.Id("agent_id", proto->agent_id(), /*required=*/false);
  check.Id("customer_id", proto->customer_id(), /*required=*/false);
  check.Id("template_id", proto->template_id(), /*required=*/false);
  check.Time("sent_at", proto->has_sent_at(), proto->sent_at(), &message->sent_at);
  check.Name("speaker", proto->speaker(), Speaker::kSystem, &message->speaker);
  if (proto->channel() != v1::CHANNEL_UNSPECIFIED) {
    check.Name("channel", proto->channel(), Channel::kOther, &message->channel);
  }
  if (proto->attributes_size() > kMaxAttributes) {
    check.Fault("attributes", absl::StrFormat("has %d entries, at most %d are taken",
                                              proto->attributes_size(), kMaxAttributes));
  }
  check.Tenant(proto->mutable_tenant(), scope, &message->conversation);
  switch (proto->body_case()) {
    case v1::Message::kText:
      message->text = std::move(*proto->mutable_text());
      break;
    case v1::Message::kRawText:
      message->text = std::move(*proto->mutable_raw_text());
      break;
    case v1::Message::BODY_NOT_SET:
      check.Fault("text", kRequired);
      break;
  }
  if (!check.faultless()) return false;

  message->conversation.conversation_id = std::move(*proto->mutable_conversation_id());
  message->message_id = std::move(*proto->mutable_message_id());
  message->seq = proto->seq();
  message->agent_id = std::move(*proto->mutable_agent_id());
  message->customer_id = std::move(*proto->mutable_customer_id());
  message->template_id = std::move(*proto->mutable_template_id());
  for (const auto& [key, value] : proto->attributes()) message->attributes.emplace(key, value);
  return true;
}

bool TakeEvent(v1::ConversationEvent* proto, const RecordScope& scope, std::string_view path,
               ConversationEvent* event, std::vector<FieldFault>* faults) {
  Checker check(path, "event", faults);
  check.Id("conversation_id", proto->conversation_id(), /*required=*/true);
  check.Id("event_id", proto->event_id(),
           /*required=*/proto->event() != v1::EVENT_KIND_CLOSED);
  check.Name("event", proto->event(), EventKind::kClosed, &event->kind);
  check.Time("at", proto->has_at(), proto->at(), &event->at);
  check.Tenant(proto->mutable_tenant(), scope, &event->conversation);
  if (!check.faultless()) return false;

  event->conversation.conversation_id = std::move(*proto->mutable_conversation_id());
  event->event_id = std::move(*proto->mutable_event_id());
  return true;
}

}  // namespace

bool TakeRecord(v1::Record* proto, const RecordScope& scope, std::string_view path, Record* record,
                std::vector<FieldFault>* faults) {
  switch (proto->record_case()) {
    case v1::Record::kMessage:
      return TakeMessage(proto->mutable_message(), scope, path, &record->emplace<Message>(),
                         faults);
    case v1::Record::kEvent:
      return TakeEvent(proto->mutable_event(), scope, path, &record->emplace<ConversationEvent>(),
                       faults);
    case v1::Record::RECORD_NOT_SET:
      break;
  }
  faults->push_back({std::string(path), "holds neither a message nor an event"});
  return false;
}

std::string IdOf(const v1::Record& record) {
  return record.has_event() ? record.event().event_id() : record.message().message_id();
}

v1::Record ToProto(const Record& record) {
  v1::Record proto;
  if (const auto* event = std::get_if<ConversationEvent>(&record)) {
    v1::ConversationEvent* to = proto.mutable_event();
    to->set_tenant(event->conversation.tenant);
    to->set_conversation_id(event->conversation.conversation_id);
    to->set_event_id(event->event_id);
    to->set_event(ToProtoEnum<v1::EventKind>(event->kind));
    *to->mutable_at() = ToProto(event->at);
    return proto;
  }
  const auto& message = std::get<Message>(record);
  v1::Message* to = proto.mutable_message();
  to->set_tenant(message.conversation.tenant);
  to->set_conversation_id(message.conversation.conversation_id);
  to->set_message_id(message.message_id);
  *to->mutable_sent_at() = ToProto(message.sent_at);
  to->set_seq(message.seq);
  to->set_speaker(ToProtoEnum<v1::Speaker>(message.speaker));
  to->set_channel(ToProtoEnum<v1::Channel>(message.channel));
  to->set_raw_text(message.text);
  to->set_agent_id(message.agent_id);
  to->set_customer_id(message.customer_id);
  to->set_template_id(message.template_id);
  for (const auto& [key, value] : message.attributes) (*to->mutable_attributes())[key] = value;
  return proto;
}

}  // namespace mingcha
