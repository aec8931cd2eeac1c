#include "service/convert.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/status_util.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

constexpr int64_t kMillisecondsPerSecond = 1000;
constexpr int64_t kNanosecondsPerMillisecond = 1'000'000;
// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what a google.protobuf.Timestamp may hold.
constexpr int64_t kMinSeconds = -62'135'596'800;
constexpr int64_t kMaxSeconds = 253'402'300'799;

// Fields of type string must be UTF-8, or the whole frame could not be read.
std::string Utf8(std::string_view text) {
  return IsValidUtf8(text) ? std::string(text) : ReplaceInvalidUtf8(text, nullptr);
}

template <typename Strings, typename Repeated>
void CopyStrings(const Strings& from, Repeated* to) {
  to->Reserve(static_cast<int>(from.size()));
  for (const std::string& text : from) to->Add(Utf8(text));
}

void ToProto(const Evidence& evidence, v1::Evidence* proto) {
  proto->set_message_id(evidence.message_id);
  proto->set_begin(evidence.original.begin);
  proto->set_end(evidence.original.end);
  proto->set_quote(Utf8(evidence.quote));
  proto->set_view(ToProtoEnum<v1::View>(evidence.view));
}

absl::Status ReadTime(const google::protobuf::Timestamp& proto, std::string_view field,
                      Timestamp* time) {
  const std::optional<Timestamp> converted = FromProto(proto);
  if (!converted) return absl::InvalidArgumentError(absl::StrFormat("%s is no time", field));
  *time = *converted;
  return absl::OkStatus();
}

template <typename Enum, typename Proto>
absl::Status ReadName(Proto proto, Enum last, std::string_view field, Enum* value) {
  const std::optional<Enum> converted = FromProtoEnum<Enum>(proto, last);
  if (!converted) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s has the value %d, which is not known", field, static_cast<int>(proto)));
  }
  *value = *converted;
  return absl::OkStatus();
}

}  // namespace

google::protobuf::Timestamp ToProto(Timestamp time) {
  const auto since_epoch = time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  google::protobuf::Timestamp proto;
  proto.set_seconds(seconds.count());
  proto.set_nanos(
      static_cast<int32_t>((since_epoch - seconds).count() * kNanosecondsPerMillisecond));
  return proto;
}

google::protobuf::Duration ToProto(Duration duration) {
  google::protobuf::Duration proto;
  proto.set_seconds(duration.count() / kMillisecondsPerSecond);
  proto.set_nanos(
      static_cast<int32_t>(duration.count() % kMillisecondsPerSecond * kNanosecondsPerMillisecond));
  return proto;
}

std::optional<Timestamp> FromProto(const google::protobuf::Timestamp& time) {
  if (time.seconds() < kMinSeconds || time.seconds() > kMaxSeconds || time.nanos() < 0 ||
      time.nanos() >= kMillisecondsPerSecond * kNanosecondsPerMillisecond) {
    return std::nullopt;
  }
  return Timestamp(std::chrono::seconds(time.seconds()) +
                   std::chrono::milliseconds(time.nanos() / kNanosecondsPerMillisecond));
}

void ToProto(const Finding& finding, v1::Finding* proto) {
  proto->set_finding_id(finding.finding_id);
  proto->set_rule_id(finding.rule_id);
  proto->set_rule_status(ToProtoEnum<v1::RuleStatus>(finding.rule_status));
  proto->set_pack(finding.pack);
  proto->set_pack_digest(finding.pack_digest);
  proto->set_severity(ToProtoEnum<v1::Severity>(finding.severity));
  proto->set_category(finding.category);
  CopyStrings(finding.tags, proto->mutable_tags());
  proto->set_tenant(finding.conversation.tenant);
  proto->mutable_subject()->set_kind(ToProtoEnum<v1::SubjectKind>(finding.subject.kind));
  proto->mutable_subject()->set_key(finding.subject.key);
  proto->set_conversation_id(finding.conversation.conversation_id);
  proto->set_message_id(finding.message_id);
  proto->set_speaker(ToProtoEnum<v1::Speaker>(finding.speaker));
  proto->set_agent_id(finding.agent_id);
  *proto->mutable_at() = ToProto(finding.at);
  for (const Evidence& evidence : finding.evidence) ToProto(evidence, proto->add_evidence());
  proto->set_evasion(finding.evasion);
  for (const auto& [name, value] : finding.features) {
    (*proto->mutable_features())[name] = Utf8(value);
  }
  CopyStrings(finding.basis, proto->mutable_basis());
  proto->set_title(Utf8(finding.title));
  proto->set_suggestion(Utf8(finding.suggestion));
  proto->set_explanation(Utf8(finding.explanation));
}

