// Overrides and suppressions, word boundaries and days in force: what a rule finds where it is
// used.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/scanner.h"
#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"
#include "support/pack_from_yaml.h"
#include "support/small_pack.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using ::mingcha::testing::PackFromYaml;
using ::mingcha::testing::TempDir;
using ::mingcha::testing::WriteSmallPack;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kRules = R"(schema: 1
rules:
  - id: mkt.keeps.principal
    title: 承诺保本
    status: test
    severity: critical
    speaker: [agent, bot]
    patterns:
      words: {terms: [保本]}
    guards: [negated]
  - id: mkt.other.rule
    title: 稳赚
    status: test
    severity: high
    speaker: [agent, bot]
    patterns:
      words: {terms: [稳赚]}
)";

Message MessageOf(std::string_view text) {
  Message message;
  message.conversation.conversation_id = "c-1";
  message.message_id = "m-1";
  message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  message.speaker = Speaker::kAgent;
  message.agent_id = "a-17";
  message.template_id = "t-9";
  message.attributes = {{"product", "fund"}};
  message.text = std::string(text);
  return message;
}

class LocalChangesTest : public ::testing::Test {
 protected:
  // A pack with this file in overrides/; `more` is its body without `schema`.
  std::shared_ptr<const RulePack> Load(std::string_view changes,
                                       std::string_view today = "2026-11-16") {
    const auto folder = WriteSmallPack(directory_, kRules);
    directory_.Write("pack/overrides/local.yaml", "schema: 1\n" + std::string(changes));
    return LoadFrom(folder, {}, today);
  }

  std::shared_ptr<const RulePack> LoadFrom(const std::filesystem::path& folder,
                                           const std::filesystem::path& overrides,
                                           std::string_view today) {
    RulePack::LoadOptions options;
    options.overrides_folder = overrides;
    options.today =
        std::chrono::floor<std::chrono::days>(*ParseTimestamp(std::string(today) + "T00:00:00Z"));
    auto pack = RulePack::Load(folder, options, &diagnostics_);
    EXPECT_TRUE(pack.ok()) << pack.status();
    return pack.ok() ? *pack : nullptr;
  }

  static std::vector<std::string> Find(const std::shared_ptr<const RulePack>& pack,
                                       const Message& message) {
    std::vector<std::string> found;
    for (const RuleHit& hit : Scanner(pack).Scan(message).hits) {
      found.push_back(pack->compiled().rules[hit.rule].id + " " +
                      std::string(ToString(hit.severity)));
    }
    return found;
  }

  TempDir directory_;
  std::vector<Diagnostic> diagnostics_;
};

constexpr std::string_view kWho =
    "    owner: risk-east\n    reason: 试点。\n    expires: 2026-12-31\n";

std::string Override(std::string_view body, std::string_view rule = "mkt.keeps.principal") {
  return "  - rule: " + std::string(rule) + "\n" + std::string(kWho) + std::string(body);
}

TEST_F(LocalChangesTest, AnOverrideChangesSeveritySpeakerAndGuards) {
  const auto pack = Load("overrides:\n" + Override("    severity: low\n    guards: []\n"
                                                   "    speaker: customer\n"));
  Message message = MessageOf("这款不保本");
  EXPECT_THAT(Find(pack, message), IsEmpty());
  message.speaker = Speaker::kCustomer;
  EXPECT_THAT(Find(pack, message), ElementsAre("mkt.keeps.principal low"));
}

TEST_F(LocalChangesTest, AnOverrideSwitchesARuleOff) {
  const auto pack = Load("overrides:\n" + Override("    disabled: true\n"));
  EXPECT_THAT(Find(pack, MessageOf("保本,稳赚")), ElementsAre("mkt.other.rule high"));
}

