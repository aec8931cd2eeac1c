// A small HTTP server that answers `GET /metrics`, and nothing else.

#ifndef MINGCHA_SERVICE_METRICS_SERVER_H_
#define MINGCHA_SERVICE_METRICS_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace mingcha {

struct MetricsOptions {
  std::string listen;         // "host:port"; empty: no metrics are served. Port 0: a free one.
  bool allow_remote = false;  // Listen beyond this machine; there is no TLS.
};

// Answers from Start until it is destroyed, on a thread of its own. A connection carries one
// request, of at most 8 KiB, and is cut off after ten seconds; more than 64 at a time are refused.
class MetricsServer {
 public:
  // Makes the text of an answer; called on the server's thread.
  using MakeText = std::function<std::string()>;

  // Errors:
  //   INVALID_ARGUMENT     `listen` is no host:port, or the host is no address.
  //   FAILED_PRECONDITION  it would listen beyond this machine, which is not allowed.
  //   UNAVAILABLE          the address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(const MetricsOptions& options,
                                                              MakeText make_text);
  ~MetricsServer();
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

  // With the port that was taken.
  const std::string& address() const;

 private:
  class Impl;

  explicit MetricsServer(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_METRICS_SERVER_H_
