#include <gtest/gtest.h>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/scan_result.h"
#include "mingcha/severity.h"
#include "mingcha/ticket.h"

namespace mingcha {
namespace {

// Every value from 0 to `last` has a name of its own that reads back as the value.
template <typename Enum>
void ExpectNamesReadBack(Enum last, std::optional<Enum> (*parse)(std::string_view)) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    const auto value = static_cast<Enum>(i);
    EXPECT_EQ(parse(ToString(value)), value) << ToString(value);
  }
  EXPECT_FALSE(parse(""));
  EXPECT_FALSE(parse("no_such_name"));
}

TEST(VocabularyTest, ReadsBackEveryNameItWrites) {
  ExpectNamesReadBack(Severity::kCritical, &ParseSeverity);
  ExpectNamesReadBack(RuleStatus::kDeprecated, &ParseRuleStatus);
  ExpectNamesReadBack(Speaker::kSystem, &ParseSpeaker);
  ExpectNamesReadBack(Channel::kOther, &ParseChannel);
  ExpectNamesReadBack(EventKind::kClosed, &ParseEventKind);
  ExpectNamesReadBack(View::kJoined, &ParseView);
  ExpectNamesReadBack(Guard::kLawful, &ParseGuard);
  ExpectNamesReadBack(SubjectKind::kTenant, &ParseSubjectKind);
  ExpectNamesReadBack(EvasionKind::kSilence, &ParseEvasionKind);
  ExpectNamesReadBack(TicketState::kClosed, &ParseTicketState);
  ExpectNamesReadBack(VerdictKind::kAcceptable, &ParseVerdictKind);
}

TEST(VocabularyTest, SpellsNamesAsTheContractsDo) {
  EXPECT_EQ(ToString(Severity::kCritical), "critical");
  EXPECT_EQ(ToString(Channel::kOnlineChat), "online_chat");
  EXPECT_EQ(ToString(EventKind::kTransferRequested), "transfer_requested");
  EXPECT_EQ(ToString(VerdictKind::kFalsePositive), "false_positive");
  EXPECT_EQ(ToString(IncompleteReason::kTextTooLong), "text_too_long");
}

TEST(ConversationKeyTest, HashesTheTenantToo) {
  EXPECT_NE(StableHash({"a", "c-1"}), StableHash({"b", "c-1"}));
  EXPECT_NE(StableHash({"a", "bc"}), StableHash({"ab", "c"}));
}

TEST(RecordTest, KnowsItsConversationAndTimeWhateverItsKind) {
  Message message;
  message.conversation.conversation_id = "c-1";
  message.sent_at = Timestamp(Duration(5));
  ConversationEvent event;
  event.conversation.conversation_id = "c-2";
  event.at = Timestamp(Duration(7));
  EXPECT_EQ(ConversationOf(Record(message)).conversation_id, "c-1");
  EXPECT_EQ(TimeOf(Record(message)), message.sent_at);
  EXPECT_EQ(ConversationOf(Record(event)).conversation_id, "c-2");
  EXPECT_EQ(TimeOf(Record(event)), event.at);
}

}  // namespace
}  // namespace mingcha
