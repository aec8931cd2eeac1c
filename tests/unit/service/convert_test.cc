#include "service/convert.h"

#include <array>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "fake_pipeline.h"
#include "support/status_matchers.h"

namespace mingcha {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::MakeFinding;
using testing::StatusIs;

// "SPEAKER_AGENT" says "agent": the names of the two spellings agree, value by value.
template <typename Proto, typename Enum>
void ExpectSameNames(const std::string& prefix, Enum last, const std::string& (*name_of)(Proto)) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const auto value = static_cast<Enum>(i);
    std::string name = prefix;
    for (const char c : ToString(value)) {
      name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    const auto proto = ToProtoEnum<Proto>(value);
    EXPECT_EQ(name_of(proto), name);
    EXPECT_EQ(FromProtoEnum<Enum>(proto, last), value);
  }
  EXPECT_EQ(FromProtoEnum<Enum>(Proto(0), last), std::nullopt);
  EXPECT_EQ(FromProtoEnum<Enum>(static_cast<Proto>(static_cast<int>(last) + 2), last),
            std::nullopt);
}

TEST(ConvertTest, NamesEveryEnumValueAlikeOnTheWire) {
  ExpectSameNames<v1::Speaker>("SPEAKER_", Speaker::kSystem, &v1::Speaker_Name<v1::Speaker>);
  ExpectSameNames<v1::Channel>("CHANNEL_", Channel::kOther, &v1::Channel_Name<v1::Channel>);
  ExpectSameNames<v1::EventKind>("EVENT_KIND_", EventKind::kClosed,
                                 &v1::EventKind_Name<v1::EventKind>);
  ExpectSameNames<v1::Severity>("SEVERITY_", Severity::kCritical, &v1::Severity_Name<v1::Severity>);
  ExpectSameNames<v1::RuleStatus>("RULE_STATUS_", RuleStatus::kDeprecated,
                                  &v1::RuleStatus_Name<v1::RuleStatus>);
  ExpectSameNames<v1::View>("VIEW_", View::kJoined, &v1::View_Name<v1::View>);
  ExpectSameNames<v1::SubjectKind>("SUBJECT_KIND_", SubjectKind::kTenant,
                                   &v1::SubjectKind_Name<v1::SubjectKind>);
  ExpectSameNames<v1::TicketState>("TICKET_STATE_", TicketState::kClosed,
                                   &v1::TicketState_Name<v1::TicketState>);
  ExpectSameNames<v1::VerdictKind>("VERDICT_KIND_", VerdictKind::kAcceptable,
                                   &v1::VerdictKind_Name<v1::VerdictKind>);
  ExpectSameNames<v1::IncompleteReason>("INCOMPLETE_REASON_", IncompleteReason::kTooManyHits,
                                        &v1::IncompleteReason_Name<v1::IncompleteReason>);
}

Message FullMessage() {
  Message message;
  message.conversation = {"bank-a", "c-1"};
  message.message_id = "m-7";
  message.sent_at = *ParseTimestamp("1969-12-31T23:59:59.999Z");  // Before the epoch, to the ms.
  message.seq = -3;
  message.speaker = Speaker::kBot;
  message.channel = Channel::kEmail;
  message.text = "保\xff本";
  message.agent_id = "a-17";
  message.customer_id = "k-1";
  message.template_id = "t-1";
  message.attributes = {{"product", "fund"}};
  return message;
}

TEST(ConvertTest, BringsAMessageAcrossUnchanged) {
  const Message message = FullMessage();
  v1::Record proto = ToProto(Record(message));
  std::string wire;
  ASSERT_TRUE(proto.SerializeToString(&wire));
  ASSERT_TRUE(proto.ParseFromString(wire)) << "a text that is not UTF-8 must not break the frame";
  Record record;
  std::vector<FieldFault> faults;
  ASSERT_TRUE(TakeRecord(&proto, {}, "record", &record, &faults));
  const auto& back = std::get<Message>(record);
  EXPECT_EQ(back.conversation, message.conversation);
  EXPECT_EQ(back.message_id, message.message_id);
  EXPECT_EQ(back.sent_at, message.sent_at);
  EXPECT_EQ(back.seq, message.seq);
  EXPECT_EQ(back.speaker, message.speaker);
  EXPECT_EQ(back.channel, message.channel);
  EXPECT_EQ(back.text, message.text);
  EXPECT_EQ(back.agent_id, message.agent_id);
  EXPECT_EQ(back.customer_id, message.customer_id);
  EXPECT_EQ(back.template_id, message.template_id);
  EXPECT_EQ(back.attributes, message.attributes);
}

