#include "store/sqlite_store.h"

#include <cerrno>
#include <sys/stat.h>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/check.h"
#include "base/json.h"
#include "base/redact.h"
#include "base/status_util.h"
#include "store/sqlite_rows.h"
#include "store/sqlite_schema.h"
#include <fcntl.h>
#include <unistd.h>

namespace mingcha {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr size_t kMinBeginningDigits = 6;
// What is restored is handed out in pages, so that readers do not wait for whoever takes them.
constexpr size_t kPage = 1000;
// Before all conversations: no conversation id is empty.
const ConversationKey kBeforeAll{.tenant = "", .conversation_id = ""};

// SQLite would make the file readable by everybody. Its other files take over the mode of this one.
absl::Status MakeFile(const std::filesystem::path& path) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (!error) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
    if (file >= 0) {
      ::close(file);
      return absl::OkStatus();
    }
    error.assign(errno, std::generic_category());
  }
  const auto code = error == std::errc::no_space_on_device ? absl::StatusCode::kUnavailable
                                                           : absl::StatusCode::kFailedPrecondition;
  return absl::Status(code, absl::StrFormat("%s: %s", path.string(), error.message()));
}

absl::StatusOr<Database> OpenWriter(const std::filesystem::path& path,
                                    const SqliteStore::Options& options) {
  MINGCHA_ASSIGN_OR_RETURN(Database writer, Database::Open(path, options.busy_timeout));
  MINGCHA_RETURN_IF_ERROR(writer.ExecuteScript("PRAGMA journal_mode = WAL"));
  MINGCHA_RETURN_IF_ERROR(writer.ExecuteScript(options.durable ? "PRAGMA synchronous = FULL"
                                                               : "PRAGMA synchronous = OFF"));
  MINGCHA_RETURN_IF_ERROR(writer.ExecuteScript("PRAGMA foreign_keys = ON"));
  MINGCHA_RETURN_IF_ERROR(MigrateSchema(SchemaSteps(), &writer));
  return writer;
}

absl::StatusOr<Database> OpenReader(const std::filesystem::path& path,
                                    const SqliteStore::Options& options) {
  MINGCHA_ASSIGN_OR_RETURN(Database reader, Database::Open(path, options.busy_timeout));
  MINGCHA_RETURN_IF_ERROR(reader.ExecuteScript("PRAGMA query_only = ON"));
  return reader;
}

absl::StatusOr<Ticket> OnlyTicketThatBegins(std::string_view beginning, Database* database) {
  if (beginning.size() < kMinBeginningDigits) {
    return absl::NotFoundError(absl::StrFormat("no ticket %s (a beginning has at least %d digits)",
                                               beginning, kMinBeginningDigits));
  }
  MINGCHA_ASSIGN_OR_RETURN(std::vector<Ticket> tickets,
                           SelectTicketsByBeginning(beginning, database));
  if (tickets.empty()) return absl::NotFoundError(absl::StrFormat("no ticket %s", beginning));
  if (tickets.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrFormat("several tickets begin with %s: give more digits", beginning));
  }
  return std::move(tickets.front());
}

}  // namespace

// Remembers the first error: what follows it fails too, so that a part cannot be committed.
class SqliteStore::Transaction : public StoreTransaction {
 public:
  explicit Transaction(SqliteStore* store)
      : store_(store), status_(database().ExecuteScript("BEGIN IMMEDIATE")) {}

  ~Transaction() override {
    // What is not committed is gone in any case; a rollback that fails changes nothing about that.
    if (database().InTransaction()) database().ExecuteScript("ROLLBACK").IgnoreError();
    store_->GiveWriterBack();
  }

  const absl::Status& status() const { return status_; }

