// Words that are split over messages, from the joined text to rule hits.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/scanner.h"
#include "mingcha/time.h"

#include "support/pack_from_yaml.h"

namespace mingcha {
namespace {

using ::mingcha::testing::PackFromYaml;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::shared_ptr<const RulePack> PackWith(std::string_view patterns, std::string_view more = "") {
  return PackFromYaml(R"(rules:
  - id: mkt.test.words
    title: 测试
    status: test
    severity: high
    speaker: [agent]
    rationale: For a test.
    basis: [B1]
    suggestion: 请改。
    guards: [negated]
    patterns:
)" + std::string(patterns) +
                      std::string(more));
}

// Joins the parts as the conversation does. Part i is message "m<i>", of which it is all.
JoinedMessages Join(const std::vector<std::string>& texts) {
  JoinedMessages joined;
  joined.message.conversation.conversation_id = "c-1";
  joined.message.sent_at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
  joined.message.speaker = Speaker::kAgent;
  joined.message.channel = Channel::kOnlineChat;
  for (size_t i = 0; i < texts.size(); ++i) {
    std::string& all = joined.message.text;
    if (i > 0) all += ' ';
    const auto begin = static_cast<uint32_t>(all.size());
    all += texts[i];
    joined.message.message_id = "m" + std::to_string(i + 1);
    joined.parts.push_back({joined.message.message_id,
                            "identity " + std::to_string(i + 1),
                            {begin, static_cast<uint32_t>(all.size())},
                            0});
  }
  return joined;
}

// "m1[0,3)保 m2[0,3)本": the evidence of each hit.
std::vector<std::string> Find(const std::shared_ptr<const RulePack>& pack,
                              const std::vector<std::string>& texts) {
  Scanner scanner(pack);
  std::vector<std::string> found;
  for (const RuleHit& hit : scanner.ScanJoined(Join(texts)).hits) {
    std::string text;
    for (const Evidence& evidence : hit.evidence) {
      if (!text.empty()) text += ' ';
      text += evidence.message_id + "[" + std::to_string(evidence.original.begin) + "," +
              std::to_string(evidence.original.end) + ")" + evidence.quote;
      if (evidence.view != View::kJoined) text += " " + std::string(ToString(evidence.view));
    }
    found.push_back(text + (hit.evasion ? "!" : ""));
  }
  return found;
}

TEST(JoinedTest, NamesEachMessageWithItsOwnWords) {
  const auto pack = PackWith("      words: {terms: [保本, 稳赚不赔], views: [joined]}\n");
  EXPECT_THAT(Find(pack, {"这款保", "本的"}), ElementsAre("m1[6,9)保 m2[0,3)本!"));
  EXPECT_THAT(Find(pack, {"稳赚", "不", "赔"}), ElementsAre("m1[0,6)稳赚 m2[0,3)不 m3[0,3)赔!"));
}

TEST(JoinedTest, LooksThroughWhatTheFoldedAndTheCompactViewUndo) {
  const auto pack = PackWith("      words: {terms: [稳赚不赔], views: [joined]}\n");
  EXPECT_THAT(Find(pack, {"穩*賺~", "不赔"}), ElementsAre("m1[0,8)穩*賺~ m2[0,6)不赔!"));
}

TEST(JoinedTest, TellsOnlyWhatReachesTheLastMessage) {
  const auto pack = PackWith("      words: {terms: [保本, 稳赚不赔], views: [joined]}\n");
  EXPECT_THAT(Find(pack, {"保", "本", "的"}), IsEmpty()) << "told when the second message came";
  EXPECT_THAT(Find(pack, {"保本的", "好"}), IsEmpty()) << "told of the first message itself";
  EXPECT_THAT(Find(pack, {"好", "保本的"}), IsEmpty());
}

TEST(JoinedTest, AsksForTheBordersOfWordsAndForOneSentence) {
  const auto pack = PackWith("      words: {terms: [保本], views: [joined]}\n");
  EXPECT_THAT(Find(pack, {"请确保", "本周到账"}), IsEmpty());
  EXPECT_THAT(Find(pack, {"这款保。", "本的"}), IsEmpty());
  EXPECT_THAT(Find(pack, {"这款保", "，本的"}), IsEmpty());
}

TEST(JoinedTest, JoinsForPatternsThatAskForIt) {
  const auto pack = PackWith("      words: {terms: [保本], views: [compact]}\n");
  EXPECT_THAT(Find(pack, {"保", "本"}), IsEmpty());
}

TEST(JoinedTest, TellsAWordTwiceForNobody) {
  const auto pack = PackWith("      words: {terms: [保本, 保息, 保本保息], views: [joined]}\n");
  EXPECT_THAT(Find(pack, {"保本", "保息"}), IsEmpty()) << "each message was found by itself";
  EXPECT_THAT(Find(pack, {"保", "本保", "息"}), ElementsAre("m1[0,3)保 m2[0,6)本保 m3[0,3)息!"));
}

TEST(JoinedTest, HoldsGuardsConditionsAndExceptions) {
  const auto guarded = PackWith("      words: {terms: [保本], views: [joined]}\n");
  Scanner scanner(guarded);
  const ScanResult scan = scanner.ScanJoined(Join({"我们不保", "本"}));
  EXPECT_THAT(scan.hits, IsEmpty());
  ASSERT_THAT(scan.suppressed, SizeIs(1));
  EXPECT_EQ(scan.suppressed[0].guard, Guard::kNegated);

  const auto excepted =
      PackWith("      words: {terms: [保本], views: [joined], except: [保本点]}\n");
  EXPECT_THAT(Find(excepted, {"过了保", "本点"}), IsEmpty());
  EXPECT_THAT(Find(excepted, {"这款保", "本"}), SizeIs(1));

  const auto both = PackWith("      words: {terms: [保本], views: [joined]}\n",
                             "      product: {terms: [这款]}\n"
                             "    condition: {all: [words, product]}\n");
  EXPECT_THAT(Find(both, {"这款保", "本"}), ElementsAre("m1[0,6)这款 folded m1[6,9)保 m2[0,3)本!"));
  EXPECT_THAT(Find(both, {"那款保", "本"}), IsEmpty());
}

TEST(JoinedTest, TellsOfNoGuardThatOneMessageHadForItself) {
  const auto pack = PackWith("      words: {terms: [保本, 稳赚不赔], views: [joined]}\n");
  Scanner scanner(pack);
  const ScanResult scan = scanner.ScanJoined(Join({"我们不保本，但稳赚", "不赔"}));
  EXPECT_THAT(scan.hits, SizeIs(1));
  EXPECT_THAT(scan.suppressed, IsEmpty());
}

TEST(JoinedTest, IsForTheSpeakersOfTheRule) {
  const auto pack = PackWith("      words: {terms: [保本], views: [joined]}\n");
  JoinedMessages joined = Join({"保", "本"});
  joined.message.speaker = Speaker::kCustomer;
  Scanner scanner(pack);
  EXPECT_THAT(scanner.ScanJoined(joined).hits, IsEmpty());
}

TEST(JoinedTest, GivesTheSameIdentitiesWhereverAPartWasCut) {
  const auto pack = PackWith("      words: {terms: [保本], views: [joined]}\n");
  JoinedMessages joined = Join({"保", "本"});
  joined.parts[0].original_begin = 300;
  Scanner scanner(pack);
  const ScanResult scan = scanner.ScanJoined(joined);
  ASSERT_THAT(scan.hits, SizeIs(1));
  EXPECT_EQ(scan.hits[0].evidence[0].original, (ByteSpan{300, 303}));
  EXPECT_EQ(scan.hits[0].evidence[0].message_identity, "identity 1");
  EXPECT_EQ(scan.hits[0].evidence[1].original, (ByteSpan{0, 3}));
}

}  // namespace
}  // namespace mingcha
