// What holds for every text: invented sentences, disguised, cut, and plain noise.

#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "mingcha/scanner.h"
#include "mingcha/time.h"

#include "base/redact.h"
#include "base/utf8.h"
#include "support/pack_from_yaml.h"

namespace mingcha {
namespace {

using ::mingcha::testing::PackFromYaml;

const char kRules[] = R"(
patterns:
  took_back: {terms: [不用了]}
fillers: {terms: [您好, 好的]}
withdrawn_by: took_back
topics:
  - id: license
    title: 资质
    patterns: {asks: {regex: '(备案|牌照).{0,4}(吗|呢)'}, number: {terms: [编号]}}
    ask: asks
    satisfied_by: number
rules:
  - id: mkt.test.principal
    title: 测试
    status: test
    severity: high
    speaker: any
    owner: test
    rationale: For a test.
    basis: [B1]
    suggestion: 请改。
    patterns:
      keeps: {terms: [保本, 保本保息, ab], views: [folded, compact], except: [保本点]}
      promises: {regex: '(本金|收益).{0,6}(安全|不会少)', views: [folded, compact]}
    guards: [negated, quoted, warning, asked, reported]
    features: [tense]
  - id: mkt.test.near
    title: 测试
    status: test
    severity: low
    speaker: any
    owner: test
    rationale: For a test.
    basis: [B1]
    suggestion: 请改。
    patterns:
      code: {terms: [验证码]}
      give: {terms: [给我, 发我]}
    condition: {any: [{near: {first: code, second: give, within: 8}}, {all: [give, {none: [code]}]}]}
    guards: [negated, warning]
)";

// Pieces that meet in every way: words of rules, cues, disguises, marks, broken bytes.
const std::vector<std::string>& Pieces() {
  static const std::vector<std::string> pieces = {"保本",
                                                  "保*本",
                                                  "保 本",
                                                  "保\u200B本",
                                                  "本金",
                                                  "绝对",
                                                  "安全",
                                                  "收益",
                                                  "验证码",
                                                  "给我",
                                                  "不",
                                                  "没有",
                                                  "不是",
                                                  "凡是",
                                                  "都是骗局",
                                                  "谨防",
                                                  "吗",
                                                  "？",
                                                  "。",
                                                  "，",
                                                  "\n",
                                                  "“",
                                                  "”",
                                                  "《",
                                                  "》",
                                                  "规定",
                                                  "但",
                                                  "您懂的",
                                                  "备案",
                                                  "ＡＢ",
                                                  "ａｂ",
                                                  "😀",
                                                  "👨‍👩‍👧",
                                                  "e\u0301",
                                                  "ﬁ",
                                                  "㈱",
                                                  "繁體",
                                                  "\xFF",
                                                  "\xE4\xBF",
                                                  "\xED\xA0\x80",
                                                  std::string(1, '\0'),
                                                  "13800138000",
                                                  "4111111111111111",
                                                  " ",
                                                  "a",
                                                  "b",
                                                  "我",
                                                  "他",
                                                  "说",
                                                  "转了"};
  return pieces;
}

std::string RandomText(std::mt19937& random) {
  std::string text;
  for (size_t n = random() % 30; n > 0; --n) text += Pieces()[random() % Pieces().size()];
  return text;
}

Message MessageOf(std::string text, std::mt19937& random) {
  Message message;
  message.message_id = "m-1";
  message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  message.speaker = static_cast<Speaker>(random() % kSpeakerCount);
  message.text = std::move(text);
  return message;
}

// A character begins at `offset`, or the text ends there. In invalid sequences each maximal subpart
// counts as one character.
bool IsBorder(std::string_view text, size_t offset) {
  size_t at = 0;
  while (at < offset) at += DecodeUtf8(text, at).bytes;
  return at == offset;
}

std::vector<Evidence> AllEvidence(const ScanResult& result) {
  std::vector<Evidence> all;
  for (const RuleHit& hit : result.hits) {
    EXPECT_FALSE(hit.evidence.empty());
    all.insert(all.end(), hit.evidence.begin(), hit.evidence.end());
  }
  for (const Signal& signal : result.signals) all.push_back(signal.evidence);
  return all;
}

auto Told(const ScanResult& result) {
  std::vector<std::tuple<uint32_t, uint32_t, std::string>> told;
  for (const Evidence& e : AllEvidence(result)) {
    told.emplace_back(e.original.begin, e.original.end, e.quote);
  }
  for (const SuppressedHit& hit : result.suppressed) {
    told.emplace_back(hit.original.begin, hit.original.end, std::string(ToString(hit.guard)));
  }
  return std::tuple(told, result.substantive, result.incomplete, result.counters.pattern_hits,
                    result.counters.replaced_bytes);
}

class ScannerPropertyTest : public ::testing::Test {
 protected:
  static std::shared_ptr<const RulePack> Pack() {
    static const auto pack = PackFromYaml(kRules);
    return pack;
  }
};

TEST_F(ScannerPropertyTest, QuotesOriginalWordsOnCharacterBorders) {
  Scanner scanner(Pack());
  std::mt19937 random(20261116);
  size_t seen = 0;
  for (int round = 0; round < 5000; ++round) {
    const Message message = MessageOf(RandomText(random), random);
    const ScanResult result = scanner.Scan(message);
    for (const Evidence& evidence : AllEvidence(result)) {
      ++seen;
      ASSERT_LT(evidence.original.begin, evidence.original.end);
      ASSERT_LE(evidence.original.end, message.text.size());
      EXPECT_TRUE(IsBorder(message.text, evidence.original.begin)) << round;
      EXPECT_TRUE(IsBorder(message.text, evidence.original.end)) << round;
      const std::string words = ReplaceInvalidUtf8(
          std::string_view(message.text).substr(evidence.original.begin, evidence.original.size()),
          nullptr);
      EXPECT_EQ(CountCodePoints(evidence.quote), CountCodePoints(words)) << round;
      if (Redact(words) == words) {
        EXPECT_EQ(evidence.quote, words) << round;
      }
    }
    for (const SuppressedHit& hit : result.suppressed) {
      ASSERT_LE(hit.original.end, message.text.size());
      EXPECT_TRUE(IsBorder(message.text, hit.original.begin)) << round;
      EXPECT_TRUE(IsBorder(message.text, hit.original.end)) << round;
    }
  }
  EXPECT_GT(seen, 300U) << "the texts hold too few words of the rules";
}

TEST_F(ScannerPropertyTest, TellsTheSameTwiceWhateverCameBetween) {
  Scanner used(Pack());
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    const Message message = MessageOf(RandomText(random), random);
    const auto first = Told(used.Scan(message));
    EXPECT_EQ(first, Told(used.Scan(message))) << round;
    if (round % 100 == 0) {
      EXPECT_EQ(first, Told(Scanner(Pack()).Scan(message))) << round;
    }
  }
}

