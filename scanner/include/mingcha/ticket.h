// What a reviewer works on.

#ifndef MINGCHA_TICKET_H_
#define MINGCHA_TICKET_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "mingcha/finding.h"
#include "mingcha/severity.h"
#include "mingcha/time.h"

namespace mingcha {

enum class TicketState : uint8_t { kOpen, kClosed };

// The reviewer's word on a finding.
enum class VerdictKind : uint8_t { kConfirmed, kFalsePositive, kAcceptable };

std::string_view ToString(TicketState state);
std::string_view ToString(VerdictKind kind);
std::optional<TicketState> ParseTicketState(std::string_view name);
std::optional<VerdictKind> ParseVerdictKind(std::string_view name);

// One ticket stands for one conversation and queue. While it lives its severity only rises, its
// deadline only moves nearer, and tags and findings are only added.
struct Ticket {
  std::string ticket_id;  // 64 lower-case hex digits over tenant, conversation and queue.
  ConversationKey conversation;
  std::string queue;
  Severity severity = Severity::kInfo;
  uint8_t priority = 9;  // 0 is the most urgent (P0).
  std::set<std::string> tags;
  std::set<std::string> actions;         // Suggested, in Chinese; people carry them out.
  std::vector<std::string> finding_ids;  // In the order in which they were added. May be very many.
  Timestamp opened_at;                   // Time of the earliest finding.
  std::optional<Timestamp> due_at;
  TicketState state = TicketState::kOpen;
  int64_t revision = 0;  // Rises by one with every finding that is added.
};

struct Verdict {
  std::string ticket_id;
  std::string finding_id;
  VerdictKind kind = VerdictKind::kConfirmed;
  std::string reviewer;
  std::string note;  // Sensitive.
  Timestamp at;
};

// Takes tickets on. Called by one thread at a time.
class TicketSink {
 public:
  virtual ~TicketSink() = default;

  // Errors: UNAVAILABLE, if the ticket can be delivered again later.
  virtual absl::Status Deliver(const Ticket& ticket) = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_TICKET_H_
