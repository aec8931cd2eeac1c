#include "pipeline/ticket_merge.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "base/json.h"
#include "support/memory_store.h"
#include "support/scripted_scan.h"
#include "support/status_matchers.h"
#include "ticket/ticket_builder.h"

namespace mingcha::testing {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TicketMergeTest : public ::testing::Test {
 protected:
  TicketMergeTest() {
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

  // In one transaction.
  void Merge(const std::vector<Finding>& findings) {
    auto transaction = store_.Begin();
    ASSERT_THAT(transaction, IsOk());
    TicketMerge merge(&policy_, transaction->get(), &notice_);
    for (const Finding& finding : findings) ASSERT_THAT(merge.Add(finding), IsOk());
    ASSERT_THAT(merge.Finish(), IsOk());
    ASSERT_THAT((*transaction)->Commit(), IsOk());
  }

  TicketPolicy policy_;
  MemoryStore store_;
  CalendarNotice notice_;
};

TEST_F(TicketMergeTest, OpensOneTicketForAConversationAndQueue) {
  Merge({MakeFinding("f-1")});
  Merge({MakeFinding("f-2")});
  const MemoryStore::Data data = store_.data();
  ASSERT_THAT(data.tickets, SizeIs(1));
  const Ticket& ticket = data.tickets.begin()->second;
  EXPECT_EQ(ticket.queue, "compliance");
  EXPECT_THAT(ticket.finding_ids, ElementsAre("f-1", "f-2"));

  ASSERT_THAT(data.outbox, SizeIs(2));
  EXPECT_EQ(data.outbox[0].kind, "ticket.opened");
  EXPECT_EQ(data.outbox[1].kind, "ticket.changed");
  EXPECT_EQ(data.outbox[1].ticket_id, ticket.ticket_id);
  const auto payload = ParseJson(data.outbox[1].payload);
  ASSERT_THAT(payload, IsOk());
  EXPECT_EQ(IntMember(*payload, "revision"), 2);
  EXPECT_FALSE(payload->contains("finding_ids")) << "there may be very many";
  EXPECT_EQ(payload->at("added_finding_ids"), Json::array({"f-2"}));
}

TEST_F(TicketMergeTest, TellsOfATicketOnceInATransaction) {
  std::vector<Finding> findings = {MakeFinding("f-1"), MakeFinding("f-2"), MakeFinding("f-3")};
  findings[1].at = At(seconds(9));
  findings.push_back(MakeFinding("f-4"));
  findings.back().conversation.conversation_id = "c-2";
  Merge(findings);
  const MemoryStore::Data data = store_.data();
  EXPECT_THAT(data.tickets, SizeIs(2));
  ASSERT_THAT(data.outbox, SizeIs(2));
  const Ticket& ticket = data.tickets.at(MakeTicketId({"default", "c-1"}, "compliance"));
  EXPECT_THAT(ticket.finding_ids, ElementsAre("f-1", "f-2", "f-3"));
  EXPECT_EQ(ticket.revision, 3) << "one for each finding, however they were shared out";
  for (const OutboxRow& row : data.outbox) {
    EXPECT_EQ(row.kind, "ticket.opened");
    if (row.ticket_id == ticket.ticket_id) {
      EXPECT_EQ(row.at, At(seconds(9)));
      EXPECT_EQ(ParseJson(row.payload)->at("added_finding_ids"),
                Json::array({"f-1", "f-2", "f-3"}));
    }
  }
}

TEST_F(TicketMergeTest, WritesOfALargeTicketOnlyWhatIsAdded) {
  size_t first_bytes = 0;
  for (int i = 0; i < 200; ++i) {
    Merge({MakeFinding("f-" + std::to_string(1000 + i))});
    const size_t bytes = store_.data().outbox.back().payload.size();
    if (i == 0) first_bytes = bytes;
    EXPECT_LE(bytes, first_bytes + 8);
  }
  EXPECT_THAT(store_.data().tickets.begin()->second.finding_ids, SizeIs(200));
}

TEST_F(TicketMergeTest, CountsDeadlinesThatTheCalendarDoesNotQuiteKnow) {
  const Date first = std::chrono::year(2027) / 1 / 1;
  policy_.service = std::make_shared<const ServicePlan>(
      WorkCalendar(std::chrono::hours(8),
                   {{.year = 2026}, {.year = 2027, .provisional = true, .holidays = {first}}}),
      ServicePlan::Hours(), std::vector<ServicePlan::Served>());
  policy_.rows[0].deadlines.push_back({*ParseTimeLimit("1wd"), {}});
  const auto merge_at = [&](const std::string& id, const char* time) {
    Finding finding = MakeFinding(id);
    finding.at = ParseTimestamp(time).value();
    Merge({finding});
  };
  // Due with the end of the 31st, which is still the year that is known.
  merge_at("f-1", "2026-12-30T10:00:00+08:00");
  EXPECT_EQ(notice_.provisional(), 0U);
  merge_at("f-2", "2026-12-31T10:00:00+08:00");
  EXPECT_EQ(notice_.provisional(), 1U);
  merge_at("f-3", "2028-02-01T10:00:00+08:00");
  EXPECT_EQ(notice_.unknown(), 1U);
}

TEST_F(TicketMergeTest, MarksNoTicketForARuleThatIsNotStable) {
  Finding finding = MakeFinding("f-1");
  finding.rule_status = RuleStatus::kTest;
  Merge({finding});
  EXPECT_THAT(store_.data().tickets, IsEmpty());
}

TEST_F(TicketMergeTest, MarksNoTicketThatThePolicyDoesNotAskFor) {
  Finding finding = MakeFinding("f-1");
  finding.category = "complaint";
  Merge({finding});
  EXPECT_THAT(store_.data().tickets, IsEmpty());
  EXPECT_THAT(store_.data().outbox, IsEmpty());
}

}  // namespace
}  // namespace mingcha::testing
