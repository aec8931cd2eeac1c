#include "service/ticket_service.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

#include "mingcha/v1/ticket.grpc.pb.h"

#include "base/clock.h"
#include "base/status_util.h"
#include "service/convert.h"
#include "service/query_queue.h"
#include "service/watch.h"

namespace mingcha {
namespace {

constexpr size_t kMaxWaitingQueries = 256;
constexpr Duration kRetryWhenFull = std::chrono::milliseconds(500);
constexpr uint32_t kDefaultPageSize = 100;
constexpr uint32_t kMaxPageSize = 1000;
constexpr size_t kMaxVerdictsOfFinding = 50;  // The last ones; earlier ones mean nothing any more.
constexpr size_t kMaxNoteBytes = 4096;
constexpr std::string_view kUnknownValue = "has a value that is not known here";

google::rpc::Status TicketError(const absl::Status& status, const std::string& ticket_id) {
  return ToRpcStatus(status, "ticket", ticket_id);
}

google::rpc::Status List(TicketStore& store, const v1::ListTicketsRequest& request,
                         v1::ListTicketsResponse* response) {
  std::vector<FieldFault> faults;
  TicketFilter filter;
  if (!request.tenant().empty()) filter.tenant = request.tenant();
  if (!request.queue().empty()) filter.queue = request.queue();
  if (request.state() != v1::TICKET_STATE_UNSPECIFIED) {
    filter.state = FromProtoEnum<TicketState>(request.state(), TicketState::kClosed);
    if (!filter.state) faults.push_back({"state", std::string(kUnknownValue)});
  }
  if (request.min_severity() != v1::SEVERITY_UNSPECIFIED) {
    filter.min_severity = FromProtoEnum<Severity>(request.min_severity(), Severity::kCritical);
    if (!filter.min_severity) faults.push_back({"min_severity", std::string(kUnknownValue)});
  }
  if (request.page_size() > kMaxPageSize) {
    faults.push_back({"page_size", absl::StrFormat("is at most %d", kMaxPageSize)});
  }
  if (!faults.empty()) return InvalidFields(faults);

  const size_t page_size = request.page_size() == 0 ? kDefaultPageSize : request.page_size();
  filter.after_ticket_id = request.page_token();
  filter.limit = page_size + 1;  // One more tells whether there is a next page.
  absl::StatusOr<std::vector<Ticket>> tickets = store.ListTickets(filter);
  if (!tickets.ok()) return TicketError(tickets.status(), request.page_token());
  size_t bytes = 0;
  for (const Ticket& ticket : *tickets) {
    const auto told = static_cast<size_t>(response->tickets_size());
    if (told == page_size || bytes >= kMaxAnswerBytes) {
      response->set_next_page_token(response->tickets().rbegin()->ticket_id());
      break;
    }
    ToProto(ticket, response->add_tickets());
    bytes += response->tickets().rbegin()->ByteSizeLong();
  }
  return {};
}

// A ticket with everything that stands on it.
struct WholeTicket {
  Ticket ticket;
  std::vector<Finding> findings;
  std::vector<Verdict> verdicts;
};

absl::StatusOr<WholeTicket> ReadWhole(TicketStore& store, const std::string& ticket_id) {
  WholeTicket whole;
  MINGCHA_ASSIGN_OR_RETURN(whole.ticket, store.GetTicket(ticket_id));
  MINGCHA_ASSIGN_OR_RETURN(whole.findings, store.FindingsOf(whole.ticket.ticket_id));
  MINGCHA_ASSIGN_OR_RETURN(whole.verdicts, store.VerdictsOf(whole.ticket.ticket_id));
  return whole;
}

// Adds the last verdicts on one finding; returns how many bytes they take.
size_t AddVerdicts(const std::vector<Verdict>& verdicts, const std::string& finding_id,
                   v1::GetTicketResponse* response) {
  std::vector<const Verdict*> of_finding;
  for (const Verdict& verdict : verdicts) {
    if (verdict.finding_id == finding_id) of_finding.push_back(&verdict);
  }
  size_t bytes = 0;
  const size_t first = of_finding.size() - std::min(of_finding.size(), kMaxVerdictsOfFinding);
  for (size_t i = first; i < of_finding.size(); ++i) {
    v1::Verdict* to = response->add_verdicts();
    ToProto(*of_finding[i], to);
    bytes += to->ByteSizeLong();
  }
  return bytes;
}

google::rpc::Status Get(TicketStore& store, const v1::GetTicketRequest& request,
                        v1::GetTicketResponse* response) {
  if (request.ticket_id().empty()) return InvalidFields({{"ticket_id", "is required"}});
  const absl::StatusOr<WholeTicket> whole = ReadWhole(store, request.ticket_id());
  if (!whole.ok()) return TicketError(whole.status(), request.ticket_id());

  auto next = whole->findings.begin();
  if (!request.page_token().empty()) {
    next = std::find_if(next, whole->findings.end(), [&](const Finding& finding) {
      return finding.finding_id == request.page_token();
    });
    if (next == whole->findings.end()) {
      return InvalidFields({{"page_token", "is none of this ticket"}});
    }
    ++next;
  }
  ToProto(whole->ticket, response->mutable_ticket());
  size_t bytes = response->ticket().ByteSizeLong();
  for (; next != whole->findings.end(); ++next) {
    const auto told = static_cast<uint32_t>(response->findings_size());
    const bool full = request.page_size() != 0 && told == request.page_size();
    if (told > 0 && (full || bytes >= kMaxAnswerBytes)) {
      response->set_next_page_token(response->findings().rbegin()->finding_id());
      break;
    }
    v1::Finding* to = response->add_findings();
    ToProto(*next, to);
    bytes += to->ByteSizeLong() + AddVerdicts(whole->verdicts, next->finding_id, response);
  }
  return {};
}

std::vector<FieldFault> FaultsOf(const v1::RecordVerdictRequest& request) {
  std::vector<FieldFault> faults;
  const auto require = [&faults](std::string_view field, const std::string& value) {
    if (value.empty()) faults.push_back({std::string(field), "is required"});
  };
  require("ticket_id", request.ticket_id());
  require("finding_id", request.finding_id());
  require("reviewer", request.reviewer());
  if (!FromProtoEnum<VerdictKind>(request.kind(), VerdictKind::kAcceptable)) {
    faults.push_back({"kind", request.kind() == v1::VERDICT_KIND_UNSPECIFIED
                                  ? "is required"
                                  : std::string(kUnknownValue)});
  }
  if (request.note().size() > kMaxNoteBytes) {
    faults.push_back({"note", absl::StrFormat("is at most %d bytes long", kMaxNoteBytes)});
  }
  return faults;
}

absl::Status Record(TicketStore& store, const v1::RecordVerdictRequest& request,
                    v1::RecordVerdictResponse* response) {
  MINGCHA_ASSIGN_OR_RETURN(const Ticket ticket, store.GetTicket(request.ticket_id()));
  Verdict verdict;
  verdict.ticket_id = ticket.ticket_id;
  verdict.finding_id = request.finding_id();
  verdict.kind = *FromProtoEnum<VerdictKind>(request.kind(), VerdictKind::kAcceptable);
  verdict.reviewer = request.reviewer();
  verdict.note = request.note();
  verdict.at = WallNow();
  MINGCHA_ASSIGN_OR_RETURN(const Verdict recorded, store.RecordVerdict(verdict));
  ToProto(recorded, response->mutable_verdict());
  return absl::OkStatus();
}

class TicketServiceImpl final : public v1::TicketService::CallbackService {
 public:
  explicit TicketServiceImpl(const TicketParts* parts)
      : parts_(*parts), watches_(parts), queries_(kMaxWaitingQueries) {}

