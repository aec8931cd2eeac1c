// The whole way of one message: views, exceptions, conditions, guards, filters, evidence.

#include "mingcha/scanner.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/time.h"

#include "rulepack/compiled_pack.h"
#include "support/pack_from_yaml.h"

namespace mingcha {
namespace {

using ::mingcha::testing::PackFromYaml;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

Message MessageOf(std::string_view text, Speaker speaker = Speaker::kAgent) {
  Message message;
  message.conversation.conversation_id = "c-1";
  message.message_id = "m-1";
  message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  message.speaker = speaker;
  message.channel = Channel::kOnlineChat;
  message.text = std::string(text);
  return message;
}

// The lines every rule of these tests has.
std::string Rule(std::string_view id, std::string_view rest) {
  return "  - id: " + std::string(id) +
         "\n    title: 测试\n    status: test\n    severity: high\n    speaker: [agent, bot]\n"
         "    owner: test\n    rationale: For a test.\n    basis: [B1]\n    suggestion: 请改。\n" +
         std::string(rest);
}

const char kPrincipal[] = R"(    patterns:
      keeps:
        terms: [保本, 保本保息]
        views: [folded, compact]
        except: [保本点]
    guards: [negated, quoted, warning]
)";

std::shared_ptr<const RulePack> PrincipalPack() {
  static const auto pack = PackFromYaml("rules:\n" + Rule("mkt.test.principal", kPrincipal));
  return pack;
}

std::vector<std::string> QuotesOf(const ScanResult& result) {
  std::vector<std::string> quotes;
  for (const RuleHit& hit : result.hits) {
    for (const Evidence& evidence : hit.evidence) quotes.push_back(evidence.quote);
  }
  return quotes;
}

std::vector<std::string> QuotesIn(const std::shared_ptr<const RulePack>& pack,
                                  std::string_view text, Speaker speaker = Speaker::kAgent) {
  Scanner scanner(pack);
  return QuotesOf(scanner.Scan(MessageOf(text, speaker)));
}

TEST(ScannerTest, QuotesTheOriginalWordsWithTheirOffsets) {
  Scanner scanner(PrincipalPack());
  const ScanResult result = scanner.Scan(MessageOf("这款保本的"));
  ASSERT_THAT(result.hits, SizeIs(1));
  EXPECT_TRUE(result.complete());
  const Evidence& evidence = result.hits[0].evidence.at(0);
  EXPECT_EQ(evidence.original, (ByteSpan{6, 12}));
  EXPECT_EQ(evidence.quote, "保本");
  EXPECT_EQ(evidence.view, View::kFolded);
  EXPECT_EQ(evidence.message_id, "m-1");
  EXPECT_EQ(evidence.message_identity, MakeMessageIdentity(MessageOf("这款保本的")));
  EXPECT_FALSE(result.hits[0].evasion);
  EXPECT_EQ(result.hits[0].severity, Severity::kHigh);
}

TEST(ScannerTest, FindsWordsInDisguiseAndQuotesThemAsWritten) {
  Scanner scanner(PrincipalPack());
  const ScanResult result = scanner.Scan(MessageOf("这款保*本*保*息，随时取"));
  ASSERT_THAT(result.hits, SizeIs(1));
  EXPECT_EQ(result.hits[0].evidence.at(0).quote, "保*本*保*息");
  EXPECT_EQ(result.hits[0].evidence.at(0).view, View::kCompact);
  EXPECT_TRUE(result.hits[0].evasion);
}

TEST(ScannerTest, TakesInvisibleCharactersForDisguise) {
  Scanner scanner(PrincipalPack());
  const ScanResult result = scanner.Scan(MessageOf("这款保\u200B本的"));
  ASSERT_THAT(result.hits, SizeIs(1));
  EXPECT_EQ(result.hits[0].evidence.at(0).quote, "保\u200B本");
  EXPECT_TRUE(result.hits[0].evasion);
}

TEST(ScannerTest, BridgesNoPunctuationThatStructures) {
  EXPECT_THAT(QuotesIn(PrincipalPack(), "请确保，本周五前完成签约"), IsEmpty());
  EXPECT_THAT(QuotesIn(PrincipalPack(), "请确保。本周五前完成签约"), IsEmpty());
}

TEST(ScannerTest, FindsOneHitAPlaceTheLongest) {
  EXPECT_THAT(QuotesIn(PrincipalPack(), "保本保息,到期保本"), ElementsAre("保本保息", "保本"));
}

TEST(ScannerTest, TakesAnExceptionForOneHitOnly) {
  EXPECT_THAT(QuotesIn(PrincipalPack(), "过了保本点"), IsEmpty());
  EXPECT_THAT(QuotesIn(PrincipalPack(), "过了保本点,还保本"), ElementsAre("保本"));
}

TEST(ScannerTest, KeepsWhatAGuardTookBack) {
  Scanner scanner(PrincipalPack());
  const ScanResult result = scanner.Scan(MessageOf("这款产品不保本"));
  EXPECT_THAT(result.hits, IsEmpty());
  ASSERT_THAT(result.suppressed, SizeIs(1));
  EXPECT_EQ(result.suppressed[0].guard, Guard::kNegated);
  EXPECT_EQ(result.suppressed[0].original, (ByteSpan{15, 21}));
  EXPECT_EQ(result.counters.suppressed[static_cast<size_t>(Guard::kNegated)], 1U);
}

TEST(ScannerTest, JudgesEachHitAtItsOwnPlace) {
  Scanner scanner(PrincipalPack());
  const ScanResult result = scanner.Scan(MessageOf("那款不保本。这款保本。凡是承诺保本的都是诈骗"));
  EXPECT_THAT(QuotesOf(result), ElementsAre("保本"));
  EXPECT_EQ(result.hits[0].evidence[0].original.begin, 24U);
  EXPECT_THAT(result.suppressed, SizeIs(2));
}

TEST(ScannerTest, FindsForTheSpeakersOfTheRuleOnly) {
  EXPECT_THAT(QuotesIn(PrincipalPack(), "这款保本", Speaker::kBot), SizeIs(1));
  EXPECT_THAT(QuotesIn(PrincipalPack(), "这款保本", Speaker::kCustomer), IsEmpty());
  EXPECT_THAT(QuotesIn(PrincipalPack(), "这款保本", Speaker::kSystem), IsEmpty());
}

TEST(ScannerTest, FindsOnTheDaysTheRuleIsInForce) {
  const auto pack = PackFromYaml("rules:\n" + Rule("mkt.test.dated", R"(    patterns:
      keeps: {terms: [保本]}
    effective: {from: 2026-11-16, to: 2026-11-17}
)"));
  Scanner scanner(pack);
  const std::map<std::string, size_t> found_at = {
      {"2026-11-15T23:59:59.999+08:00", 0}, {"2026-11-16T00:00:00+08:00", 1},
      {"2026-11-17T23:59:59.999+08:00", 1}, {"2026-11-18T00:00:00+08:00", 0},
      {"2026-11-15T16:00:00Z", 1},
  };
  for (const auto& [time, hits] : found_at) {
    Message message = MessageOf("这款保本");
    message.sent_at = *ParseTimestamp(time);
    EXPECT_THAT(scanner.Scan(message).hits, SizeIs(hits)) << time;
  }
}

TEST(ScannerTest, FindsForTheChannelTenantAndAttributesOfTheRuleOnly) {
  const auto pack = PackFromYaml("rules:\n" + Rule("mkt.test.narrow", R"(    patterns:
      keeps: {terms: [保本]}
    channel: [phone]
    tenant: [bank-a]
    attributes: {product: [fund, trust]}
)"));
  Scanner scanner(pack);
  Message message = MessageOf("这款保本");
  message.channel = Channel::kPhone;
  message.conversation.tenant = "bank-a";
  message.attributes = {{"product", "fund"}};
  EXPECT_THAT(scanner.Scan(message).hits, SizeIs(1));
  Message other = message;
  other.channel = Channel::kEmail;
  EXPECT_THAT(scanner.Scan(other).hits, IsEmpty());
  other = message;
  other.conversation.tenant = "bank-b";
  EXPECT_THAT(scanner.Scan(other).hits, IsEmpty());
  other = message;
  other.attributes = {{"product", "deposit"}};
  EXPECT_THAT(scanner.Scan(other).hits, IsEmpty());
  other.attributes.clear();
  EXPECT_THAT(scanner.Scan(other).hits, IsEmpty());
}

TEST(ScannerTest, RunsDraftsOnlyWhenTold) {
  std::string rule = Rule("mkt.test.draft", "    patterns:\n      keeps: {terms: [保本]}\n");
  rule.replace(rule.find("status: test"), 12, "status: draft");
  const auto pack = PackFromYaml("rules:\n" + rule);
  EXPECT_THAT(Scanner(pack).Scan(MessageOf("保本")).hits, IsEmpty());
  Scanner::Options options;
  options.include_drafts = true;
  EXPECT_THAT(Scanner(pack, options).Scan(MessageOf("保本")).hits, SizeIs(1));
}

const char kLawful[] = R"(    patterns:
      keeps: {terms: [还本付息]}
      treasury: {terms: [国债]}
    condition: keeps
    guards: [lawful]
    lawful:
      - {pattern: treasury, attributes: {product: [treasury_bond]}}
)";

TEST(ScannerTest, SuppressesALawfulHitOnlyWhereAttributesProveIt) {
  Scanner scanner(PackFromYaml("rules:\n" + Rule("mkt.test.lawful", kLawful)));
  Message message = MessageOf("国债到期还本付息,由国家信用支持");
  const auto severity_of = [&](const Message& m) {
    const ScanResult result = scanner.Scan(m);
    return result.hits.empty() ? Severity::kInfo : result.hits[0].severity;
  };
  EXPECT_EQ(severity_of(message), Severity::kMedium) << "the words are there, the proof is not";
  message.attributes = {{"product", "fund"}};
  EXPECT_EQ(severity_of(message), Severity::kHigh) << "it is another product";
  message.attributes = {{"product", "treasury_bond"}};
  const ScanResult result = scanner.Scan(message);
  EXPECT_THAT(result.hits, IsEmpty());
  ASSERT_THAT(result.suppressed, SizeIs(1));
  EXPECT_EQ(result.suppressed[0].guard, Guard::kLawful);
}

TEST(ScannerTest, LooksForLawfulWordsInTheSentenceOfTheHit) {
  Scanner scanner(PackFromYaml("rules:\n" + Rule("mkt.test.lawful", kLawful)));
  Message message = MessageOf("国债卖完了。这款到期还本付息");
  message.attributes = {{"product", "treasury_bond"}};
  EXPECT_THAT(scanner.Scan(message).hits, SizeIs(1));
}

TEST(ScannerTest, GuardsReadTheTextWithAndWithoutDecoration) {
  EXPECT_THAT(QuotesIn(PrincipalPack(), "不*保本"), IsEmpty());
  EXPECT_THAT(QuotesIn(PrincipalPack(), "这款不～是保*本的"), IsEmpty());
  EXPECT_THAT(QuotesIn(PrincipalPack(), "别*人家都保本"), ElementsAre("保本"))
      << "别人, torn apart, tells nobody to leave it";
}

TEST(ScannerTest, WatchesOnlyWhileTheHoursOfTheRuleAreOpen) {
  constexpr std::string_view kClocks = R"(hours:
  - id: night
    title: 夜间
    workday: ["00:00-08:00", "22:00-24:00"]
    rest_day: ["00:00-24:00"]
)";
  Scanner scanner(PackFromYaml("rules:\n" + Rule("coll.test.night", R"(    patterns:
      urges: {terms: [还钱]}
    during: night
)"),
                               kClocks));
  const auto found_at = [&](std::string_view time) {
    Message message = MessageOf("快还钱");
    message.sent_at = *ParseTimestamp(time);
    return !scanner.Scan(message).hits.empty();
  };
  EXPECT_TRUE(found_at("2026-11-16T07:59:59.999+08:00"));
  EXPECT_FALSE(found_at("2026-11-16T08:00:00+08:00"));
  EXPECT_FALSE(found_at("2026-11-16T21:59:59.999+08:00"));
  EXPECT_TRUE(found_at("2026-11-16T22:00:00+08:00"));
  EXPECT_TRUE(found_at("2026-11-15T12:00:00+08:00")) << "a Sunday";
}

TEST(ScannerTest, TellsTheTenseAndFindsOnlyTheTensesAskedFor) {
  std::string rule = Rule("fraud.cust.code", R"(    patterns:
      code: {terms: [验证码]}
    tense: [asked, ongoing, done]
)");
  rule.replace(rule.find("[agent, bot]"), 12, "[customer]");
  Scanner scanner(PackFromYaml("rules:\n" + rule));
  const ScanResult done =
      scanner.Scan(MessageOf("我已经把验证码给他了,是不是完了", Speaker::kCustomer));
  ASSERT_THAT(done.hits, SizeIs(1));
  EXPECT_EQ(done.hits[0].features.at("tense"), "done");
  EXPECT_THAT(scanner.Scan(MessageOf("对方要验证码,我没给。", Speaker::kCustomer)).hits, IsEmpty());
}

TEST(ScannerTest, MasksPersonalDataInQuotes) {
  const auto pack = PackFromYaml("rules:\n" + Rule("priv.test.card", R"(    patterns:
      card: {regex: '卡号[0-9]{6}'}
)"));
  EXPECT_THAT(QuotesIn(pack, "我的卡号6222020000000000128在这"), ElementsAre("卡号622202"));
  const auto longer = PackFromYaml("rules:\n" + Rule("priv.test.card", R"(    patterns:
      card: {regex: '卡号[0-9]{12}'}
)"));
  EXPECT_THAT(QuotesIn(longer, "我的卡号4111111111111111在这"), ElementsAre("卡号411111******"))
      << "the hit ends inside the number, which is masked all the same";
}

TEST(ScannerTest, ReportsATextThatIsTooLong) {
  Scanner::Options options;
  options.max_text_bytes = 8;
  Scanner scanner(PrincipalPack(), options);
  const ScanResult cut = scanner.Scan(MessageOf("保本保息"));
  EXPECT_THAT(cut.incomplete, ElementsAre(IncompleteReason::kTextTooLong));
  EXPECT_THAT(QuotesOf(cut), ElementsAre("保本")) << "cut in front of the third character";
  EXPECT_TRUE(scanner.Scan(MessageOf("保本ab")).complete());
}

TEST(ScannerTest, ReportsTooManyHits) {
  Scanner::Options options;
  options.max_hits = 2;
  Scanner scanner(PrincipalPack(), options);
  const ScanResult result = scanner.Scan(MessageOf("保本,保本,保本"));
  EXPECT_THAT(result.incomplete, ElementsAre(IncompleteReason::kTooManyHits));
  EXPECT_THAT(QuotesOf(result), ElementsAre("保本", "保本"));
}

TEST(ScannerTest, CountsInvalidBytes) {
  Scanner scanner(PrincipalPack());
  const ScanResult result = scanner.Scan(MessageOf("\xFF\xFE保本"));
  EXPECT_EQ(result.counters.replaced_bytes, 2U);
  ASSERT_THAT(result.hits, SizeIs(1));
  EXPECT_EQ(result.hits[0].evidence[0].original, (ByteSpan{2, 8}));
}

TEST(ScannerTest, SortsHitsByRuleThenByPlace) {
  const auto pack = PackFromYaml(
      "rules:\n" + Rule("mkt.test.b", "    patterns:\n      keeps: {terms: [保本, 稳赚]}\n") +
      Rule("mkt.test.a", "    patterns:\n      keeps: {terms: [稳赚]}\n"));
  Scanner scanner(pack);
  const ScanResult result = scanner.Scan(MessageOf("稳赚保本"));
  ASSERT_THAT(result.hits, SizeIs(3));
  EXPECT_EQ(pack->compiled().rules[result.hits[0].rule].id, "mkt.test.a");
  EXPECT_THAT(QuotesOf(result), ElementsAre("稳赚", "稳赚", "保本"));
}

}  // namespace
}  // namespace mingcha
