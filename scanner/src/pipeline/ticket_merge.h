// A finding into its ticket, inside the finding's transaction.

#ifndef MINGCHA_PIPELINE_TICKET_MERGE_H_
#define MINGCHA_PIPELINE_TICKET_MERGE_H_

#include "absl/status/status.h"

#include "mingcha/finding.h"
#include "mingcha/store.h"

#include "ticket/ticket_policy.h"

namespace mingcha {

// Adds a finding that was stored just now to the ticket of its conversation and queue, and writes
// the outbox row that tells of it. A rule that is not stable marks no ticket, nor does a finding
// that no row of the policy wants. Errors: those of the store.
absl::Status MergeIntoTicket(const TicketPolicy& policy, const Finding& finding,
                             StoreTransaction& transaction);

}  // namespace mingcha

#endif  // MINGCHA_PIPELINE_TICKET_MERGE_H_
