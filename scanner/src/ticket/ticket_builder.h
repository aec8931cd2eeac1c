// Findings into tickets. Pure: the store is the caller's business.

#ifndef MINGCHA_TICKET_TICKET_BUILDER_H_
#define MINGCHA_TICKET_TICKET_BUILDER_H_

#include <optional>
#include <string>
#include <string_view>

#include "mingcha/finding.h"
#include "mingcha/ticket.h"

#include "ticket/ticket_policy.h"

namespace mingcha {

// SHA-256 over a length-prefixed list of a version, tenant, conversation and queue, in hex.
std::string MakeTicketId(const ConversationKey& conversation, std::string_view queue);

// Returns the ticket that `finding` opens by `row`, with no finding on it yet.
Ticket NewTicket(const PolicyRow& row, const Finding& finding);

// When a finding of `row` is due, and how well the calendar knows the days up to then. nullopt: the
// row has no deadline, or none that its tenant's settings have.
struct Due {
  Timestamp at;
  CalendarCertainty certainty = CalendarCertainty::kOfficial;
};
std::optional<Due> DueOf(const TicketPolicy& policy, const PolicyRow& row, const Finding& finding);

// Adds `finding`, which the ticket must not have yet, by `row`. Severity only rises, the priority
// only becomes more urgent, the deadline only moves nearer, tags and actions are only added; a
// closed ticket opens again, and the revision rises by one.
//
// The outcome does not depend on the order in which findings are added, but for the order of
// `finding_ids`.
void AddFinding(const TicketPolicy& policy, const PolicyRow& row, const Finding& finding,
                Ticket* ticket);

}  // namespace mingcha

#endif  // MINGCHA_TICKET_TICKET_BUILDER_H_
