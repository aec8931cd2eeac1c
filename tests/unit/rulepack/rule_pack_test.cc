#include "mingcha/rule_pack.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"
#include "support/small_pack.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LoadSmallPack;
using ::testing::StartsWith;
using testing::StatusIs;
using testing::TempDir;

// A rule file with one draft rule that has `more` besides what it must have.
std::string OneRule(const std::string& more) {
  return R"(schema: 1
rules:
  - id: mkt.some.rule
    title: 承诺保本
    status: draft
    severity: high
    speaker: [agent, bot]
)" + more;
}

uint32_t PatternNamed(const CompiledPack& pack, std::string_view name) {
  const auto found = std::find_if(pack.patterns.begin(), pack.patterns.end(),
                                  [&](const CompiledPattern& p) { return p.name == name; });
  EXPECT_NE(found, pack.patterns.end()) << name;
  return static_cast<uint32_t>(found - pack.patterns.begin());
}

std::vector<PatternHit> FindIn(const PatternDb& db, std::string_view text) {
  auto scratch = PatternDb::Scratch::For({&db});
  EXPECT_TRUE(scratch.ok());
  std::vector<PatternHit> hits;
  EXPECT_TRUE(db.FindAll(text, *scratch, 1000, &hits));
  std::sort(hits.begin(), hits.end());
  hits.erase(std::unique(hits.begin(), hits.end()), hits.end());
  return hits;
}

TEST(RulePackTest, KnowsItsNameVersionAndDigest) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, OneRule("    patterns: {words: {terms: [保本]}}\n"));
  ASSERT_NE(pack, nullptr);
  EXPECT_EQ(pack->name(), "small");
  EXPECT_EQ(pack->label(), "small@1");
  EXPECT_THAT(pack->digest(), StartsWith("sha256:"));
  EXPECT_EQ(pack->rule_count(), 1U);
  EXPECT_GT(pack->compiled_bytes(), 0U);
  const auto again = LoadSmallPack(directory, OneRule("    patterns: {words: {terms: [保本]}}\n"));
  EXPECT_EQ(pack->digest(), again->digest());
  const auto other = LoadSmallPack(directory, OneRule("    patterns: {words: {terms: [保息]}}\n"));
  EXPECT_NE(pack->digest(), other->digest());
}

TEST(RulePackTest, FoldsTermsOnceAndFindsThemInBothViews) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, OneRule(R"(    patterns:
      words: {terms: [WeChat, wechat, "加 微信"], views: [compact]}
      plain: {terms: [保本]}
)"));
  ASSERT_NE(pack, nullptr);
  const CompiledPack& compiled = pack->compiled();
  const uint32_t words = PatternNamed(compiled, "words");
  EXPECT_THAT(compiled.patterns[words].terms, ElementsAre("wechat", "加 微信"));
  EXPECT_THAT(FindIn(*compiled.db(View::kFolded), "加 微信wechat保本"),
              ElementsAre(PatternHit{words, {0, 10}, 1}, PatternHit{words, {10, 16}, 0},
                          PatternHit{PatternNamed(compiled, "plain"), {16, 22}, 0}));
  EXPECT_THAT(FindIn(*compiled.db(View::kCompact), "加微信保本"),
              ElementsAre(PatternHit{words, {0, 9}, 1}))
      << "a pattern without the compact view is not matched in it";
}

TEST(RulePackTest, KeepsARegexWithinTheSentence) {
  const TempDir directory;
  const auto pack =
      LoadSmallPack(directory, OneRule("    patterns: {words: {regex: '本金.{0,6}安全'}}\n"));
  ASSERT_NE(pack, nullptr);
  const PatternDb& db = *pack->compiled().db(View::kFolded);
  EXPECT_THAT(FindIn(db, "本金绝对安全"), Contains(PatternHit{0, {0, 18}}));
  EXPECT_THAT(FindIn(db, "本金100万。安全"), IsEmpty());
  EXPECT_THAT(FindIn(db, "本金?安全"), IsEmpty());
  EXPECT_THAT(FindIn(db, "本金\n安全"), IsEmpty());
}

TEST(RulePackTest, KeepsTheMeaningOfClassesItRewrites) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, OneRule(R"(    patterns:
      no_digit: {regex: '本\D金'}
      no_blank: {regex: '保\S本'}
      no_comma: {regex: '收[^,]益'}
)"));
  ASSERT_NE(pack, nullptr);
  const PatternDb& db = *pack->compiled().db(View::kFolded);
  for (const std::string text : {"本x金", "保x本", "收x益"}) {
    EXPECT_EQ(FindIn(db, text).size(), 1U) << text;
  }
  for (const std::string text : {"本1金", "保 本", "收,益", "本。金", "保;本", "收?益"}) {
    EXPECT_THAT(FindIn(db, text), IsEmpty()) << text;
  }
}

