#include "authoring/mutate/rule_mutation.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/message.h"

#include "authoring/mutate/plain_sentences.h"
#include "authoring/mutate/variant_judge.h"
#include "support/small_pack.h"

namespace mingcha {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::string Rule(const std::string& id, const std::string& rest,
                 const std::string& status = "draft") {
  return "  - id: " + id + R"(
    title: 测试规则
    status: )" +
         status + R"(
    severity: high
    speaker: [agent]
    owner: tests
    rationale: A rule that the tests of mutation are written with.
    basis: [AD25]
    suggestion: 请按规定表述。
)" + rest;
}

std::shared_ptr<const RulePack> PackOf(const std::string& rules) {
  const testing::TempDir directory;
  return testing::LoadSmallPack(directory, "schema: 1\nrules:\n" + rules);
}

MutationReport ReportOf(const std::string& rules, const MutationOptions& options) {
  const auto pack = PackOf(rules);
  return pack == nullptr ? MutationReport() : MutateRules(pack, options);
}

MutationOptions Only(std::vector<DisguiseKind> kinds) {
  MutationOptions options;
  options.kinds = std::move(kinds);
  return options;
}

const std::string kPrincipal = Rule("mkt.a.principal", R"(
    patterns: {keeps: {terms: [保本], views: [folded, compact]}}
    examples: {match: [这款是保本的]}
)");

// 保本 is an accident here, which the compact view does not make: what is put into it parts two
// words.
const std::string kAccident = Rule("mkt.b.accident", R"(
    patterns: {keeps: {terms: [保本], views: [folded, compact]}}
    examples: {match: [请确保本周到账]}
)");

TEST(MutateRulesTest, FindsVariantsThatTheViewsUndo) {
  const MutationReport report =
      ReportOf(kPrincipal,
               Only({DisguiseKind::kZeroWidth, DisguiseKind::kEmoji, DisguiseKind::kAnnotation}));
  EXPECT_EQ(report.rules, 1U);
  EXPECT_EQ(report.sentences, 1U);
  ASSERT_EQ(report.results.size(), 3U);
  for (const KindOfRule& result : report.results) {
    EXPECT_EQ(result.standing, Standing::kMeasured);
    EXPECT_GT(result.recall.variants, 0U);
    EXPECT_DOUBLE_EQ(result.recall.Share(), 1) << ToString(result.kind);
  }
  EXPECT_THAT(report.missed, IsEmpty());
}

TEST(MutateRulesTest, NamesWhatGotAwayAndWhy) {
  const MutationReport report = ReportOf(kAccident, Only({DisguiseKind::kEmoji}));
  const Recall recall = report.RecallOf(DisguiseKind::kEmoji);
  EXPECT_GT(recall.variants, 0U);
  EXPECT_EQ(recall.caught, 0U);
  ASSERT_EQ(report.missed.size(), recall.variants);
  const MissedVariant& missed = report.missed.front();
  EXPECT_EQ(missed.rule_id, "mkt.b.accident");
  EXPECT_EQ(missed.plain, "请确保本周到账");
  EXPECT_EQ(missed.words, "保本");
  EXPECT_THAT(missed.file, HasSubstr("rules.yaml"));
  EXPECT_GT(missed.line, 0U);
  EXPECT_THAT(missed.reason, HasSubstr("none of the patterns"));
}

TEST(MutateRulesTest, DoesNotCountWordsThatTheRuleFindsElsewhereInTheSentence) {
  const MutationReport report = ReportOf(Rule("mkt.b.accident", R"(
    patterns: {keeps: {terms: [保本], views: [folded, compact]}}
    examples: {match: [请确保本周到账。这款保本]}
)"),
                                         Only({DisguiseKind::kEmoji}));
  EXPECT_EQ(report.sentences, 2U) << "one for each finding";
  const Recall recall = report.RecallOf(DisguiseKind::kEmoji);
  EXPECT_GT(recall.caught, 0U);
  EXPECT_LT(recall.caught, recall.variants);
  EXPECT_THAT(report.missed.front().reason, HasSubstr("other words"));
}

