// What a scan tells of its way, for explanations.

#include "evaluate/scan_trace.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/scanner.h"
#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"
#include "support/pack_from_yaml.h"

namespace mingcha {
namespace {

using ::mingcha::testing::PackFromYaml;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kHead = R"(rules:
  - id: mkt.test.words
    title: 测试
    status: draft
    severity: high
    speaker: [agent]
)";

std::shared_ptr<const RulePack> PackWith(std::string_view rest) {
  return PackFromYaml(std::string(kHead) + std::string(rest));
}

Message MessageOf(std::string_view text) {
  Message message;
  message.conversation.conversation_id = "c-1";
  message.message_id = "m-1";
  message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  message.speaker = Speaker::kAgent;
  message.channel = Channel::kOnlineChat;
  message.text = std::string(text);
  return message;
}

Scanner::Options WithDrafts() {
  Scanner::Options options;
  options.include_drafts = true;
  return options;
}

ScanTrace TraceOf(const std::shared_ptr<const RulePack>& pack, const Message& message,
                  ScanResult* result = nullptr) {
  Scanner scanner(pack, WithDrafts());
  ScanTrace trace;
  trace.wanted_rule = 0;
  const ScanResult scan = scanner.Scan(message, &trace);
  if (result != nullptr) *result = scan;
  return trace;
}

ScanTrace TraceOf(const std::shared_ptr<const RulePack>& pack, std::string_view text) {
  return TraceOf(pack, MessageOf(text));
}

std::vector<std::string> Words(std::string_view text, const std::vector<ByteSpan>& spans) {
  std::vector<std::string> words;
  for (const ByteSpan span : spans) words.emplace_back(text.substr(span.begin, span.size()));
  return words;
}

TEST(ScanTraceTest, ChangesNothingOfTheResult) {
  const auto pack = PackWith(R"(
    patterns: {keeps: {terms: [保本], except: [确保本]}}
    guards: [negated]
)");
  for (const char* text : {"这款保本", "这款不保本", "请确保本周到账", "您好", ""}) {
    Scanner scanner(pack, WithDrafts());
    const ScanResult without = scanner.Scan(MessageOf(text));
    ScanResult with;
    TraceOf(pack, MessageOf(text), &with);
    EXPECT_EQ(with.hits.size(), without.hits.size()) << text;
    EXPECT_EQ(with.suppressed.size(), without.suppressed.size()) << text;
    EXPECT_EQ(with.counters.pattern_hits, without.counters.pattern_hits) << text;
    EXPECT_EQ(with.counters.suppressed, without.counters.suppressed) << text;
    EXPECT_EQ(with.substantive, without.substantive) << text;
  }
}

TEST(ScanTraceTest, IsNotForTheMessageAndFindsNothingInIt) {
  const auto pack = PackWith("    patterns: {keeps: {terms: [保本]}}\n");
  Message message = MessageOf("这款保本");
  message.speaker = Speaker::kCustomer;
  ScanResult result;
  const ScanTrace trace = TraceOf(pack, message, &result);
  EXPECT_THAT(result.hits, IsEmpty());
  EXPECT_EQ(result.counters.suppressed, ScanCounters().suppressed);
  ASSERT_THAT(trace.rules, SizeIs(1));
  EXPECT_EQ(trace.rules[0].mismatch, Mismatch::kSpeaker);
  ASSERT_THAT(trace.rules[0].conditions, SizeIs(1));
  EXPECT_TRUE(trace.rules[0].conditions[0].condition.holds) << "judged for the trace alone";
}

TEST(ScanTraceTest, LooksAtTheWantedRuleAlthoughNothingWasHit) {
  const auto pack = PackWith("    patterns: {keeps: {terms: [保本]}}\n");
  const ScanTrace trace = TraceOf(pack, "您好");
  EXPECT_THAT(trace.hits, IsEmpty());
  ASSERT_THAT(trace.rules, SizeIs(1));
  EXPECT_EQ(trace.rules[0].mismatch, std::nullopt);
  EXPECT_FALSE(trace.rules[0].conditions[0].condition.holds);
}

TEST(ScanTraceTest, TellsWhatBecameOfEachHit) {
  const auto pack =
      PackWith("    patterns: {keeps: {terms: [保本, 保本保息], except: [确保本]}}\n");
  const ScanTrace trace = TraceOf(pack, "确保本周，保本保息");
  std::vector<std::string> told;
  for (const TracedHit& hit : trace.hits) {
    const CompiledPattern& pattern = pack->compiled().patterns[hit.hit.pattern];
    if (pattern.terms.front() != "保本") continue;  // The pattern of the exceptions.
    told.push_back(pattern.terms[hit.hit.term] + " " + std::string(ToString(hit.fate)));
  }
  EXPECT_THAT(told, ElementsAre("保本 excepted", "保本保息 counts", "保本 covered"));
  EXPECT_EQ(trace.hits[0].exception_folded, (ByteSpan{0, 9}));
}

TEST(ScanTraceTest, TellsTheWordsByWhichAGuardHolds) {
  const struct {
    const char* guard;
    const char* text;
    std::vector<std::string> cues;
  } kCases[] = {
      {"negated", "这款产品不保本", {"不"}},
      {"negated", "保本是不可能的", {"是不可能"}},
      {"quoted", "他们宣传的“保本”字样", {"“保本”", "字样"}},
      {"warning", "谨防承诺保本的骗局", {"谨防"}},
      {"asked", "这款保本吗?", {"?"}},
      {"reported", "对方说保本", {"对方", "说"}},
  };
  for (const auto& [guard, text, cues] : kCases) {
    const auto pack = PackWith("    patterns: {keeps: {terms: [保本]}}\n    guards: [" +
                               std::string(guard) + "]\n");
    const ScanTrace trace = TraceOf(pack, text);
    const std::vector<GuardedHit>& guarded = trace.rules[0].conditions[0].guarded;
    ASSERT_THAT(guarded, SizeIs(1)) << text;
    EXPECT_EQ(ToString(guarded[0].guard), guard);
    EXPECT_THAT(Words(text, guarded[0].cues), ::testing::IsSupersetOf(cues)) << text;
    EXPECT_TRUE(trace.rules[0].conditions[0].condition.holds_without_guards);
    EXPECT_FALSE(trace.rules[0].conditions[0].condition.holds);
  }
}

TEST(ScanTraceTest, MeasuresHowFarPartsOfNearStandApart) {
  const auto pack = PackWith(R"(
    patterns: {first: {terms: [存款]}, second: {terms: [送礼]}}
    condition: {near: {first: first, second: second, within: 2, ordered: true}}
)");
  const ScanTrace apart = TraceOf(pack, "存款一二三送礼");
  EXPECT_EQ(apart.rules[0].conditions[0].condition.distance, 3U);
  const ScanTrace reversed = TraceOf(pack, "送礼一存款");
  EXPECT_EQ(reversed.rules[0].conditions[0].condition.distance, std::nullopt);
  EXPECT_EQ(reversed.rules[0].conditions[0].condition.reversed_distance, 1U);
}

TEST(ScanTraceTest, TracesEachPartOfACondition) {
  const auto pack = PackWith(R"(
    patterns: {a: {terms: [存款]}, b: {terms: [送礼]}, c: {terms: [结束]}}
    condition: {all: [a, {any: [b, c]}]}
)");
  const ScanTrace trace = TraceOf(pack, "存款活动结束");
  const ConditionTrace& all = trace.rules[0].conditions[0].condition;
  EXPECT_TRUE(all.holds);
  ASSERT_THAT(all.children, SizeIs(2));
  EXPECT_THAT(all.children[0].hits, SizeIs(1));
  ASSERT_THAT(all.children[1].children, SizeIs(2));
  EXPECT_FALSE(all.children[1].children[0].holds);
  EXPECT_TRUE(all.children[1].children[1].holds);
}

TEST(ScanTraceTest, TellsTheTenseOfEachMatch) {
  const auto pack = PackWith(R"(
    patterns: {gave: {terms: [给他]}}
    tense: [done]
)");
  const ScanTrace trace = TraceOf(pack, "我没给他");
  ASSERT_THAT(trace.rules[0].tenses, SizeIs(1));
  EXPECT_EQ(trace.rules[0].tenses[0].tense, Tense::kRefused);
  EXPECT_FALSE(trace.rules[0].tenses[0].wanted);
}

TEST(ScanTraceTest, TellsWhatEachViewUndid) {
  const auto pack = PackWith("    patterns: {keeps: {terms: [保本], views: [compact]}}\n");
  const ScanTrace trace = TraceOf(pack, "保＊本");
  ASSERT_GE(trace.views.size(), 2U);
  EXPECT_EQ(trace.views[0].view, View::kFolded);
  EXPECT_EQ(trace.views[0].text, "保*本");
  ASSERT_THAT(trace.views[0].changes, SizeIs(1));
  EXPECT_EQ(trace.views[0].changes[0].from, "＊");
  EXPECT_EQ(trace.views[0].changes[0].to, "*");
  EXPECT_EQ(trace.views[1].view, View::kCompact);
  EXPECT_EQ(trace.views[1].text, "保本");
  ASSERT_THAT(trace.views[1].changes, SizeIs(1));
  EXPECT_EQ(trace.views[1].changes[0].from, "＊") << "as it stands in the original";
  EXPECT_EQ(trace.views[1].changes[0].to, "");
  EXPECT_EQ(trace.views[1].changes[0].original, (ByteSpan{3, 6}));
}

TEST(ScanTraceTest, NamesNoViewThatChangesNothing) {
  const auto pack = PackWith("    patterns: {keeps: {terms: [保本]}}\n");
  const ScanTrace trace = TraceOf(pack, "您好");
  ASSERT_GE(trace.views.size(), 1U);
  EXPECT_THAT(trace.views[0].changes, IsEmpty());
  for (const ViewTrace& view : trace.views) EXPECT_NE(view.view, View::kCompact);
}

}  // namespace
}  // namespace mingcha