TEST(RulePackTest, MakesExceptionsAPatternOfTheirOwn) {
  const TempDir directory;
  const auto pack = LoadSmallPack(
      directory,
      OneRule("    patterns: {words: {terms: [保本], except: [保本点], views: [compact]}}\n"));
  ASSERT_NE(pack, nullptr);
  const CompiledPattern& words = pack->compiled().patterns[0];
  ASSERT_NE(words.exceptions, kNone);
  const CompiledPattern& exceptions = pack->compiled().patterns[words.exceptions];
  EXPECT_THAT(exceptions.terms, ElementsAre("保本点"));
  EXPECT_EQ(exceptions.views, ViewBit(View::kFolded) | ViewBit(View::kCompact));
  EXPECT_THAT(FindIn(*pack->compiled().db(View::kFolded), "保本点"),
              ElementsAre(PatternHit{0, {0, 6}, 0}, PatternHit{words.exceptions, {0, 9}, 0}));
  EXPECT_THAT(pack->compiled().users[words.exceptions].rules, IsEmpty());
}

TEST(RulePackTest, LooksForAnyPatternOfTheRuleThatOnlyTellsNothingLawful) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, OneRule(R"(    patterns:
      one: {terms: [保本]}
      treasury: {terms: [国债]}
      two: {terms: [保息]}
    guards: [lawful]
    lawful: [{pattern: treasury, attributes: {product: treasury_bond}}]
)"));
  ASSERT_NE(pack, nullptr);
  const CompiledRule& rule = pack->compiled().rules[0];
  ASSERT_EQ(rule.condition.kind, ConditionKind::kAny);
  ASSERT_EQ(rule.condition.children.size(), 2U);
  EXPECT_EQ(rule.condition.children[0].pattern, PatternNamed(pack->compiled(), "one"));
  EXPECT_EQ(rule.condition.children[1].pattern, PatternNamed(pack->compiled(), "two"));
  ASSERT_EQ(rule.lawful.size(), 1U);
  EXPECT_EQ(rule.lawful[0].pattern, PatternNamed(pack->compiled(), "treasury"));
  EXPECT_THAT(rule.lawful[0].attributes.at("product"), ElementsAre("treasury_bond"));
  EXPECT_EQ(rule.guards, GuardBit(Guard::kLawful));
}

TEST(RulePackTest, PutsWhatFindsInFrontOfNone) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, OneRule(R"(    patterns:
      one: {terms: [保本]}
      two: {terms: [保息]}
    condition: {all: [{none: [two]}, one]}
)"));
  ASSERT_NE(pack, nullptr);
  const Condition& all = pack->compiled().rules[0].condition;
  ASSERT_EQ(all.children.size(), 2U);
  EXPECT_EQ(all.children[0].kind, ConditionKind::kPattern);
  EXPECT_EQ(all.children[1].kind, ConditionKind::kNoneOf);
  EXPECT_THAT(pack->compiled().users[PatternNamed(pack->compiled(), "two")].rules, ElementsAre(0));
}

TEST(RulePackTest, ReadsEveryKindOfCondition) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, OneRule(R"(    patterns:
      one: {terms: [保本]}
      two: {terms: [保息]}
    condition:
      any:
        - {near: {first: one, second: two, within: 12, ordered: true}}
        - {at_least: {count: 2, of: [one, two]}}
        - {same_sentence: [one, two]}
)"));
  ASSERT_NE(pack, nullptr);
  const Condition& any = pack->compiled().rules[0].condition;
  ASSERT_EQ(any.children.size(), 3U);
  EXPECT_EQ(any.children[0].kind, ConditionKind::kNear);
  EXPECT_EQ(any.children[0].within, 12U);
  EXPECT_TRUE(any.children[0].ordered);
  EXPECT_EQ(any.children[1].kind, ConditionKind::kAtLeast);
  EXPECT_EQ(any.children[1].count, 2U);
  EXPECT_EQ(any.children[2].kind, ConditionKind::kSameSentence);
}

TEST(RulePackTest, TurnsDatesIntoPointsInTimeOfThePacksZone) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, OneRule(R"(    patterns: {words: {terms: [保本]}}
    effective: {from: 2026-09-30, to: 2026-12-31}
)"));
  ASSERT_NE(pack, nullptr);
  const CompiledRule& rule = pack->compiled().rules[0];
  EXPECT_EQ(rule.effective_from, ParseTimestamp("2026-09-30T00:00:00+08:00"));
  EXPECT_EQ(rule.effective_to, ParseTimestamp("2027-01-01T00:00:00+08:00"));
}