  grpc::ServerUnaryReactor* ListTickets(grpc::CallbackServerContext* context,
                                        const v1::ListTicketsRequest* request,
                                        v1::ListTicketsResponse* response) override {
    return Run(context,
               [this, request, response] { return List(*parts_.tickets, *request, response); });
  }

  grpc::ServerUnaryReactor* GetTicket(grpc::CallbackServerContext* context,
                                      const v1::GetTicketRequest* request,
                                      v1::GetTicketResponse* response) override {
    return Run(context,
               [this, request, response] { return Get(*parts_.tickets, *request, response); });
  }

  grpc::ServerUnaryReactor* RecordVerdict(grpc::CallbackServerContext* context,
                                          const v1::RecordVerdictRequest* request,
                                          v1::RecordVerdictResponse* response) override {
    return Run(context, [this, request, response] {
      const std::vector<FieldFault> faults = FaultsOf(*request);
      if (!faults.empty()) return InvalidFields(faults);
      return TicketError(Record(*parts_.tickets, *request, response), request->ticket_id());
    });
  }

  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* /*context*/,
                                                     const v1::WatchRequest* request) override {
    return watches_.Open(*request);
  }

 private:
  // Runs `query` where it may wait, and ends the call with what it returns. Request and response
  // live until then.
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context,
                                std::function<google::rpc::Status()> query) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const bool taken = queries_.TryRun(
        [reactor, query = std::move(query)] { reactor->Finish(ToGrpcStatus(query())); });
    if (!taken) {
      reactor->Finish(ToGrpcStatus(
          TryLater("QUEUE_FULL", "too many queries wait for the store", kRetryWhenFull)));
    }
    return reactor;
  }

  const TicketParts& parts_;
  WatchHub watches_;
  QueryQueue queries_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeTicketService(const TicketParts* parts) {
  return std::make_unique<TicketServiceImpl>(parts);
}

}  // namespace mingcha
