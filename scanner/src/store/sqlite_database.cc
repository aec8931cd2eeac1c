#include "store/sqlite_database.h"

#include <utility>

#include "absl/strings/str_format.h"
#include <sqlite3.h>

#include "base/check.h"

namespace mingcha {
namespace {

absl::StatusCode CodeOf(int result) {
  if (result == SQLITE_IOERR_CORRUPTFS) return absl::StatusCode::kDataLoss;
  switch (result & 0xff) {  // The primary result code.
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return absl::StatusCode::kUnavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::StatusCode::kDataLoss;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CONSTRAINT:
      return absl::StatusCode::kFailedPrecondition;
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return absl::StatusCode::kResourceExhausted;
    default:
      return absl::StatusCode::kInternal;
  }
}

// SQLite's messages name tables, columns and files; they quote no values.
absl::Status StatusOf(sqlite3* database, const std::string& path) {
  return absl::Status(CodeOf(sqlite3_extended_errcode(database)),
                      absl::StrFormat("%s: %s", path, sqlite3_errmsg(database)));
}

}  // namespace

Statement::Statement(sqlite3_stmt* statement, const std::string* path)
    : statement_(statement), path_(path) {}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      path_(other.path_),
      bound_(other.bound_) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

absl::StatusOr<bool> Statement::Step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return StatusOf(sqlite3_db_handle(statement_), *path_);
}

int64_t Statement::Int(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Statement::Text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (bytes == nullptr) return {};
  return std::string(static_cast<const char*>(bytes),
                     static_cast<size_t>(sqlite3_column_bytes(statement_, column)));
}

void Statement::Bind(int64_t value) {
  MINGCHA_CHECK(sqlite3_bind_int64(statement_, ++bound_, value) == SQLITE_OK);
}

// A value that is too big, or for which there is no memory, stays NULL: no column of ours takes
// NULL, so that the statement fails.
void Statement::Bind(std::string_view value) {
  const int result = sqlite3_bind_text64(statement_, ++bound_, value.data() ? value.data() : "",
                                         value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  MINGCHA_CHECK(result != SQLITE_RANGE && result != SQLITE_MISUSE);
}

void Statement::Bind(Blob value) {
  const void* bytes = value.bytes.empty() ? "" : value.bytes.data();
  const int result =
      sqlite3_bind_blob64(statement_, ++bound_, bytes, value.bytes.size(), SQLITE_TRANSIENT);
  MINGCHA_CHECK(result != SQLITE_RANGE && result != SQLITE_MISUSE);
}

void Statement::BindNull() { MINGCHA_CHECK(sqlite3_bind_null(statement_, ++bound_) == SQLITE_OK); }

Database::Database(sqlite3* database, const std::filesystem::path& path)
    : path_(std::make_unique<std::string>(path.string())), database_(database) {}

void Database::CloseDatabase::operator()(sqlite3* database) const { sqlite3_close(database); }

void Database::FinalizeStatement::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

absl::StatusOr<Database> Database::Open(const std::filesystem::path& path, Duration busy_timeout) {
  sqlite3* raw = nullptr;
  // Whoever owns a connection keeps threads apart: SQLite's own mutexes are left out.
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int result = sqlite3_open_v2(path.c_str(), &raw, kFlags, nullptr);
  Database database(raw, path);
  if (raw == nullptr) return absl::ResourceExhaustedError("no memory for a database connection");
  if (result != SQLITE_OK) return StatusOf(raw, database.path());
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, static_cast<int>(busy_timeout.count()));
  return database;
}

absl::StatusOr<Statement> Database::Borrow(std::string_view sql) {
  auto known = statements_.find(sql);
  if (known == statements_.end()) {
    sqlite3_stmt* compiled = nullptr;
    const int result = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &compiled, nullptr);
    if (result != SQLITE_OK) return StatusOf(database_.get(), *path_);
    known = statements_.emplace(std::string(sql), nullptr).first;
    known->second.reset(compiled);
  }
  MINGCHA_CHECK(!sqlite3_stmt_busy(known->second.get()));
  return Statement(known->second.get(), path_.get());
}

absl::Status Database::RunToEnd(Statement* statement) {
  while (true) {
    MINGCHA_ASSIGN_OR_RETURN(const bool has_row, statement->Step());
    if (!has_row) return absl::OkStatus();
  }
}

absl::Status Database::ExecuteScript(const std::string& sql) {
  const int result = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  return result == SQLITE_OK ? absl::OkStatus() : StatusOf(database_.get(), *path_);
}

int64_t Database::LastInsertRowId() const { return sqlite3_last_insert_rowid(database_.get()); }

int64_t Database::ChangedRows() const { return sqlite3_changes64(database_.get()); }

bool Database::InTransaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }

std::string SqliteVersion() { return sqlite3_libversion(); }

}  // namespace mingcha