TEST(ConvertTest, BringsAnEventAcrossUnchanged) {
  const ConversationEvent event = {{"bank-a", "c-1"},
                                   "e-3",
                                   EventKind::kTransferRequested,
                                   *ParseTimestamp("2026-11-16T10:00:00Z")};
  v1::Record proto = ToProto(Record(event));
  Record record;
  std::vector<FieldFault> faults;
  ASSERT_TRUE(TakeRecord(&proto, {}, "record", &record, &faults));
  const auto& back = std::get<ConversationEvent>(record);
  EXPECT_EQ(back.conversation, event.conversation);
  EXPECT_EQ(back.event_id, event.event_id);
  EXPECT_EQ(back.kind, event.kind);
  EXPECT_EQ(back.at, event.at);
}

TEST(ConvertTest, BringsAFindingAcrossWithEveryMember) {
  const Finding finding = MakeFinding("c-1", "m-7");
  v1::Finding proto;
  ToProto(finding, &proto);
  const absl::StatusOr<Finding> back = FromProto(proto);
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(DumpLine(ToJson(*back)), DumpLine(ToJson(finding)));
}

TEST(ConvertTest, RefusesAFindingOfAnUnknownSeverity) {
  v1::Finding proto;
  ToProto(MakeFinding("c-1", "m-7"), &proto);
  proto.set_severity(static_cast<v1::Severity>(77));
  EXPECT_THAT(FromProto(proto),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("severity has the value 77")));
}

TEST(ConvertTest, TellsEveryFaultOfARecord) {
  v1::Record proto;
  v1::Message* message = proto.mutable_message();
  message->mutable_sent_at()->set_nanos(-1);
  message->set_channel(static_cast<v1::Channel>(99));
  message->set_agent_id(std::string(513, 'a'));
  message->set_tenant("bank-b");
  Record record;
  std::vector<FieldFault> faults;
  EXPECT_FALSE(TakeRecord(&proto, {"bank-a", /*only_tenant=*/true}, "r", &record, &faults));
  EXPECT_THAT(faults, ElementsAre(Field(&FieldFault::field, "r.message.conversation_id"),
                                  Field(&FieldFault::field, "r.message.message_id"),
                                  Field(&FieldFault::field, "r.message.agent_id"),
                                  Field(&FieldFault::field, "r.message.sent_at"),
                                  Field(&FieldFault::field, "r.message.speaker"),
                                  Field(&FieldFault::field, "r.message.channel"),
                                  Field(&FieldFault::field, "r.message.tenant"),
                                  Field(&FieldFault::field, "r.message.text")));
}

TEST(ConvertTest, TakesAnEmptyTextAndAMissingChannel) {
  v1::Record proto = ToProto(Record(FullMessage()));
  proto.mutable_message()->set_text("");
  proto.mutable_message()->clear_channel();
  proto.mutable_message()->clear_tenant();
  Record record;
  std::vector<FieldFault> faults;
  ASSERT_TRUE(TakeRecord(&proto, {}, "record", &record, &faults));
  EXPECT_EQ(std::get<Message>(record).channel, Channel::kOther);
  EXPECT_EQ(std::get<Message>(record).conversation.tenant, kDefaultTenant);
}

TEST(ConvertTest, GivesARecordTheTenantOfItsStream) {
  v1::Record proto = ToProto(Record(FullMessage()));
  proto.mutable_message()->clear_tenant();
  Record record;
  std::vector<FieldFault> faults;
  ASSERT_TRUE(TakeRecord(&proto, {"bank-z", true}, "record", &record, &faults));
  EXPECT_EQ(ConversationOf(record).tenant, "bank-z");
}

TEST(ConvertTest, RefusesARecordThatHoldsNothing) {
  v1::Record proto;
  Record record;
  std::vector<FieldFault> faults;
  EXPECT_FALSE(TakeRecord(&proto, {}, "record", &record, &faults));
  EXPECT_THAT(faults.front().description, HasSubstr("neither a message nor an event"));
}

TEST(ConvertTest, NamesWhatWasNotFound) {
  const google::rpc::Status status =
      ToRpcStatus(absl::NotFoundError("no such ticket"), "ticket", "3f9a1c");
  EXPECT_EQ(status.code(), grpc::StatusCode::NOT_FOUND);
  google::rpc::ResourceInfo info;
  ASSERT_TRUE(status.details(0).UnpackTo(&info));
  EXPECT_EQ(info.resource_name(), "3f9a1c");
}

}  // namespace
}  // namespace mingcha
