#include "pipeline/ticket_merge.h"

#include <optional>
#include <string>
#include <utility>

#include "base/json.h"
#include "base/status_util.h"
#include "ticket/ticket_builder.h"

namespace mingcha {

absl::Status MergeIntoTicket(const TicketPolicy& policy, const Finding& finding,
                             StoreTransaction& transaction) {
  if (finding.rule_status != RuleStatus::kStable) return absl::OkStatus();
  const PolicyRow* row = FindPolicyRow(policy, finding);
  if (row == nullptr) return absl::OkStatus();

  const std::string ticket_id = MakeTicketId(finding.conversation, row->queue);
  MINGCHA_ASSIGN_OR_RETURN(std::optional<Ticket> ticket, transaction.FindTicket(ticket_id));
  const bool is_new = !ticket;
  const std::optional<Ticket> merged = AddFinding(policy, *row, std::move(ticket), finding);
  if (!merged) return absl::OkStatus();

  MINGCHA_RETURN_IF_ERROR(transaction.PutTicket(*merged));
  OutboxRow outbox;
  outbox.kind = is_new ? "ticket.opened" : "ticket.changed";
  outbox.ticket_id = ticket_id;
  outbox.payload = DumpLine(ToJson(*merged));
  outbox.at = finding.at;
  return transaction.InsertOutbox(outbox);
}

}  // namespace mingcha
