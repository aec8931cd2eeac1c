// kill -9 in the middle of a stream, twenty times: what was answered `complete` is in the store, a
// question that was asked before is still owed an answer after it, and nothing is doubled.

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <sys/wait.h>
#include <vector>

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include "mingcha/pipeline.h"
#include "mingcha/rule_pack.h"
#include "mingcha/v1/ticket.grpc.pb.h"

#include "service/convert.h"
#include "service/stream_client.h"
#include "support/temp_dir.h"
#include <signal.h>
#include <unistd.h>

namespace mingcha {
namespace {

constexpr int kRounds = 20;
constexpr unsigned kSeed = 20'261'116;
constexpr int kChatter = 160;  // Messages of a round besides the question and its dodge.
constexpr int kConversations = 6;
constexpr uint32_t kWindow = 16;  // So that the dodge is not sent before the kill.
const std::string kRules = std::string(MINGCHA_SOURCE_DIR) + "/rules/finance-cn";

// The program, serving; killed without mercy.
class Service {
 public:
  explicit Service(std::filesystem::path store) : store_(std::move(store)) { Start(); }
  ~Service() { Kill(); }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  void Kill() const { ::kill(pid_, SIGKILL); }

  // After a kill: at the same address.
  void StartAgain() {
    ::waitpid(pid_, nullptr, 0);
    Start();
  }

  const std::string& address() const { return address_; }

 private:
  void Start() {
    const char* program = std::getenv("MINGCHA_TEST_PROGRAM");
    ASSERT_NE(program, nullptr) << "set MINGCHA_TEST_PROGRAM to the program";
    std::array<int, 2> out = {};
    ASSERT_EQ(::pipe(out.data()), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(out[1], STDOUT_FILENO);
      ::close(out[0]);
      ::close(out[1]);
      ::execl(program, program, "serve", "--listen", address_.c_str(), "--store", store_.c_str(),
              "--rules", kRules.c_str(), nullptr);
      std::_Exit(127);
    }
    ::close(out[1]);
    std::array<char, 1024> line = {};
    std::FILE* from = ::fdopen(out[0], "r");
    ASSERT_NE(std::fgets(line.data(), line.size(), from), nullptr) << "the service did not come up";
    std::fclose(from);
    const std::string said = line.data();
    const std::string marker = "listening on ";
    const size_t begin = said.find(marker) + marker.size();
    address_ = said.substr(begin, said.find(',', begin) - begin);
  }