TEST(MutateRulesTest, MeasuresARuleOnlyUnderKindsThatItsPatternsOptedInTo) {
  const std::string folded_only = Rule("mkt.c.plain", R"(
    patterns: {keeps: {terms: [保本], views: [folded]}}
    examples: {match: [这款是保本的]}
)");
  const MutationReport report = ReportOf(kPrincipal + folded_only, MutationOptions());
  const auto standing = [&](const std::string& rule, DisguiseKind kind) {
    for (const KindOfRule& result : report.results) {
      if (result.rule_id == rule && result.kind == kind) return result.standing;
    }
    return Standing::kNoPlace;
  };
  EXPECT_EQ(standing("mkt.a.principal", DisguiseKind::kSeparators), Standing::kMeasured);
  EXPECT_EQ(standing("mkt.c.plain", DisguiseKind::kSeparators), Standing::kNotOptedIn);
  EXPECT_EQ(standing("mkt.c.plain", DisguiseKind::kZeroWidth), Standing::kMeasured);
  EXPECT_EQ(standing("mkt.c.plain", DisguiseKind::kFullWidth), Standing::kNoPlace);
  EXPECT_EQ(standing("mkt.a.principal", DisguiseKind::kHomophone), Standing::kNotOptedIn);
  EXPECT_EQ(standing("mkt.a.principal", DisguiseKind::kTwoMessages), Standing::kNotOptedIn);
  EXPECT_EQ(report.RulesThat(DisguiseKind::kSeparators, Standing::kNotOptedIn), 1U);
  EXPECT_EQ(report.RecallOf(DisguiseKind::kHomophone).variants, 0U);
}

TEST(MutateRulesTest, LeavesWordsAloneThatDidNotOptIn) {
  const MutationReport report = ReportOf(Rule("mkt.d.gift", R"(
    patterns:
      deposits: {terms: [存款], views: [folded]}
      gift: {terms: [大米], views: [folded, compact]}
    condition: {all: [deposits, gift]}
    examples: {match: [存款五万送大米]}
)"),
                                         Only({DisguiseKind::kEmoji}));
  EXPECT_GT(report.RecallOf(DisguiseKind::kEmoji).variants, 0U);
  EXPECT_THAT(report.missed, IsEmpty()) << "存款 cannot be found with an emoji in it";
}

TEST(MutateRulesTest, GivesTheSameForASeedWhateverElseIsAskedFor) {
  const auto missed_by = [](const std::string& rules, const MutationOptions& options) {
    std::vector<std::string> variants;
    for (const MissedVariant& missed : ReportOf(rules, options).missed) {
      if (missed.kind == DisguiseKind::kEmoji) variants.push_back(missed.messages.front());
    }
    return variants;
  };
  MutationOptions options = Only({DisguiseKind::kEmoji});
  const auto first = missed_by(kAccident, options);
  EXPECT_EQ(missed_by(kAccident, options), first);
  EXPECT_EQ(
      missed_by(kPrincipal + kAccident, Only({DisguiseKind::kSeparators, DisguiseKind::kEmoji})),
      first);
  options.seed = 2;
  EXPECT_NE(missed_by(kAccident, options), first);
}

TEST(MutateRulesTest, MakesAsManyDifferentVariantsOfASentenceAsAskedFor) {
  MutationOptions options = Only({DisguiseKind::kAnnotation});
  options.per_example = 100;
  EXPECT_EQ(ReportOf(kPrincipal, options).RecallOf(DisguiseKind::kAnnotation).variants, 2U)
      << "one annotation, in two kinds of brackets";
  options.per_example = 1;
  EXPECT_EQ(ReportOf(kPrincipal, options).RecallOf(DisguiseKind::kAnnotation).variants, 1U);
}

TEST(MutateRulesTest, TakesTheRulesAskedFor) {
  MutationOptions options = Only({DisguiseKind::kEmoji});
  options.rule = "mkt.b";
  EXPECT_EQ(ReportOf(kPrincipal + kAccident, options).rules, 1U);
  options.rule = "mkt.";
  EXPECT_EQ(ReportOf(kPrincipal + kAccident, options).rules, 2U);
  options.status = RuleStatus::kTest;
  EXPECT_EQ(ReportOf(kPrincipal + kAccident, options).rules, 0U);
}

std::vector<std::string> SentencesOf(const std::string& rule, PlainSentences* made) {
  const auto pack = PackOf(rule);
  PlainSentenceMaker maker(pack);
  *made = maker.Make(0);
  std::vector<std::string> texts;
  for (const PlainSentence& sentence : made->sentences) {
    std::string words;
    for (const PlainWord& word : sentence.words) {
      words += "/" + sentence.message.text.substr(word.original.begin, word.original.size());
    }
    texts.push_back(sentence.message.text + words);
  }
  return texts;
}

