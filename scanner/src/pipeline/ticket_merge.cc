#include "pipeline/ticket_merge.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/json.h"
#include "base/status_util.h"
#include "ticket/ticket_builder.h"

namespace mingcha {

absl::Status TicketMerge::Add(const Finding& finding) {
  if (policy_ == nullptr || finding.rule_status != RuleStatus::kStable) return absl::OkStatus();
  const PolicyRow* row = FindPolicyRow(*policy_, finding);
  if (row == nullptr) return absl::OkStatus();

  const std::string ticket_id = MakeTicketId(finding.conversation, row->queue);
  auto change = changes_.find(ticket_id);
  if (change == changes_.end()) {
    MINGCHA_ASSIGN_OR_RETURN(std::optional<Ticket> ticket, transaction_.FindTicket(ticket_id));
    Change first{.ticket = {}, .is_new = !ticket, .at = finding.at};
    first.ticket = ticket ? *std::move(ticket) : NewTicket(*row, finding);
    change = changes_.emplace(ticket_id, std::move(first)).first;
  }
  AddFinding(*policy_, *row, finding, &change->second.ticket);
  NoteCalendar(*row, finding);
  change->second.at = std::max(change->second.at, finding.at);
  return absl::OkStatus();
}

void TicketMerge::NoteCalendar(const PolicyRow& row, const Finding& finding) {
  if (notice_ == nullptr) return;
  const std::optional<Due> due = DueOf(*policy_, row, finding);
  if (due) notice_->Note(due->certainty, policy_->service->calendar().DayOf(due->at));
}

absl::Status TicketMerge::Finish() {
  for (const auto& [ticket_id, change] : changes_) {
    MINGCHA_RETURN_IF_ERROR(transaction_.PutTicket(change.ticket));
    Json payload = ToJsonWithoutFindings(change.ticket);
    payload["added_finding_ids"] = change.ticket.finding_ids;
    OutboxRow outbox;
    outbox.kind = change.is_new ? "ticket.opened" : "ticket.changed";
    outbox.ticket_id = ticket_id;
    outbox.payload = DumpLine(payload);
    outbox.at = change.at;
    MINGCHA_RETURN_IF_ERROR(transaction_.InsertOutbox(outbox));
  }
  return absl::OkStatus();
}

}  // namespace mingcha