TEST(RulePackTest, SortsRulesByIdAndFindsThem) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, R"(schema: 1
rules:
  - {id: mkt.b, title: 乙, status: draft, severity: low, speaker: any, patterns: {w: {terms: [乙乙]}}}
  - {id: mkt.a, title: 甲, status: test, severity: low, speaker: customer, patterns: {w: {terms: [甲甲]}}}
)");
  ASSERT_NE(pack, nullptr);
  const CompiledPack& compiled = pack->compiled();
  ASSERT_EQ(compiled.rules.size(), 2U);
  EXPECT_EQ(compiled.rules[0].id, "mkt.a");
  EXPECT_EQ(compiled.FindRule("mkt.b"), 1U);
  EXPECT_EQ(compiled.FindRule("mkt.c"), kNone);
  EXPECT_EQ(compiled.rules[0].speakers, SpeakerBit(Speaker::kCustomer));
  EXPECT_EQ(compiled.rules[1].speakers, (1U << kSpeakerCount) - 1);
  EXPECT_EQ(compiled.rules[0].channels, (1U << kChannelCount) - 1);
  EXPECT_EQ(compiled.rules[0].category, "prohibited_wording");
  EXPECT_EQ(compiled.rules[0].owner, "tests");
  EXPECT_EQ(compiled.rules[0].line, 4U);
  EXPECT_EQ(compiled.patterns[compiled.rules[0].condition.pattern].owner, "mkt.a")
      << "patterns of two rules may have one name";
}

TEST(RulePackTest, LeavesDeprecatedRulesSilent) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, R"(schema: 1
rules:
  - {id: mkt.b, title: 乙, status: deprecated, severity: low, speaker: any, patterns: {w: {terms: [乙乙]}}}
)");
  ASSERT_NE(pack, nullptr);
  EXPECT_EQ(pack->compiled().db(View::kFolded), nullptr);
  EXPECT_THAT(pack->compiled().users[0].rules, IsEmpty());
  EXPECT_EQ(pack->compiled().FindRule("mkt.b"), 0U);
}

TEST(RulePackTest, ReadsQuestionsAndTheirRules) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, R"(schema: 1
patterns:
  took_it_back: {terms: [不问了]}
fillers: {terms: [您好]}
withdrawn_by: took_it_back
topics:
  - id: license
    title: 资质
    patterns: {asks: {terms: [有牌照吗]}, number: {terms: [备案号]}}
    ask: asks
    satisfied_by: number
    window: {messages: 4, time: 5m}
  - {id: fees, title: 费用, patterns: {asks: {terms: [多少钱]}}, ask: asks}
rules:
  - id: evs.license_dodge
    kind: qa
    title: 回避资质问题
    status: draft
    severity: medium
    speaker: [agent, bot]
    topics: [license]
    generic: true
    patterns: {old: {terms: [老平台]}}
    evaded_by: [{kind: brag, condition: old}, {kind: silence}]
    cases:
      - title: 答老平台
        messages:
          - {at: 0s, customer: 有牌照吗}
          - {at: 20s, agent: 我们是老平台}
          - {at: 11m, event: closed}
        expect: [evs.license_dodge]
)");
  ASSERT_NE(pack, nullptr);
  const CompiledPack& compiled = pack->compiled();
  EXPECT_EQ(compiled.topics[0].id, "fees");
  const uint32_t license = compiled.FindTopic("license");
  ASSERT_EQ(license, 1U);
  EXPECT_EQ(compiled.topics[license].window_messages, 4U);
  EXPECT_EQ(compiled.topics[license].window, std::chrono::minutes(5));
  EXPECT_EQ(compiled.topics[0].window, std::chrono::minutes(10));
  EXPECT_FALSE(compiled.topics[0].satisfied_by.has_value());

  const CompiledRule& rule = compiled.rules[0];
  EXPECT_EQ(rule.kind, RuleKind::kQa);
  EXPECT_THAT(rule.topics, ElementsAre(license));
  EXPECT_TRUE(rule.generic);
  ASSERT_EQ(rule.evaded_by.size(), 2U);
  const uint32_t old = PatternNamed(compiled, "old");
  EXPECT_EQ(rule.evaded_by[0].condition.pattern, old);
  EXPECT_EQ(rule.evaded_by[1].kind, EvasionKind::kSilence);
  EXPECT_THAT(compiled.users[old].rules, ElementsAre(0));
  EXPECT_THAT(compiled.users[PatternNamed(compiled, "number")].topics, ElementsAre(license));
  EXPECT_TRUE(compiled.users[PatternNamed(compiled, "took_it_back")].withdrawal);
  EXPECT_THAT(compiled.patterns[compiled.filler_pattern].terms, ElementsAre("您好"));

  ASSERT_EQ(compiled.proofs.size(), 1U);
  const RuleCase& one = compiled.proofs[0].cases[0];
  ASSERT_EQ(one.messages.size(), 2U);
  EXPECT_EQ(one.messages[1].speaker, Speaker::kAgent);
  EXPECT_EQ(one.messages[1].at, std::chrono::seconds(20));
  ASSERT_EQ(one.events.size(), 1U);
  EXPECT_EQ(one.events[0].kind, EventKind::kClosed);
  EXPECT_EQ(one.events[0].at, std::chrono::minutes(11));
  EXPECT_THAT(one.expect, ElementsAre("evs.license_dodge"));
}

