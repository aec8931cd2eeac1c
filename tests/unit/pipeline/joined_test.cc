// A word that is split over messages, from the records to the finding.

#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "mingcha/pipeline.h"

#include "support/small_pack.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kRules = R"(schema: 1
rules:
  - id: mkt.guarantee.principal
    title: 承诺保本
    status: test
    severity: critical
    speaker: [agent]
    attributes: {product: [fund]}
    rationale: For a test.
    basis: [AD25]
    guards: [negated]
    patterns: {keeps: {terms: [保本, 稳赚不赔], views: [compact, joined]}}
    suggestion: 请改。
)";

class JoinedEngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    pack_ = LoadSmallPack(folder_, kRules);
    ASSERT_NE(pack_, nullptr);
    engine_ = MakeScanEngine(pack_, {}, {});
  }

  static Message MessageOf(const std::string& id, Duration at, const std::string& text) {
    Message message;
    message.conversation.conversation_id = "c-1";
    message.message_id = id;
    message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00") + at;
    message.speaker = Speaker::kAgent;
    message.agent_id = "a-1";
    message.text = text;
    message.attributes = {{"product", "fund"}};
    return message;
  }

  RecordEngine::Output Say(const std::string& id, Duration at, const std::string& text,
                           bool context_only = false) {
    return engine_->Process(MessageOf(id, at, text),
                            {ConversationTracker::ClockMode::kEvent, 0, context_only});
  }

  TempDir folder_;
  std::shared_ptr<const RulePack> pack_;
  std::unique_ptr<RecordEngine> engine_;
};

TEST_F(JoinedEngineTest, FindsTheWordWhenItsTurnHasCome) {
  EXPECT_THAT(Say("m-1", seconds(0), "咱们这款保").result.findings, IsEmpty());
  EXPECT_THAT(Say("m-2", seconds(5), "本的，放心").result.findings, IsEmpty());
  const auto output = Say("m-3", seconds(30), "好的");
  ASSERT_THAT(output.result.findings, SizeIs(1));
  const Finding& finding = output.result.findings[0];
  EXPECT_EQ(finding.rule_id, "mkt.guarantee.principal");
  EXPECT_EQ(finding.subject, (Subject{SubjectKind::kMessage, "m-2"}));
  EXPECT_EQ(finding.message_id, "m-2") << "the message that completed it";
  EXPECT_EQ(finding.at, *ParseTimestamp("2026-11-16T10:00:05+08:00"));
  EXPECT_TRUE(finding.evasion);
  EXPECT_EQ(finding.explanation, "词语被拆分在连续几条消息中，拼接后符合规则“承诺保本”。");
  ASSERT_THAT(finding.evidence, SizeIs(2));
  EXPECT_EQ(finding.evidence[0].message_id, "m-1");
  EXPECT_EQ(finding.evidence[0].message_identity,
            MakeMessageIdentity(MessageOf("m-1", seconds(0), "咱们这款保")));
  EXPECT_EQ(finding.evidence[0].original, (ByteSpan{12, 15}));
  EXPECT_EQ(finding.evidence[0].quote, "保");
  EXPECT_EQ(finding.evidence[0].view, View::kJoined);
  EXPECT_EQ(finding.evidence[1].message_id, "m-2");
  EXPECT_EQ(finding.evidence[1].original, (ByteSpan{0, 3}));
  Finding again = finding;
  again.evidence[0].view = View::kCompact;
  EXPECT_EQ(MakeFindingId(again), finding.finding_id);
}

TEST_F(JoinedEngineTest, FindsAtTheEndOfTheInput) {
  Say("m-1", seconds(0), "稳赚");
  Say("m-2", seconds(1), "不");
  Say("m-3", seconds(2), "赔");
  const auto ended = engine_->EndOfInput(0, *ParseTimestamp("2026-11-16T10:00:02+08:00"));
  ASSERT_THAT(ended, SizeIs(1));
  ASSERT_THAT(ended[0].findings, SizeIs(1));
  EXPECT_THAT(ended[0].findings[0].evidence, SizeIs(3));
}

TEST_F(JoinedEngineTest, LeavesInnocentNeighboursAlone) {
  Say("m-1", seconds(0), "请您确保");
  Say("m-2", seconds(1), "本周到账");
  Say("m-3", seconds(2), "我们不保");
  const auto output = Say("m-4", seconds(3), "本");
  Say("m-5", minutes(2), "保");
  EXPECT_THAT(engine_->EndOfInput(0, *ParseTimestamp("2026-11-16T11:00:00+08:00"))[0].findings,
              IsEmpty());
}

TEST_F(JoinedEngineTest, CountsWhatAGuardTookBack) {
  Say("m-1", seconds(0), "我们不保");
  Say("m-2", seconds(1), "本");
  const auto output = Say("m-3", minutes(2), "好的");
  EXPECT_THAT(output.result.findings, IsEmpty());
  EXPECT_EQ(output.result.counters.suppressed[static_cast<size_t>(Guard::kNegated)], 1U);
}

TEST_F(JoinedEngineTest, GivesNoFindingsForContext) {
  Say("m-1", seconds(0), "保", true);
  Say("m-2", seconds(1), "本", true);
  EXPECT_THAT(Say("m-3", minutes(2), "好的").result.findings, IsEmpty());
}

}  // namespace
}  // namespace mingcha::testing
