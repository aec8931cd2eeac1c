#include "store/sqlite_store.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "support/temp_dir.h"
#include "unit/store/store_fixtures.h"

namespace mingcha {
namespace {

using ::mingcha::testing::FindingIds;
using ::mingcha::testing::IsOk;
using ::mingcha::testing::kStart;
using ::mingcha::testing::MakeFinding;
using ::mingcha::testing::MakeTicket;
using ::mingcha::testing::OpenStore;
using ::mingcha::testing::StatusIs;
using ::mingcha::testing::StoreFinding;
using ::mingcha::testing::StoreTickets;
using ::mingcha::testing::TempDir;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SqliteStoreTest : public ::testing::Test {
 protected:
  const TempDir folder_;
  const std::filesystem::path path_ = folder_.path() / "deep" / "store.db";
  std::unique_ptr<SqliteStore> store_ = OpenStore(path_);

  // What the outbox holds, as "kind ticket payload", in its order.
  std::vector<std::string> Outbox() {
    std::vector<std::string> rows;
    auto database = Database::Open(path_, Duration(0));
    auto query = database->Query("SELECT kind, ticket_id, payload FROM outbox ORDER BY sequence");
    EXPECT_THAT(query, IsOk());
    while (*query->Step()) {
      rows.push_back(query->Text(0) + " " + query->Text(1) + " " + query->Text(2));
    }
    return rows;
  }
};

TEST_F(SqliteStoreTest, MakesTheFoldersAndAFileThatOnlyItsOwnerReads) {
  ASSERT_THAT(StoreFinding("f1", store_.get()), IsOk());
  for (const auto& entry : std::filesystem::directory_iterator(path_.parent_path())) {
    EXPECT_EQ(entry.status().permissions(), std::filesystem::perms{0600}) << entry.path();
  }
}

TEST_F(SqliteStoreTest, GivesRisingSequencesAndReadsFindingsBackWhole) {
  const auto transaction = store_->Begin();
  ASSERT_THAT(transaction, IsOk());
  Finding finding = MakeFinding("f1");
  finding.evidence.push_back({"m-1", "", {0, 6}, "保本", View::kCompact});
  const auto first = (*transaction)->InsertFinding(finding);
  const auto second = (*transaction)->InsertFinding(MakeFinding("f2"));
  ASSERT_THAT((*transaction)->Commit(), IsOk());
  ASSERT_TRUE(*first && *second);
  EXPECT_LT(**first, **second);

  const auto stored = store_->ListFindings(0, 10);
  ASSERT_THAT(stored, IsOk());
  ASSERT_EQ(stored->size(), 2U);
  EXPECT_EQ(stored->at(0).sequence, **first);
  EXPECT_EQ(DumpLine(ToJson(stored->at(0).finding)), DumpLine(ToJson(finding)));
  EXPECT_EQ(*store_->LastSequence(), **second);
}

TEST_F(SqliteStoreTest, ListsFindingsBehindASequenceInPages) {
  for (const char* id : {"f1", "f2", "f3"}) ASSERT_THAT(StoreFinding(id, store_.get()), IsOk());
  const auto first = store_->ListFindings(0, 2);
  ASSERT_EQ(first->size(), 2U);
  const auto rest = store_->ListFindings(first->back().sequence, 2);
  ASSERT_EQ(rest->size(), 1U);
  EXPECT_EQ(rest->at(0).finding.finding_id, "f3");
}

TEST_F(SqliteStoreTest, ChangesNothingForAFindingThatIsThereAlready) {
  ASSERT_THAT(StoreFinding("f1", store_.get()), IsOk());
  const auto transaction = store_->Begin();
  Finding changed = MakeFinding("f1");
  changed.title = "another title";
  const auto sequence = (*transaction)->InsertFinding(changed);
  ASSERT_THAT(sequence, IsOk());
  EXPECT_EQ(*sequence, std::nullopt);
  ASSERT_THAT((*transaction)->Commit(), IsOk());
  EXPECT_EQ(store_->GetFinding("f1")->finding.title, "承诺保本");
}

TEST_F(SqliteStoreTest, DoesNotFindAFindingThatIsNotThere) {
  EXPECT_THAT(store_->GetFinding("f9"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("f9")));
  EXPECT_EQ(*store_->LastSequence(), 0);
}

TEST_F(SqliteStoreTest, ChangesNothingByATransactionThatIsNotCommitted) {
  {
    const auto transaction = store_->Begin();
    ASSERT_THAT((*transaction)->InsertFinding(MakeFinding("f1")), IsOk());
    ASSERT_THAT((*transaction)->PutTicket(MakeTicket("t1", {"f1"})), IsOk());
    ASSERT_THAT((*transaction)->PutConversation({{"default", "c-1"}, "state"}), IsOk());
    ASSERT_THAT((*transaction)->InsertOutbox({0, "ticket.opened", "t1", "{}", kStart}), IsOk());
  }
  EXPECT_THAT(FindingIds(store_.get()), IsEmpty());
  EXPECT_THAT(*store_->ListTickets({}), IsEmpty());
  EXPECT_THAT(Outbox(), IsEmpty());
  EXPECT_THAT(StoreFinding("f1", store_.get()), IsOk());
}

TEST_F(SqliteStoreTest, RefusesEverythingInATransactionThatIsOver) {
  const auto transaction = store_->Begin();
  ASSERT_THAT((*transaction)->Commit(), IsOk());
  EXPECT_THAT((*transaction)->InsertFinding(MakeFinding("f1")),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("over")));
  EXPECT_THAT((*transaction)->Commit(), StatusIs(absl::StatusCode::kFailedPrecondition, _));
}

TEST_F(SqliteStoreTest, RefusesATicketWhoseFindingIsNotStored) {
  const auto transaction = store_->Begin();
  ASSERT_THAT((*transaction)->PutTicket(MakeTicket("t1", {"f9"})), IsOk());
  EXPECT_THAT((*transaction)->Commit(), StatusIs(absl::StatusCode::kFailedPrecondition, _));
}

TEST_F(SqliteStoreTest, ReplacesATicketAndAddsItsNewFindings) {
  ASSERT_THAT(StoreTickets({MakeTicket("t1", {"f2", "f1"})}, store_.get()), IsOk());
  Ticket ticket = MakeTicket("t1", {"f1", "f0"});
  ticket.severity = Severity::kCritical;
  ticket.revision = 2;
  ASSERT_THAT(StoreTickets({ticket}, store_.get()), IsOk());

  const auto transaction = store_->Begin();
  const auto found = (*transaction)->FindTicket("t1");
  ASSERT_THAT(found, IsOk());
  ticket.finding_ids = {};
  EXPECT_EQ(DumpLine(ToJson(**found)), DumpLine(ToJson(ticket)));
  EXPECT_EQ(*(*transaction)->FindTicket("t2"), std::nullopt);
  EXPECT_THAT(store_->GetTicket("t1")->finding_ids, ElementsAre("f2", "f1", "f0"));
  EXPECT_THAT(store_->ListTickets({})->at(0).finding_ids, ElementsAre("f2", "f1", "f0"));
  const auto findings = store_->FindingsOf("t1");
  ASSERT_THAT(findings, IsOk());
  std::vector<std::string> ids;
  for (const Finding& finding : *findings) ids.push_back(finding.finding_id);
  EXPECT_THAT(ids, ElementsAre("f2", "f1", "f0"));
  EXPECT_THAT(*store_->FindingsOf("t2"), IsEmpty());
}

TEST_F(SqliteStoreTest, SeesItsOwnChangesInsideATransaction) {
  const auto transaction = store_->Begin();
  ASSERT_THAT((*transaction)->InsertFinding(MakeFinding("f1")), IsOk());
  ASSERT_THAT((*transaction)->PutTicket(MakeTicket("t1", {"f1"})), IsOk());
  EXPECT_TRUE((*transaction)->FindTicket("t1")->has_value());
}

TEST_F(SqliteStoreTest, ReadsWithoutWaitingForTheTransactionThatLives) {
  ASSERT_THAT(StoreFinding("f1", store_.get()), IsOk());
  const auto transaction = store_->Begin();
  ASSERT_THAT((*transaction)->InsertFinding(MakeFinding("f2")), IsOk());
  EXPECT_THAT(FindingIds(store_.get()), ElementsAre("f1"));
  ASSERT_THAT((*transaction)->Commit(), IsOk());
  EXPECT_THAT(FindingIds(store_.get()), ElementsAre("f1", "f2"));
}

TEST_F(SqliteStoreTest, LetsOneTransactionLiveAtATime) {
  auto transaction = store_->Begin();
  EXPECT_THAT(store_->Begin(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("another transaction")));
  transaction->reset();
  EXPECT_THAT(store_->Begin(), IsOk());
}

TEST_F(SqliteStoreTest, ServesReadersAndAWriterOnSeveralThreads) {
  constexpr int kFindings = 50;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    int64_t last = 0;
    while (!done) {
      const auto sequence = store_->LastSequence();
      ASSERT_THAT(sequence, IsOk());
      ASSERT_GE(*sequence, last);
      last = *sequence;
      ASSERT_EQ(store_->ListFindings(0, 1000)->size() >= static_cast<size_t>(last), true);
    }
  });
  for (int i = 0; i < kFindings; ++i) {
    EXPECT_THAT(StoreFinding("f" + std::to_string(i), store_.get()), IsOk());
  }
  done = true;
  reader.join();
  EXPECT_EQ(*store_->LastSequence(), kFindings);
}

