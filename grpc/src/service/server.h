// The listening server: services, health, reflection, limits, TLS, and the way it stops.

#ifndef MINGCHA_SERVICE_SERVER_H_
#define MINGCHA_SERVICE_SERVER_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "mingcha/pipeline.h"
#include "mingcha/store.h"
#include "mingcha/time.h"

#include "service/scan_stream.h"
#include "service/stream_registry.h"
#include "ticket/ticket_policy.h"

namespace mingcha {

struct TlsFiles {
  std::filesystem::path certificate;  // PEM, the whole chain. Empty: no TLS.
  std::filesystem::path private_key;
  std::filesystem::path client_ca;  // Not empty: clients must show a certificate signed by it.

  bool enabled() const { return !certificate.empty(); }
};

struct ServerOptions {
  std::string listen = "127.0.0.1:50151";  // Port 0: a free one.
  bool allow_insecure_remote = false;      // Listen beyond this machine without TLS.
  TlsFiles tls;
  bool reflection = true;
  StreamLimits limits;
  int max_concurrent_streams = 1000;    // Of one connection.
  size_t max_memory_bytes = 512 << 20;  // Of gRPC's buffers.
  Duration keepalive_time = std::chrono::seconds(60);
  Duration keepalive_timeout = std::chrono::seconds(20);
  Duration min_ping_interval = std::chrono::seconds(30);
};

// What the server answers with. Everything outlives it.
struct ServerParts {
  Pipeline* pipeline = nullptr;
  StreamRegistry* streams = nullptr;  // The one that the pipeline's late findings go to.
  std::string pack;
  std::string pack_digest;
  // The three of TicketService, which is offered only with them.
  FindingStore* findings = nullptr;
  TicketStore* tickets = nullptr;
  const TicketPolicy* policy = nullptr;
};

// True for "127.…:port", "[::1]:port", "localhost:port" and "unix:…": reached from this machine
// only.
bool IsLoopback(std::string_view address);

// True for "host:port" with a port of 0 to 65535, and for "unix:…".
bool IsAddress(std::string_view address);
inline constexpr const char* kAddressHelp = "write host:port, such as 127.0.0.1:50151";

// Answers from Start until Drain. Its methods are for one thread.
class ScanServer {
 public:
  // Errors:
  //   INVALID_ARGUMENT     `listen` is no address.
  //   FAILED_PRECONDITION  it would listen beyond this machine without TLS.
  //   NOT_FOUND            a TLS file is not there, or cannot be read.
  //   UNAVAILABLE          the address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<ScanServer>> Start(const ServerOptions& options,
                                                           const ServerParts& parts);
  ~ScanServer();
  ScanServer(const ScanServer&) = delete;
  ScanServer& operator=(const ScanServer&) = delete;

  // With the port that was taken.
  const std::string& address() const;

  // Says that it is not serving any more, tells the streams to move, answers what was taken, and
  // stops. Calls that still live after `limit` are cut off; then false is returned.
  bool Drain(Duration limit);

 private:
  class Impl;

  explicit ScanServer(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_SERVER_H_