TEST_F(LocalChangesTest, AnOverrideAddsTermsAndExceptions) {
  const auto pack = Load("overrides:\n" + Override(R"(    patterns:
      words: {add_terms: [包回本], add_except: [保本微利]}
)"));
  EXPECT_THAT(Find(pack, MessageOf("包回本的")), ElementsAre("mkt.keeps.principal critical"));
  EXPECT_THAT(Find(pack, MessageOf("行业讲究保本微利")), IsEmpty());
}

TEST_F(LocalChangesTest, AnOverrideSetsTheDaysInForce) {
  const auto pack = Load("overrides:\n" + Override("    effective: {from: 2026-11-17}\n"));
  Message message = MessageOf("保本");
  EXPECT_THAT(Find(pack, message), IsEmpty());
  message.sent_at = *ParseTimestamp("2026-11-17T00:00:00+08:00");
  EXPECT_THAT(Find(pack, message), ElementsAre("mkt.keeps.principal critical"));
}

TEST_F(LocalChangesTest, WhatHasExpiredDoesNothing) {
  const std::string changes = "overrides:\n" + Override("    disabled: true\n");
  EXPECT_THAT(Find(Load(changes, "2026-12-31"), MessageOf("保本")), IsEmpty());
  EXPECT_THAT(Find(Load(changes, "2027-01-01"), MessageOf("保本")),
              ElementsAre("mkt.keeps.principal critical"));
  ASSERT_EQ(diagnostics_.size(), 1U);
  EXPECT_EQ(diagnostics_[0].code, "override-expired");
}

TEST_F(LocalChangesTest, TheDigestTellsWhatActs) {
  const auto plain = LoadFrom(WriteSmallPack(directory_, kRules), {}, "2026-11-16");
  const std::string changes = "overrides:\n" + Override("    severity: low\n");
  const auto changed = Load(changes);
  const auto later = Load(changes, "2026-12-30");
  const auto expired = Load(changes, "2027-01-01");
  EXPECT_NE(plain->digest(), changed->digest());
  EXPECT_EQ(changed->digest(), later->digest());
  EXPECT_NE(changed->digest(), expired->digest());
}

TEST_F(LocalChangesTest, AFolderOfItsOwnChangesAPackThatSomebodyElseKeeps) {
  const auto folder = WriteSmallPack(directory_, kRules);
  directory_.Write("here/local.yaml", "schema: 1\noverrides:\n" + Override("    severity: info\n"));
  const auto pack = LoadFrom(folder, directory_.path() / "here", "2026-11-16");
  EXPECT_THAT(Find(pack, MessageOf("保本")), ElementsAre("mkt.keeps.principal info"));
  EXPECT_EQ(pack->compiled().rules[0].overrides.at(0).owner, "risk-east");
}

TEST_F(LocalChangesTest, AFolderThatIsNotThereIsAnError) {
  RulePack::LoadOptions options;
  options.overrides_folder = directory_.path() / "nowhere";
  const auto pack = RulePack::Load(WriteSmallPack(directory_, kRules), options, &diagnostics_);
  EXPECT_TRUE(absl::IsNotFound(pack.status())) << pack.status();
}

TEST_F(LocalChangesTest, ASuppressionTakesBackWhatItMeansAndKeepsACount) {
  const auto pack =
      Load("suppressions:\n" + Override("    agent: [a-17, a-18]\n    template: t-9\n"
                                        "    attributes: {product: fund}\n    text: [稳健]\n"));
  const Message message = MessageOf("穩健型,保本");
  const ScanResult scan = Scanner(pack).Scan(message);
  EXPECT_THAT(scan.hits, IsEmpty());
  ASSERT_EQ(scan.suppressed_locally.size(), 1U);
  EXPECT_EQ(scan.counters.suppressed_locally, 1U);
  const LocallySuppressed& hit = scan.suppressed_locally[0];
  EXPECT_EQ(message.text.substr(hit.original.begin, hit.original.size()), "保本");
  EXPECT_EQ(pack->compiled().suppressions[hit.suppression].change.reason, "试点。");

  for (const auto& change : std::vector<void (*)(Message*)>{
           [](Message* m) { m->agent_id = "a-19"; }, [](Message* m) { m->template_id = ""; },
           [](Message* m) { m->attributes.clear(); }, [](Message* m) { m->text = "保本"; }}) {
    Message other = message;
    change(&other);
    EXPECT_THAT(Find(pack, other), ElementsAre("mkt.keeps.principal critical"));
  }
  EXPECT_THAT(Find(pack, MessageOf("稳健,稳赚")), ElementsAre("mkt.other.rule high"));
}

TEST_F(LocalChangesTest, ASuppressionEndsWithItsLastDayByTheMessagesDate) {
  const auto pack = Load("suppressions:\n" + Override("    tenant: default\n"));
  Message message = MessageOf("保本");
  message.sent_at = *ParseTimestamp("2026-12-31T23:59:59.999+08:00");
  EXPECT_THAT(Find(pack, message), IsEmpty());
  message.sent_at = *ParseTimestamp("2027-01-01T00:00:00+08:00");
  EXPECT_THAT(Find(pack, message), ElementsAre("mkt.keeps.principal critical"));
}

TEST(EffectiveTest, BeginsAndEndsAtMidnightInThePacksTimeZone) {
  Scanner scanner(PackFromYaml(R"(rules:
  - id: mkt.test.days
    title: 测试
    status: test
    severity: high
    speaker: any
    effective: {from: 2026-09-30, to: 2026-10-31}
    patterns:
      words: {terms: [保本]}
)"));
  const auto finds = [&](std::string_view at) {
    Message message = MessageOf("保本");
    message.sent_at = *ParseTimestamp(at);
    return !scanner.Scan(message).hits.empty();
  };
  EXPECT_FALSE(finds("2026-09-29T23:59:59.999+08:00"));
  EXPECT_TRUE(finds("2026-09-30T00:00:00+08:00"));
  EXPECT_TRUE(finds("2026-09-29T16:00:00Z"));
  EXPECT_TRUE(finds("2026-10-31T23:59:59.999+08:00"));
  EXPECT_TRUE(finds("2026-10-31T15:59:59.999Z"));
  EXPECT_FALSE(finds("2026-11-01T00:00:00+08:00"));
  EXPECT_FALSE(finds("2026-10-31T16:00:00Z"));
}

TEST(WordBoundaryTest, CountsAHitOnlyWhereWordsBeginAndEnd) {
  const auto finds = [](std::string_view pattern, std::string_view text) {
    Scanner scanner(
        PackFromYaml("rules:\n  - id: mkt.test.word\n    title: 测试\n    status: test\n"
                     "    severity: high\n    speaker: any\n    patterns:\n      words: " +
                     std::string(pattern) + "\n"));
    return !scanner.Scan(MessageOf(text)).hits.empty();
  };
  constexpr std::string_view kTerms =
      "{terms: [保本], views: [folded, compact], word_boundary: true}";
  EXPECT_TRUE(finds(kTerms, "这款保本"));
  EXPECT_TRUE(finds(kTerms, "这款保本的"));
  EXPECT_TRUE(finds(kTerms, "这款,保*本*的"));
  EXPECT_FALSE(finds(kTerms, "请确保本周五前完成"));
  EXPECT_TRUE(finds("{terms: [保本]}", "请确保本周五前完成"));
  constexpr std::string_view kRegex = "{regex: '(保|包)本', word_boundary: true}";
  EXPECT_TRUE(finds(kRegex, "这款保本"));
  EXPECT_FALSE(finds(kRegex, "请确保本周五前完成"));
}

}  // namespace
}  // namespace mingcha
