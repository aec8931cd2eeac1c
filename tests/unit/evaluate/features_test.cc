// Amounts, contacts and numbers in folded text, and as parts of conditions.

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/scanner.h"
#include "mingcha/time.h"

#include "evaluate/features/feature_finder.h"
#include "normalize/normalizer.h"
#include "support/pack_from_yaml.h"

namespace mingcha {
namespace {

using ::mingcha::testing::PackFromYaml;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

// "30000 yuan 三万": what was found, and by which words.
std::vector<std::string> Find(FeatureKind kind, std::string_view text) {
  const std::string folded = FoldText(text);
  FeatureFinder finder;
  finder.SetText(folded);
  std::vector<std::string> found;
  for (const FoundFeature& feature : finder.Of(kind)) {
    std::string told = kind == FeatureKind::kAmount ? ValueText(feature.value) + " " : "";
    told += std::string(NameOfKind(feature)) + " ";
    found.push_back(told + folded.substr(feature.folded.begin, feature.folded.size()));
  }
  return found;
}

struct Case {
  std::string_view text;
  std::vector<std::string> found;
};

TEST(AmountTest, ReadsMoneyInEverySpelling) {
  const std::vector<Case> cases = {
      {"先交三万", {"30000 yuan 三万"}},
      {"三万元起", {"30000 yuan 三万元"}},
      {"要3w", {"30000 yuan 3w"}},
      {"3W就行", {"30000 yuan 3w"}},
      {"3万5", {"35000 yuan 3万5"}},
      {"三万五的保证金", {"35000 yuan 三万五"}},
      {"3万5千块", {"35000 yuan 3万5千块"}},
      {"￥300", {"300 yuan ¥300"}},
      {"¥1,500.50", {"1500.5 yuan ¥1,500.50"}},
      {"一千五百元", {"1500 yuan 一千五百元"}},
      {"两百五十块钱", {"250 yuan 两百五十块钱"}},
      {"二十万左右", {"200000 yuan 二十万"}},
      {"１２万", {"120000 yuan 12万"}},
      {"1.5亿", {"150000000 yuan 1.5亿"}},
      {"三点五万", {"35000 yuan 三点五万"}},
      {"一千零五十元", {"1050 yuan 一千零五十元"}},
      {"三万多元", {"30000 yuan 三万多元"}},
      {"三千万", {"30000000 yuan 三千万"}},
      {"三万一个月", {"30000 yuan 三万"}},
      {"100多万元", {"1000000 yuan 100多万元"}},
      {"骗了我800", {"800 yuan 800"}},
      {"5k以上", {"5000 yuan 5k"}},
      {"人民币八千", {"8000 yuan 人民币八千"}},
      {"叁萬圓整", {"30000 yuan 叁万圆"}},
      {"给他转了5000", {"5000 yuan 5000"}},
      {"充值 300", {"300 yuan 300"}},
      {"3万到5万", {"30000 yuan 3万", "50000 yuan 5万"}},
  };
  for (const Case& one : cases)
    EXPECT_EQ(Find(FeatureKind::kAmount, one.text), one.found) << one.text;
}

TEST(AmountTest, ReadsRatesInEverySpelling) {
  const std::vector<Case> cases = {
      {"年化50%", {"50 percent 50%"}},
      {"年化５０％", {"50 percent 50%"}},
      {"3.85 %", {"3.85 percent 3.85 %"}},
      {"百分之五", {"5 percent 百分之五"}},
      {"百分之三点五", {"3.5 percent 百分之三点五"}},
      {"百分之百", {"100 percent 百分之百"}},
      {"千分之三", {"0.3 percent 千分之三"}},
      {"日息万分之五", {"0.05 percent 万分之五"}},
      {"收益6个点", {"6 percent 6个点"}},
      {"首付三成", {"30 percent 三成"}},
      {"五成收益", {"50 percent 五成"}},
      {"月息两分", {"2 percent 两分"}},
      {"两分利", {"2 percent 两分利"}},
      {"年息一分二厘", {"10 percent 一分", "2 percent 二厘"}},
      {"月利七厘", {"0.7 percent 七厘"}},
      {"利息七厘", {"0.7 percent 七厘"}},
      {"七厘", {"0.7 percent 七厘"}},
      {"3%-5%", {"3 percent 3%", "5 percent 5%"}},
  };
  for (const Case& one : cases)
    EXPECT_EQ(Find(FeatureKind::kAmount, one.text), one.found) << one.text;
}

TEST(AmountTest, TakesNothingThatIsNoAmount) {
  for (const std::string_view text :
       {"一分钱都不收", "十分满意",   "请您三思",  "万一亏了呢", "千万别信",     "三万人都在用",
        "3万粉丝",      "十万火急",   "100多万人", "五百强企业", "第三百位客户", "几万块",
        "数十万元",     "我们一块去", "一块儿办",  "5分钟内",    "2026年11月",   "下午3点",
        "打10086",      "尾号6688",   "百万保障",  "一万个放心", "1.2.3版",      "验证码123456",
        "三厘米",       "五成立了",   "转10号线",  "十全十美",   "百分百放心",   "三千美元",
        "二元期权",     "第5元素",    "转100次",   "二十五个",   "4k高清",       "一三八零零元",
        "上海万元户",   "十分钟",     "三分之一"}) {
    EXPECT_THAT(Find(FeatureKind::kAmount, text), IsEmpty()) << text;
  }
}

TEST(ContactTest, FindsWaysToReachSomebody) {
  const std::vector<Case> cases = {
      {"打我电话13812345678", {"phone 13812345678"}},
      {"１３８ 1234 ５６７８", {"phone 138 1234 5678"}},
      {"+86 138-1234-5678", {"phone 86 138-1234-5678"}},
      {"①③⑧①②③④⑤⑥⑦⑧", {"phone 13812345678"}},
      {"加我微信 xiaoli_88", {"wechat xiaoli_88"}},
      {"微信号是xiaolibang", {"wechat xiaolibang"}},
      {"vx:lihua2026", {"wechat lihua2026"}},
      {"ＶＸ：ＬｉＨｕａ２０２６", {"wechat lihua2026"}},
      {"加v lihua-2026", {"wechat lihua-2026"}},
      {"我的wxid_ab12cd34", {"wechat wxid_ab12cd34"}},
      {"V❤️：lihua8866", {"wechat lihua8866"}},
      {"加扣扣 12345678", {"qq 12345678"}},
      {"QQ：12345678", {"qq 12345678"}},
      {"qq12345678", {"qq 12345678"}},
      {"企鹅号是234567890", {"qq 234567890"}},
      {"打开 www.example.com/a?b=1 看看", {"url www.example.com"}},
      {"https://h5.example.cn/x", {"url https://h5.example.cn"}},
      {"登录example点com", {"url example点com"}},
      {"下载 a1.example。top", {"url a1.example。top"}},
      {"t.cn/Abc123", {"url t.cn"}},
  };
  for (const Case& one : cases)
    EXPECT_EQ(Find(FeatureKind::kContact, one.text), one.found) << one.text;
}

TEST(ContactTest, TakesNothingThatReachesNobody) {
  for (const std::string_view text :
       {"订单号12345678", "客服热线95588", "微信支付", "用wechat登录", "我用微信 iphone 不行",
        "3.14", "版本2.0.1", "someone@example.com", "qq音乐", "他的 apple 手机", "138123456789",
        "微信到账5000元，订单尾号 abc12345"}) {
    EXPECT_THAT(Find(FeatureKind::kContact, text), IsEmpty()) << text;
  }
}

TEST(NumberTest, FindsNumbersThatCheck) {
  const std::vector<Case> cases = {
      {"卡号6222021001112223336", {}},  // The check digit is wrong.
      {"卡号4111 1111 1111 1111", {"bank_card 4111 1111 1111 1111"}},
      {"身份证11010519491231002X", {"identity_card 11010519491231002x"}},
      {"身份证110105194912310021", {}},
      {"验证码是 884800", {"code 884800"}},
      {"884800是验证码", {"code 884800"}},
      {"校验码：４３２１", {"code 4321"}},
      {"密码我改成了778899", {"code 778899"}},
      {"订单884800", {}},
      {"884800元，另外要验证码", {}},
  };
  for (const Case& one : cases)
    EXPECT_EQ(Find(FeatureKind::kNumber, one.text), one.found) << one.text;
}

// A rule that looks for 收益 near what `feature` says, and tells what `wants` names.
std::string RuleNear(std::string_view feature, std::string_view wants = "[amount]") {
  return R"(rules:
  - id: mkt.test.rate
    title: 测试
    status: test
    severity: high
    speaker: any
    patterns:
      yields: {terms: [收益]}
    condition: {near: {first: yields, second: )" +
         std::string(feature) + R"(, within: 8}}
    guards: [negated, asked]
    features: )" +
         std::string(wants) + "\n";
}

ScanResult Scan(const std::string& rules, std::string_view text) {
  Scanner scanner(PackFromYaml(rules));
  Message message;
  message.message_id = "m-1";
  message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  message.text = std::string(text);
  return scanner.Scan(message);
}

TEST(FeatureConditionTest, FindsWordsNearAnAmountOfTheRightSize) {
  const std::string rules = RuleNear("{amount: {unit: percent, at_least: 6, at_most: 20}}");
  const ScanResult scan = Scan(rules, "这款收益能到百分之八");
  ASSERT_EQ(scan.hits.size(), 1U);
  EXPECT_EQ(scan.hits[0].evidence.size(), 2U);
  EXPECT_EQ(scan.hits[0].evidence[1].quote, "百分之八");
  EXPECT_THAT(scan.hits[0].features,
              ElementsAre(Pair("amount", "8"), Pair("amount_unit", "percent")));
  EXPECT_THAT(Scan(rules, "这款收益能到6%").hits, Not(IsEmpty()));
  EXPECT_THAT(Scan(rules, "这款收益能到20%").hits, Not(IsEmpty()));
  EXPECT_THAT(Scan(rules, "这款收益能到5.9%").hits, IsEmpty());
  EXPECT_THAT(Scan(rules, "这款收益能到21%").hits, IsEmpty());
  EXPECT_THAT(Scan(rules, "这款收益能到8万").hits, IsEmpty());
  EXPECT_THAT(Scan(rules, "这款收益不错,其他的以后再慢慢说,手续费8%").hits, IsEmpty());
}

TEST(FeatureConditionTest, NegatesWordsAndNotAmounts) {
  const std::string rules = RuleNear("{amount: percent}");
  EXPECT_THAT(Scan(rules, "收益不低于8%").hits, Not(IsEmpty()));
  EXPECT_THAT(Scan(rules, "不承诺收益8%").hits, IsEmpty());
  EXPECT_THAT(Scan(rules, "收益有8%吗?").hits, IsEmpty());
}

TEST(FeatureConditionTest, TakesABuiltInPatternByName) {
  const std::string rules = R"(patterns:
  his_account: {contact: [wechat, qq]}
rules:
  - id: divert.test.id
    title: 测试
    status: test
    severity: high
    speaker: any
    condition: his_account
)";
  EXPECT_EQ(Scan(rules, "加我微信 xiaoli_88 聊").hits.size(), 1U);
  EXPECT_THAT(Scan(rules, "打13812345678").hits, IsEmpty());
}

TEST(FindingFeaturesTest, MaskWhatIsPersonal) {
  const std::string rules = RuleNear("{contact: phone}", "[contact, number, tense]");
  const ScanResult scan = Scan(rules, "收益问13812345678，卡号4111 1111 1111 1111，等验证码来了");
  ASSERT_EQ(scan.hits.size(), 1U);
  EXPECT_THAT(
      scan.hits[0].features,
      AllOf(Contains(Pair("contact", "138****5678")), Contains(Pair("contact_kind", "phone")),
            Contains(Pair("number", "4111 11** **** 1111")),
            Contains(Pair("number_kind", "bank_card")), Contains(Key("tense"))));
  EXPECT_EQ(scan.hits[0].evidence[1].quote, "138****5678");
}

TEST(FindingFeaturesTest, TakesTheNearestOfTheSentenceWhereTheMatchHoldsNone) {
  const std::string rules = R"(rules:
  - id: fraud.cust.test
    title: 测试
    status: test
    severity: high
    speaker: any
    patterns:
      pays: {terms: [转给他]}
    features: [amount]
)";
  const ScanResult scan = Scan(rules, "我有十万块，三万已经转给他了。还剩七万元");
  ASSERT_EQ(scan.hits.size(), 1U);
  EXPECT_THAT(scan.hits[0].features, Contains(Pair("amount", "30000")));
  EXPECT_THAT(Scan(rules, "我转给他了。还剩七万元").hits.at(0).features, IsEmpty());
}

}  // namespace
}  // namespace mingcha
