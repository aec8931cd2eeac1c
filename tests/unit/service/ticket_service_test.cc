#include "service/ticket_service.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/v1/ticket.grpc.pb.h"

#include "service_fixture.h"
#include "store/sqlite_store.h"
#include "support/temp_dir.h"
#include "ticket/ticket_builder.h"

namespace mingcha {
namespace {

using testing::DetailOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;

// The service over a store that holds two conversations' findings and tickets.
class TicketServiceTest : public testing::ServiceFixture {
 protected:
  void SetUp() override {
    policy_.queues = {{"compliance", "合规"}};
    PolicyRow row;
    row.id = "everything";
    row.queue = "compliance";
    row.priority = 1;
    policy_.rows = {row};
    auto store = SqliteStore::Open(folder_.path() / "mingcha.db", {});
    ASSERT_TRUE(store.ok()) << store.status().ToString();
    store_ = *std::move(store);
    Put("c-1", "m-1", Severity::kCritical);
    Put("c-2", "m-2", Severity::kMedium);

    ServerParts parts;
    parts.findings = store_.get();
    parts.tickets = store_.get();
    parts.policy = &policy_;
    Start({}, parts);
    tickets_ = v1::TicketService::NewStub(channel_);
  }
  // The service reads the store until it is gone.
  void TearDown() override { server_ = nullptr; }

  // As the pipeline does: the finding and its ticket in one transaction.
  void Put(const std::string& conversation_id, const std::string& message_id, Severity severity) {
    Finding finding = testing::MakeFinding(conversation_id, message_id);
    finding.severity = severity;
    finding.evidence[0].message_identity = conversation_id + message_id;
    finding.finding_id = MakeFindingId(finding);
    auto transaction = store_->Begin();
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE((*transaction)->InsertFinding(finding).ok());
    const std::string ticket_id = MakeTicketId(finding.conversation, "compliance");
    auto before = (*transaction)->FindTicket(ticket_id);
    ASSERT_TRUE(before.ok());
    const std::optional<Ticket> ticket = AddFinding(policy_, policy_.rows[0], *before, finding);
    ASSERT_TRUE(ticket.has_value());
    ASSERT_TRUE((*transaction)->PutTicket(*ticket).ok());
    ASSERT_TRUE((*transaction)->Commit().ok());
  }

  grpc::Status List(const v1::ListTicketsRequest& request, v1::ListTicketsResponse* response) {
    grpc::ClientContext context;
    return tickets_->ListTickets(&context, request, response);
  }
  v1::Ticket FirstTicket() {
    v1::ListTicketsResponse response;
    EXPECT_TRUE(List({}, &response).ok());
    return response.tickets(0);
  }

