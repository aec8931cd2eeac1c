#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "authoring/eval/evaluation.h"
#include "authoring/eval/label_map.h"
#include "authoring/eval/labelled_rows.h"
#include "authoring/eval/score.h"
#include "authoring/eval/template_clusters.h"
#include "rulepack/compiled_pack.h"
#include "support/pack_from_yaml.h"

namespace mingcha {
namespace {

using ::mingcha::testing::PackFromYaml;
using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr const char* kRules = R"(topics:
  - id: license
    title: 资质
    patterns: {asks: {terms: [有备案吗]}, number: {terms: [备案号]}}
    ask: asks
    satisfied_by: number
rules:
  - id: mkt.a.principal
    title: 保本
    status: test
    severity: high
    speaker: [agent, bot]
    patterns: {keeps: {terms: [保本]}}
  - id: unlic.b.loan
    title: 放款
    status: test
    severity: high
    speaker: [agent]
    patterns: {loan: {terms: [黑户可下款]}}
  - id: evs.license_dodge
    title: 回避
    kind: qa
    status: test
    severity: high
    speaker: [agent]
    topics: [license]
    patterns: {brags: {terms: [老平台]}}
    evaded_by: [{kind: brag, condition: brags}]
  - id: mkt.c.draft
    title: 草稿
    status: draft
    severity: high
    speaker: [agent]
    patterns: {soon: {terms: [稳赚]}}
)";

LabelledRow Row(const std::string& id, const std::string& text,
                std::vector<std::string> labels = {}) {
  LabelledRow row;
  row.file = "rows.jsonl";
  row.id = id;
  row.labels = std::move(labels);
  row.message.conversation.conversation_id = id;
  row.message.message_id = id;
  row.message.speaker = Speaker::kAgent;
  row.message.channel = Channel::kOnlineChat;
  row.message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  row.message.text = text;
  return row;
}

TEST(TemplateClustersTest, MasksDigitsAndLinksAndDropsSigns) {
  EXPECT_EQ(TemplateOf("【示例】验证码：123456，见 https://a.example/x?1 ！"), "示例验证码#见@");
  EXPECT_EQ(TemplateOf("余额1,200.50元"), "余额#元");
  EXPECT_EQ(TemplateOf("ＡＢＣ"), "abc");
}

TEST(TemplateClustersTest, PutsNearIdenticalTextsTogether) {
  const std::vector<std::string_view> texts = {
      "您尾号1234的账户于3月5日收到转账五百元整，如有疑问请联系客服热线咨询处理", "您好",
      "您尾号99的账户于12月25日收到转账五百元整，如有疑问请联系客服热线咨询处理",
      "您尾号88的账户于1月2日收到转账五百元整，如有疑问请联系客服热线咨询处理呀",
      "今天的天气真不错，我们一起去公园散步吧"};
  EXPECT_THAT(ClusterByTemplate(texts), ElementsAre(0, 1, 0, 0, 2));
}

TEST(TemplateClustersTest, KeepsShortTextsApartUnlessTheyAreEqual) {
  EXPECT_THAT(ClusterByTemplate({"保本的", "保本吗", "保本的！", "1"}), ElementsAre(0, 1, 0, 2));
  EXPECT_THAT(ClusterByTemplate({}), IsEmpty());
}

TEST(ScoreTest, GivesSharesWithWilsonsIntervals) {
  const Score score = {8, 2, 2, 88};
  EXPECT_DOUBLE_EQ(score.Precision().share, 0.8);
  EXPECT_DOUBLE_EQ(score.Recall().share, 0.8);
  EXPECT_DOUBLE_EQ(score.F1().share, 0.8);
  EXPECT_THAT(score.Recall().interval.low, DoubleNear(0.490, 0.001));
  EXPECT_THAT(score.Recall().interval.high, DoubleNear(0.943, 0.001));
  EXPECT_LT(score.F1().interval.low, 0.8);
  EXPECT_GT(score.F1().interval.high, 0.8);
}

TEST(ScoreTest, SaysNothingOfNothing) {
  const Score score;
  EXPECT_EQ(score.Precision().of, 0);
  EXPECT_EQ(score.Precision().share, 0);
  EXPECT_EQ(score.Recall().interval.low, 0);
  EXPECT_EQ(score.Recall().interval.high, 1);
}

std::variant<LabelledRow, std::string> Parse(std::string_view line,
                                             const RowOptions& options = {}) {
  static const LabelMap map = {{}, {{"staff", Speaker::kAgent}}};
  return ParseRow(line, "rows.jsonl", 7, options, map);
}

TEST(ParseRowTest, ReadsAllMembers) {
  const auto parsed = Parse(
      R"({"id":"r-1","text":"您好","label":"benign","speaker":"customer","channel":"phone",
          "sent_at":"2026-03-02T10:00:00+08:00","attributes":{"product":"fund"},"more":1})");
  ASSERT_TRUE(std::holds_alternative<LabelledRow>(parsed)) << std::get<std::string>(parsed);
  const auto& row = std::get<LabelledRow>(parsed);
  EXPECT_EQ(row.id, "r-1");
  EXPECT_EQ(row.line, 7U);
  EXPECT_THAT(row.labels, ElementsAre("benign"));
  EXPECT_EQ(row.message.speaker, Speaker::kCustomer);
  EXPECT_EQ(row.message.channel, Channel::kPhone);
  EXPECT_EQ(FormatTimestamp(row.message.sent_at), "2026-03-02T02:00:00.000Z");
  EXPECT_THAT(row.message.attributes, ElementsAre(Pair("product", "fund")));
}

