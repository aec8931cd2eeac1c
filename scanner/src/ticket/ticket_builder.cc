#include "ticket/ticket_builder.h"

#include <algorithm>

#include "base/check.h"
#include "base/digest.h"

namespace mingcha {
namespace {

Severity Raised(Severity severity, int levels) {
  return static_cast<Severity>(
      std::clamp(static_cast<int>(severity) + levels, 0, static_cast<int>(Severity::kCritical)));
}

Ticket NewTicket(std::string ticket_id, const PolicyRow& row, const Finding& finding) {
  Ticket ticket;
  ticket.ticket_id = std::move(ticket_id);
  ticket.conversation = finding.conversation;
  ticket.queue = row.queue;
  ticket.priority = row.priority;
  ticket.opened_at = finding.at;
  return ticket;
}

}  // namespace

std::string MakeTicketId(const ConversationKey& conversation, std::string_view queue) {
  Sha256 sha;
  sha.UpdateField("mingcha.ticket.v1");
  sha.UpdateField(conversation.tenant);
  sha.UpdateField(conversation.conversation_id);
  sha.UpdateField(queue);
  return sha.FinishHex();
}

// Each field is the least or the most of what its findings ask for, or the union of it: none of
// these depends on an order.
std::optional<Ticket> AddFinding(const TicketPolicy& policy, const PolicyRow& row,
                                 std::optional<Ticket> ticket, const Finding& finding) {
  std::string ticket_id = MakeTicketId(finding.conversation, row.queue);
  if (!ticket) {
    ticket = NewTicket(std::move(ticket_id), row, finding);
  } else {
    MINGCHA_CHECK(ticket->ticket_id == ticket_id);
    const auto& ids = ticket->finding_ids;
    if (std::find(ids.begin(), ids.end(), finding.finding_id) != ids.end()) return std::nullopt;
  }
  ticket->finding_ids.push_back(finding.finding_id);
  ticket->severity = std::max(
      ticket->severity, Raised(finding.severity, finding.evasion ? policy.raise_on_evasion : 0));
  ticket->priority = std::min(ticket->priority, row.priority);
  ticket->opened_at = std::min(ticket->opened_at, finding.at);
  if (row.deadline) {
    const Timestamp due_at = finding.at + *row.deadline;
    ticket->due_at = ticket->due_at ? std::min(*ticket->due_at, due_at) : due_at;
  }
  ticket->tags.insert(finding.tags.begin(), finding.tags.end());
  ticket->tags.insert(row.tags.begin(), row.tags.end());
  ticket->actions.insert(row.actions.begin(), row.actions.end());
  ticket->state = TicketState::kOpen;
  ++ticket->revision;
  return ticket;
}

}  // namespace mingcha
