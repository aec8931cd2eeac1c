#include "service/ticket_service.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/v1/ticket.grpc.pb.h"

#include "service/convert.h"
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
    policy_.queues = {{"compliance", "合规", {}}};
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

  void Put(const std::string& conversation_id, const std::string& message_id, Severity severity) {
    Finding finding = testing::MakeFinding(conversation_id, message_id);
    finding.severity = severity;
    PutAll({finding});
  }
  // `count` findings of c-1, each with words of `quote_bytes`.
  void PutMany(int count, size_t quote_bytes) {
    std::vector<Finding> findings;
    for (int i = 0; i < count; ++i) {
      findings.push_back(testing::MakeFinding("c-1", "many-" + std::to_string(i)));
      findings.back().evidence[0].quote = std::string(quote_bytes, 'q');
    }
    PutAll(std::move(findings));
  }
  // As the pipeline does: findings of one conversation and their ticket in one transaction.
  void PutAll(std::vector<Finding> findings) {
    auto transaction = store_->Begin();
    ASSERT_TRUE(transaction.ok());
    const ConversationKey conversation = findings.front().conversation;
    auto known = (*transaction)->FindTicket(MakeTicketId(conversation, "compliance"));
    ASSERT_TRUE(known.ok());
    Ticket ticket = *known ? **known : NewTicket(policy_.rows[0], findings.front());
    for (Finding& finding : findings) {
      finding.evidence[0].message_identity = conversation.conversation_id + finding.message_id;
      finding.finding_id = MakeFindingId(finding);
      ASSERT_TRUE((*transaction)->InsertFinding(finding).ok());
      AddFinding(policy_, policy_.rows[0], finding, &ticket);
    }
    ASSERT_TRUE((*transaction)->PutTicket(ticket).ok());
    ASSERT_TRUE((*transaction)->Commit().ok());
  }

  v1::RecordVerdictResponse Say(v1::VerdictKind kind, const v1::Ticket& ticket,
                                const std::string& finding_id, const std::string& note) {
    v1::RecordVerdictRequest request;
    request.set_ticket_id(ticket.ticket_id());
    request.set_finding_id(finding_id);
    request.set_kind(kind);
    request.set_reviewer("li.na");
    request.set_note(note);
    v1::RecordVerdictResponse response;
    grpc::ClientContext context;
    EXPECT_TRUE(tickets_->RecordVerdict(&context, request, &response).ok());
    return response;
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

TEST_F(TicketServiceTest, MasksPersonalDataInTheNoteOfAVerdict) {
  const v1::Ticket ticket = FirstTicket();
  const v1::RecordVerdictResponse recorded =
      Say(v1::VERDICT_KIND_CONFIRMED, ticket, ticket.finding_ids(0), "客户手机13812345678");
  EXPECT_EQ(recorded.verdict().note(), "客户手机138****5678");
  v1::GetTicketRequest request;
  request.set_ticket_id(ticket.ticket_id());
  v1::GetTicketResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(tickets_->GetTicket(&context, request, &response).ok());
  EXPECT_EQ(response.verdicts(0).note(), "客户手机138****5678");
}

// What one element may add to an answer that is nearly full.
constexpr size_t kSlack = 64 * 1024;

TEST_F(TicketServiceTest, ShowsAnEndlessTicketPageByPage) {
  PutMany(600, 8 * 1024);
  const v1::Ticket ticket = FirstTicket();
  EXPECT_EQ(ticket.finding_count(), 601U);
  EXPECT_EQ(static_cast<size_t>(ticket.finding_ids_size()), kMaxFindingIds);
  for (int i = 0; i < 60; ++i) {
    Say(v1::VERDICT_KIND_ACCEPTABLE, ticket, ticket.finding_ids(0), std::to_string(i));
  }
  v1::GetTicketRequest request;
  request.set_ticket_id(ticket.ticket_id());
  std::set<std::string> findings;
  std::vector<std::string> notes;
  int pages = 0;
  do {
    v1::GetTicketResponse response;
    grpc::ClientContext context;
    ASSERT_TRUE(tickets_->GetTicket(&context, request, &response).ok());
    EXPECT_LE(response.ByteSizeLong(), kMaxAnswerBytes + kSlack);
    EXPECT_EQ(response.ticket().ticket_id(), ticket.ticket_id());
    for (const v1::Finding& finding : response.findings()) {
      EXPECT_TRUE(findings.insert(finding.finding_id()).second) << "told twice";
    }
    for (const v1::Verdict& verdict : response.verdicts()) notes.push_back(verdict.note());
    request.set_page_token(response.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_THAT(findings, SizeIs(601));
  EXPECT_GT(pages, 4);
  ASSERT_THAT(notes, SizeIs(50)) << "the last ones";
  EXPECT_EQ(notes.front(), "10");
  EXPECT_EQ(notes.back(), "59");
}

TEST_F(TicketServiceTest, ShowsAsManyFindingsAsAreAskedFor) {
  PutMany(4, 1);
  v1::GetTicketRequest request;
  request.set_ticket_id(FirstTicket().ticket_id());
  request.set_page_size(3);
  v1::GetTicketResponse response;
  grpc::ClientContext first;
  ASSERT_TRUE(tickets_->GetTicket(&first, request, &response).ok());
  EXPECT_THAT(response.findings(), SizeIs(3));
  request.set_page_token(response.next_page_token());
  response.Clear();
  grpc::ClientContext second;
  ASSERT_TRUE(tickets_->GetTicket(&second, request, &response).ok());
  EXPECT_THAT(response.findings(), SizeIs(2));
  EXPECT_TRUE(response.next_page_token().empty());
  request.set_page_token("none");
  grpc::ClientContext third;
  const grpc::Status status = tickets_->GetTicket(&third, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status).field_violations(0).field(), "page_token");
}

TEST_F(TicketServiceTest, ListsLargeTicketsInSmallAnswers) {
  auto transaction = store_->Begin();
  ASSERT_TRUE(transaction.ok());
  for (int i = 0; i < 80; ++i) {
    Ticket ticket;
    ticket.conversation = {"default", "large-" + std::to_string(i)};
    ticket.queue = "compliance";
    ticket.ticket_id = MakeTicketId(ticket.conversation, ticket.queue);
    ticket.actions = {std::string(32 * 1024, 'a')};
    ASSERT_TRUE((*transaction)->PutTicket(ticket).ok());
  }
  ASSERT_TRUE((*transaction)->Commit().ok());
  v1::ListTicketsRequest request;
  request.set_page_size(1000);
  std::set<std::string> tickets;
  do {
    v1::ListTicketsResponse response;
    ASSERT_TRUE(List(request, &response).ok());
    EXPECT_LE(response.ByteSizeLong(), kMaxAnswerBytes + kSlack);
    for (const v1::Ticket& ticket : response.tickets()) {
      EXPECT_TRUE(tickets.insert(ticket.ticket_id()).second) << "told twice";
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(tickets, SizeIs(82));
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

TEST_F(TicketServiceTest, WatchTellsManyFindingsInSmallAnswers) {
  PutMany(300, 16 * 1024);
  grpc::ClientContext context;
  const auto stream = tickets_->Watch(&context, {});
  std::vector<int64_t> sequences;
  v1::WatchResponse response;
  while (stream->Read(&response)) {
    EXPECT_LE(response.ByteSizeLong(), kMaxAnswerBytes + kSlack);
    for (const v1::WatchedFinding& watched : response.findings()) {
      sequences.push_back(watched.sequence());
      EXPECT_THAT(watched.ticket().finding_ids(), SizeIs(0));
      EXPECT_EQ(watched.ticket().finding_count(),
                watched.finding().conversation_id() == "c-1" ? 301U : 1U);
    }
    EXPECT_EQ(response.next_after_sequence(), sequences.back());
  }
  EXPECT_TRUE(stream->Finish().ok());
  ASSERT_THAT(sequences, SizeIs(302));
  EXPECT_TRUE(std::is_sorted(sequences.begin(), sequences.end()));
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
