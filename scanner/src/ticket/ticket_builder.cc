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

// The clock by which the people of a queue work.
BusinessClock ClockOf(const TicketPolicy& policy, std::string_view queue) {
  for (const PolicyQueue& one : policy.queues) {
    if (one.id == queue) return policy.service->ClockOf(one.hours);
  }
  return policy.service->ClockOf({});
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

Ticket NewTicket(const PolicyRow& row, const Finding& finding) {
  Ticket ticket;
  ticket.ticket_id = MakeTicketId(finding.conversation, row.queue);
  ticket.conversation = finding.conversation;
  ticket.queue = row.queue;
  ticket.priority = row.priority;
  ticket.opened_at = finding.at;
  return ticket;
}

std::optional<Due> DueOf(const TicketPolicy& policy, const PolicyRow& row, const Finding& finding) {
  const BusinessClock clock = ClockOf(policy, row.queue);
  std::optional<Due> due;
  for (const NamedLimit& deadline : row.deadlines) {
    std::optional<TimeLimit> limit =
        policy.settings->LimitOf(deadline, finding.conversation.tenant);
    if (!limit) continue;
    if (row.clock && limit->workdays == 0) limit->clock = *row.clock;
    const Timestamp at = clock.Deadline(finding.at, *limit);
    if (due && due->at <= at) continue;
    due = Due{at, limit->clock == ClockKind::kNatural
                      ? CalendarCertainty::kOfficial
                      : clock.CertaintyOf(finding.at, std::max(finding.at, at - Duration(1)))};
  }
  return due;
}

// Each field is the least or the most of what its findings ask for, or the union of it: none of
// these depends on an order.
void AddFinding(const TicketPolicy& policy, const PolicyRow& row, const Finding& finding,
                Ticket* ticket) {
  MINGCHA_CHECK(ticket->conversation == finding.conversation && ticket->queue == row.queue);
  ticket->finding_ids.push_back(finding.finding_id);
  ++ticket->revision;
  ticket->severity = std::max(
      ticket->severity, Raised(finding.severity, finding.evasion ? policy.raise_on_evasion : 0));
  ticket->priority = std::min(ticket->priority, row.priority);
  ticket->opened_at = std::min(ticket->opened_at, finding.at);
  if (const std::optional<Due> due = DueOf(policy, row, finding)) {
    ticket->due_at = ticket->due_at ? std::min(*ticket->due_at, due->at) : due->at;
  }
  ticket->tags.insert(finding.tags.begin(), finding.tags.end());
  ticket->tags.insert(row.tags.begin(), row.tags.end());
  ticket->actions.insert(row.actions.begin(), row.actions.end());
  ticket->state = TicketState::kOpen;
}

}  // namespace mingcha
