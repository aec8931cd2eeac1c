// Which view finds what, from the rule file to the finding.

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

// A pack with one rule, which looks for one pattern.
std::shared_ptr<const RulePack> PackWith(std::string_view pattern) {
  return PackFromYaml(R"(rules:
  - id: mkt.test.words
    title: 测试
    status: test
    severity: high
    speaker: [agent]
    rationale: For a test.
    basis: [B1]
    suggestion: 请改。
    patterns: {words: )" +
                      std::string(pattern) + "}\n");
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

// "保夲 shape": the words and the view of each finding, an exclamation mark if it is evasion.
std::vector<std::string> Find(const RulePack& pack, std::string_view text) {
  Scanner scanner(std::shared_ptr<const RulePack>(&pack, [](const RulePack*) {}));
  std::vector<std::string> found;
  for (const RuleHit& hit : scanner.Scan(MessageOf(text)).hits) {
    for (const Evidence& evidence : hit.evidence) {
      found.push_back(evidence.quote + " " + std::string(ToString(evidence.view)) +
                      (hit.evasion ? "!" : ""));
    }
  }
  return found;
}

TEST(ViewsTest, NamesThePlainestViewThatFinds) {
  const auto pack = PackWith("{terms: [保本], views: [compact, shape, sound]}");
  EXPECT_THAT(Find(*pack, "这款保本的"), ElementsAre("保本 folded"));
  EXPECT_THAT(Find(*pack, "这款保*本的"), ElementsAre("保*本 compact!"));
  EXPECT_THAT(Find(*pack, "这款保夲的"), ElementsAre("保夲 shape!"));
  EXPECT_THAT(Find(*pack, "这款饱本的"), ElementsAre("饱本 sound!"));
  EXPECT_THAT(Find(*pack, "这款baoben的"), ElementsAre("baoben sound!"));
  EXPECT_THAT(Find(*pack, "这款bao本的"), ElementsAre("bao本 sound!"));
}

TEST(ViewsTest, FindsThroughTwoDisguisesAtOnce) {
  const auto pack = PackWith("{terms: [保本], views: [shape, sound]}");
  EXPECT_THAT(Find(*pack, "这款保*夲的"), ElementsAre("保*夲 shape!"));
  EXPECT_THAT(Find(*pack, "这款保*本的"), ElementsAre("保*本 compact!"))
      << "shape and sound bring compact with them";
}

TEST(ViewsTest, SearchesTheViewsThatThePatternAsksFor) {
  const auto plain = PackWith("{terms: [保本], views: [compact]}");
  EXPECT_THAT(Find(*plain, "这款保夲的"), IsEmpty());
  EXPECT_THAT(Find(*plain, "这款饱本的"), IsEmpty());
  EXPECT_EQ(plain->compiled().db(View::kShape), nullptr);
  EXPECT_EQ(plain->compiled().db(View::kSound), nullptr) << "what is not asked for costs nothing";
  const auto shape = PackWith("{terms: [保本], views: [shape]}");
  EXPECT_THAT(Find(*shape, "这款饱本的"), IsEmpty());
}

TEST(ViewsTest, LeavesInnocentHomophonesAlone) {
  const auto pack = PackWith("{terms: [保本, 微信], views: [compact, shape, sound]}");
  for (const std::string_view text : {"亲爱的宝贝", "请报本人姓名", "发薪水了", "他很有威信"}) {
    EXPECT_THAT(Find(*pack, text), IsEmpty()) << text;
  }
}

TEST(ViewsTest, TakesAnExceptionForWhatIsWrittenNotForWhatSoundsLikeIt) {
  const auto without = PackWith("{terms: [保本], views: [sound]}");
  const auto pack = PackWith("{terms: [保本], views: [sound], except: [葆本]}");
  ASSERT_THAT(Find(*without, "这款葆本的"), SizeIs(1));
  EXPECT_THAT(Find(*pack, "这款葆本的"), IsEmpty());
  EXPECT_THAT(Find(*pack, "这款baoben的"), ElementsAre("baoben sound!"));
  EXPECT_THAT(Find(*pack, "这款保本的"), ElementsAre("保本 folded"));

  // The word that authors will name: it silences itself, and no other way of writing the term.
  const auto word = PackWith("{terms: [保本], views: [sound], except: [报本]}");
  EXPECT_THAT(Find(*word, "知恩报本"), IsEmpty());
  EXPECT_THAT(Find(*word, "这款葆本的"), ElementsAre("葆本 sound!"));
}

TEST(ViewsTest, TakesALongerExceptionInItsOwnView) {
  const auto pack = PackWith("{terms: [保本], views: [shape], except: [保本点]}");
  EXPECT_THAT(Find(*pack, "过了保夲点"), IsEmpty());
  EXPECT_THAT(Find(*pack, "过了保夲点,还保夲"), ElementsAre("保夲 shape!"));
}

TEST(ViewsTest, FindsInitialsWhereThePatternAsksForThem) {
  const auto pack = PackWith("{terms: [保本保息], views: [sound], initials: true}");
  EXPECT_THAT(Find(*pack, "这款bbbx的"), ElementsAre("bbbx sound!"));
  EXPECT_THAT(Find(*pack, "型号xbbbxy的"), IsEmpty()) << "a part of another word";
  const auto without = PackWith("{terms: [保本保息], views: [sound]}");
  EXPECT_THAT(Find(*without, "这款bbbx的"), IsEmpty());
}

TEST(ViewsTest, CountsTheHitsOfEachViewByThemselves) {
  const auto pack = PackWith("{terms: [保本], views: [compact]}");
  Scanner::Options options;
  options.max_hits = 2;
  Scanner scanner(pack, options);
  EXPECT_TRUE(scanner.Scan(MessageOf("保本,保本,保*息")).complete());
  EXPECT_FALSE(scanner.Scan(MessageOf("保本,保*本,保*本")).complete());
}

}  // namespace
}  // namespace mingcha
