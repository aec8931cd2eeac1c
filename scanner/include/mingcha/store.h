// Where findings, tickets and what conversations still owe are kept.

#ifndef MINGCHA_STORE_H_
#define MINGCHA_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "mingcha/finding.h"
#include "mingcha/ticket.h"

namespace mingcha {

// A finding with its place in the store. Sequences rise with every finding stored and are never
// reused, so that a reader can go on where it stopped.
struct StoredFinding {
  int64_t sequence = 0;
  Finding finding;
};

// What a dispatcher will deliver later. Written in the transaction of the change it tells of.
struct OutboxRow {
  int64_t sequence = 0;   // Given by the store.
  std::string kind;       // "ticket.opened", "ticket.changed"
  std::string ticket_id;  // Rows of one ticket are delivered in order.
  std::string payload;    // JSON.
  Timestamp at;
};

// What a conversation still owes, as the conversation logic wrote it.
struct StoredConversation {
  ConversationKey conversation;
  std::string state;
};

// What is remembered under one key of a rule that counts over conversations, as the logic wrote it:
// the key's state, or a sighting that waits (then `part` names it).
struct StoredAcross {
  std::string tenant;
  std::string rule_id;
  uint64_t key = 0;
  std::string part;
  std::string state;
};

// Everything in one transaction holds, or nothing. A transaction that is destroyed without Commit
// changes nothing. At most one lives at a time.
class StoreTransaction {
 public:
  virtual ~StoreTransaction() = default;

  // Returns the sequence given, or nullopt if a finding with this id is there already: then nothing
  // is changed.
  virtual absl::StatusOr<std::optional<int64_t>> InsertFinding(const Finding& finding) = 0;
  // Without its finding_ids, of which there may be very many.
  virtual absl::StatusOr<std::optional<Ticket>> FindTicket(std::string_view ticket_id) = 0;
  // Replaces all of it but its finding_ids: these are added to those that it has.
  virtual absl::Status PutTicket(const Ticket& ticket) = 0;
  virtual absl::Status InsertOutbox(const OutboxRow& row) = 0;
  // An empty state forgets the conversation.
  virtual absl::Status PutConversation(const StoredConversation& conversation) = 0;

  // An empty state forgets it.
  virtual absl::Status PutAcross(const StoredAcross& across) = 0;

  // After it returned OK, everything stands on disk.
  virtual absl::Status Commit() = 0;
};

struct TicketFilter {
  std::optional<std::string> tenant;
  std::optional<std::string> queue;
  std::optional<TicketState> state;
  std::optional<Severity> min_severity;
  std::string after_ticket_id;  // Goes on behind this ticket, in the order of the list.
  size_t limit = 100;
};

// All methods return, besides what they say: UNAVAILABLE when the disk is full or the store is
// locked, DATA_LOSS when it is damaged.
class FindingStore {
 public:
  virtual ~FindingStore() = default;

  virtual absl::StatusOr<std::unique_ptr<StoreTransaction>> Begin() = 0;

  // Returns findings with a sequence above `after`, in the order of their sequences.
  virtual absl::StatusOr<std::vector<StoredFinding>> ListFindings(int64_t after, size_t limit) = 0;
  // NOT_FOUND: there is none with this id.
  virtual absl::StatusOr<StoredFinding> GetFinding(std::string_view finding_id) = 0;
  virtual absl::StatusOr<int64_t> LastSequence() = 0;

  // Hands every stored conversation to `visit`.
  virtual absl::Status VisitConversations(
      const std::function<void(const StoredConversation&)>& visit) = 0;
  // Hands everything to `visit` that PutAcross has stored.
  virtual absl::Status VisitAcross(const std::function<void(const StoredAcross&)>& visit) = 0;
};

class TicketStore {
 public:
  virtual ~TicketStore() = default;

  // Sorted by priority, then severity (worst first), then deadline, then id.
  virtual absl::StatusOr<std::vector<Ticket>> ListTickets(const TicketFilter& filter) = 0;
  // Accepts a full id or an unambiguous beginning of at least 6 digits.
  // NOT_FOUND: there is none. INVALID_ARGUMENT: several begin like this.
  virtual absl::StatusOr<Ticket> GetTicket(std::string_view ticket_id) = 0;
  virtual absl::StatusOr<std::vector<Finding>> FindingsOf(std::string_view ticket_id) = 0;
  // Masks personal data in the note, and returns the verdict as it was stored.
  // NOT_FOUND: no such ticket, or the finding is not one of its own.
  virtual absl::StatusOr<Verdict> RecordVerdict(const Verdict& verdict) = 0;
  // In the order in which they were given; a later one replaces an earlier one in meaning.
  virtual absl::StatusOr<std::vector<Verdict>> VerdictsOf(std::string_view ticket_id) = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_STORE_H_