TEST(ParseRowTest, TakesWhatARowDoesNotSayFromTheOptions) {
  auto parsed = Parse(R"({"text":"您好","labels":["a","b"],"speaker":null})", {"", Speaker::kBot});
  ASSERT_TRUE(std::holds_alternative<LabelledRow>(parsed));
  EXPECT_EQ(std::get<LabelledRow>(parsed).message.speaker, Speaker::kBot);
  EXPECT_EQ(std::get<LabelledRow>(parsed).id, "rows.jsonl:7");
  EXPECT_THAT(std::get<LabelledRow>(parsed).labels, ElementsAre("a", "b"));
  parsed = Parse(R"({"text":"您好","class":1,"label":"x","speaker":"staff"})", {"class"});
  ASSERT_TRUE(std::holds_alternative<LabelledRow>(parsed));
  EXPECT_THAT(std::get<LabelledRow>(parsed).labels, ElementsAre("1"));
  EXPECT_EQ(std::get<LabelledRow>(parsed).message.speaker, Speaker::kAgent);
  parsed = Parse(R"({"text":"您好","labels":[]})");
  ASSERT_TRUE(std::holds_alternative<LabelledRow>(parsed));
  EXPECT_THAT(std::get<LabelledRow>(parsed).labels, IsEmpty());
}

TEST(ParseRowTest, TellsWhyALineIsNoRow) {
  const struct {
    const char* line;
    const char* why;
  } kCases[] = {
      {"{", "not JSON"},
      {"[]", "not a JSON object"},
      {R"({"label":"a"})", "\"text\" is missing"},
      {R"({"text":"","label":"a"})", "\"text\" is empty"},
      {R"({"text":1,"label":"a"})", "\"text\" is not text"},
      {R"({"text":"您好"})", "\"label\" is missing"},
      {R"({"text":"您好","label":{}})", "\"label\" is neither"},
      {R"({"text":"您好","label":"a","speaker":"robot"})", "\"speaker\" is not one"},
      {R"({"text":"您好","label":"a","channel":"fax"})", "\"channel\" is not one"},
      {R"({"text":"您好","label":"a","sent_at":"today"})", "\"sent_at\" is not one"},
      {R"({"text":"您好","label":"a","attributes":[1]})", "\"attributes\" is not"},
      {R"({"text":"您好","label":"a","id":[]})", "\"id\" is neither"},
  };
  for (const auto& [line, why] : kCases) {
    const auto parsed = Parse(line);
    ASSERT_TRUE(std::holds_alternative<std::string>(parsed)) << line;
    EXPECT_THAT(std::get<std::string>(parsed), HasSubstr(why)) << line;
  }
}

