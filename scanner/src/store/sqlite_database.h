// A connection to a SQLite file: statements, their values, and errors as Status.

#ifndef MINGCHA_STORE_SQLITE_DATABASE_H_
#define MINGCHA_STORE_SQLITE_DATABASE_H_

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "mingcha/time.h"

#include "base/status_util.h"

struct sqlite3;
struct sqlite3_stmt;

namespace mingcha {

// Bytes that are no text.
struct Blob {
  std::string_view bytes;
};

// A statement with its values, on loan from its database: it goes back when it is destroyed.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Steps to the next row; false: there is none.
  absl::StatusOr<bool> Step();

  // The columns of the current row, counted from 0.
  int64_t Int(int column) const;
  std::string Text(int column) const;  // Or the bytes of a blob.

 private:
  friend class Database;
  Statement(sqlite3_stmt* statement, const std::string* path);

  void Bind(int64_t value);
  void Bind(std::string_view value);
  void Bind(Blob value);
  void BindNull();
  void Bind(std::integral auto value) { Bind(static_cast<int64_t>(value)); }
  void Bind(const std::string& value) { Bind(std::string_view(value)); }
  void Bind(const char* value) { Bind(std::string_view(value)); }
  template <typename T>
  void Bind(const std::optional<T>& value) {
    value ? Bind(*value) : BindNull();
  }

  sqlite3_stmt* statement_;
  const std::string* path_;
  int bound_ = 0;
};

// For one thread at a time. Statements are compiled once, and kept.
//
// All methods return, besides what they say: UNAVAILABLE when the disk is full or cannot be
// written, or when the file is locked; DATA_LOSS when it is damaged or no database;
// FAILED_PRECONDITION when it may not be opened or written, or a constraint refuses a change.
class Database {
 public:
  // Opens the file `path`, and makes it if it is not there. Waits up to `busy_timeout` for others'
  // locks.
  static absl::StatusOr<Database> Open(const std::filesystem::path& path, Duration busy_timeout);

  // A statement with `values` for its parameters, in their order. At most one loan of the same
  // statement at a time.
  template <typename... Values>
  absl::StatusOr<Statement> Query(std::string_view sql, const Values&... values) {
    absl::StatusOr<Statement> statement = Borrow(sql);
    if (statement.ok()) (statement->Bind(values), ...);
    return statement;
  }

  // Runs a statement to its end; rows are passed over.
  template <typename... Values>
  absl::Status Execute(std::string_view sql, const Values&... values) {
    MINGCHA_ASSIGN_OR_RETURN(Statement statement, Query(sql, values...));
    return RunToEnd(&statement);
  }

  // The number in the first column of the first row; nullopt: there is no row.
  template <typename... Values>
  absl::StatusOr<std::optional<int64_t>> QueryInt(std::string_view sql, const Values&... values) {
    MINGCHA_ASSIGN_OR_RETURN(Statement statement, Query(sql, values...));
    MINGCHA_ASSIGN_OR_RETURN(const bool has_row, statement.Step());
    return has_row ? std::optional<int64_t>(statement.Int(0)) : std::nullopt;
  }

  // Runs several statements without parameters, one after the other.
  absl::Status ExecuteScript(const std::string& sql);

  int64_t LastInsertRowId() const;
  int64_t ChangedRows() const;  // By the last statement.
  bool InTransaction() const;
  const std::string& path() const { return *path_; }

 private:
  struct CloseDatabase {
    void operator()(sqlite3* database) const;
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const;
  };

  Database(sqlite3* database, const std::filesystem::path& path);

  absl::StatusOr<Statement> Borrow(std::string_view sql);
  static absl::Status RunToEnd(Statement* statement);

  std::unique_ptr<std::string> path_;  // Stays where it is when the database is moved.
  std::unique_ptr<sqlite3, CloseDatabase> database_;
  // Behind database_, so that statements are finalized before it is closed.
  std::map<std::string, std::unique_ptr<sqlite3_stmt, FinalizeStatement>, std::less<>> statements_;
};

// Version of the SQLite library: "3.40.1".
std::string SqliteVersion();

}  // namespace mingcha

#endif  // MINGCHA_STORE_SQLITE_DATABASE_H_