TEST(PlainSentenceMakerTest, PutsEachTermInTheExampleThatItsPatternHit) {
  PlainSentences made;
  EXPECT_THAT(SentencesOf(Rule("mkt.d.gift", R"(
    patterns:
      deposits: {terms: [存款]}
      gift: {terms: [大米, 面粉]}
    condition: {near: {first: deposits, second: gift, within: 10}}
    examples: {match: [存款五万送大米]}
)"),
                          &made),
              UnorderedElementsAre("存款五万送大米/存款/大米", "存款五万送大米/存款",
                                   "存款五万送大米/大米", "存款五万送面粉/面粉"));
}

TEST(PlainSentenceMakerTest, LetsATermStandAloneWhereNoExampleHasItsPattern) {
  PlainSentences made;
  EXPECT_THAT(SentencesOf(Rule("mkt.a.principal", R"(
    patterns:
      keeps: {terms: [保本]}
      returns: {terms: [稳赚]}
    examples: {match: [这款是保本的]}
)"),
                          &made),
              ElementsAre("这款是保本的/保本", "稳赚/稳赚"));
}

TEST(PlainSentenceMakerTest, LetsATermStandAloneWhereItWouldRepeatItsNeighbor) {
  PlainSentences made;
  EXPECT_THAT(SentencesOf(Rule("divert.a.code", R"(
    patterns: {code: {terms: [卫❤, 加v信]}}
    examples: {match: [有意加卫❤详谈]}
)"),
                          &made),
              ElementsAre("有意加卫❤详谈/卫❤", "加v信/加v信"));
}

TEST(PlainSentenceMakerTest, CountsWhatCannotBeDisguised) {
  PlainSentences made;
  SentencesOf(Rule("mkt.a.principal", R"(
    patterns:
      keeps: {terms: [保本], views: [folded, compact]}
      gift: {terms: [大米]}
    condition: {all: [keeps, gift]}
    examples: {match: [保*本送大米, 没有别的]}
)"),
              &made);
  EXPECT_EQ(made.disguised_examples, 1U);
  EXPECT_EQ(made.silent_examples, 1U);
  EXPECT_EQ(made.unreached_terms, 2U) << "neither term is enough by itself";
}

Disguised InMessages(const std::vector<std::string>& messages, size_t message, ByteSpan original) {
  return {messages, {{{message, original}}}};
}

TEST(VariantJudgeTest, JudgesTwoMessagesAsOneConversation) {
  const auto pack = PackOf(kPrincipal);
  VariantJudge judge(pack);
  PlainSentenceMaker maker(pack);
  const Message plain = maker.Make(0).sentences.front().message;
  std::string reason;
  EXPECT_TRUE(judge.IsCaught(0, plain, InMessages({"您好", "保本的"}, 1, {0, 6}), &reason));
  EXPECT_FALSE(judge.IsCaught(0, plain, InMessages({"您好", "保本的"}, 0, {0, 6}), &reason))
      << "the words are found in another message";
  EXPECT_THAT(reason, HasSubstr("other words"));
  EXPECT_FALSE(judge.IsCaught(0, plain, InMessages({"您好", "再见"}, 1, {0, 6}), &reason));
  EXPECT_THAT(reason, HasSubstr("neither"));
}

TEST(VariantJudgeTest, JoinsWhatIsSplitOverTwoMessages) {
  const std::string joined = Rule("mkt.a.principal", R"(
    patterns: {keeps: {terms: [保本], views: [joined]}}
    examples: {match: [这款是保本的]}
)");
  const Disguised split{{"这款是保", "本的"}, {{{0, {9, 12}}, {1, {0, 3}}}}};
  std::string reason;
  for (const bool joins : {true, false}) {
    const auto pack = PackOf(joins ? joined : kPrincipal);
    const Message plain = PlainSentenceMaker(pack).Make(0).sentences.front().message;
    EXPECT_EQ(VariantJudge(pack).IsCaught(0, plain, split, &reason), joins);
  }
  const MutationReport report = ReportOf(joined, Only({DisguiseKind::kTwoMessages}));
  EXPECT_GT(report.RecallOf(DisguiseKind::kTwoMessages).caught, 0U);
}

}  // namespace
}  // namespace mingcha
