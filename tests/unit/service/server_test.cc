#include "service/server.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/support/sync_stream.h>
#include <gtest/gtest.h>

#include "service_fixture.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using testing::ClientStream;
using ::testing::HasSubstr;
using testing::MessageRecord;
using testing::StatusIs;
using testing::TempDir;

grpc::ByteBuffer BytesOf(const std::string& wire) {
  const grpc::Slice slice(wire);
  return grpc::ByteBuffer(&slice, 1);
}

std::string StringOf(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(bytes.Dump(&slices).ok());
  std::string text;
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

// A string field of a message, as it stands on the wire.
std::string Field(int number, const std::string& value) {
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(value.size())} + value;
}

class ServerTest : public testing::ServiceFixture {
 protected:
  // grpc.health.v1.Health/Check: field 1 of the answer is 1 for serving, 2 for not serving.
  int HealthOf(const std::string& service) {
    const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check",
                                           grpc::internal::RpcMethod::NORMAL_RPC);
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    const grpc::Status status = grpc::internal::BlockingUnaryCall(
        channel_.get(), method, &context, BytesOf(Field(1, service)), &response);
    if (!status.ok()) return -1;
    const std::string wire = StringOf(response);
    return wire.size() == 2 && wire[0] == 0x08 ? wire[1] : -1;
  }

  // grpc.reflection.v1alpha.ServerReflection with list_services.
  std::string Reflected() {
    const grpc::internal::RpcMethod method(
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        grpc::internal::RpcMethod::BIDI_STREAMING);
    grpc::ClientContext context;
    const std::unique_ptr<grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> stream(
        grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(
            channel_.get(), method, &context));
    stream->WriteLast(BytesOf(Field(7, "*")), {});
    grpc::ByteBuffer response;
    return stream->Read(&response) ? StringOf(response) : "";
  }
};

TEST_F(ServerTest, SaysThatItServesAndThatItDoesNot) {
  Start();
  for (const char* service : {"", "mingcha.v1.ScanService", "mingcha.v1.TicketService"}) {
    EXPECT_EQ(HealthOf(service), 1) << service;
  }
  EXPECT_EQ(HealthOf("mingcha.v1.NoService"), -1);
  pipeline_->AnswerWhenQueued(100);
  ClientStream stream(*scan_);  // Keeps the service from stopping before it was asked.
  stream.Hello();
  stream.Send({MessageRecord("m-1", "您好")});
  pipeline_->WaitUntilQueued(1);
  std::thread draining([this] { server_->Drain(testing::kPatience); });
  EXPECT_TRUE(stream.Next().has_welcome());
  EXPECT_TRUE(stream.Next().has_drain());
  EXPECT_EQ(HealthOf("mingcha.v1.ScanService"), 2);
  pipeline_->AnswerWhenQueued(1);
  EXPECT_EQ(stream.Results(1).size(), 1U);
  draining.join();
}

TEST_F(ServerTest, TellsItsServicesByReflection) {
  Start();
  EXPECT_THAT(Reflected(), HasSubstr("mingcha.v1.ScanService"));
}

