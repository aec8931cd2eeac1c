// The verb `rules explain` on a store that the test fills.

#include <filesystem>
#include <memory>
#include <string>

#include "cli/exit_code.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "authoring/explain/message_explainer.h"
#include "store/sqlite_store.h"
#include "support/run_cli.h"
#include "support/small_pack.h"
#include "support/status_matchers.h"

namespace mingcha::cli {
namespace {

using testing::CliOutcome;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::RunProgram;

constexpr const char* kRules = R"(schema: 1
rules:
  - id: mkt.a.principal
    title: 承诺保本
    status: test
    severity: high
    speaker: [agent]
    patterns: {keeps: {terms: [保本]}}
)";

TEST(RulesExplainCommandTest, DerivesAFindingOfAStoreAnew) {
  const testing::TempDir directory;
  const auto pack = testing::LoadSmallPack(directory, kRules);
  ASSERT_NE(pack, nullptr);
  Message message;
  message.conversation.conversation_id = "c-1";
  message.message_id = "m-1";
  message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  message.speaker = Speaker::kAgent;
  message.text = "这款保本";
  const Finding finding = MessageExplainer(pack).Explain(message).findings.at(0);

  const std::filesystem::path path = directory.path() / "store.db";
  auto store = SqliteStore::Open(path, {});
  ASSERT_THAT(store, IsOk());
  auto transaction = (*store)->Begin();
  ASSERT_THAT(transaction, IsOk());
  ASSERT_THAT((*transaction)->InsertFinding(finding), IsOk());
  ASSERT_THAT((*transaction)->Commit(), IsOk());
  directory.Write("messages.jsonl",
                  R"({"conversation_id":"c-1","message_id":"m-1","speaker":"agent",)"
                  R"("sent_at":"2026-11-16T10:00:00+08:00","text":"这款保本"})"
                  "\n");

  const auto explain = [&](const std::string& id) {
    return RunProgram({"rules", "explain", "--no-cache", "--rules",
                       (directory.path() / "pack").string(), "--finding", id, "--store",
                       path.string(), "--messages",
                       (directory.path() / "messages.jsonl").string()});
  };
  const CliOutcome found = explain(finding.finding_id);
  EXPECT_EQ(found.exit_code, kExitDone) << found.err;
  EXPECT_THAT(found.out, HasSubstr("derived anew: the same finding"));
  const CliOutcome unknown = explain(std::string(64, '0'));
  EXPECT_EQ(unknown.exit_code, kExitInputError);
  EXPECT_THAT(unknown.err, HasSubstr("store.db"));
}

}  // namespace
}  // namespace mingcha::cli
