// The findings of a transaction into their tickets, inside of it.

#ifndef MINGCHA_PIPELINE_TICKET_MERGE_H_
#define MINGCHA_PIPELINE_TICKET_MERGE_H_

#include <map>
#include <string>

#include "absl/status/status.h"

#include "mingcha/finding.h"
#include "mingcha/store.h"
#include "mingcha/ticket.h"

#include "pipeline/calendar_notice.h"
#include "ticket/ticket_policy.h"

namespace mingcha {

// A ticket may get many findings at once: it is read once, written once, and told of in one outbox
// row, which names only what was added. Errors: those of the store.
class TicketMerge {
 public:
  // They must outlive it. Without a policy there are no tickets; `notice` may be null.
  TicketMerge(const TicketPolicy* policy, StoreTransaction* transaction,
              CalendarNotice* notice = nullptr)
      : policy_(policy), transaction_(*transaction), notice_(notice) {}

  // Adds a finding that was stored just now to the ticket of its conversation and queue. A rule
  // that is not stable marks no ticket, nor does a finding that no row of the policy wants.
  absl::Status Add(const Finding& finding);
  // Writes the tickets and their outbox rows. The last call.
  absl::Status Finish();

 private:
  struct Change {
    Ticket ticket;  // Its finding_ids are those that were added.
    bool is_new = false;
    Timestamp at;  // Of the latest finding that was added.
  };

  void NoteCalendar(const PolicyRow& row, const Finding& finding);

  const TicketPolicy* const policy_;
  StoreTransaction& transaction_;
  CalendarNotice* const notice_;
  std::map<std::string, Change> changes_;  // By ticket id.
};

}  // namespace mingcha

#endif  // MINGCHA_PIPELINE_TICKET_MERGE_H_
