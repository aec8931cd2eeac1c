#include "service/watch.h"

#include <algorithm>
#include <utility>

#include "service/convert.h"
#include "ticket/ticket_builder.h"

namespace mingcha {
namespace {

constexpr std::chrono::milliseconds kLookEvery(100);
constexpr size_t kMaxFindingsInAnswer = 256;

}  // namespace

// ---- One watch

WatchStream::WatchStream(WatchHub* hub, const v1::WatchRequest& request)
    : hub_(*hub), request_(request), after_(request.after_sequence()) {}

bool WatchStream::WantsMore() const {
  MutexLock lock(mutex_);
  return !writing_ && !finished_ && !end_;
}

void WatchStream::Tell(v1::WatchResponse response) {
  {
    MutexLock lock(mutex_);
    if (finished_ || end_) return;
    writing_ = true;
  }
  response_ = std::move(response);
  StartWrite(&response_);
}

void WatchStream::End(const grpc::Status& status) {
  bool finish = false;
  {
    MutexLock lock(mutex_);
    if (!end_) end_ = status;
    finish = TakeEnd();
  }
  if (finish) Finish(status);
}

bool WatchStream::TakeEnd() {
  if (writing_ || finished_ || !end_) return false;
  finished_ = true;
  return true;
}

void WatchStream::OnWriteDone(bool ok) {
  std::optional<grpc::Status> finish;
  {
    MutexLock lock(mutex_);
    writing_ = false;
    if (!ok && !end_) end_ = grpc::Status(grpc::StatusCode::CANCELLED, "the client is gone");
    if (TakeEnd()) finish = end_;
  }
  if (finish) return Finish(*finish);
  hub_.Wake();
}

void WatchStream::OnCancel() {
  End(grpc::Status(grpc::StatusCode::CANCELLED, "cancelled by the client"));
}

void WatchStream::BeginDrain() { End(ToGrpcStatus(Draining(hub_.parts_.reconnect_after))); }

void WatchStream::OnDone() {
  hub_.Close(input_);
  hub_.parts_.streams->Remove(input_);
  self_.reset();  // Nothing of this object may be touched behind here.
}

// ---- All of them

WatchHub::WatchHub(const TicketParts* parts) : parts_(*parts), thread_([this] { Work(); }) {}

WatchHub::~WatchHub() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  thread_.join();
}

grpc::ServerWriteReactor<v1::WatchResponse>* WatchHub::Open(const v1::WatchRequest& request) {
  const auto watch = std::make_shared<WatchStream>(this, request);
  watch->self_ = watch;
  watch->input_ = parts_.streams->Add(watch);
  {
    MutexLock lock(mutex_);
    watches_.push_back(watch);
  }
  if (request.after_sequence() < 0) {
    watch->End(ToGrpcStatus(InvalidFields({{"after_sequence", "must not be negative"}})));
  } else if (!v1::Severity_IsValid(request.min_severity())) {
    watch->End(
        ToGrpcStatus(InvalidFields({{"min_severity", "has a value that is not known here"}})));
  }
  Wake();
  return watch.get();
}

void WatchHub::Close(uint64_t input) {
  MutexLock lock(mutex_);
  watches_.erase(std::remove_if(watches_.begin(), watches_.end(),
                                [input](const auto& watch) { return watch->input_ == input; }),
                 watches_.end());
}

void WatchHub::Wake() {
  MutexLock lock(mutex_);
  woken_ = true;
  changed_.NotifyAll();
}

void WatchHub::Work() {
  while (true) {
    std::vector<std::shared_ptr<WatchStream>> watches;
    {
      MutexLock lock(mutex_);
      while (watches_.empty() && !stopping_) changed_.Wait(mutex_);
      const auto look_at = std::chrono::steady_clock::now() + kLookEvery;
      while (!woken_ && !stopping_ && std::chrono::steady_clock::now() < look_at) {
        changed_.WaitUntil(mutex_, look_at);
      }
      woken_ = false;
      if (stopping_) return;
      watches = watches_;
    }
    const absl::StatusOr<int64_t> last = parts_.findings->LastSequence();
    for (const std::shared_ptr<WatchStream>& watch : watches) {
      if (!watch->WantsMore()) continue;
      if (last.ok()) {
        ServeOne(*watch, *last);
      } else {
        watch->End(ToGrpcStatus(ToRpcStatus(last.status())));
      }
    }
  }
}

void WatchHub::ServeOne(WatchStream& watch, int64_t last_sequence) {
  if (watch.after_ >= last_sequence) {
    if (!watch.request_.follow()) watch.End(grpc::Status::OK);
    return;
  }
  const absl::StatusOr<std::vector<StoredFinding>> findings =
      parts_.findings->ListFindings(watch.after_, kMaxFindingsInAnswer);
  if (!findings.ok()) return watch.End(ToGrpcStatus(ToRpcStatus(findings.status())));
  if (findings->empty()) {
    watch.after_ = last_sequence;
    return Wake();
  }
  v1::WatchResponse response;
  std::map<std::string, v1::Ticket> tickets;
  size_t bytes = 0;
  for (const StoredFinding& stored : *findings) {
    if (bytes >= kMaxAnswerBytes) break;
    watch.after_ = stored.sequence;
    if (!Selects(watch.request_, stored.finding)) continue;
    v1::WatchedFinding* to = response.add_findings();
    to->set_sequence(stored.sequence);
    ToProto(stored.finding, to->mutable_finding());
    AddTicket(stored.finding, &tickets, to);
    bytes += to->ByteSizeLong();
  }
  response.set_next_after_sequence(watch.after_);
  watch.Tell(std::move(response));
}

bool WatchHub::Selects(const v1::WatchRequest& request, const Finding& finding) const {
  if (!request.tenant().empty() && request.tenant() != finding.conversation.tenant) return false;
  return ToProtoEnum<v1::Severity>(finding.severity) >= request.min_severity();
}

void WatchHub::AddTicket(const Finding& finding, std::map<std::string, v1::Ticket>* tickets,
                         v1::WatchedFinding* to) const {
  if (finding.rule_status != RuleStatus::kStable) return;
  const PolicyRow* row = FindPolicyRow(*parts_.policy, finding);
  if (row == nullptr) return;
  const std::string ticket_id = MakeTicketId(finding.conversation, row->queue);
  auto known = tickets->find(ticket_id);
  if (known == tickets->end()) {
    const absl::StatusOr<Ticket> ticket = parts_.tickets->GetTicket(ticket_id);
    if (!ticket.ok()) return;
    known = tickets->try_emplace(ticket_id).first;
    ToProto(*ticket, &known->second);
    known->second.clear_finding_ids();
  }
  *to->mutable_ticket() = known->second;
}

}  // namespace mingcha