  testing::TempDir folder_;
  TicketPolicy policy_;
  std::unique_ptr<SqliteStore> store_;
  std::unique_ptr<v1::TicketService::Stub> tickets_;
};

TEST_F(TicketServiceTest, ListsTheWorstFirstPageByPage) {
  v1::ListTicketsRequest request;
  request.set_page_size(1);
  v1::ListTicketsResponse response;
  ASSERT_TRUE(List(request, &response).ok());
  ASSERT_THAT(response.tickets(), SizeIs(1));
  EXPECT_EQ(response.tickets(0).conversation_id(), "c-1");
  EXPECT_EQ(response.tickets(0).severity(), v1::SEVERITY_CRITICAL);
  EXPECT_EQ(response.tickets(0).queue(), "compliance");
  request.set_page_token(response.next_page_token());
  response.Clear();
  ASSERT_TRUE(List(request, &response).ok());
  ASSERT_THAT(response.tickets(), SizeIs(1));
  EXPECT_EQ(response.tickets(0).conversation_id(), "c-2");
  EXPECT_TRUE(response.next_page_token().empty()) << "this was the last page";
}

TEST_F(TicketServiceTest, ListsOnlyWhatIsAskedFor) {
  v1::ListTicketsRequest request;
  request.set_min_severity(v1::SEVERITY_CRITICAL);
  v1::ListTicketsResponse response;
  ASSERT_TRUE(List(request, &response).ok());
  EXPECT_THAT(response.tickets(), SizeIs(1));
  request.set_queue("antifraud");
  response.Clear();
  ASSERT_TRUE(List(request, &response).ok());
  EXPECT_THAT(response.tickets(), SizeIs(0));
}

TEST_F(TicketServiceTest, TellsEveryFaultOfAList) {
  v1::ListTicketsRequest request;
  request.set_page_size(5000);
  request.set_state(static_cast<v1::TicketState>(9));
  v1::ListTicketsResponse response;
  const grpc::Status status = List(request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(DetailOf<google::rpc::BadRequest>(status).field_violations(), SizeIs(2));
}

TEST_F(TicketServiceTest, ShowsATicketWithItsFindingsAndVerdicts) {
  const v1::Ticket ticket = FirstTicket();
  v1::RecordVerdictRequest verdict;
  verdict.set_ticket_id(ticket.ticket_id());
  verdict.set_finding_id(ticket.finding_ids(0));
  verdict.set_kind(v1::VERDICT_KIND_FALSE_POSITIVE);
  verdict.set_reviewer("li.na");
  v1::RecordVerdictResponse recorded;
  grpc::ClientContext first;
  ASSERT_TRUE(tickets_->RecordVerdict(&first, verdict, &recorded).ok());
  EXPECT_TRUE(recorded.verdict().has_at());

  v1::GetTicketRequest request;
  request.set_ticket_id(ticket.ticket_id().substr(0, 12));
  v1::GetTicketResponse response;
  grpc::ClientContext second;
  ASSERT_TRUE(tickets_->GetTicket(&second, request, &response).ok());
  EXPECT_EQ(response.ticket().ticket_id(), ticket.ticket_id());
  ASSERT_THAT(response.findings(), SizeIs(1));
  EXPECT_EQ(response.findings(0).evidence(0).quote(), "保本");
  ASSERT_THAT(response.verdicts(), SizeIs(1));
  EXPECT_EQ(response.verdicts(0).kind(), v1::VERDICT_KIND_FALSE_POSITIVE);
}

TEST_F(TicketServiceTest, NamesTheTicketThatIsNotThere) {
  v1::GetTicketRequest request;
  request.set_ticket_id("0123456789ab");
  v1::GetTicketResponse response;
  grpc::ClientContext context;
  const grpc::Status status = tickets_->GetTicket(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(status).resource_name(), "0123456789ab");
}

TEST_F(TicketServiceTest, WantsEveryPartOfAVerdict) {
  v1::RecordVerdictResponse response;
  grpc::ClientContext context;
  const grpc::Status status = tickets_->RecordVerdict(&context, {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(DetailOf<google::rpc::BadRequest>(status).field_violations(), SizeIs(4));
}

TEST_F(TicketServiceTest, WatchTellsWhatIsStoredAndEnds) {
  v1::WatchRequest request;
  grpc::ClientContext context;
  const auto stream = tickets_->Watch(&context, request);
  v1::WatchResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_THAT(response.findings(), SizeIs(2));
  EXPECT_EQ(response.findings(0).finding().conversation_id(), "c-1");
  EXPECT_EQ(response.findings(0).ticket().conversation_id(), "c-1");
  EXPECT_EQ(response.next_after_sequence(), response.findings(1).sequence());
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(TicketServiceTest, WatchGoesOnFromASequenceWithWhatComesLater) {
  const absl::StatusOr<int64_t> last = store_->LastSequence();
  ASSERT_TRUE(last.ok());
  v1::WatchRequest request;
  request.set_after_sequence(*last);
  request.set_min_severity(v1::SEVERITY_HIGH);
  request.set_follow(true);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + testing::kPatience);
  const auto stream = tickets_->Watch(&context, request);
  Put("c-3", "m-3", Severity::kLow);
  Put("c-4", "m-4", Severity::kHigh);
  std::vector<std::string> conversations;
  v1::WatchResponse response;
  while (conversations.empty() && stream->Read(&response)) {
    for (const v1::WatchedFinding& watched : response.findings()) {
      conversations.push_back(watched.finding().conversation_id());
    }
  }
  EXPECT_THAT(conversations, ElementsAre("c-4"));
  streams_.BeginDrain();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TicketServiceTest, WatchRefusesANegativeSequence) {
  v1::WatchRequest request;
  request.set_after_sequence(-1);
  grpc::ClientContext context;
  const auto stream = tickets_->Watch(&context, request);
  v1::WatchResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace mingcha