TEST(RulePackTest, ReadsExamplesBasisAndPolicy) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, OneRule(R"(    patterns: {words: {terms: [保本]}}
    basis: [AD25]
    tense: [done]
    examples:
      match:
        - 保本的
        - {text: 保本哦, speaker: bot, attributes: {product: fund}, sent_on: 2026-10-01}
      no_match: [不保]
)"));
  ASSERT_NE(pack, nullptr);
  const CompiledPack& compiled = pack->compiled();
  ASSERT_EQ(compiled.proofs.size(), 1U);
  const RuleExample& example = compiled.proofs[0].match.at(1);
  EXPECT_EQ(example.text, "保本哦");
  EXPECT_EQ(example.speaker, Speaker::kBot);
  EXPECT_EQ(example.attributes.at("product"), "fund");
  EXPECT_EQ(example.sent_on, "2026-10-01");
  EXPECT_EQ(compiled.proofs[0].no_match.size(), 1U);
  EXPECT_EQ(compiled.basis.at("AD25").in_force_from, "2015-09-01");
  EXPECT_TRUE(compiled.rules[0].wants_tense);
  EXPECT_THAT(compiled.rules[0].tenses, ElementsAre("done"));
  ASSERT_EQ(compiled.policy.rows.size(), 1U);
  EXPECT_EQ(compiled.policy.rows[0].when.min_severity, Severity::kLow);
  EXPECT_EQ(compiled.policy.rows[0].priority, 1);
  ASSERT_EQ(compiled.policy.rows[0].deadlines.size(), 1U);
  EXPECT_EQ(compiled.policy.rows[0].deadlines[0].limit.duration, std::chrono::hours(1));
  EXPECT_THAT(compiled.policy.rows[0].when.speakers, IsEmpty());
}

TEST(RulePackTest, MakesNoDatabasesWhenAskedNotTo) {
  const TempDir directory;
  const auto folder =
      testing::WriteSmallPack(directory, OneRule("    patterns: {words: {terms: [保本]}}\n"));
  std::vector<Diagnostic> diagnostics;
  const auto pack = RulePack::Load(folder, {.compile_patterns = false}, &diagnostics);
  ASSERT_THAT(pack, testing::IsOk());
  EXPECT_EQ((*pack)->compiled().db(View::kFolded), nullptr);
  EXPECT_EQ((*pack)->compiled_bytes(), 0U);
}

TEST(RulePackTest, CountsItsErrorsAndEmptiesOldDiagnostics) {
  const TempDir directory;
  std::vector<Diagnostic> diagnostics(3);
  const auto folder = testing::WriteSmallPack(directory, "schema: 2\nrulez: []\n");
  EXPECT_THAT(RulePack::Load(folder, &diagnostics),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2 errors")));
  EXPECT_EQ(diagnostics.size(), 2U);
}

TEST(RulePackTest, RefusesMoreThanItsLimits) {
  const TempDir directory;
  const auto folder =
      testing::WriteSmallPack(directory, OneRule("    patterns: {words: {terms: [保本, 保息]}}\n"));
  std::vector<Diagnostic> diagnostics;
  EXPECT_THAT(RulePack::Load(folder, {.max_rules = 0}, &diagnostics),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("1 rules")));
  EXPECT_THAT(RulePack::Load(folder, {.max_terms = 1}, &diagnostics),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("2 terms")));
  EXPECT_THAT(RulePack::Load(folder, {.max_files = 3}, &diagnostics),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("4 files")));
  EXPECT_THAT(RulePack::Load(folder, {.max_compiled_bytes = 16}, &diagnostics),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("")));
  EXPECT_THAT(RulePack::Load(directory.path() / "nowhere", &diagnostics),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("pack.yaml")));
}

}  // namespace
}  // namespace mingcha
