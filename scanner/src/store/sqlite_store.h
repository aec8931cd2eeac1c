// Findings, tickets and what conversations owe, in one SQLite file.

#ifndef MINGCHA_STORE_SQLITE_STORE_H_
#define MINGCHA_STORE_SQLITE_STORE_H_

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "mingcha/store.h"
#include "mingcha/time.h"

#include "base/mutex.h"
#include "store/sqlite_database.h"

namespace mingcha {

// One connection writes, another reads: readers do not wait for the writer, and see what is
// committed (write-ahead log). Several processes may use one file.
//
// All methods may be called from any thread. A verdict writes an outbox row of kind
// "verdict.recorded" in its transaction, with the verdict as JSON, its note redacted.
class SqliteStore : public FindingStore, public TicketStore {
 public:
  struct Options {
    // Whether a commit waits for the disk (synchronous=FULL). Without it a crash of the machine may
    // damage the file: for scratch files only.
    bool durable = true;
    // How long a writer waits for another one, of this process or of another.
    Duration busy_timeout = std::chrono::seconds(5);
  };

  // Opens the file `path`; makes it, readable by its owner alone, and the folders on the way, if
  // they are not there. A file of an earlier version is migrated. Errors: UNAVAILABLE, it is locked
  // or the disk is full; DATA_LOSS, it is damaged or no database; FAILED_PRECONDITION, it was
  // written by a newer version or another program, or may not be opened.
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(const std::filesystem::path& path,
                                                           const Options& options);
  ~SqliteStore() override;

  // Waits for a transaction that lives. UNAVAILABLE: it lives on after the busy timeout.
  absl::StatusOr<std::unique_ptr<StoreTransaction>> Begin() override;

  absl::StatusOr<std::vector<StoredFinding>> ListFindings(int64_t after, size_t limit) override;
  absl::StatusOr<StoredFinding> GetFinding(std::string_view finding_id) override;
  absl::StatusOr<int64_t> LastSequence() override;
  absl::Status VisitConversations(
      const std::function<void(const StoredConversation&)>& visit) override;
  absl::Status VisitAcross(const std::function<void(const StoredAcross&)>& visit) override;

  // INVALID_ARGUMENT: there is no ticket `after_ticket_id`.
  absl::StatusOr<std::vector<Ticket>> ListTickets(const TicketFilter& filter) override;
  absl::StatusOr<Ticket> GetTicket(std::string_view ticket_id) override;
  // In the order in which they were added; none, if there is no such ticket.
  absl::StatusOr<std::vector<Finding>> FindingsOf(std::string_view ticket_id) override;
  absl::StatusOr<Verdict> RecordVerdict(const Verdict& verdict) override;
  absl::StatusOr<std::vector<Verdict>> VerdictsOf(std::string_view ticket_id) override;

 private:
  class Transaction;

  SqliteStore(Database writer, Database reader, const Options& options);

  absl::StatusOr<std::unique_ptr<Transaction>> BeginTransaction();
  // The one who may use writer_; false: not within the busy timeout.
  bool TakeWriter();
  void GiveWriterBack();
  absl::StatusOr<std::vector<StoredConversation>> ConversationsBehind(const ConversationKey& key,
                                                                      size_t limit);

  const Options options_;
  Database writer_;  // Used by the transaction that lives, and by nobody else.
  Mutex writer_mutex_;
  CondVar writer_free_;
  bool writer_taken_ MINGCHA_GUARDED_BY(writer_mutex_) = false;
  Mutex reader_mutex_;
  Database reader_ MINGCHA_GUARDED_BY(reader_mutex_);
};

}  // namespace mingcha

#endif  // MINGCHA_STORE_SQLITE_STORE_H_