TEST_F(ScannerPropertyTest, SurvivesNoise) {
  Scanner scanner(Pack());
  std::mt19937 random(99);
  for (int round = 0; round < 5000; ++round) {
    std::string noise(random() % 200, '\0');
    for (char& byte : noise) byte = static_cast<char>(random());
    const Message message = MessageOf(noise, random);
    for (const Evidence& evidence : AllEvidence(scanner.Scan(message))) {
      EXPECT_LE(evidence.original.end, noise.size());
    }
  }
}

TEST_F(ScannerPropertyTest, CutsLongTextsOnACharacterBorder) {
  std::mt19937 random(5);
  for (size_t max_text_bytes = 1; max_text_bytes < 60; ++max_text_bytes) {
    Scanner::Options options;
    options.max_text_bytes = max_text_bytes;
    Scanner scanner(Pack(), options);
    const Message message = MessageOf("保本😀保本e\u0301保本,保*本。保本保息给我验证码", random);
    const ScanResult result = scanner.Scan(message);
    EXPECT_EQ(result.counters.replaced_bytes, 0U) << max_text_bytes;
    EXPECT_EQ(result.complete(), max_text_bytes >= message.text.size()) << max_text_bytes;
  }
}

TEST_F(ScannerPropertyTest, EndsOnALongTextWithoutAnyMark) {
  Scanner scanner(Pack());
  std::string text;
  while (text.size() < 64 * 1024 - 36) text += "不是保本本金";
  std::mt19937 random(3);
  const ScanResult result = scanner.Scan(MessageOf(text, random));
  EXPECT_FALSE(result.complete());
  EXPECT_EQ(result.incomplete[0], IncompleteReason::kTooManyHits);
}

}  // namespace
}  // namespace mingcha
