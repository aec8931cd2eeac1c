#include "pipeline/ticket_merge.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "base/json.h"
#include "support/memory_store.h"
#include "support/scripted_scan.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MergeIntoTicketTest : public ::testing::Test {
 protected:
  MergeIntoTicketTest() {
    PolicyRow row;
    row.id = "wording";
    row.when.categories = {"prohibited_wording"};
    row.queue = "compliance";
    row.priority = 1;
    policy_.rows.push_back(row);
  }

  Finding MakeFinding(const std::string& id) {
    Finding finding;
    finding.finding_id = id;
    finding.rule_id = "mkt.promise";
    finding.category = "prohibited_wording";
    finding.severity = Severity::kHigh;
    finding.conversation.conversation_id = "c-1";
    finding.at = At(seconds(0));
    return finding;
  }

  void Merge(const Finding& finding) {
    auto transaction = store_.Begin();
    ASSERT_THAT(transaction, IsOk());
    ASSERT_THAT(MergeIntoTicket(policy_, finding, **transaction), IsOk());
    ASSERT_THAT((*transaction)->Commit(), IsOk());
  }

  TicketPolicy policy_;
  MemoryStore store_;
};

TEST_F(MergeIntoTicketTest, OpensOneTicketForAConversationAndQueue) {
  Merge(MakeFinding("f-1"));
  Merge(MakeFinding("f-2"));
  const MemoryStore::Data data = store_.data();
  ASSERT_THAT(data.tickets, SizeIs(1));
  const Ticket& ticket = data.tickets.begin()->second;
  EXPECT_EQ(ticket.queue, "compliance");
  EXPECT_THAT(ticket.finding_ids, ElementsAre("f-1", "f-2"));

  ASSERT_THAT(data.outbox, SizeIs(2));
  EXPECT_EQ(data.outbox[0].kind, "ticket.opened");
  EXPECT_EQ(data.outbox[1].kind, "ticket.changed");
  EXPECT_EQ(data.outbox[1].ticket_id, ticket.ticket_id);
  EXPECT_EQ(data.outbox[1].payload, DumpLine(ToJson(ticket)));
}

TEST_F(MergeIntoTicketTest, MarksNoTicketForARuleThatIsNotStable) {
  Finding finding = MakeFinding("f-1");
  finding.rule_status = RuleStatus::kTest;
  Merge(finding);
  EXPECT_THAT(store_.data().tickets, IsEmpty());
}

TEST_F(MergeIntoTicketTest, MarksNoTicketThatThePolicyDoesNotAskFor) {
  Finding finding = MakeFinding("f-1");
  finding.category = "complaint";
  Merge(finding);
  EXPECT_THAT(store_.data().tickets, IsEmpty());
  EXPECT_THAT(store_.data().outbox, IsEmpty());
}

}  // namespace
}  // namespace mingcha::testing