  absl::StatusOr<std::optional<int64_t>> InsertFinding(const Finding& finding) override {
    return Run([&] { return mingcha::InsertFinding(finding, &database()); });
  }
  absl::StatusOr<std::optional<Ticket>> FindTicket(std::string_view ticket_id) override {
    return Run([&] { return mingcha::FindTicket(ticket_id, &database()); });
  }
  absl::Status PutTicket(const Ticket& ticket) override {
    return Run([&] { return mingcha::PutTicket(ticket, &database()); });
  }
  absl::Status InsertOutbox(const OutboxRow& row) override {
    return Run([&] { return mingcha::InsertOutbox(row, &database()); });
  }
  absl::Status PutConversation(const StoredConversation& conversation) override {
    return Run([&] { return mingcha::PutConversation(conversation, &database()); });
  }
  absl::Status PutAcross(const StoredAcross& across) override {
    return Run([&] { return mingcha::PutAcross(across, &database()); });
  }
  absl::Status InsertVerdict(const Verdict& verdict) {
    return Run([&] { return mingcha::InsertVerdict(verdict, &database()); });
  }

  absl::Status Commit() override {
    const absl::Status committed = Run([&] { return database().ExecuteScript("COMMIT"); });
    status_.Update(absl::FailedPreconditionError("the transaction is over"));
    return committed;
  }

 private:
  static const absl::Status& StatusOf(const absl::Status& status) { return status; }
  template <typename T>
  static const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
    return value.status();
  }

  Database& database() const { return store_->writer_; }

  template <typename Step>
  auto Run(Step step) -> decltype(step()) {
    if (!status_.ok()) return status_;
    auto result = step();
    status_.Update(StatusOf(result));
    return result;
  }

  SqliteStore* const store_;
  absl::Status status_;
};

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(const std::filesystem::path& path,
                                                               const Options& options) {
  MINGCHA_RETURN_IF_ERROR(MakeFile(path));
  MINGCHA_ASSIGN_OR_RETURN(Database writer, OpenWriter(path, options));
  MINGCHA_ASSIGN_OR_RETURN(Database reader, OpenReader(path, options));
  return std::unique_ptr<SqliteStore>(
      new SqliteStore(std::move(writer), std::move(reader), options));
}

SqliteStore::SqliteStore(Database writer, Database reader, const Options& options)
    : options_(options), writer_(std::move(writer)), reader_(std::move(reader)) {}

SqliteStore::~SqliteStore() {
  MutexLock lock(writer_mutex_);
  MINGCHA_CHECK(!writer_taken_);
}

bool SqliteStore::TakeWriter() {
  const auto deadline = std::chrono::steady_clock::now() + options_.busy_timeout;
  MutexLock lock(writer_mutex_);
  while (writer_taken_) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    writer_free_.WaitUntil(writer_mutex_, deadline);
  }
  writer_taken_ = true;
  return true;
}

void SqliteStore::GiveWriterBack() {
  MutexLock lock(writer_mutex_);
  writer_taken_ = false;
  writer_free_.NotifyOne();
}

absl::StatusOr<std::unique_ptr<SqliteStore::Transaction>> SqliteStore::BeginTransaction() {
  if (!TakeWriter()) {
    return absl::UnavailableError(
        absl::StrFormat("%s: another transaction is open for longer than %s", writer_.path(),
                        FormatDuration(options_.busy_timeout)));
  }
  auto transaction = std::make_unique<Transaction>(this);
  if (!transaction->status().ok()) return transaction->status();
  return transaction;
}

absl::StatusOr<std::unique_ptr<StoreTransaction>> SqliteStore::Begin() {
  return BeginTransaction();
}

absl::StatusOr<Verdict> SqliteStore::RecordVerdict(const Verdict& verdict) {
  Verdict stored = verdict;
  stored.note = Redact(verdict.note);
  MINGCHA_ASSIGN_OR_RETURN(const std::unique_ptr<Transaction> transaction, BeginTransaction());
  MINGCHA_RETURN_IF_ERROR(transaction->InsertVerdict(stored));
  MINGCHA_RETURN_IF_ERROR(transaction->InsertOutbox({.sequence = 0,
                                                     .kind = "verdict.recorded",
                                                     .ticket_id = stored.ticket_id,
                                                     .payload = DumpLine(ToJson(stored)),
                                                     .at = stored.at}));
  MINGCHA_RETURN_IF_ERROR(transaction->Commit());
  return stored;
}

