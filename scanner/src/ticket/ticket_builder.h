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

// Returns `ticket` with `finding` added by `row`, or a new ticket when there is none yet. Severity
// only rises, the priority only becomes more urgent, the deadline only moves nearer, tags and
// actions are only added; a closed ticket opens again. A finding that the ticket has already
// changes nothing, and nullopt is returned.
//
// The outcome does not depend on the order in which findings are added, but for the order of
// `finding_ids` and the revision.
std::optional<Ticket> AddFinding(const TicketPolicy& policy, const PolicyRow& row,
                                 std::optional<Ticket> ticket, const Finding& finding);

}  // namespace mingcha

#endif  // MINGCHA_TICKET_TICKET_BUILDER_H_
