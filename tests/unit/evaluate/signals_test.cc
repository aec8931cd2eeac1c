// What a message means to its conversation, and whether it says anything at all.

#include "evaluate/signals.h"

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
using ::testing::IsEmpty;
using ::testing::SizeIs;

const char kRules[] = R"(
patterns:
  took_back: {terms: [不用了, 我自己找到了]}
fillers: {terms: [您好, 好的, 收到, 请稍等, 在的, 在吗]}
withdrawn_by: took_back
topics:
  - id: license
    title: 资质
    patterns:
      asks_license: {terms: [有备案吗, 牌照]}
      number: {terms: [备案编号, 许可证编号]}
    ask: asks_license
    satisfied_by: number
rules:
  - id: evs.test.license
    kind: qa
    title: 资质答非所问
    status: test
    severity: high
    speaker: [agent]
    owner: test
    rationale: For a test.
    basis: [B1]
    suggestion: 请改。
    topics: [license]
    patterns:
      old: {terms: [老平台]}
      relax: {terms: [放心]}
    guards: [quoted]
    evaded_by:
      - {kind: brag, condition: old}
      - {kind: deflect, condition: relax}
      - {kind: silence}
)";

std::shared_ptr<const RulePack> Pack() {
  static const auto pack = PackFromYaml(kRules);
  return pack;
}

ScanResult Scan(std::string_view text, Speaker speaker) {
  Scanner scanner(Pack());
  Message message;
  message.message_id = "m-1";
  message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  message.speaker = speaker;
  message.text = std::string(text);
  return scanner.Scan(message);
}

TEST(SignalsTest, TellsEachQuestionOfACustomer) {
  const ScanResult result = Scan("你们有备案吗?牌照发我看看", Speaker::kCustomer);
  ASSERT_THAT(result.signals, SizeIs(2));
  EXPECT_EQ(result.signals[0].kind, SignalKind::kAsk);
  EXPECT_EQ(Pack()->compiled().topics[result.signals[0].topic].id, "license");
  EXPECT_EQ(result.signals[0].evidence.quote, "有备案吗");
  EXPECT_EQ(result.signals[1].evidence.quote, "牌照");
  EXPECT_THAT(Scan("你们有备案吗", Speaker::kAgent).signals, IsEmpty());
}

TEST(SignalsTest, TellsWhatSatisfiesOnTheBusinessSide) {
  for (const Speaker speaker : {Speaker::kAgent, Speaker::kBot}) {
    const ScanResult result = Scan("备案编号ABC123,可查", speaker);
    ASSERT_THAT(result.signals, SizeIs(1));
    EXPECT_EQ(result.signals[0].kind, SignalKind::kSatisfied);
  }
  EXPECT_THAT(Scan("备案编号ABC123,可查", Speaker::kCustomer).signals, IsEmpty());
}

TEST(SignalsTest, TellsEachWayInWhichAQuestionIsEvaded) {
  const ScanResult result = Scan("我们是老平台,您放心", Speaker::kAgent);
  ASSERT_THAT(result.signals, SizeIs(2));
  EXPECT_EQ(result.signals[0].kind, SignalKind::kEvaded);
  EXPECT_EQ(result.signals[0].evasion_kind, EvasionKind::kBrag);
  EXPECT_EQ(result.signals[0].evidence.quote, "老平台");
  EXPECT_EQ(result.signals[1].evasion_kind, EvasionKind::kDeflect);
  EXPECT_THAT(result.hits, IsEmpty()) << "a dodge is a finding only where a question is owed";
}

TEST(SignalsTest, KeepsToTheSpeakersOfTheRule) {
  EXPECT_THAT(Scan("我们是老平台", Speaker::kBot).signals, IsEmpty());
  EXPECT_THAT(Scan("我们是老平台", Speaker::kCustomer).signals, IsEmpty());
}

TEST(SignalsTest, TakesGuardedDodgesBack) {
  const ScanResult result = Scan("他们说自己是老平台", Speaker::kAgent);
  EXPECT_THAT(result.signals, IsEmpty());
  EXPECT_THAT(result.suppressed, SizeIs(1));
}

TEST(SignalsTest, TellsThatACustomerTakesAQuestionBack) {
  const ScanResult result = Scan("不用了,谢谢", Speaker::kCustomer);
  ASSERT_THAT(result.signals, SizeIs(1));
  EXPECT_EQ(result.signals[0].kind, SignalKind::kWithdrawn);
  EXPECT_THAT(Scan("不用了,谢谢", Speaker::kAgent).signals, IsEmpty());
}

TEST(SubstanceTest, IsNotInGreetingsEmojiAndAcknowledgements) {
  for (const char* text : {"", "   ", "您好", "您好!", "好的呢亲~", "收到,请稍等哦",
                           "👌👌👍🏻", "[微笑][玫瑰]", "嗯嗯", "哈哈哈哈", "...", "?", "ok",
                           "OK!", "在的,您好😀", "好 的", "的的的", "。。。", "1"}) {
    EXPECT_FALSE(Scan(text, Speaker::kAgent).substantive) << text;
  }
}

TEST(SubstanceTest, IsInAnswers) {
  for (const char* text : {"您好,备案编号ABC123", "3天", "8%", "没有", "明天到账", "好的,我查一下",
                           "http://a.cn", "yes it is", "[本次活动规则]已更新", "您好呀,在处理"}) {
    EXPECT_TRUE(Scan(text, Speaker::kAgent).substantive) << text;
  }
}

TEST(SubstanceTest, IsJudgedWithoutAFillerPattern) {
  Scanner scanner(PackFromYaml(R"(
rules:
  - id: mkt.test.any
    title: 测试
    status: test
    severity: low
    speaker: any
    owner: test
    rationale: For a test.
    basis: [B1]
    suggestion: 请改。
    patterns: {p: {terms: [保本]}}
)"));
  Message message;
  message.text = "您好";
  EXPECT_FALSE(scanner.Scan(message).substantive) << "好 alone is left";
  message.text = "好的收到";
  EXPECT_TRUE(scanner.Scan(message).substantive);
}

}  // namespace
}  // namespace mingcha
