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

NamedLimit Lasting(Duration duration) {
  NamedLimit deadline;
  deadline.limit.duration = duration;
  return deadline;
}

PolicyRow MakeRow(uint8_t priority, std::optional<Duration> deadline) {
  PolicyRow row;
  row.queue = "compliance";
  row.priority = priority;
  if (deadline) row.deadlines.push_back(Lasting(*deadline));
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

// Monday to Friday from 9 to 12; bank-a has a setting that others have not.
TicketPolicy MakeServicePolicy() {
  std::array<ServiceHours::Day, kDayKinds> days;
  for (size_t day = 0; day < 5; ++day) days[day] = {{9h, 12h}};
  TicketPolicy policy;
  policy.queues = {{"compliance", "合规", "mornings"}};
  policy.service = std::make_shared<const ServicePlan>(
      WorkCalendar(8h, {}), ServicePlan::Hours{{"mornings", ServiceHours(days)}},
      std::vector<ServicePlan::Served>());
  policy.settings = std::make_shared<const Settings>(
      Settings::Values(), std::map<std::string, Settings::Values, std::less<>>{
                              {"bank-a", {{"first", *ParseSetting("1h")}}}});
  return policy;
}

PolicyRow MakeRowWith(const std::vector<std::string>& limits, const std::string& setting = {}) {
  PolicyRow row = MakeRow(1, std::nullopt);
  for (const std::string& limit : limits) row.deadlines.push_back({*ParseTimeLimit(limit), {}});
  if (!setting.empty()) row.deadlines.push_back({{}, setting});
  return row;
}

// A Friday, 11:00 in the zone of the calendar.
Finding MakeFridayFinding(const std::string& tenant = "default") {
  Finding finding = MakeFinding("f1", Severity::kLow, 0s);
  finding.at = ParseTimestamp("2026-11-20T11:00:00+08:00").value();
  finding.conversation.tenant = tenant;
  return finding;
}

std::string DueAt(const TicketPolicy& policy, const PolicyRow& row, const Finding& finding) {
  const std::optional<Due> due = DueOf(policy, row, finding);
  return due ? FormatTimestamp(due->at + 8h) : "never";
}

TEST(DueOfTest, CountsWorkdays) {
  const TicketPolicy policy = MakeServicePolicy();
  const Finding friday = MakeFridayFinding();
  EXPECT_EQ(DueAt(policy, MakeRowWith({"1wd"}), friday), "2026-11-24T00:00:00.000Z");
  EXPECT_EQ(DueAt(policy, MakeRowWith({"1wd@09:30"}), friday), "2026-11-23T09:30:00.000Z");
  EXPECT_EQ(DueAt(policy, MakeRowWith({"24h"}), friday), "2026-11-21T11:00:00.000Z");
}

TEST(DueOfTest, TheEarliestDeadlineHolds) {
  const TicketPolicy policy = MakeServicePolicy();
  EXPECT_EQ(DueAt(policy, MakeRowWith({"2wd", "48h", "3wd"}), MakeFridayFinding()),
            "2026-11-22T11:00:00.000Z");
}

TEST(DueOfTest, ASettingIsThatOfTheTenant) {
  const TicketPolicy policy = MakeServicePolicy();
  const PolicyRow row = MakeRowWith({"24h"}, "first");
  EXPECT_EQ(DueAt(policy, row, MakeFridayFinding("bank-a")), "2026-11-20T12:00:00.000Z");
  EXPECT_EQ(DueAt(policy, row, MakeFridayFinding("bank-b")), "2026-11-21T11:00:00.000Z");
  EXPECT_EQ(DueAt(policy, MakeRowWith({}, "first"), MakeFridayFinding("bank-b")), "never");
}

TEST(DueOfTest, LengthsOfTimeRunByTheClockOfTheQueue) {
  const TicketPolicy policy = MakeServicePolicy();
  PolicyRow row = MakeRowWith({"2h"});
  row.clock = ClockKind::kServiceHours;
  EXPECT_EQ(DueAt(policy, row, MakeFridayFinding()), "2026-11-23T10:00:00.000Z");
  row.clock = ClockKind::kWorkday;
  EXPECT_EQ(DueAt(policy, row, MakeFridayFinding()), "2026-11-20T13:00:00.000Z");
  // Workdays are workdays.
  row = MakeRowWith({"1wd"});
  row.clock = ClockKind::kServiceHours;
  EXPECT_EQ(DueAt(policy, row, MakeFridayFinding()), "2026-11-24T00:00:00.000Z");
}

TEST(DueOfTest, SaysHowWellTheDaysAreKnown) {
  const TicketPolicy policy = MakeServicePolicy();
  EXPECT_EQ(DueOf(policy, MakeRowWith({"1wd"}), MakeFridayFinding())->certainty,
            CalendarCertainty::kUnknown);
  // Natural time asks no calendar.
  EXPECT_EQ(DueOf(policy, MakeRowWith({"24h"}), MakeFridayFinding())->certainty,
            CalendarCertainty::kOfficial);
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
