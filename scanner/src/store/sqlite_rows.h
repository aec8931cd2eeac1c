// Findings, tickets, verdicts and outbox rows as rows of the tables: how each is written and read.
// Whose transaction it is, and which thread, is the store's business.

#ifndef MINGCHA_STORE_SQLITE_ROWS_H_
#define MINGCHA_STORE_SQLITE_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "mingcha/finding.h"
#include "mingcha/store.h"
#include "mingcha/ticket.h"

#include "store/sqlite_database.h"

namespace mingcha {

// As StoreTransaction's methods say.
absl::StatusOr<std::optional<int64_t>> InsertFinding(const Finding& finding, Database* database);
absl::Status PutTicket(const Ticket& ticket, Database* database);
absl::Status InsertOutbox(const OutboxRow& row, Database* database);
absl::Status PutConversation(const StoredConversation& conversation, Database* database);
absl::Status PutAcross(const StoredAcross& across, Database* database);
// NOT_FOUND: no such ticket, or the finding is not one of its own.
absl::Status InsertVerdict(const Verdict& verdict, Database* database);

// DATA_LOSS: a row cannot be read back. Tickets come without their finding_ids: ReadFindingIds.
absl::StatusOr<std::optional<Ticket>> FindTicket(std::string_view ticket_id, Database* database);
absl::StatusOr<std::vector<Ticket>> SelectTickets(const TicketFilter& filter, Database* database);
// At most two tickets whose ids begin with `beginning`.
absl::StatusOr<std::vector<Ticket>> SelectTicketsByBeginning(std::string_view beginning,
                                                             Database* database);
absl::Status ReadFindingIds(Ticket* ticket, Database* database);
absl::StatusOr<std::vector<StoredFinding>> SelectFindings(int64_t after, size_t limit,
                                                          Database* database);
absl::StatusOr<std::optional<StoredFinding>> FindFinding(std::string_view finding_id,
                                                         Database* database);
absl::StatusOr<std::vector<StoredFinding>> SelectFindingsOf(std::string_view ticket_id,
                                                            Database* database);
absl::StatusOr<std::vector<Verdict>> SelectVerdicts(std::string_view ticket_id, Database* database);
absl::StatusOr<std::vector<StoredConversation>> SelectConversations(const ConversationKey& after,
                                                                    size_t limit,
                                                                    Database* database);
// Those behind `after`, whose state does not matter.
absl::StatusOr<std::vector<StoredAcross>> SelectAcross(const StoredAcross& after, size_t limit,
                                                       Database* database);

}  // namespace mingcha

#endif  // MINGCHA_STORE_SQLITE_ROWS_H_
