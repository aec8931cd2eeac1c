// The engine with the real scanner and a small pack.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "mingcha/pipeline.h"

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kRules = R"(schema: 1
topics:
  - id: license
    title: 资质与备案
    patterns: {asks: {terms: [有备案吗]}, tells: {terms: [备案编号]}}
    ask: asks
    satisfied_by: tells
rules:
  - id: evs.license_dodge
    kind: qa
    title: 资质问题答非所问
    status: draft
    severity: high
    speaker: [agent, bot]
    topics: [license]
    patterns: {old: {terms: [老平台]}}
    evaded_by: [{kind: brag, condition: old}]
    suggestion: 请给出备案编号。
  - id: mkt.guarantee.principal
    title: 承诺保本
    status: draft
    severity: critical
    speaker: [agent]
    patterns: {keeps: {terms: [稳赚不赔]}}
    suggestion: 本产品不保证收益。
)";

class ScanEngineTest : public ::testing::Test {
 protected:
  ScanEngineTest() {
    folder_.Write("pack.yaml",
                  "schema: 1\nname: small\nversion: \"1\"\ntitle: 小\nowner: us\n"
                  "time_zone: \"+08:00\"\n");
    folder_.Write("basis.yaml", "schema: 1\nbasis: []\n");
    folder_.Write("policy.yaml", "schema: 1\nqueues: []\nrows: []\n");
    folder_.Write("rules.yaml", kRules);
  }

  void SetUp() override {
    std::vector<Diagnostic> diagnostics;
    auto pack = RulePack::Load(folder_.path(), &diagnostics);
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity == DiagnosticSeverity::kError) ADD_FAILURE() << diagnostic.message;
    }
    ASSERT_THAT(pack, IsOk());
    pack_ = *std::move(pack);
    engine_ = MakeScanEngine(pack_, {.max_text_bytes = 300, .include_drafts = true}, {});
  }

  RecordEngine::Output Say(const std::string& id, Duration at, Speaker speaker,
                           const std::string& text, bool context_only = false) {
    Message message;
    message.conversation.conversation_id = "c-1";
    message.message_id = id;
    message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00") + at;
    message.speaker = speaker;
    message.channel = Channel::kOnlineChat;
    message.text = text;
    return engine_->Process(message, {ConversationTracker::ClockMode::kEvent, 0, context_only});
  }

  TempDir folder_;
  std::shared_ptr<const RulePack> pack_;
  std::unique_ptr<RecordEngine> engine_;
};

TEST_F(ScanEngineTest, FindsInMessagesAndInConversations) {
  const auto asked = Say("m-1", seconds(0), Speaker::kCustomer, "你们有备案吗？");
  EXPECT_THAT(asked.result.opened, SizeIs(1));
  EXPECT_THAT(asked.changed, SizeIs(1));
  const auto dodged = Say("m-2", seconds(20), Speaker::kAgent, "我们是老平台，稳赚不赔！");
  ASSERT_THAT(dodged.result.findings, SizeIs(1));
  EXPECT_EQ(dodged.result.findings[0].rule_id, "mkt.guarantee.principal");
  EXPECT_THAT(dodged.result.at_risk, SizeIs(1));
  EXPECT_THAT(dodged.result.facts, ElementsAre(Field(&Fact::key, "obligation.opened")));

  const auto later = Say("m-3", minutes(20), Speaker::kCustomer, "喂");
  ASSERT_THAT(later.result.findings, SizeIs(1));
  EXPECT_EQ(later.result.findings[0].rule_id, "evs.license_dodge");
  EXPECT_THAT(later.result.facts, ElementsAre(Field(&Fact::key, "obligation.evaded")));
  ASSERT_THAT(later.changed, SizeIs(1));
  EXPECT_EQ(engine_->StateOf(later.changed[0]).state, "");
}

TEST_F(ScanEngineTest, GoesOnFromAStoredState) {
  Say("m-1", seconds(0), Speaker::kCustomer, "你们有备案吗？");
  const auto dodged = Say("m-2", seconds(20), Speaker::kAgent, "我们是老平台");
  ASSERT_THAT(dodged.changed, SizeIs(1));
  const StoredConversation stored = engine_->StateOf(dodged.changed[0]);
  engine_ = MakeScanEngine(pack_, {.include_drafts = true}, {});
  ASSERT_THAT(engine_->Restore(stored, Timestamp()), IsOk());
  EXPECT_EQ(engine_->counters().open_obligations, 1U);
  EXPECT_THAT(Say("m-3", minutes(20), Speaker::kCustomer, "喂").result.findings, SizeIs(1));
}

TEST_F(ScanEngineTest, CountsWhatTheEndOfTheInputSettles) {
  Say("m-1", seconds(0), Speaker::kCustomer, "你们有备案吗？");
  Say("m-2", seconds(1), Speaker::kAgent, "我先帮您登记一下预约时间");
  const auto ended = engine_->EndOfInput(0, *ParseTimestamp("2026-11-16T12:00:00+08:00"));
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_THAT(ended[0].facts, ElementsAre(Field(&Fact::key, "obligation.opened"),
                                          Field(&Fact::key, "obligation.unclassified")));
}

TEST_F(ScanEngineTest, TellsWhatItCouldNotScan) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "长";
  const auto output = Say("m-1", seconds(0), Speaker::kAgent, text);
  EXPECT_THAT(output.result.incomplete, ElementsAre(IncompleteReason::kTextTooLong));
  ASSERT_THAT(output.result.findings, SizeIs(1));
  EXPECT_EQ(output.result.findings[0].rule_id, "system.scan-incomplete");
}

TEST_F(ScanEngineTest, GivesNoFindingsForContext) {
  EXPECT_THAT(Say("m-1", seconds(0), Speaker::kAgent, "稳赚不赔", true).result.findings, IsEmpty());
}

}  // namespace
}  // namespace mingcha::testing