TEST(HalfOfTest, SplitsByTheFirstDigitOfTheDigest) {
  EXPECT_EQ(HalfOf("abc"), Half::kReport);  // SHA-256 begins with ba78.
  EXPECT_EQ(HalfOf("a"), Half::kReport);    // ca97
  EXPECT_EQ(HalfOf("b"), Half::kTune);      // 3e23
}

TEST(LabelMapTest, ReadsMeaningsAndSpeakers) {
  const auto pack = PackFromYaml(kRules);
  std::vector<Diagnostic> diagnostics;
  const auto map = ParseLabelMap(pack->compiled(), "map.yaml", R"(schema: 1
labels:
  marketing: {categories: [prohibited_wording], rules: [unlic.*]}
  ok: {}
speakers: {staff: agent}
)",
                                 &diagnostics);
  ASSERT_TRUE(map.has_value());
  EXPECT_THAT(map->labels, UnorderedElementsAre(Key("marketing"), Key("ok")));
  EXPECT_TRUE(map->Find("ok")->benign());
  EXPECT_EQ(map->Find("other"), nullptr);
  EXPECT_EQ(map->SpeakerOf("staff"), Speaker::kAgent);
  EXPECT_EQ(map->SpeakerOf("customer"), Speaker::kCustomer);
  EXPECT_EQ(map->SpeakerOf("nobody"), std::nullopt);
}

TEST(LabelMapTest, TellsAllThatIsWrongWithItsPlace) {
  const auto pack = PackFromYaml(kRules);
  std::vector<Diagnostic> diagnostics;
  EXPECT_FALSE(ParseLabelMap(pack->compiled(), "map.yaml", R"(schema: 1
labels:
  a: {categories: [no_such_category]}
  b: {rules: [mkt.no.such]}
  c: {rule: mkt.a.principal}
speakers: {staff: robot}
)",
                             &diagnostics)
                   .has_value());
  ASSERT_THAT(diagnostics, SizeIs(4));
  for (uint32_t i = 0; i < 4; ++i) EXPECT_EQ(diagnostics[i].place.line, i + 3);
}

TEST(EvaluateTest, CountsFoundMissedAndWrong) {
  const auto pack = PackFromYaml(kRules);
  const std::vector<LabelledRow> rows = {
      Row("found", "这款保本", {"prohibited_wording"}),
      Row("missed", "本金不会少", {"prohibited_wording"}),
      Row("wrong", "请确认保本点", {"benign"}),
      Row("silent", "您好", {}),
      Row("other", "黑户可下款", {"unlicensed_business"}),
  };
  const Evaluation evaluation = Evaluate(pack, DefaultLabelMap(pack->compiled()), rows, {});
  EXPECT_EQ(evaluation.rows, 5U);
  ASSERT_THAT(evaluation.labels, SizeIs(2));
  const Score& wording = evaluation.labels[0].rows;
  EXPECT_EQ(evaluation.labels[0].label, "prohibited_wording");
  EXPECT_EQ(wording.true_positive, 1);
  EXPECT_EQ(wording.false_negative, 1);
  EXPECT_EQ(wording.false_positive, 1);
  EXPECT_EQ(wording.true_negative, 2);
  EXPECT_EQ(evaluation.pooled.rows.true_positive, 2);
  ASSERT_THAT(evaluation.faults, SizeIs(2));
  EXPECT_EQ(evaluation.faults[0].id, "missed");
  EXPECT_TRUE(evaluation.faults[0].missed);
  EXPECT_EQ(evaluation.faults[1].id, "wrong");
  EXPECT_THAT(evaluation.faults[1].rules, ElementsAre("mkt.a.principal"));
  ASSERT_THAT(evaluation.benign, SizeIs(1));
  EXPECT_EQ(evaluation.benign[0].rows, 2U);
  EXPECT_EQ(evaluation.benign[0].hit, 1U);
  EXPECT_THAT(evaluation.benign[0].rules, ElementsAre(Pair("mkt.a.principal", 1U)));
}

