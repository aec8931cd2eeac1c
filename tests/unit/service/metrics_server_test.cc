#include "service/metrics_server.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace mingcha {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using ::testing::StartsWith;
using testing::StatusIs;

// What the server says to `request`, up to the end of the connection.
std::string Ask(const std::string& address, const std::string& request) {
  boost::asio::io_context io;
  boost::asio::ip::tcp::socket socket(io);
  const size_t colon = address.rfind(':');
  boost::asio::ip::tcp::resolver resolver(io);
  boost::asio::connect(socket,
                       resolver.resolve(address.substr(0, colon), address.substr(colon + 1)));
  boost::asio::write(socket, boost::asio::buffer(request));
  std::string answer;
  boost::system::error_code error;
  boost::asio::read(socket, boost::asio::dynamic_buffer(answer), error);
  return answer;
}

class MetricsServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = MetricsServer::Start({.listen = "127.0.0.1:0"}, [this] {
      return "mingcha_asked " + std::to_string(++asked_) + "\n";
    });
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  int asked_ = 0;
  std::unique_ptr<MetricsServer> server_;
};

TEST_F(MetricsServerTest, AnswersEveryRequestAnew) {
  EXPECT_THAT(server_->address(), Not(EndsWith(":0")));
  const std::string get = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string first = Ask(server_->address(), get);
  EXPECT_THAT(first, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(first, HasSubstr("Content-Type: text/plain; version=0.0.4"));
  EXPECT_THAT(first, EndsWith("\r\n\r\nmingcha_asked 1\n"));
  EXPECT_THAT(Ask(server_->address(), get), EndsWith("mingcha_asked 2\n"));
}

TEST_F(MetricsServerTest, HasNothingElse) {
  EXPECT_THAT(Ask(server_->address(), "GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(Ask(server_->address(), "DELETE /metrics HTTP/1.1\r\n\r\n"),
              StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(Ask(server_->address(), "HEAD /metrics HTTP/1.1\r\n\r\n"), EndsWith("\r\n\r\n"));
}

TEST_F(MetricsServerTest, OutlivesNonsense) {
  EXPECT_EQ(Ask(server_->address(), "\x16\x03\x01 hello\r\n\r\n"), "");
  const std::string long_request =
      "GET /metrics HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n";
  EXPECT_THAT(Ask(server_->address(), long_request), Not(HasSubstr("200 OK")));
  EXPECT_THAT(Ask(server_->address(), "GET /metrics?x=1 HTTP/1.0\r\n\r\n"), HasSubstr("200 OK"));
}

TEST(MetricsServerStartTest, ListensOnlyWhereItMay) {
  const auto start = [](const std::string& listen, bool remote) {
    return MetricsServer::Start({.listen = listen, .allow_remote = remote}, [] { return ""; })
        .status();
  };
  EXPECT_THAT(start("0.0.0.0:0", false),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("metrics.allow_remote")));
  EXPECT_THAT(start("0.0.0.0:0", true), IsOk());
  EXPECT_THAT(start("[::1]", false),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("host:port")));
  EXPECT_THAT(start("unix:/tmp/metrics", false),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("host:port")));
  EXPECT_THAT(start("somewhere.example:0", true),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no IP address")));
}

TEST_F(MetricsServerTest, AnAddressThatIsTakenIsToldSo) {
  EXPECT_THAT(MetricsServer::Start({.listen = server_->address()}, [] { return ""; }).status(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("in use")));
}

}  // namespace
}  // namespace mingcha