// Sorted by priority, then severity, then deadline, then id.
std::vector<Ticket> TicketsInOrder() {
  std::vector<Ticket> tickets;
  const auto add = [&](std::string id, uint8_t priority, Severity severity,
                       std::optional<Duration> due) {
    Ticket ticket = MakeTicket(std::move(id), {});
    ticket.priority = priority;
    ticket.severity = severity;
    if (due) ticket.due_at = kStart + *due;
    tickets.push_back(ticket);
  };
  add("e", 0, Severity::kLow, Duration(9));
  add("d", 1, Severity::kCritical, Duration(9));
  add("c", 1, Severity::kHigh, Duration(5));
  add("a", 1, Severity::kHigh, Duration(7));
  add("b", 1, Severity::kHigh, Duration(7));
  add("f", 1, Severity::kHigh, std::nullopt);
  add("g", 2, Severity::kCritical, Duration(1));
  return tickets;
}

std::string Ids(const absl::StatusOr<std::vector<Ticket>>& tickets) {
  EXPECT_THAT(tickets, IsOk());
  std::string ids;
  if (tickets.ok()) {
    for (const Ticket& ticket : *tickets) ids += ticket.ticket_id;
  }
  return ids;
}

TEST_F(SqliteStoreTest, ListsTheMostUrgentTicketsFirst) {
  std::vector<Ticket> tickets = TicketsInOrder();
  std::reverse(tickets.begin(), tickets.end());
  ASSERT_THAT(StoreTickets(tickets, store_.get()), IsOk());
  EXPECT_EQ(Ids(store_->ListTickets({})), "edcabfg");
}

