// TicketService.Watch: what the store holds from a sequence on, and what comes after it.

#ifndef MINGCHA_SERVICE_WATCH_H_
#define MINGCHA_SERVICE_WATCH_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/support/server_callback.h>

#include "mingcha/store.h"
#include "mingcha/v1/ticket.pb.h"

#include "base/mutex.h"
#include "service/stream_registry.h"
#include "service/ticket_service.h"

namespace mingcha {

class WatchHub;

// The reactor of one Watch call. One answer is under way at a time; the hub makes the next one when
// that is written. Deletes itself after OnDone.
class WatchStream final : public grpc::ServerWriteReactor<v1::WatchResponse>,
                          public OpenStream,
                          public std::enable_shared_from_this<WatchStream> {
 public:
  WatchStream(WatchHub* hub, const v1::WatchRequest& request);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  // Nobody's input: nothing is ever delivered here.
  void OnLateFindings(std::vector<Finding> /*findings*/) override {}
  void BeginDrain() override;

 private:
  friend class WatchHub;

  // For the hub's thread only.
  bool WantsMore() const;
  void Tell(v1::WatchResponse response);
  void End(const grpc::Status& status);

  bool TakeEnd() MINGCHA_REQUIRES(mutex_);

  WatchHub& hub_;
  std::shared_ptr<WatchStream> self_;
  uint64_t input_ = kNoInput;
  const v1::WatchRequest request_;
  int64_t after_;  // The hub's: everything up to it was told.
  v1::WatchResponse response_;

  mutable Mutex mutex_;
  bool writing_ MINGCHA_GUARDED_BY(mutex_) = false;
  bool finished_ MINGCHA_GUARDED_BY(mutex_) = false;
  std::optional<grpc::Status> end_ MINGCHA_GUARDED_BY(mutex_);
};

// Reads the store for all watches, on one thread. While nobody watches it sleeps; while everybody
// has seen everything it looks for a new sequence a few times a second.
class WatchHub {
 public:
  explicit WatchHub(const TicketParts* parts);
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  grpc::ServerWriteReactor<v1::WatchResponse>* Open(const v1::WatchRequest& request);

 private:
  friend class WatchStream;

  void Close(uint64_t input);
  void Wake();
  void Work();
  void ServeOne(WatchStream& watch, int64_t last_sequence);
  bool Selects(const v1::WatchRequest& request, const Finding& finding) const;
  // Without finding_ids; `tickets` holds those that were read for this answer, by id.
  void AddTicket(const Finding& finding, std::map<std::string, v1::Ticket>* tickets,
                 v1::WatchedFinding* to) const;

  const TicketParts& parts_;
  Mutex mutex_;
  CondVar changed_;
  std::vector<std::shared_ptr<WatchStream>> watches_ MINGCHA_GUARDED_BY(mutex_);
  bool woken_ MINGCHA_GUARDED_BY(mutex_) = false;
  bool stopping_ MINGCHA_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_WATCH_H_