absl::StatusOr<std::vector<StoredFinding>> SqliteStore::ListFindings(int64_t after, size_t limit) {
  MutexLock lock(reader_mutex_);
  return SelectFindings(after, limit, &reader_);
}

absl::StatusOr<StoredFinding> SqliteStore::GetFinding(std::string_view finding_id) {
  MutexLock lock(reader_mutex_);
  MINGCHA_ASSIGN_OR_RETURN(std::optional<StoredFinding> finding, FindFinding(finding_id, &reader_));
  if (!finding) return absl::NotFoundError(absl::StrFormat("no finding %s", finding_id));
  return *std::move(finding);
}

absl::StatusOr<int64_t> SqliteStore::LastSequence() {
  MutexLock lock(reader_mutex_);
  MINGCHA_ASSIGN_OR_RETURN(const std::optional<int64_t> last,
                           reader_.QueryInt("SELECT max(sequence) FROM findings"));
  return last.value_or(0);
}

absl::StatusOr<std::vector<StoredConversation>> SqliteStore::ConversationsBehind(
    const ConversationKey& key, size_t limit) {
  MutexLock lock(reader_mutex_);
  return SelectConversations(key, limit, &reader_);
}

absl::Status SqliteStore::VisitConversations(
    const std::function<void(const StoredConversation&)>& visit) {
  ConversationKey last = kBeforeAll;
  while (true) {
    MINGCHA_ASSIGN_OR_RETURN(const std::vector<StoredConversation> page,
                             ConversationsBehind(last, kPage));
    for (const StoredConversation& conversation : page) visit(conversation);
    if (page.size() < kPage) return absl::OkStatus();
    last = page.back().conversation;
  }
}

absl::Status SqliteStore::VisitAcross(const std::function<void(const StoredAcross&)>& visit) {
  StoredAcross last;
  last.key = uint64_t{1} << 63;  // The least one, as the file sorts them.
  while (true) {
    std::vector<StoredAcross> page;
    {
      MutexLock lock(reader_mutex_);
      MINGCHA_ASSIGN_OR_RETURN(page, SelectAcross(last, kPage, &reader_));
    }
    for (const StoredAcross& across : page) visit(across);
    if (page.size() < kPage) return absl::OkStatus();
    last = std::move(page.back());
  }
}

absl::StatusOr<std::vector<Ticket>> SqliteStore::ListTickets(const TicketFilter& filter) {
  MutexLock lock(reader_mutex_);
  MINGCHA_ASSIGN_OR_RETURN(std::vector<Ticket> tickets, SelectTickets(filter, &reader_));
  for (Ticket& ticket : tickets) MINGCHA_RETURN_IF_ERROR(ReadFindingIds(&ticket, &reader_));
  return tickets;
}

absl::StatusOr<Ticket> SqliteStore::GetTicket(std::string_view ticket_id) {
  MutexLock lock(reader_mutex_);
  MINGCHA_ASSIGN_OR_RETURN(std::optional<Ticket> ticket, FindTicket(ticket_id, &reader_));
  if (!ticket) {
    MINGCHA_ASSIGN_OR_RETURN(ticket, OnlyTicketThatBegins(ticket_id, &reader_));
  }
  MINGCHA_RETURN_IF_ERROR(ReadFindingIds(&*ticket, &reader_));
  return *std::move(ticket);
}

absl::StatusOr<std::vector<Finding>> SqliteStore::FindingsOf(std::string_view ticket_id) {
  std::vector<StoredFinding> stored;
  {
    MutexLock lock(reader_mutex_);
    MINGCHA_ASSIGN_OR_RETURN(stored, SelectFindingsOf(ticket_id, &reader_));
  }
  std::vector<Finding> findings;
  findings.reserve(stored.size());
  for (StoredFinding& finding : stored) findings.push_back(std::move(finding.finding));
  return findings;
}

absl::StatusOr<std::vector<Verdict>> SqliteStore::VerdictsOf(std::string_view ticket_id) {
  MutexLock lock(reader_mutex_);
  return SelectVerdicts(ticket_id, &reader_);
}

}  // namespace mingcha