TEST_F(SqliteStoreTest, GoesOnBehindATicketWhateverTheSizeOfThePage) {
  ASSERT_THAT(StoreTickets(TicketsInOrder(), store_.get()), IsOk());
  for (size_t limit = 1; limit <= 8; ++limit) {
    TicketFilter filter;
    filter.limit = limit;
    std::string ids;
    while (true) {
      const std::string page = Ids(store_->ListTickets(filter));
      if (page.empty()) break;
      ids += page;
      filter.after_ticket_id = page.back();
    }
    EXPECT_EQ(ids, "edcabfg") << "pages of " << limit;
  }
  TicketFilter filter;
  filter.after_ticket_id = "none";
  EXPECT_THAT(store_->ListTickets(filter), StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(SqliteStoreTest, ListsWhatTheFilterAsksFor) {
  std::vector<Ticket> tickets = TicketsInOrder();
  tickets[0].conversation.tenant = "bank-b";
  tickets[1].queue = "antifraud";
  tickets[2].state = TicketState::kClosed;
  ASSERT_THAT(StoreTickets(tickets, store_.get()), IsOk());
  TicketFilter filter;
  filter.tenant = "bank-b";
  EXPECT_EQ(Ids(store_->ListTickets(filter)), "e");
  filter = {};
  filter.queue = "antifraud";
  EXPECT_EQ(Ids(store_->ListTickets(filter)), "d");
  filter = {};
  filter.state = TicketState::kClosed;
  EXPECT_EQ(Ids(store_->ListTickets(filter)), "c");
  filter = {};
  filter.min_severity = Severity::kCritical;
  EXPECT_EQ(Ids(store_->ListTickets(filter)), "dg");
  filter.queue = "quality";
  EXPECT_EQ(Ids(store_->ListTickets(filter)), "");
}

TEST_F(SqliteStoreTest, FindsATicketByTheBeginningOfItsId) {
  ASSERT_THAT(
      StoreTickets({MakeTicket("abcdef01", {}), MakeTicket("abcdef02", {}), MakeTicket("x", {})},
                   store_.get()),
      IsOk());
  EXPECT_EQ(store_->GetTicket("abcdef01")->ticket_id, "abcdef01");
  EXPECT_EQ(store_->GetTicket("x")->ticket_id, "x");
  EXPECT_THAT(store_->GetTicket("abcdef0"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("several")));
  EXPECT_THAT(store_->GetTicket("abcdef03"), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_THAT(store_->GetTicket("abcde"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("6")));
}

Verdict MakeVerdict(VerdictKind kind, std::string note) {
  return {"t1", "f1", kind, "li", std::move(note), kStart};
}

TEST_F(SqliteStoreTest, KeepsVerdictsInTheirOrder) {
  ASSERT_THAT(StoreTickets({MakeTicket("t1", {"f1"})}, store_.get()), IsOk());
  ASSERT_THAT(store_->RecordVerdict(MakeVerdict(VerdictKind::kFalsePositive, "教育语境")), IsOk());
  ASSERT_THAT(store_->RecordVerdict(MakeVerdict(VerdictKind::kConfirmed, "")), IsOk());
  const auto verdicts = store_->VerdictsOf("t1");
  ASSERT_THAT(verdicts, IsOk());
  ASSERT_EQ(verdicts->size(), 2U);
  EXPECT_EQ(DumpLine(ToJson(verdicts->at(0))),
            DumpLine(ToJson(MakeVerdict(VerdictKind::kFalsePositive, "教育语境"))));
  EXPECT_EQ(verdicts->at(1).kind, VerdictKind::kConfirmed);
  EXPECT_THAT(*store_->VerdictsOf("t2"), IsEmpty());
}

TEST_F(SqliteStoreTest, RedactsTheNoteOfAVerdictWhereverItGoes) {
  ASSERT_THAT(StoreTickets({MakeTicket("t1", {"f1"})}, store_.get()), IsOk());
  const auto recorded =
      store_->RecordVerdict(MakeVerdict(VerdictKind::kConfirmed, "打给13812345678"));
  ASSERT_THAT(recorded, IsOk());
  EXPECT_EQ(recorded->note, "打给138****5678");
  EXPECT_THAT(
      Outbox(),
      ElementsAre("verdict.recorded t1 " +
                  DumpLine(ToJson(MakeVerdict(VerdictKind::kConfirmed, "打给138****5678")))));
  EXPECT_EQ(store_->VerdictsOf("t1")->at(0).note, "打给138****5678");
}

TEST_F(SqliteStoreTest, TakesNoVerdictOnAFindingOfAnotherTicket) {
  ASSERT_THAT(StoreTickets({MakeTicket("t1", {"f1"}), MakeTicket("t2", {"f2"})}, store_.get()),
              IsOk());
  Verdict verdict = MakeVerdict(VerdictKind::kConfirmed, "");
  verdict.finding_id = "f2";
  EXPECT_THAT(store_->RecordVerdict(verdict), StatusIs(absl::StatusCode::kNotFound, _));
  verdict.ticket_id = "t9";
  EXPECT_THAT(store_->RecordVerdict(verdict), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_THAT(Outbox(), IsEmpty());
}

TEST_F(SqliteStoreTest, WritesTheOutboxInTheOrderOfTheChanges) {
  const auto transaction = store_->Begin();
  ASSERT_THAT((*transaction)->InsertOutbox({0, "ticket.opened", "t1", "{\"a\":1}", kStart}),
              IsOk());
  ASSERT_THAT((*transaction)->InsertOutbox({0, "ticket.changed", "t1", "{}", kStart}), IsOk());
  ASSERT_THAT((*transaction)->Commit(), IsOk());
  EXPECT_THAT(Outbox(), ElementsAre("ticket.opened t1 {\"a\":1}", "ticket.changed t1 {}"));
}

TEST_F(SqliteStoreTest, VisitsWhatConversationsStillOwe) {
  const std::string bytes("\0\xff state", 8);
  const auto transaction = store_->Begin();
  for (const char* tenant : {"a", "b"}) {
    ASSERT_THAT((*transaction)->PutConversation({{tenant, "c-1"}, "first"}), IsOk());
    ASSERT_THAT((*transaction)->PutConversation({{tenant, "c-2"}, "second"}), IsOk());
  }
  ASSERT_THAT((*transaction)->PutConversation({{"a", "c-1"}, bytes}), IsOk());
  ASSERT_THAT((*transaction)->PutConversation({{"b", "c-1"}, ""}), IsOk());
  ASSERT_THAT((*transaction)->PutConversation({{"b", "none"}, ""}), IsOk());
  ASSERT_THAT((*transaction)->Commit(), IsOk());
  std::vector<std::string> seen;
  ASSERT_THAT(store_->VisitConversations([&](const StoredConversation& c) {
    seen.push_back(c.conversation.tenant + " " + c.conversation.conversation_id + " " + c.state);
  }),
              IsOk());
  EXPECT_THAT(seen, ElementsAre("a c-1 " + bytes, "a c-2 second", "b c-2 second"));
}

TEST_F(SqliteStoreTest, VisitsWhatIsCountedOverConversations) {
  constexpr int kParts = 2500;
  const uint64_t large = ~uint64_t{0};  // Below zero, as the file sorts it.
  const auto transaction = store_->Begin();
  for (int i = 0; i < kParts; ++i) {
    ASSERT_THAT((*transaction)->PutAcross({"a", "xs.x", large, std::to_string(i), "waits"}),
                IsOk());
  }
  ASSERT_THAT((*transaction)->PutAcross({"b", "xs.x", 7, "", "first"}), IsOk());
  ASSERT_THAT((*transaction)->PutAcross({"b", "xs.x", 7, "", "second"}), IsOk());
  ASSERT_THAT((*transaction)->PutAcross({"a", "xs.x", large, "17", ""}), IsOk());
  ASSERT_THAT((*transaction)->Commit(), IsOk());
  std::set<std::string> seen;
  ASSERT_THAT(store_->VisitAcross([&](const StoredAcross& across) {
    seen.insert(across.tenant + " " + std::to_string(across.key) + " " + across.part + " " +
                across.state);
  }),
              IsOk());
  EXPECT_EQ(seen.size(), static_cast<size_t>(kParts));
  EXPECT_TRUE(seen.contains("b 7  second"));
  EXPECT_TRUE(seen.contains("a " + std::to_string(large) + " 2499 waits"));
  EXPECT_FALSE(seen.contains("a " + std::to_string(large) + " 17 waits"));
}

TEST_F(SqliteStoreTest, VisitsEveryConversationOfMany) {
  constexpr int kConversations = 2500;
  const auto transaction = store_->Begin();
  for (int i = 0; i < kConversations; ++i) {
    ASSERT_THAT((*transaction)->PutConversation({{"default", std::to_string(i)}, "owes"}), IsOk());
  }
  ASSERT_THAT((*transaction)->Commit(), IsOk());
  std::set<std::string> seen;
  ASSERT_THAT(store_->VisitConversations([&](const StoredConversation& c) {
    EXPECT_THAT(store_->LastSequence(), IsOk());  // The store is free to be asked.
    seen.insert(c.conversation.conversation_id);
  }),
              IsOk());
  EXPECT_EQ(seen.size(), size_t{kConversations});
}

TEST_F(SqliteStoreTest, KeepsEverythingWhenOpenedAgain) {
  ASSERT_THAT(StoreTickets({MakeTicket("t1", {"f1"})}, store_.get()), IsOk());
  store_.reset();
  store_ = OpenStore(path_);
  EXPECT_THAT(FindingIds(store_.get()), ElementsAre("f1"));
  ASSERT_THAT(StoreFinding("f2", store_.get()), IsOk());
  EXPECT_EQ(*store_->LastSequence(), 2);
}

TEST_F(SqliteStoreTest, IsReadByAnotherProcessWhileItIsOpen) {
  ASSERT_THAT(StoreFinding("f1", store_.get()), IsOk());
  const auto other = OpenStore(path_);
  const auto transaction = store_->Begin();
  ASSERT_THAT((*transaction)->InsertFinding(MakeFinding("f2")), IsOk());
  EXPECT_THAT(FindingIds(other.get()), ElementsAre("f1"));
}

TEST(SqliteVersionTest, NamesTheLibrary) { EXPECT_THAT(SqliteVersion(), HasSubstr("3.")); }

}  // namespace
}  // namespace mingcha
