#include "ticket/ticket_builder.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "base/json.h"

namespace mingcha {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kStart{Duration(1'760'000'000'000)};

Finding MakeFinding(std::string id, Severity severity, Duration later, bool evasion = false) {
  Finding finding;
  finding.finding_id = std::move(id);
  finding.conversation.conversation_id = "c-1";
  finding.severity = severity;
  finding.at = kStart + later;
  finding.evasion = evasion;
  finding.tags = {"tag-of-" + finding.finding_id};
  return finding;
}

PolicyRow MakeRow(uint8_t priority, std::optional<Duration> deadline) {
  PolicyRow row;
  row.queue = "compliance";
  row.priority = priority;
  row.deadline = deadline;
  row.tags = {"p" + std::to_string(priority)};
  row.actions = {"回访客户"};
  return row;
}

// Adds to a ticket, which the first finding opens.
void Add(const PolicyRow& row, const Finding& finding, std::optional<Ticket>* ticket,
         const TicketPolicy& policy = {}) {
  if (!*ticket) *ticket = NewTicket(row, finding);
  AddFinding(policy, row, finding, &**ticket);
}

TEST(AddFindingTest, OpensATicketForTheFirstFinding) {
  std::optional<Ticket> ticket;
  Add(MakeRow(1, 2h), MakeFinding("f1", Severity::kHigh, 0s), &ticket);
  EXPECT_EQ(ticket->ticket_id, MakeTicketId({"default", "c-1"}, "compliance"));
  EXPECT_EQ(ticket->queue, "compliance");
  EXPECT_EQ(ticket->severity, Severity::kHigh);
  EXPECT_EQ(ticket->priority, 1);
  EXPECT_EQ(ticket->opened_at, kStart);
  EXPECT_EQ(ticket->due_at, kStart + 2h);
  EXPECT_EQ(ticket->tags, (std::set<std::string>{"p1", "tag-of-f1"}));
  EXPECT_EQ(ticket->actions, (std::set<std::string>{"回访客户"}));
  EXPECT_EQ(ticket->finding_ids, (std::vector<std::string>{"f1"}));
}

TEST(AddFindingTest, NeverLowersTheSeverityNorMovesTheDeadlineAway) {
  std::optional<Ticket> ticket;
  Add(MakeRow(0, 1h), MakeFinding("f1", Severity::kCritical, 0s), &ticket);
  Add(MakeRow(3, 24h), MakeFinding("f2", Severity::kLow, 10min), &ticket);
  EXPECT_EQ(ticket->severity, Severity::kCritical);
  EXPECT_EQ(ticket->priority, 0);
  EXPECT_EQ(ticket->due_at, kStart + 1h);
  EXPECT_EQ(ticket->finding_ids, (std::vector<std::string>{"f1", "f2"}));
}

TEST(AddFindingTest, KeepsTheDeadlineWhenARowHasNone) {
  std::optional<Ticket> ticket;
  Add(MakeRow(0, 1h), MakeFinding("f1", Severity::kLow, 0s), &ticket);
  Add(MakeRow(0, std::nullopt), MakeFinding("f2", Severity::kLow, 0s), &ticket);
  EXPECT_EQ(ticket->due_at, kStart + 1h);
}

TEST(AddFindingTest, RaisesTheTicketOfADisguisedFinding) {
  const auto severity_of = [](Severity severity, int levels) {
    TicketPolicy policy;
    policy.raise_on_evasion = levels;
    std::optional<Ticket> ticket;
    Add(MakeRow(1, 1h), MakeFinding("f1", severity, 0s, /*evasion=*/true), &ticket, policy);
    return ticket->severity;
  };
  EXPECT_EQ(severity_of(Severity::kMedium, 1), Severity::kHigh);
  EXPECT_EQ(severity_of(Severity::kMedium, 0), Severity::kMedium);
  EXPECT_EQ(severity_of(Severity::kCritical, 1), Severity::kCritical);
  EXPECT_EQ(severity_of(Severity::kHigh, 3), Severity::kCritical);
}

TEST(AddFindingTest, OpensAClosedTicketAgain) {
  std::optional<Ticket> ticket;
  Add(MakeRow(1, 1h), MakeFinding("f1", Severity::kLow, 0s), &ticket);
  ticket->state = TicketState::kClosed;
  Add(MakeRow(1, 1h), MakeFinding("f2", Severity::kLow, 0s), &ticket);
  EXPECT_EQ(ticket->state, TicketState::kOpen);
}

TEST(AddFindingDeathTest, RefusesATicketOfAnotherConversation) {
  std::optional<Ticket> ticket;
  Add(MakeRow(1, 1h), MakeFinding("f1", Severity::kLow, 0s), &ticket);
  Finding other = MakeFinding("f2", Severity::kLow, 0s);
  other.conversation.conversation_id = "c-2";
  EXPECT_DEATH(AddFinding({}, MakeRow(1, 1h), other, &*ticket), "check failed");
}

// Everything of a ticket that does not name an order.
std::string Unordered(Ticket ticket) {
  std::sort(ticket.finding_ids.begin(), ticket.finding_ids.end());
  return DumpLine(ToJson(ticket));
}

TEST(AddFindingTest, GivesTheSameTicketInEveryOrderOfItsFindings) {
  const std::vector<Finding> findings = {
      MakeFinding("f1", Severity::kMedium, 20min), MakeFinding("f2", Severity::kHigh, 0s, true),
      MakeFinding("f3", Severity::kInfo, 5min, true), MakeFinding("f4", Severity::kLow, 50min)};
  const std::vector<PolicyRow> rows = {MakeRow(2, 1h), MakeRow(3, std::nullopt), MakeRow(0, 10h),
                                       MakeRow(1, 15min)};
  std::vector<size_t> order(findings.size());
  std::iota(order.begin(), order.end(), 0);
  std::string expected;
  do {
    std::optional<Ticket> ticket;
    for (const size_t i : order) Add(rows[i], findings[i], &ticket);
    if (expected.empty()) expected = Unordered(*ticket);
    ASSERT_EQ(Unordered(*ticket), expected);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(MakeTicketIdTest, TellsTenantsConversationsAndQueuesApart) {
  const std::string id = MakeTicketId({"default", "c-1"}, "compliance");
  EXPECT_EQ(id.size(), 64U);
  EXPECT_NE(MakeTicketId({"other", "c-1"}, "compliance"), id);
  EXPECT_NE(MakeTicketId({"default", "c-2"}, "compliance"), id);
  EXPECT_NE(MakeTicketId({"default", "c-1"}, "quality"), id);
  EXPECT_NE(MakeTicketId({"default", "c-1c"}, "ompliance"), id);
}

}  // namespace
}  // namespace mingcha
