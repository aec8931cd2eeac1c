// TicketService: what the store holds, for reviewers and for those who were not there.

#ifndef MINGCHA_SERVICE_TICKET_SERVICE_H_
#define MINGCHA_SERVICE_TICKET_SERVICE_H_

#include <cstddef>
#include <memory>

#include <grpcpp/impl/service_type.h>

#include "mingcha/store.h"
#include "mingcha/time.h"

#include "service/stream_registry.h"
#include "ticket/ticket_policy.h"

namespace mingcha {

// An answer ends with the element that reaches this. Clients take 4 MiB by default.
inline constexpr size_t kMaxAnswerBytes = 1 << 20;

// What ticket calls work with. Everything outlives them.
struct TicketParts {
  FindingStore* findings = nullptr;
  TicketStore* tickets = nullptr;
  const TicketPolicy* policy = nullptr;  // By which a finding leads to its ticket.
  StreamRegistry* streams = nullptr;
  Duration reconnect_after = std::chrono::seconds(1);
};

// Asks the store on threads of its own. `parts` outlives the service.
std::unique_ptr<grpc::Service> MakeTicketService(const TicketParts* parts);

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_TICKET_SERVICE_H_
