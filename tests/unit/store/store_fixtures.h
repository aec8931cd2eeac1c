// Findings and tickets to store, and a way to open a store that must open.

#ifndef MINGCHA_TESTS_UNIT_STORE_STORE_FIXTURES_H_
#define MINGCHA_TESTS_UNIT_STORE_STORE_FIXTURES_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "store/sqlite_store.h"
#include "support/status_matchers.h"

namespace mingcha::testing {

constexpr Timestamp kStart{Duration(1'760'000'000'000)};

inline Finding MakeFinding(std::string id) {
  Finding finding;
  finding.finding_id = std::move(id);
  finding.rule_id = "mkt.guarantee.principal";
  finding.severity = Severity::kHigh;
  finding.conversation.conversation_id = "c-1";
  finding.subject = {SubjectKind::kMessage, "m-1"};
  finding.at = kStart;
  finding.title = "承诺保本";
  return finding;
}

inline Ticket MakeTicket(std::string id, std::vector<std::string> finding_ids) {
  Ticket ticket;
  ticket.ticket_id = std::move(id);
  ticket.conversation.conversation_id = "c-1";
  ticket.queue = "compliance";
  ticket.severity = Severity::kHigh;
  ticket.priority = 1;
  ticket.finding_ids = std::move(finding_ids);
  ticket.opened_at = kStart;
  ticket.revision = 1;
  return ticket;
}

// Tests wait for nobody.
constexpr SqliteStore::Options kPatienceOfATest{.durable = true, .busy_timeout = Duration(20)};

inline std::unique_ptr<SqliteStore> OpenStore(const std::filesystem::path& path) {
  auto store = SqliteStore::Open(path, kPatienceOfATest);
  EXPECT_THAT(store, IsOk());
  return store.ok() ? *std::move(store) : nullptr;
}

// Stores each finding in a transaction of its own.
inline absl::Status StoreFinding(const std::string& id, SqliteStore* store) {
  MINGCHA_ASSIGN_OR_RETURN(const auto transaction, store->Begin());
  MINGCHA_RETURN_IF_ERROR(transaction->InsertFinding(MakeFinding(id)).status());
  return transaction->Commit();
}

// Stores the tickets and the findings that they name.
inline absl::Status StoreTickets(const std::vector<Ticket>& tickets, SqliteStore* store) {
  MINGCHA_ASSIGN_OR_RETURN(const auto transaction, store->Begin());
  for (const Ticket& ticket : tickets) {
    for (const std::string& id : ticket.finding_ids) {
      MINGCHA_RETURN_IF_ERROR(transaction->InsertFinding(MakeFinding(id)).status());
    }
    MINGCHA_RETURN_IF_ERROR(transaction->PutTicket(ticket));
  }
  return transaction->Commit();
}

inline std::vector<std::string> FindingIds(SqliteStore* store) {
  std::vector<std::string> ids;
  const auto findings = store->ListFindings(0, 1000);
  EXPECT_THAT(findings, IsOk());
  if (!findings.ok()) return ids;
  for (const StoredFinding& stored : *findings) ids.push_back(stored.finding.finding_id);
  return ids;
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_UNIT_STORE_STORE_FIXTURES_H_
