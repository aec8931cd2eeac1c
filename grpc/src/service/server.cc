#include "service/server.h"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include "service/scan_service.h"
#include "service/ticket_service.h"
#include <unistd.h>

namespace mingcha {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
constexpr unsigned kCertificateRefreshSeconds = 1;
constexpr int kMaxMetadataBytes = 16 * 1024;
// What gRPC takes from the network ahead of StartRead. Its own estimate grows to megabytes a
// stream, which would be the client's window and not ours.
constexpr int kLookaheadBytes = 256 * 1024;
constexpr int kMaxPingStrikes = 2;
// Reflection and health are served by gRPC's own threads; few suffice.
constexpr int kMaxPollers = 2;

constexpr std::array<const char*, 2> kServiceNames = {"mingcha.v1.ScanService",
                                                      "mingcha.v1.TicketService"};

absl::Status CheckReadable(const std::filesystem::path& file) {
  if (::access(file.c_str(), R_OK) == 0) return absl::OkStatus();
  return absl::NotFoundError(absl::StrFormat("%s: cannot be read", file.string()));
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(
    const ServerOptions& options) {
  const TlsFiles& tls = options.tls;
  if (!tls.enabled()) {
    if (!IsLoopback(options.listen) && !options.allow_insecure_remote) {
      return absl::FailedPreconditionError(
          absl::StrFormat("%s can be reached from other machines: configure TLS, or "
                          "listen.allow_insecure_remote: true",
                          options.listen));
    }
    return grpc::InsecureServerCredentials();
  }
  for (const std::filesystem::path& file : {tls.certificate, tls.private_key, tls.client_ca}) {
    if (file == tls.client_ca && file.empty()) continue;
    if (absl::Status status = CheckReadable(file); !status.ok()) return status;
  }
  // Changed files are taken up; connections that stand keep the old ones.
  const auto provider = std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      tls.private_key.string(), tls.certificate.string(), tls.client_ca.string(),
      kCertificateRefreshSeconds);
  grpc::experimental::TlsServerCredentialsOptions credentials(provider);
  credentials.watch_identity_key_cert_pairs();
  if (tls.client_ca.empty()) {
    credentials.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  } else {
    credentials.watch_root_certs();
    credentials.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(credentials);
}

void SetLimits(const ServerOptions& options, grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(static_cast<int>(options.limits.max_frame_bytes));
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_concurrent_streams);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kLookaheadBytes);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS,
                              static_cast<int>(options.keepalive_time.count()));
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                              static_cast<int>(options.keepalive_timeout.count()));
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                              static_cast<int>(options.min_ping_interval.count()));
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kMaxPingStrikes);
  // Two services on one port would share its connections without a word.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder->SetResourceQuota(grpc::ResourceQuota("mingcha").Resize(options.max_memory_bytes));
  builder->SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder->SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, kMaxPollers);
}

std::string WithPort(const std::string& address, int port) {
  if (address.rfind(kUnixPrefix, 0) == 0) return address;
  return absl::StrFormat("%s:%d", address.substr(0, address.rfind(':')), port);
}

}  // namespace

bool IsLoopback(std::string_view address) {
  if (address.substr(0, kUnixPrefix.size()) == kUnixPrefix) return true;
  const std::string host(address.substr(0, address.rfind(':')));
  if (host == "localhost" || host == "[::1]") return true;
  in_addr ipv4 = {};  // A name such as 127.example.com is none.
  return ::inet_pton(AF_INET, host.c_str(), &ipv4) == 1 && ntohl(ipv4.s_addr) >> 24 == 127;
}

bool IsAddress(std::string_view address) {
  if (address.substr(0, kUnixPrefix.size()) == kUnixPrefix) {
    return address.size() > kUnixPrefix.size();
  }
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view digits = address.substr(colon + 1);
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc() && end == digits.data() + digits.size();
}

class ScanServer::Impl {
 public:
  Impl(const ServerOptions& options, const ServerParts& parts)
      : streams_(*parts.streams),
        scan_parts_{parts.pipeline, parts.streams, options.limits, parts.pack, parts.pack_digest},
        ticket_parts_{parts.findings, parts.tickets, parts.policy, parts.streams,
                      options.limits.reconnect_after},
        scan_service_(MakeScanService(&scan_parts_)) {
    if (parts.findings != nullptr && parts.tickets != nullptr && parts.policy != nullptr) {
      ticket_service_ = MakeTicketService(&ticket_parts_);
    }
  }
  ~Impl() {
    if (!stopped_) Drain(Duration::zero());
  }

  absl::Status Listen(const ServerOptions& options) {
    if (!IsAddress(options.listen)) {
      return absl::InvalidArgumentError(
          absl::StrFormat("\"%s\" is no address: %s", options.listen, kAddressHelp));
    }
    absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> credentials = MakeCredentials(options);
    if (!credentials.ok()) return credentials.status();
    grpc::EnableDefaultHealthCheckService(true);
    if (options.reflection) grpc::reflection::InitProtoReflectionServerBuilderPlugin();

    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(options.listen, *credentials, &port);
    builder.RegisterService(scan_service_.get());
    if (ticket_service_ != nullptr) builder.RegisterService(ticket_service_.get());
    SetLimits(options, &builder);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) {
      server_ = nullptr;
      return absl::UnavailableError(
          absl::StrFormat("%s: cannot be listened on; is another service there?", options.listen));
    }
    address_ = WithPort(options.listen, port);
    SetHealth(true);
    return absl::OkStatus();
  }

  bool Drain(Duration limit) {
    stopped_ = true;
    if (server_ == nullptr) return true;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    SetHealth(false);
    streams_.BeginDrain();
    const bool in_time = streams_.WaitUntilEmpty(deadline);
    const auto left = deadline - std::chrono::steady_clock::now();
    server_->Shutdown(std::chrono::system_clock::now() +
                      std::chrono::duration_cast<std::chrono::milliseconds>(left));
    server_->Wait();
    return in_time;
  }

  const std::string& address() const { return address_; }

 private:
  void SetHealth(bool serving) {
    grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
    health->SetServingStatus(serving);
    for (const char* name : kServiceNames) health->SetServingStatus(name, serving);
  }

  StreamRegistry& streams_;
  const ScanParts scan_parts_;
  const TicketParts ticket_parts_;
  std::unique_ptr<grpc::Service> scan_service_;
  std::unique_ptr<grpc::Service> ticket_service_;
  std::unique_ptr<grpc::Server> server_;  // Goes before the services it calls.
  std::string address_;
  bool stopped_ = false;
};

absl::StatusOr<std::unique_ptr<ScanServer>> ScanServer::Start(const ServerOptions& options,
                                                              const ServerParts& parts) {
  auto impl = std::make_unique<Impl>(options, parts);
  if (absl::Status status = impl->Listen(options); !status.ok()) return status;
  return std::unique_ptr<ScanServer>(new ScanServer(std::move(impl)));
}

ScanServer::ScanServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ScanServer::~ScanServer() = default;

const std::string& ScanServer::address() const { return impl_->address(); }

bool ScanServer::Drain(Duration limit) { return impl_->Drain(limit); }

}  // namespace mingcha