absl::StatusOr<Finding> FromProto(const v1::Finding& proto) {
  Finding finding;
  MINGCHA_RETURN_IF_ERROR(
      ReadName(proto.rule_status(), RuleStatus::kDeprecated, "rule_status", &finding.rule_status));
  MINGCHA_RETURN_IF_ERROR(
      ReadName(proto.severity(), Severity::kCritical, "severity", &finding.severity));
  MINGCHA_RETURN_IF_ERROR(ReadName(proto.subject().kind(), SubjectKind::kTenant, "subject.kind",
                                   &finding.subject.kind));
  MINGCHA_RETURN_IF_ERROR(ReadName(proto.speaker(), Speaker::kSystem, "speaker", &finding.speaker));
  MINGCHA_RETURN_IF_ERROR(ReadTime(proto.at(), "at", &finding.at));
  for (const v1::Evidence& from : proto.evidence()) {
    Evidence& evidence = finding.evidence.emplace_back();
    MINGCHA_RETURN_IF_ERROR(ReadName(from.view(), View::kJoined, "evidence.view", &evidence.view));
    evidence.message_id = from.message_id();
    evidence.original = {from.begin(), from.end()};
    evidence.quote = from.quote();
  }
  finding.finding_id = proto.finding_id();
  finding.rule_id = proto.rule_id();
  finding.pack = proto.pack();
  finding.pack_digest = proto.pack_digest();
  finding.category = proto.category();
  finding.tags.assign(proto.tags().begin(), proto.tags().end());
  finding.subject.key = proto.subject().key();
  finding.conversation = {proto.tenant(), proto.conversation_id()};
  finding.message_id = proto.message_id();
  finding.agent_id = proto.agent_id();
  finding.evasion = proto.evasion();
  finding.features.insert(proto.features().begin(), proto.features().end());
  finding.basis.assign(proto.basis().begin(), proto.basis().end());
  finding.title = proto.title();
  finding.suggestion = proto.suggestion();
  finding.explanation = proto.explanation();
  return finding;
}

void ToProto(const Ticket& ticket, v1::Ticket* proto) {
  proto->set_ticket_id(ticket.ticket_id);
  proto->set_tenant(ticket.conversation.tenant);
  proto->set_conversation_id(ticket.conversation.conversation_id);
  proto->set_queue(ticket.queue);
  proto->set_severity(ToProtoEnum<v1::Severity>(ticket.severity));
  proto->set_priority(ticket.priority);
  CopyStrings(ticket.tags, proto->mutable_tags());
  CopyStrings(ticket.actions, proto->mutable_actions());
  const size_t named = std::min(ticket.finding_ids.size(), kMaxFindingIds);
  for (size_t i = 0; i < named; ++i) proto->add_finding_ids(ticket.finding_ids[i]);
  proto->set_finding_count(static_cast<uint32_t>(ticket.finding_ids.size()));
  *proto->mutable_opened_at() = ToProto(ticket.opened_at);
  if (ticket.due_at) *proto->mutable_due_at() = ToProto(*ticket.due_at);
  proto->set_state(ToProtoEnum<v1::TicketState>(ticket.state));
  proto->set_revision(ticket.revision);
}

void ToProto(const Verdict& verdict, v1::Verdict* proto) {
  proto->set_ticket_id(verdict.ticket_id);
  proto->set_finding_id(verdict.finding_id);
  proto->set_kind(ToProtoEnum<v1::VerdictKind>(verdict.kind));
  proto->set_reviewer(verdict.reviewer);
  proto->set_note(Utf8(verdict.note));
  *proto->mutable_at() = ToProto(verdict.at);
}

void ToProto(const RecordResult& result, v1::RecordResult* proto) {
  for (const IncompleteReason reason : result.incomplete) {
    proto->add_incomplete_reasons(ToProtoEnum<v1::IncompleteReason>(reason));
  }
  if (!result.not_stored.ok()) {
    proto->add_incomplete_reasons(v1::INCOMPLETE_REASON_NOT_STORED);
    *proto->mutable_error() = ToRpcStatus(result.not_stored);
  }
  proto->set_outcome(proto->incomplete_reasons().empty() ? v1::OUTCOME_COMPLETE
                                                         : v1::OUTCOME_INCOMPLETE);
  proto->set_durability(result.durable ? v1::DURABILITY_DURABLE : v1::DURABILITY_VOLATILE);
  for (const Finding& finding : result.findings) ToProto(finding, proto->add_findings());
  for (const OpenedObligation& opened : result.opened) {
    v1::OpenedObligation* to = proto->add_opened_obligations();
    to->set_topic(opened.topic);
    to->set_message_id(opened.message_id);
    *to->mutable_deadline() = ToProto(opened.deadline);
  }
  for (const ObligationAtRisk& at_risk : result.at_risk) {
    v1::ObligationAtRisk* to = proto->add_obligations_at_risk();
    to->set_topic(at_risk.topic);
    to->set_rule_id(at_risk.rule_id);
    to->set_question_message_id(at_risk.question_message_id);
    to->set_reply_message_id(at_risk.reply_message_id);
    *to->mutable_deadline() = ToProto(at_risk.deadline);
  }
  proto->set_duplicate(result.duplicate);
  proto->set_late(result.late);
  proto->set_replaced_bytes(result.counters.replaced_bytes);
}

void InvalidRecord(const std::vector<FieldFault>& faults, v1::RecordResult* proto) {
  proto->set_outcome(v1::OUTCOME_INCOMPLETE);
  proto->add_incomplete_reasons(v1::INCOMPLETE_REASON_INVALID_RECORD);
  *proto->mutable_error() = InvalidFields(faults);
  proto->set_durability(v1::DURABILITY_VOLATILE);
}

}  // namespace mingcha