TEST_F(ServerTest, RefusesAFrameAboveTheLimit) {
  ServerOptions options;
  options.limits.max_frame_bytes = 10'000;
  Start(options);
  ClientStream stream(*scan_);
  stream.Hello();
  stream.Send({MessageRecord("m-1", std::string(20'000, 'a'))});
  EXPECT_FALSE(stream.Finish().ok());
  ClientStream next(*scan_);
  next.Hello();
  next.Send({MessageRecord("m-1", std::string(5'000, 'a'))});
  EXPECT_EQ(next.Results(1).size(), 1U);
}

TEST_F(ServerTest, CutsOffWhatDoesNotEndInTime) {
  pipeline_->AnswerWhenQueued(100);
  Start();
  ClientStream stream(*scan_);
  stream.Hello();
  stream.Send({MessageRecord("m-1", "您好")});
  pipeline_->WaitUntilQueued(1);
  EXPECT_FALSE(server_->Drain(std::chrono::milliseconds(10)));
  EXPECT_FALSE(stream.Finish().ok());
}

TEST_F(ServerTest, RefusesToListenBeyondTheMachineWithoutTls) {
  ServerParts parts;
  parts.pipeline = pipeline_.get();
  parts.streams = &streams_;
  ServerOptions options;
  options.listen = "0.0.0.0:0";
  EXPECT_THAT(ScanServer::Start(options, parts),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("TLS")));
  options.allow_insecure_remote = true;
  EXPECT_TRUE(ScanServer::Start(options, parts).ok());
}

TEST_F(ServerTest, RefusesWhatIsNoAddress) {
  ServerParts parts;
  parts.pipeline = pipeline_.get();
  parts.streams = &streams_;
  for (const char* const listen :
       {"nonsense", "127.0.0.1:99999", "127.0.0.1:", "127.0.0.1:-1", ":50151", "unix:"}) {
    ServerOptions options;
    options.listen = listen;
    EXPECT_THAT(ScanServer::Start(options, parts),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is no address")))
        << listen;
  }
}

TEST_F(ServerTest, RefusesAnAddressThatIsTaken) {
  Start();
  ServerParts parts;
  parts.pipeline = pipeline_.get();
  parts.streams = &streams_;
  ServerOptions options;
  options.listen = server_->address();
  EXPECT_THAT(ScanServer::Start(options, parts),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("cannot be listened on")));
}

TEST_F(ServerTest, NamesATlsFileThatIsMissing) {
  ServerParts parts;
  parts.pipeline = pipeline_.get();
  parts.streams = &streams_;
  ServerOptions options;
  options.tls = {"/none/server.pem", "/none/server.key", ""};
  EXPECT_THAT(ScanServer::Start(options, parts),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/none/server.pem")));
}

TEST(IsLoopbackTest, KnowsThisMachineFromOthers) {
  for (const char* address : {"127.0.0.1:1", "127.1.2.3:1", "localhost:1", "[::1]:1", "unix:/a"}) {
    EXPECT_TRUE(IsLoopback(address)) << address;
  }
  for (const char* address : {"0.0.0.0:1", "[::]:1", "10.0.0.1:1", "127.example.com:1",
                              "localhost.example.com:1", ":1", "example.com:1"}) {
    EXPECT_FALSE(IsLoopback(address)) << address;
  }
}

// Certificates of an authority of the test's own.
class TlsTest : public ServerTest {
 protected:
  void SetUp() override {
    if (std::system("command -v openssl >/dev/null 2>&1") != 0) {
      GTEST_SKIP() << "the openssl command line is not there to make certificates";
    }
    MakeAuthority("ca");
    MakeAuthority("stranger");
    Sign("server", "ca");
    Sign("client", "ca");
    Sign("intruder", "stranger");
  }

  std::string In(const std::string& name) const { return (folder_.path() / name).string(); }

  void Run(const std::string& arguments) const {
    ASSERT_EQ(std::system(("cd " + folder_.path().string() + " && openssl " + arguments +
                           " >/dev/null 2>&1")
                              .c_str()),
              0)
        << arguments;
  }
  void MakeAuthority(const std::string& name) const {
    Run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + name +
        " -keyout " + name + ".key -out " + name + ".pem");
  }
  void Sign(const std::string& name, const std::string& authority) const {
    static_cast<void>(folder_.Write(name + ".ext", "subjectAltName=DNS:localhost,IP:127.0.0.1\n"));
    Run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name + " -keyout " +
        name + ".key -out " + name + ".csr");
    Run("x509 -req -days 2 -in " + name + ".csr -CA " + authority + ".pem -CAkey " + authority +
        ".key -CAcreateserial -extfile " + name + ".ext -out " + name + ".pem");
  }

  // A unary call with these files; the code of its status.
  grpc::StatusCode Call(const std::string& ca, const std::string& identity) const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = testing::ReadFile(In(ca));
    if (!identity.empty()) {
      options.pem_private_key = testing::ReadFile(In(identity + ".key"));
      options.pem_cert_chain = testing::ReadFile(In(identity + ".pem"));
    }
    const auto stub = v1::ScanService::NewStub(
        grpc::CreateChannel(server_->address(), grpc::SslCredentials(options)));
    v1::ScanRequest request;
    *request.add_records() = MessageRecord("m-1", "您好");
    v1::ScanResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + testing::kPatience);
    return stub->Scan(&context, request, &response).error_code();
  }

  ServerOptions WithTls(const std::string& client_ca) const {
    ServerOptions options;
    options.tls = {In("server.pem"), In("server.key"), client_ca.empty() ? "" : In(client_ca)};
    return options;
  }

  TempDir folder_;
};

TEST_F(TlsTest, ServesThoseWhoTrustItAndNoPlainText) {
  Start(WithTls(""));
  EXPECT_EQ(Call("ca.pem", ""), grpc::StatusCode::OK);
  EXPECT_EQ(Call("stranger.pem", ""), grpc::StatusCode::UNAVAILABLE);
  ClientStream plain(*scan_);
  plain.Hello();
  EXPECT_EQ(plain.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsTest, WantsACertificateThatItsAuthoritySigned) {
  Start(WithTls("ca.pem"));
  EXPECT_EQ(Call("ca.pem", "client"), grpc::StatusCode::OK);
  EXPECT_EQ(Call("ca.pem", ""), grpc::StatusCode::UNAVAILABLE) << "without a certificate";
  EXPECT_EQ(Call("ca.pem", "intruder"), grpc::StatusCode::UNAVAILABLE) << "of another authority";
}

}  // namespace
}  // namespace mingcha