  std::filesystem::path store_;
  std::string address_ = "127.0.0.1:0";
  pid_t pid_ = 0;
};

struct Round {
  std::vector<Record> records;
  size_t kill_after = 0;  // So many answers.
  uint32_t frame = 1;
  ConversationKey asked;  // Where the question was dodged.
};

// Rounds lie further apart than the windows that count across conversations reach.
Timestamp BeginOf(int round) {
  return *ParseTimestamp("2026-11-16T10:00:00+08:00") + round * std::chrono::hours(48);
}

Message MakeMessage(const ConversationKey& conversation, int number, Timestamp sent_at,
                    Speaker speaker, std::string text) {
  Message message;
  message.conversation = conversation;
  message.message_id = "m-" + std::to_string(number);
  message.sent_at = sent_at;
  message.speaker = speaker;
  message.channel = Channel::kOnlineChat;
  message.text = std::move(text);
  return message;
}

Round MakeRound(int number) {
  std::mt19937 random(kSeed + static_cast<unsigned>(number));
  const auto up_to = [&random](size_t n) { return static_cast<int>(random() % n); };
  const auto second = [number](int n) { return BeginOf(number) + std::chrono::seconds(n); };
  const std::string prefix = "round-" + std::to_string(number) + "-";
  Round round;
  round.asked = {std::string(kDefaultTenant), prefix + "asked"};
  round.records.emplace_back(
      MakeMessage(round.asked, 1, second(0), Speaker::kCustomer, "请问你们有证监会备案吗"));
  for (int i = 0; i < kChatter; ++i) {
    const ConversationKey conversation = {std::string(kDefaultTenant),
                                          prefix + std::to_string(up_to(kConversations))};
    const bool promise = up_to(6) == 0;
    round.records.emplace_back(MakeMessage(conversation, i, second(i), Speaker::kAgent,
                                           promise ? "这款产品保本保息" : "好的,这就为您查询"));
  }
  // The dodge: in every second round its first half comes somewhere in the middle.
  const Message first =
      MakeMessage(round.asked, 2, second(40), Speaker::kAgent, "我们做了八年,用户三十万呢");
  const size_t place =
      number % 2 == 0 ? round.records.size() : 40U + static_cast<size_t>(up_to(60));
  round.records.insert(round.records.begin() + static_cast<std::ptrdiff_t>(place), first);
  round.records.emplace_back(
      MakeMessage(round.asked, 3, second(70), Speaker::kAgent, "老平台了,不用担心"));
  round.records.emplace_back(
      ConversationEvent{round.asked, "e-1", EventKind::kClosed, second(kChatter + 10)});
  round.kill_after = 1 + static_cast<size_t>(up_to(kChatter - 3 * kWindow));
  round.frame = std::array<uint32_t, 3>{1, 3, 16}[static_cast<size_t>(up_to(3))];
  return round;
}

// What an engine finds that nobody kills.
std::set<std::string> FoundInPeace(const std::shared_ptr<const RulePack>& pack,
                                   const Round& round) {
  const auto pipeline = Pipeline::Start(
      {}, pack, [&pack] { return MakeScanEngine(pack, {}, {}); }, /*store=*/nullptr,
      [](uint64_t, const std::vector<Finding>&) {});
  std::set<std::string> ids;
  const auto add = [&ids](const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) ids.insert(finding.finding_id);
  };
  Timestamp latest = Timestamp::min();
  for (const Record& record : round.records) latest = std::max(latest, TimeOf(record));
  const ConversationTracker::Context context = {.input = 1};
  (*pipeline)->Submit(context, round.records, [&add](const std::vector<RecordResult>& results) {
    for (const RecordResult& result : results) add(result.findings);
  });
  (*pipeline)->EndOfInput(1, latest, add);
  (*pipeline)->Drain();
  return ids;
}

class KillTest : public ::testing::Test {
 protected:
  // Everything in the store, in its order.
  std::vector<v1::WatchedFinding> Stored() {
    const auto stub = v1::TicketService::NewStub(
        grpc::CreateChannel(service_.address(), grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    const auto stream = stub->Watch(&context, v1::WatchRequest());
    std::vector<v1::WatchedFinding> findings;
    v1::WatchResponse response;
    while (stream->Read(&response)) {
      findings.insert(findings.end(), response.findings().begin(), response.findings().end());
    }
    EXPECT_TRUE(stream->Finish().ok());
    return findings;
  }

  // Streams the round, kills the service on the way, and returns the findings that were told with
  // an answer `complete` before the kill.
  std::set<std::string> Play(const Round& round) {
    std::set<std::string> told_before;
    std::atomic<size_t> answers = 0;
    bool killed = false;  // Of the reading thread, until it has ended.
    StreamClient::Options options;
    options.address = service_.address();
    options.records_per_frame = round.frame;
    options.window = kWindow;
    StreamClient::Hooks hooks;
    hooks.on_result = [&](const v1::Record& record, const v1::RecordResult& result) {
      EXPECT_EQ(result.message_id(), IdOf(record)) << "answers come in order, across streams too";
      if (!killed && result.outcome() == v1::OUTCOME_COMPLETE) {
        EXPECT_EQ(result.durability(), v1::DURABILITY_DURABLE);
        for (const v1::Finding& finding : result.findings()) {
          told_before.insert(finding.finding_id());
        }
      }
      if (++answers == round.kill_after) {
        service_.Kill();
        killed = true;
      }
    };
    int restarts = 0;
    hooks.on_retry = [&](std::string_view, Duration) {
      if (restarts++ == 0) service_.StartAgain();
    };
    StreamClient client(options, hooks);
    size_t next = 0;
    const absl::Status status = client.Run([&]() -> std::optional<v1::Record> {
      if (next == round.records.size()) return std::nullopt;
      return ToProto(round.records[next++]);
    });
    EXPECT_TRUE(status.ok()) << status.ToString();
    EXPECT_EQ(answers, round.records.size());
    EXPECT_EQ(restarts, 1) << "the kill did not meet the stream";
    return told_before;
  }

  testing::TempDir folder_;
  Service service_{folder_.path() / "mingcha.db"};
};

TEST_F(KillTest, LosesNothingThatWasAnsweredAndDoublesNothing) {
  std::vector<Diagnostic> diagnostics;
  const auto pack = RulePack::Load(kRules, &diagnostics);
  ASSERT_TRUE(pack.ok()) << pack.status().ToString();
  std::map<std::string, std::set<std::string>> expected;  // By round.
  for (int number = 0; number < kRounds; ++number) {
    const Round round = MakeRound(number);
    SCOPED_TRACE(::testing::Message()
                 << "round " << number << ", seed " << kSeed + static_cast<unsigned>(number)
                 << ", frame " << round.frame << ", killed after " << round.kill_after
                 << " answers");
    std::printf("round %d: seed %u, %u a frame, killed after %zu answers\n", number,
                kSeed + static_cast<unsigned>(number), round.frame, round.kill_after);
    const std::set<std::string> told_before = Play(round);

    const std::string prefix = "round-" + std::to_string(number) + "-";
    std::set<std::string> stored;
    int dodges = 0;
    for (const v1::WatchedFinding& watched : Stored()) {
      const v1::Finding& finding = watched.finding();
      if (finding.conversation_id().rfind(prefix, 0) != 0) continue;
      EXPECT_TRUE(stored.insert(finding.finding_id()).second) << "stored twice";
      if (finding.conversation_id() == round.asked.conversation_id) {
        EXPECT_EQ(finding.rule_id(), "evs.license_dodge");
        ++dodges;
      }
    }
    for (const std::string& id : told_before) {
      EXPECT_TRUE(stored.contains(id)) << "answered complete, and lost: " << id;
    }
    EXPECT_EQ(dodges, 1) << "the question was asked before the kill and dodged after it";
    EXPECT_EQ(stored, FoundInPeace(*pack, round));
    if (HasFailure()) return;
  }

  const auto stub = v1::TicketService::NewStub(
      grpc::CreateChannel(service_.address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  v1::ListTicketsRequest request;
  request.set_page_size(1000);
  v1::ListTicketsResponse tickets;
  ASSERT_TRUE(stub->ListTickets(&context, request, &tickets).ok());
  std::set<std::string> marked;
  for (const v1::Ticket& ticket : tickets.tickets()) {
    for (const std::string& id : ticket.finding_ids()) {
      EXPECT_TRUE(marked.insert(id).second) << "on a ticket twice";
    }
  }
  EXPECT_FALSE(marked.empty());
}

}  // namespace
}  // namespace mingcha