TEST(EvaluateTest, CountsNothingAgainstOtherLabelsThatARowsOwnLabelCallsFor) {
  const auto pack = PackFromYaml(kRules);
  LabelMap map;
  map.labels["marketing"].categories = {"prohibited_wording", "unlicensed_business"};
  map.labels["fraud"].categories = {"unlicensed_business"};
  const Evaluation evaluation =
      Evaluate(pack, map, {Row("1", "黑户可下款", {"marketing"}), Row("2", "来电", {"fraud"})}, {});
  for (const LabelScore& score : evaluation.labels) {
    EXPECT_EQ(score.rows.false_positive, 0) << score.label;
  }
}

TEST(EvaluateTest, TakesARowWithAnUnknownLabelForNoNegative) {
  const auto pack = PackFromYaml(kRules);
  const Evaluation evaluation =
      Evaluate(pack, DefaultLabelMap(pack->compiled()),
               {Row("1", "这款保本", {"riddle"}), Row("2", "这款保本", {"prohibited_wording"}),
                Row("3", "您好", {"prohibited_wording", "riddle"})},
               {});
  EXPECT_THAT(evaluation.unmapped, ElementsAre(Pair("riddle", 2U)));
  EXPECT_EQ(evaluation.pooled.rows.false_positive, 0);
  EXPECT_EQ(evaluation.pooled.rows.true_positive, 1);
  EXPECT_EQ(evaluation.pooled.rows.false_negative, 1);
  EXPECT_THAT(evaluation.benign, IsEmpty());
}

TEST(EvaluateTest, CountsATemplateOnce) {
  const auto pack = PackFromYaml(kRules);
  const Evaluation evaluation = Evaluate(pack, DefaultLabelMap(pack->compiled()),
                                         {Row("1", "这款保本，编号1001", {"prohibited_wording"}),
                                          Row("2", "这款保本，编号1002", {"prohibited_wording"}),
                                          Row("3", "本金不会少", {"prohibited_wording"})},
                                         {});
  EXPECT_EQ(evaluation.clusters, 2U);
  const LabelScore& score = evaluation.labels.at(0);
  EXPECT_EQ(score.rows.true_positive, 2);
  EXPECT_EQ(score.clusters.true_positive, 1);
  EXPECT_EQ(score.clusters.false_negative, 1);
}

TEST(EvaluateTest, JudgesARepliesAsIfItsQuestionHadBeenAsked) {
  const auto pack = PackFromYaml(kRules);
  const LabelMap map = DefaultLabelMap(pack->compiled());
  LabelledRow by_customer = Row("3", "你们是老平台吗", {});
  by_customer.message.speaker = Speaker::kCustomer;
  const std::vector<LabelledRow> rows = {Row("1", "我们是老平台了", {"evasive_reply"}),
                                         Row("2", "我们是老平台，备案号是示例一", {}), by_customer};
  EXPECT_EQ(Evaluate(pack, map, rows, {}).labels.at(0).rows.true_positive, 0);
  const Evaluation evaluation = Evaluate(pack, map, rows, {.assume_asked = true});
  EXPECT_EQ(evaluation.labels.at(0).rows.true_positive, 1);
  EXPECT_EQ(evaluation.labels.at(0).rows.false_positive, 0) << "an answer is no dodge";
}

TEST(EvaluateTest, TakesDraftsOnlyIfTheyAreWanted) {
  const auto pack = PackFromYaml(kRules);
  const LabelMap map = DefaultLabelMap(pack->compiled());
  const std::vector<LabelledRow> rows = {Row("1", "稳赚", {"mkt.c.draft"})};
  EXPECT_EQ(Evaluate(pack, map, rows, {}).labels.at(0).rows.true_positive, 0);
  EXPECT_EQ(Evaluate(pack, map, rows, {.include_drafts = true}).labels.at(0).rows.true_positive, 1);
}

}  // namespace
}  // namespace mingcha
