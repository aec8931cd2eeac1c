#include <algorithm>

#include <gtest/gtest.h>

#include "mingcha/finding.h"

namespace mingcha {
namespace {

Message Promise() {
  Message message;
  message.conversation.conversation_id = "c-1";
  message.message_id = "m-7";
  message.text = "本产品保本保息";
  return message;
}

Finding PromiseFinding() {
  Finding finding;
  finding.conversation.conversation_id = "c-1";
  finding.subject = {SubjectKind::kMessage, "m-7"};
  finding.rule_id = "mkt.guarantee.principal";
  for (const ByteSpan span : {ByteSpan{9, 15}, ByteSpan{15, 21}}) {
    Evidence evidence;
    evidence.message_id = "m-7";
    evidence.message_identity = MakeMessageIdentity(Promise());
    evidence.original = span;
    finding.evidence.push_back(evidence);
  }
  return finding;
}

// Ids stand in stores and tickets: these two values were computed apart from this code, and may
// never change without a new version in the hashed list.
TEST(MakeFindingIdTest, StaysTheSameInEveryRelease) {
  EXPECT_EQ(MakeMessageIdentity(Promise()),
            "a60af38158a2df5a1813ca08b0b3f3583663975f56c18206c93c9cda6303d13f");
  EXPECT_EQ(MakeFindingId(PromiseFinding()),
            "392c14465360207873dce74126ff64492f7e3ace884a1a012b1d221f63851850");
}

TEST(MakeFindingIdTest, DoesNotDependOnTheOrderOfTheEvidence) {
  Finding finding = PromiseFinding();
  std::reverse(finding.evidence.begin(), finding.evidence.end());
  EXPECT_EQ(MakeFindingId(finding), MakeFindingId(PromiseFinding()));
}

TEST(MakeFindingIdTest, DoesNotDependOnViewQuoteOrPack) {
  Finding finding = PromiseFinding();
  finding.pack = "finance-cn@2027.01";
  finding.pack_digest = "sha256:1";
  finding.severity = Severity::kCritical;
  finding.evidence[0].view = View::kCompact;
  finding.evidence[0].quote = "保*本";
  EXPECT_EQ(MakeFindingId(finding), MakeFindingId(PromiseFinding()));
}

TEST(MakeFindingIdTest, TellsTenantsRulesSubjectsAndPlacesApart) {
  const std::string id = MakeFindingId(PromiseFinding());
  Finding finding = PromiseFinding();
  finding.conversation.tenant = "bank-b";
  EXPECT_NE(MakeFindingId(finding), id);
  finding = PromiseFinding();
  finding.rule_id = "mkt.guarantee.interest";
  EXPECT_NE(MakeFindingId(finding), id);
  finding = PromiseFinding();
  finding.subject.key = "m-8";
  EXPECT_NE(MakeFindingId(finding), id);
  finding = PromiseFinding();
  finding.subject.kind = SubjectKind::kConversation;
  EXPECT_NE(MakeFindingId(finding), id);
  finding = PromiseFinding();
  finding.evidence[1].original.end = 22;
  EXPECT_NE(MakeFindingId(finding), id);
}

TEST(MakeMessageIdentityTest, TellsAnEditedMessageFromTheFirst) {
  Message edited = Promise();
  edited.text += "。";
  EXPECT_NE(MakeMessageIdentity(edited), MakeMessageIdentity(Promise()));
}

TEST(MakeMessageIdentityTest, DoesNotDependOnTheTimeOrTheSpeaker) {
  Message again = Promise();
  again.sent_at += std::chrono::seconds(5);
  again.speaker = Speaker::kAgent;
  again.seq = 9;
  EXPECT_EQ(MakeMessageIdentity(again), MakeMessageIdentity(Promise()));
}

}  // namespace
}  // namespace mingcha
