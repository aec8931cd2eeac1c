#include "ticket/jsonl_sink.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/json.h"
#include "support/child_process.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using ::mingcha::testing::IsOk;
using ::mingcha::testing::LimitFileSize;
using ::mingcha::testing::ReadFile;
using ::mingcha::testing::RunInChild;
using ::mingcha::testing::StatusIs;
using ::mingcha::testing::TempDir;
using ::testing::HasSubstr;

Ticket MakeTicket(std::string id) {
  Ticket ticket;
  ticket.ticket_id = std::move(id);
  ticket.queue = "compliance";
  return ticket;
}

std::string LineOf(const Ticket& ticket) { return DumpLine(ToJson(ticket)) + "\n"; }

TEST(JsonlSinkTest, AppendsOneLineATicketAlsoWhenOpenedAgain) {
  const TempDir folder;
  const auto path = folder.path() / "tickets.jsonl";
  for (const char* id : {"t1", "t2"}) {
    const auto sink = JsonlSink::Open(path);
    ASSERT_THAT(sink, IsOk());
    EXPECT_THAT((*sink)->Deliver(MakeTicket(id)), IsOk());
  }
  EXPECT_EQ(ReadFile(path), LineOf(MakeTicket("t1")) + LineOf(MakeTicket("t2")));
}

TEST(JsonlSinkTest, LetsOnlyItsOwnerReadTheFile) {
  const TempDir folder;
  const auto path = folder.path() / "tickets.jsonl";
  ASSERT_THAT(JsonlSink::Open(path), IsOk());
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms{0600});
}

TEST(JsonlSinkTest, NamesTheFileThatCannotBeOpened) {
  EXPECT_THAT(JsonlSink::Open("/no/such/folder/tickets.jsonl"),
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr("/no/such/folder/tickets.jsonl: No such file")));
}

TEST(JsonlSinkTest, SaysThatTheDiskIsFull) {
  const auto sink = JsonlSink::Open("/dev/full");
  ASSERT_THAT(sink, IsOk());
  EXPECT_THAT((*sink)->Deliver(MakeTicket("t1")),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("No space left on device")));
}

TEST(JsonlSinkTest, LeavesNoPartOfALineBehindWhenTheDiskFillsUp) {
  const TempDir folder;
  const auto path = folder.path() / "tickets.jsonl";
  const std::string line = LineOf(MakeTicket("t1"));
  const int failed = RunInChild([&] {
    const auto sink = JsonlSink::Open(path);
    if (!sink.ok() || !(*sink)->Deliver(MakeTicket("t1")).ok()) return 2;
    LimitFileSize(line.size() + line.size() / 2);
    return (*sink)->Deliver(MakeTicket("t2")).code() == absl::StatusCode::kUnavailable ? 0 : 1;
  });
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(ReadFile(path), line);
}

}  // namespace
}  // namespace mingcha
