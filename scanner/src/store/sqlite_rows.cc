#include "store/sqlite_rows.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_format.h"

#include "base/json.h"
#include "base/status_util.h"

namespace mingcha {
namespace {

constexpr int64_t kNoDeadline = std::numeric_limits<int64_t>::max();

int64_t Milliseconds(Timestamp time) { return time.time_since_epoch().count(); }

Timestamp TimeOfMilliseconds(int64_t milliseconds) { return Timestamp(Duration(milliseconds)); }

template <typename Enum>
int64_t NumberOf(Enum value) {
  return static_cast<int64_t>(value);
}

template <typename Enum>
std::optional<int64_t> NumberOf(const std::optional<Enum>& value) {
  return value ? std::optional<int64_t>(NumberOf(*value)) : std::nullopt;
}

int64_t LimitOf(size_t limit) {
  return static_cast<int64_t>(std::min<size_t>(limit, std::numeric_limits<int64_t>::max()));
}

absl::Status Unreadable(const absl::Status& status, const Database& database) {
  return absl::DataLossError(
      absl::StrFormat("%s: a row cannot be read back: %s", database.path(), MessageOf(status)));
}

// Reads what a column holds as JSON with `from_json`.
template <typename T>
absl::StatusOr<T> ReadJson(const Statement& row, int column,
                           absl::StatusOr<T> (*from_json)(const Json&), const Database& database) {
  const absl::StatusOr<Json> json = ParseJson(row.Text(column));
  if (!json.ok()) return Unreadable(json.status(), database);
  absl::StatusOr<T> value = from_json(*json);
  if (!value.ok()) return Unreadable(value.status(), database);
  return value;
}

// Calls `read` with each row that is left, and gathers what it returns.
template <typename T, typename Read>
absl::StatusOr<std::vector<T>> ReadRows(Statement* rows, Read read) {
  std::vector<T> values;
  while (true) {
    MINGCHA_ASSIGN_OR_RETURN(const bool has_row, rows->Step());
    if (!has_row) return values;
    absl::StatusOr<T> value = read(*rows);
    if (!value.ok()) return value.status();
    values.push_back(*std::move(value));
  }
}

template <typename T>
std::optional<T> FirstOf(std::vector<T> values) {
  if (values.empty()) return std::nullopt;
  return std::move(values.front());
}

// Rows of (sequence, json).
absl::StatusOr<std::vector<StoredFinding>> ReadFindings(Statement* rows, const Database& database) {
  return ReadRows<StoredFinding>(rows, [&](const Statement& row) -> absl::StatusOr<StoredFinding> {
    MINGCHA_ASSIGN_OR_RETURN(Finding finding, ReadJson(row, 1, &FindingFromJson, database));
    return StoredFinding{row.Int(0), std::move(finding)};
  });
}

// Rows of (json).
absl::StatusOr<std::vector<Ticket>> ReadTickets(Statement* rows, const Database& database) {
  return ReadRows<Ticket>(
      rows, [&](const Statement& row) { return ReadJson(row, 0, &TicketFromJson, database); });
}

// Where a ticket stands in the order of the list.
struct Urgency {
  int64_t priority = -1;
  int64_t mildness = 0;  // The severity, turned round: the worst first.
  int64_t due_at_ms = 0;
  std::string ticket_id;
};

// Before all tickets, if `ticket_id` is empty.
absl::StatusOr<Urgency> UrgencyOf(std::string_view ticket_id, Database* database) {
  if (ticket_id.empty()) return Urgency{};
  MINGCHA_ASSIGN_OR_RETURN(
      Statement row,
      database->Query("SELECT priority, -severity, due_at_ms FROM tickets WHERE ticket_id = ?",
                      ticket_id));
  MINGCHA_ASSIGN_OR_RETURN(const bool has_row, row.Step());
  if (!has_row) return absl::InvalidArgumentError(absl::StrFormat("no ticket %s", ticket_id));
  return Urgency{row.Int(0), row.Int(1), row.Int(2), std::string(ticket_id)};
}

}  // namespace

absl::StatusOr<std::optional<int64_t>> InsertFinding(const Finding& finding, Database* database) {
  MINGCHA_RETURN_IF_ERROR(database->Execute(
      "INSERT INTO findings (finding_id, tenant, conversation_id, rule_id, severity, at_ms, json) "
      "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (finding_id) DO NOTHING",
      finding.finding_id, finding.conversation.tenant, finding.conversation.conversation_id,
      finding.rule_id, NumberOf(finding.severity), Milliseconds(finding.at),
      DumpLine(ToJson(finding))));
  if (database->ChangedRows() == 0) return std::nullopt;
  return database->LastInsertRowId();
}

absl::Status PutTicket(const Ticket& ticket, Database* database) {
  MINGCHA_RETURN_IF_ERROR(database->Execute(
      "INSERT INTO tickets (ticket_id, tenant, conversation_id, queue, state, priority, severity, "
      "due_at_ms, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (ticket_id) DO UPDATE SET state = excluded.state, "
      "priority = excluded.priority, severity = excluded.severity, "
      "due_at_ms = excluded.due_at_ms, json = excluded.json",
      ticket.ticket_id, ticket.conversation.tenant, ticket.conversation.conversation_id,
      ticket.queue, NumberOf(ticket.state), int64_t{ticket.priority}, NumberOf(ticket.severity),
      ticket.due_at ? Milliseconds(*ticket.due_at) : kNoDeadline,
      DumpLine(ToJsonWithoutFindings(ticket))));
  for (const std::string& finding_id : ticket.finding_ids) {
    MINGCHA_RETURN_IF_ERROR(database->Execute(
        "INSERT INTO ticket_findings (ticket_id, position, finding_id) "
        "SELECT ?1, ifnull(max(position) + 1, 0), ?2 FROM ticket_findings WHERE ticket_id = ?1 "
        "ON CONFLICT (ticket_id, finding_id) DO NOTHING",
        ticket.ticket_id, finding_id));
  }
  return absl::OkStatus();
}

absl::Status InsertOutbox(const OutboxRow& row, Database* database) {
  return database->Execute(
      "INSERT INTO outbox (kind, ticket_id, payload, at_ms) VALUES (?, ?, ?, ?)", row.kind,
      row.ticket_id, row.payload, Milliseconds(row.at));
}

absl::Status PutConversation(const StoredConversation& conversation, Database* database) {
  const ConversationKey& key = conversation.conversation;
  if (conversation.state.empty()) {
    return database->Execute("DELETE FROM conversations WHERE tenant = ? AND conversation_id = ?",
                             key.tenant, key.conversation_id);
  }
  return database->Execute(
      "INSERT INTO conversations (tenant, conversation_id, state) VALUES (?, ?, ?) "
      "ON CONFLICT (tenant, conversation_id) DO UPDATE SET state = excluded.state",
      key.tenant, key.conversation_id, Blob{conversation.state});
}

absl::Status PutAcross(const StoredAcross& across, Database* database) {
  const auto key = static_cast<int64_t>(across.key);
  if (across.state.empty()) {
    return database->Execute(
        "DELETE FROM across WHERE tenant = ? AND rule_id = ? AND key = ? AND part = ?",
        across.tenant, across.rule_id, key, across.part);
  }
  return database->Execute(
      "INSERT INTO across (tenant, rule_id, key, part, state) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (tenant, rule_id, key, part) DO UPDATE SET state = excluded.state",
      across.tenant, across.rule_id, key, across.part, Blob{across.state});
}

absl::Status InsertVerdict(const Verdict& verdict, Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(
      const std::optional<int64_t> known,
      database->QueryInt("SELECT 1 FROM ticket_findings WHERE ticket_id = ? AND finding_id = ?",
                         verdict.ticket_id, verdict.finding_id));
  if (!known) {
    return absl::NotFoundError(
        absl::StrFormat("ticket %s has no finding %s", verdict.ticket_id, verdict.finding_id));
  }
  return database->Execute(
      "INSERT INTO verdicts (ticket_id, finding_id, kind, reviewer, note, at_ms) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      verdict.ticket_id, verdict.finding_id, NumberOf(verdict.kind), verdict.reviewer, verdict.note,
      Milliseconds(verdict.at));
}

absl::StatusOr<std::optional<Ticket>> FindTicket(std::string_view ticket_id, Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(
      Statement rows, database->Query("SELECT json FROM tickets WHERE ticket_id = ?", ticket_id));
  MINGCHA_ASSIGN_OR_RETURN(std::vector<Ticket> tickets, ReadTickets(&rows, *database));
  return FirstOf(std::move(tickets));
}

absl::StatusOr<std::vector<Ticket>> SelectTickets(const TicketFilter& filter, Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(const Urgency after, UrgencyOf(filter.after_ticket_id, database));
  MINGCHA_ASSIGN_OR_RETURN(
      Statement rows,
      database->Query("SELECT json FROM tickets WHERE tenant = ifnull(?, tenant) "
                      "AND queue = ifnull(?, queue) AND state = ifnull(?, state) "
                      "AND severity >= ifnull(?, severity) AND priority >= ? "
                      "AND (priority, -severity, due_at_ms, ticket_id) > (?, ?, ?, ?) "
                      "ORDER BY priority, severity DESC, due_at_ms, ticket_id LIMIT ?",
                      filter.tenant, filter.queue, NumberOf(filter.state),
                      NumberOf(filter.min_severity), after.priority, after.priority, after.mildness,
                      after.due_at_ms, after.ticket_id, LimitOf(filter.limit)));
  return ReadTickets(&rows, *database);
}

absl::StatusOr<std::vector<Ticket>> SelectTicketsByBeginning(std::string_view beginning,
                                                             Database* database) {
  // Behind every id that begins like this: ids are ASCII.
  const std::string end = std::string(beginning) + "\x7f";
  MINGCHA_ASSIGN_OR_RETURN(
      Statement rows,
      database->Query("SELECT json FROM tickets WHERE ticket_id >= ? AND ticket_id < ? LIMIT 2",
                      beginning, end));
  return ReadTickets(&rows, *database);
}

absl::Status ReadFindingIds(Ticket* ticket, Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(
      Statement rows, database->Query("SELECT finding_id FROM ticket_findings WHERE ticket_id = ? "
                                      "ORDER BY position",
                                      ticket->ticket_id));
  MINGCHA_ASSIGN_OR_RETURN(
      ticket->finding_ids,
      ReadRows<std::string>(
          &rows, [](const Statement& row) -> absl::StatusOr<std::string> { return row.Text(0); }));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<StoredFinding>> SelectFindings(int64_t after, size_t limit,
                                                          Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(Statement rows,
                           database->Query("SELECT sequence, json FROM findings WHERE sequence > ? "
                                           "ORDER BY sequence LIMIT ?",
                                           after, LimitOf(limit)));
  return ReadFindings(&rows, *database);
}

absl::StatusOr<std::optional<StoredFinding>> FindFinding(std::string_view finding_id,
                                                         Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(
      Statement rows,
      database->Query("SELECT sequence, json FROM findings WHERE finding_id = ?", finding_id));
  MINGCHA_ASSIGN_OR_RETURN(std::vector<StoredFinding> findings, ReadFindings(&rows, *database));
  return FirstOf(std::move(findings));
}

absl::StatusOr<std::vector<StoredFinding>> SelectFindingsOf(std::string_view ticket_id,
                                                            Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(
      Statement rows,
      database->Query("SELECT findings.sequence, findings.json FROM ticket_findings "
                      "JOIN findings USING (finding_id) WHERE ticket_id = ? ORDER BY position",
                      ticket_id));
  return ReadFindings(&rows, *database);
}

absl::StatusOr<std::vector<Verdict>> SelectVerdicts(std::string_view ticket_id,
                                                    Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(
      Statement rows,
      database->Query("SELECT finding_id, kind, reviewer, note, at_ms FROM verdicts "
                      "WHERE ticket_id = ? ORDER BY sequence",
                      ticket_id));
  return ReadRows<Verdict>(&rows, [&](const Statement& row) -> absl::StatusOr<Verdict> {
    const int64_t kind = row.Int(1);
    if (kind < 0 || kind > NumberOf(VerdictKind::kAcceptable)) {
      return Unreadable(absl::InternalError("unknown verdict"), *database);
    }
    return Verdict{std::string(ticket_id),
                   row.Text(0),
                   static_cast<VerdictKind>(kind),
                   row.Text(2),
                   row.Text(3),
                   TimeOfMilliseconds(row.Int(4))};
  });
}

absl::StatusOr<std::vector<StoredConversation>> SelectConversations(const ConversationKey& after,
                                                                    size_t limit,
                                                                    Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(
      Statement rows, database->Query("SELECT tenant, conversation_id, state FROM conversations "
                                      "WHERE (tenant, conversation_id) > (?, ?) "
                                      "ORDER BY tenant, conversation_id LIMIT ?",
                                      after.tenant, after.conversation_id, LimitOf(limit)));
  return ReadRows<StoredConversation>(
      &rows, [](const Statement& row) -> absl::StatusOr<StoredConversation> {
        return StoredConversation{{row.Text(0), row.Text(1)}, row.Text(2)};
      });
}

absl::StatusOr<std::vector<StoredAcross>> SelectAcross(const StoredAcross& after, size_t limit,
                                                       Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(
      Statement rows, database->Query("SELECT tenant, rule_id, key, part, state FROM across "
                                      "WHERE (tenant, rule_id, key, part) > (?, ?, ?, ?) "
                                      "ORDER BY tenant, rule_id, key, part LIMIT ?",
                                      after.tenant, after.rule_id, static_cast<int64_t>(after.key),
                                      after.part, LimitOf(limit)));
  return ReadRows<StoredAcross>(&rows, [](const Statement& row) -> absl::StatusOr<StoredAcross> {
    return StoredAcross{row.Text(0), row.Text(1), static_cast<uint64_t>(row.Int(2)), row.Text(3),
                        row.Text(4)};
  });
}

}  // namespace mingcha
