#include "store/sqlite_schema.h"

#include "absl/strings/str_format.h"

namespace mingcha {
namespace {

// Findings and tickets are kept as JSON, the form in which they leave the house; beside it stand
// the columns that are searched or sorted by. Times are milliseconds since the epoch; enums are
// their numbers.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE findings (
  sequence        INTEGER PRIMARY KEY AUTOINCREMENT,
  finding_id      TEXT NOT NULL UNIQUE,
  tenant          TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  rule_id         TEXT NOT NULL,
  severity        INTEGER NOT NULL,
  at_ms           INTEGER NOT NULL,
  json            TEXT NOT NULL
) STRICT;
CREATE INDEX findings_by_conversation ON findings (tenant, conversation_id);

CREATE TABLE tickets (
  ticket_id       TEXT NOT NULL PRIMARY KEY,
  tenant          TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  queue           TEXT NOT NULL,
  state           INTEGER NOT NULL,
  priority        INTEGER NOT NULL,
  severity        INTEGER NOT NULL,
  due_at_ms       INTEGER NOT NULL,  -- The largest number: no deadline.
  json            TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tickets_by_urgency ON tickets (priority, severity DESC, due_at_ms, ticket_id);

CREATE TABLE ticket_findings (
  ticket_id  TEXT NOT NULL REFERENCES tickets,
  position   INTEGER NOT NULL,
  finding_id TEXT NOT NULL REFERENCES findings (finding_id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (ticket_id, position),
  UNIQUE (ticket_id, finding_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id  TEXT NOT NULL,
  finding_id TEXT NOT NULL,
  kind       INTEGER NOT NULL,
  reviewer   TEXT NOT NULL,
  note       TEXT NOT NULL,
  at_ms      INTEGER NOT NULL,
  FOREIGN KEY (ticket_id, finding_id) REFERENCES ticket_findings (ticket_id, finding_id)
) STRICT;
CREATE INDEX verdicts_by_ticket ON verdicts (ticket_id, sequence);

CREATE TABLE conversations (
  tenant          TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  state           BLOB NOT NULL,
  PRIMARY KEY (tenant, conversation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
  kind      TEXT NOT NULL,
  ticket_id TEXT NOT NULL,
  payload   TEXT NOT NULL,
  at_ms     INTEGER NOT NULL
) STRICT;
)sql";

// A ticket's finding_ids stand in ticket_findings alone.
constexpr const char* kVersion2 = R"sql(
UPDATE tickets SET json = json_remove(json, '$.finding_ids');
)sql";

constexpr const char* kVersion3 = R"sql(
CREATE TABLE across (
  tenant  TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  key     INTEGER NOT NULL,
  part    TEXT NOT NULL,  -- Empty: the state of the key; else a sighting that waits.
  state   BLOB NOT NULL,
  PRIMARY KEY (tenant, rule_id, key, part)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* kSteps[] = {kVersion1, kVersion2, kVersion3};

// The version written in the file; 0 if it is empty.
absl::StatusOr<int64_t> ReadVersion(Database* database) {
  constexpr std::string_view kCountTables =
      "SELECT count(*), count(*) FILTER (WHERE name = 'schema_version') FROM sqlite_schema "
      "WHERE type = 'table'";
  bool empty = false;
  bool ours = false;
  {
    MINGCHA_ASSIGN_OR_RETURN(Statement tables, database->Query(kCountTables));
    MINGCHA_RETURN_IF_ERROR(tables.Step().status());
    empty = tables.Int(0) == 0;
    ours = tables.Int(1) == 1;
  }
  if (empty) return 0;
  if (!ours) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: a database of another program", database->path()));
  }
  MINGCHA_ASSIGN_OR_RETURN(const std::optional<int64_t> version,
                           database->QueryInt("SELECT version FROM schema_version"));
  if (!version) {
    return absl::DataLossError(absl::StrFormat("%s: its version is lost", database->path()));
  }
  return *version;
}

absl::Status CheckNotNewer(int64_t version, size_t known, const Database& database) {
  if (version <= static_cast<int64_t>(known)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrFormat("%s: has schema version %d, this program knows versions up to %d",
                      database.path(), version, known));
}

absl::Status RunSteps(std::span<const char* const> steps, Database* database) {
  // Another process may have migrated the file before this one had the lock.
  MINGCHA_ASSIGN_OR_RETURN(const int64_t version, ReadVersion(database));
  MINGCHA_RETURN_IF_ERROR(CheckNotNewer(version, steps.size(), *database));
  if (version == 0) {
    MINGCHA_RETURN_IF_ERROR(
        database->ExecuteScript("CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT;"
                                "INSERT INTO schema_version VALUES (0)"));
  }
  for (const char* step : steps.subspan(static_cast<size_t>(version))) {
    MINGCHA_RETURN_IF_ERROR(database->ExecuteScript(step));
  }
  MINGCHA_RETURN_IF_ERROR(database->Execute("UPDATE schema_version SET version = ?", steps.size()));
  return database->ExecuteScript("COMMIT");
}

}  // namespace

std::span<const char* const> SchemaSteps() { return kSteps; }

absl::Status MigrateSchema(std::span<const char* const> steps, Database* database) {
  MINGCHA_ASSIGN_OR_RETURN(const int64_t version, ReadVersion(database));
  MINGCHA_RETURN_IF_ERROR(CheckNotNewer(version, steps.size(), *database));
  if (version == static_cast<int64_t>(steps.size())) return absl::OkStatus();

  MINGCHA_RETURN_IF_ERROR(database->ExecuteScript("BEGIN IMMEDIATE"));
  const absl::Status migrated = RunSteps(steps, database);
  if (database->InTransaction()) {
    // The reason that matters is the one for which it is rolled back.
    database->ExecuteScript("ROLLBACK").IgnoreError();
  }
  return migrated;
}

}  // namespace mingcha
