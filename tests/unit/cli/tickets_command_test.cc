// The verbs of tickets, on a store that the test fills.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "store/sqlite_store.h"
#include "support/run_cli.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha::cli {
namespace {

using ::testing::AllOf;
using testing::CliOutcome;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using testing::RunProgram;

std::string Id(char digit) { return std::string(64, digit); }

Finding AFinding(char digit, Severity severity) {
  Finding finding;
  finding.finding_id = Id(digit);
  finding.rule_id = "mkt.a.principal";
  finding.title = "承诺保本";
  finding.pack = "small@1";
  finding.pack_digest = "sha256:" + Id('0');
  finding.severity = severity;
  finding.category = "prohibited_wording";
  finding.subject = {SubjectKind::kMessage, "m-1"};
  finding.conversation.conversation_id = "c-1";
  finding.message_id = "m-1";
  finding.at = *ParseTimestamp("2026-11-16T02:00:05Z");
  finding.evidence = {{"m-1", Id('e'), {0, 6}, "保本", View::kFolded}};
  finding.suggestion = "本产品不保证本金和收益。";
  return finding;
}

class TicketsCommandTest : public ::testing::Test {
 protected:
  TicketsCommandTest() {
    auto store = SqliteStore::Open(path_, SqliteStore::Options());
    EXPECT_THAT(store, IsOk());
    auto transaction = (*store)->Begin();
    EXPECT_THAT(transaction, IsOk());
    Put(**transaction, "compliance", '1', Severity::kCritical, {'a', 'b'});
    Put(**transaction, "quality", '2', Severity::kLow, {'c'});
    EXPECT_THAT((*transaction)->Commit(), IsOk());
  }

  static void Put(StoreTransaction& transaction, const std::string& queue, char ticket_digit,
                  Severity severity, const std::vector<char>& findings) {
    Ticket ticket;
    ticket.ticket_id = Id(ticket_digit);
    ticket.conversation.conversation_id = "c-1";
    ticket.queue = queue;
    ticket.severity = severity;
    ticket.priority = 1;
    ticket.actions = {"人工复核"};
    ticket.opened_at = *ParseTimestamp("2026-11-16T02:00:05Z");
    ticket.due_at = *ParseTimestamp("2026-11-16T03:00:05Z");
    for (const char digit : findings) {
      EXPECT_THAT(transaction.InsertFinding(AFinding(digit, severity)), IsOk());
      ticket.finding_ids.push_back(Id(digit));
    }
    EXPECT_THAT(transaction.PutTicket(ticket), IsOk());
  }

  CliOutcome Tickets(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "tickets");
    arguments.insert(arguments.end(), {"--store", path_.string()});
    return RunProgram(arguments);
  }

  const testing::TempDir directory_;
  const std::filesystem::path path_ = directory_.path() / "mingcha.db";
};

TEST_F(TicketsCommandTest, ListsTicketsWithTheirDeadlines) {
  const CliOutcome run = Tickets({"list"});
  EXPECT_EQ(run.exit_code, kExitDone);
  EXPECT_THAT(run.out, AllOf(HasSubstr("111111111111"), HasSubstr("compliance"),
                             HasSubstr("222222222222"), HasSubstr("due 2026-11-16")));
  EXPECT_THAT(run.err, HasSubstr("2 tickets"));
}

TEST_F(TicketsCommandTest, ListsOnlyWhatTheFiltersLetThrough) {
  EXPECT_THAT(Tickets({"list", "--queue", "quality"}).out,
              AllOf(HasSubstr("2222"), Not(HasSubstr("1111"))));
  EXPECT_THAT(Tickets({"list", "--severity", "high"}).out,
              AllOf(HasSubstr("1111"), Not(HasSubstr("2222"))));
  EXPECT_EQ(Tickets({"list", "--state", "closed"}).out, "");
  EXPECT_EQ(Tickets({"list", "--tenant", "nobody"}).out, "");
  EXPECT_THAT(Tickets({"list", "--limit", "1"}).err, HasSubstr("--limit"));
}

TEST_F(TicketsCommandTest, ListsAsJsonLines) {
  const CliOutcome run = Tickets({"list", "--queue", "quality", "--format", "jsonl"});
  const auto json = ParseJson(run.out);
  ASSERT_THAT(json, IsOk());
  EXPECT_EQ(StringMember(*json, "ticket_id"), Id('2'));
}

TEST_F(TicketsCommandTest, ShowsATicketByTheBeginningOfItsId) {
  const CliOutcome run = Tickets({"show", "111111"});
  EXPECT_EQ(run.exit_code, kExitDone);
  EXPECT_THAT(run.out, AllOf(HasSubstr("【保本】"), HasSubstr("本产品不保证本金和收益"),
                             HasSubstr("人工复核"), HasSubstr("时限")));
}

TEST_F(TicketsCommandTest, ExitsWithFourForATicketThatIsNotThere) {
  const CliOutcome run = Tickets({"show", "999999"});
  EXPECT_EQ(run.exit_code, kExitInputError);
  EXPECT_EQ(run.out, "");
}

TEST_F(TicketsCommandTest, RecordsAVerdictThatIsShownAfterwards) {
  EXPECT_EQ(Tickets({"verdict", "111111", "aaaaaa", "false_positive", "--reviewer", "li.na",
                     "--note", "说的是国债"})
                .exit_code,
            kExitDone);
  const CliOutcome run = Tickets({"show", "111111", "--format", "jsonl"});
  const auto json = ParseJson(run.out);
  ASSERT_THAT(json, IsOk());
  ASSERT_EQ((*json)["verdicts"].size(), 1U);
  EXPECT_EQ(StringMember((*json)["verdicts"][0], "reviewer"), "li.na");
  EXPECT_THAT(Tickets({"show", "111111"}).out,
              AllOf(HasSubstr("误报 false_positive"), HasSubstr("说的是国债")));
}

TEST_F(TicketsCommandTest, RefusesAVerdictOnNoFindingOfTheTicket) {
  EXPECT_EQ(Tickets({"verdict", "111111", "cccccc", "confirmed", "--reviewer", "x"}).exit_code,
            kExitInputError);
}

TEST_F(TicketsCommandTest, ExitsWithTwoWithoutAReviewerOrAKnownVerdict) {
  EXPECT_EQ(Tickets({"verdict", "111111", "aaaaaa", "confirmed"}).exit_code, kExitUsage);
  EXPECT_EQ(Tickets({"verdict", "111111", "aaaaaa", "maybe", "--reviewer", "x"}).exit_code,
            kExitUsage);
}

TEST_F(TicketsCommandTest, DoesNotMakeAStoreThatIsNotThere) {
  const std::filesystem::path missing = directory_.path() / "missing.db";
  const CliOutcome run = RunProgram({"tickets", "list", "--store", missing.string()});
  EXPECT_EQ(run.exit_code, kExitInputError);
  EXPECT_THAT(run.err, HasSubstr("missing.db"));
  EXPECT_FALSE(std::filesystem::exists(missing));
}

}  // namespace
}  // namespace mingcha::cli
