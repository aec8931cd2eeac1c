#include "service/metrics_server.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/log.h"
#include "service/server.h"
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace mingcha {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = boost::asio::ip::tcp;

constexpr std::chrono::seconds kConnectionLimit{10};
constexpr uint32_t kMaxHeaderBytes = 8 * 1024;
constexpr int kMaxConnections = 64;
constexpr const char* kTextType = "text/plain; version=0.0.4; charset=utf-8";

using Response = http::response<http::string_body>;

Response Answer(const http::request<http::empty_body>& request,
                const MetricsServer::MakeText& make_text) {
  Response response;
  response.version(request.version());
  response.keep_alive(false);
  response.set(http::field::content_type, kTextType);
  const bool reads = request.method() == http::verb::get || request.method() == http::verb::head;
  const beast::string_view path = request.target().substr(0, request.target().find('?'));
  if (!reads) {
    response.result(http::status::method_not_allowed);
    response.set(http::field::allow, "GET, HEAD");
    response.body() = "only GET\n";
  } else if (path != "/metrics") {
    response.result(http::status::not_found);
    response.body() = "the metrics are at /metrics\n";
  } else {
    response.result(http::status::ok);
    response.body() = make_text();
  }
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();  // Its length stays.
  return response;
}

// One request and its answer. Lives as long as an operation of it is on its way.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const MetricsServer::MakeText& make_text, int* open)
      : stream_(std::move(socket)), make_text_(make_text), open_(*open) {
    ++open_;
    parser_.header_limit(kMaxHeaderBytes);
  }
  ~Connection() { --open_; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Run() {
    stream_.expires_after(kConnectionLimit);
    http::async_read(stream_, buffer_, parser_,
                     [self = shared_from_this()](error_code error, size_t) {
                       if (!error) self->Write();
                     });
  }

 private:
  void Write() {
    response_ = Answer(parser_.get(), make_text_);
    http::async_write(stream_, response_, [self = shared_from_this()](error_code, size_t) {
      error_code ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request_parser<http::empty_body> parser_;
  Response response_;
  const MetricsServer::MakeText& make_text_;
  int& open_;
};

struct HostPort {
  std::string host;
  uint16_t port = 0;
};

// Requires: IsAddress(listen), and no "unix:".
HostPort Split(std::string_view listen) {
  const size_t colon = listen.rfind(':');
  std::string_view host = listen.substr(0, colon);
  if (host.size() > 1 && host.front() == '[') host = host.substr(1, host.size() - 2);
  HostPort place{host == "localhost" ? "127.0.0.1" : std::string(host), 0};
  std::from_chars(listen.data() + colon + 1, listen.data() + listen.size(), place.port);
  return place;
}

}  // namespace

class MetricsServer::Impl {
 public:
  explicit Impl(MakeText make_text) : make_text_(std::move(make_text)) {}
  ~Impl() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  absl::Status Listen(const std::string& listen) {
    const HostPort place = Split(listen);
    error_code error;
    const asio::ip::address host = asio::ip::make_address(place.host, error);
    if (error) {
      return absl::InvalidArgumentError(
          absl::StrFormat("\"%s\" is no IP address that metrics can be served on", place.host));
    }
    const tcp::endpoint endpoint(host, place.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return absl::UnavailableError(
          absl::StrFormat("cannot serve metrics on %s: %s", listen, error.message()));
    }
    address_ = absl::StrFormat("%s:%d", listen.substr(0, listen.rfind(':')),
                               acceptor_.local_endpoint().port());
    Accept();
    thread_ = std::thread([this] { io_.run(); });
    return absl::OkStatus();
  }

  const std::string& address() const { return address_; }

 private:
  void Accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) {
        Log(LogLevel::kWarning, "metrics_accept_failed", {{"error", error.message()}});
      } else if (open_ < kMaxConnections) {
        std::make_shared<Connection>(std::move(socket), make_text_, &open_)->Run();
      }
      Accept();
    });
  }

  const MakeText make_text_;
  int open_ = 0;  // Connections; outlives what the context still holds of them.
  asio::io_context io_{1};
  tcp::acceptor acceptor_{io_};
  std::string address_;
  std::thread thread_;
};

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(const MetricsOptions& options,
                                                                    MakeText make_text) {
  if (!IsAddress(options.listen) || options.listen.rfind("unix:", 0) == 0) {
    return absl::InvalidArgumentError(
        absl::StrFormat("\"%s\" is no address for metrics: write host:port, such as 127.0.0.1:9464",
                        options.listen));
  }
  if (!IsLoopback(options.listen) && !options.allow_remote) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s is reached from beyond this machine, and metrics have no TLS; set "
                        "metrics.allow_remote if that is meant",
                        options.listen));
  }
  auto impl = std::make_unique<Impl>(std::move(make_text));
  if (const absl::Status listening = impl->Listen(options.listen); !listening.ok()) {
    return listening;
  }
  return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(impl)));
}

MetricsServer::MetricsServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MetricsServer::~MetricsServer() = default;

const std::string& MetricsServer::address() const { return impl_->address(); }

}  // namespace mingcha
