// What policy.yaml says: which finding goes to which queue, how urgent it is, and what to do.

#ifndef MINGCHA_TICKET_TICKET_POLICY_H_
#define MINGCHA_TICKET_TICKET_POLICY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/severity.h"
#include "mingcha/time.h"

#include "base/service_plan.h"
#include "base/settings.h"

namespace mingcha {

// What must hold for a row to apply; what is left out holds always.
struct PolicyCondition {
  std::vector<std::string> rules;  // Ids, or beginnings that end in ".*".
  std::vector<std::string> categories;
  std::vector<std::string> tags;  // Any of them.
  std::optional<Severity> min_severity;
  Features features;  // All of them, with these values.
  std::vector<Speaker> speakers;
};

// One row of the table. The first row that applies to a finding is taken.
struct PolicyRow {
  std::string id;
  PolicyCondition when;
  std::string queue;
  uint8_t priority = 3;                 // P0 to P3.
  std::vector<NamedLimit> deadlines;    // From the time of the finding; the earliest holds.
  std::optional<ClockKind> clock;       // Of lengths of time; natural, unless it says otherwise.
  std::vector<std::string> tags;        // Added to those of the rule.
  std::vector<std::string> actions;     // Chinese, suggestions to people.
  std::vector<std::string> escalation;  // Chinese, who is asked next.
};

struct PolicyQueue {
  std::string id;     // antifraud, internal_control, …
  std::string title;  // Chinese.
  std::string hours;  // Those in which it is worked; empty: around the clock.
};

struct TicketPolicy {
  std::vector<PolicyQueue> queues;
  std::vector<PolicyRow> rows;
  // By how many levels a finding in disguise raises its ticket.
  int raise_on_evasion = 1;
  // Never null.
  std::shared_ptr<const ServicePlan> service = std::make_shared<const ServicePlan>();
  std::shared_ptr<const Settings> settings = std::make_shared<const Settings>();
};

// Returns the first row that applies, or nullptr: then the finding marks no ticket.
const PolicyRow* FindPolicyRow(const TicketPolicy& policy, const Finding& finding);

}  // namespace mingcha

#endif  // MINGCHA_TICKET_TICKET_POLICY_H_
