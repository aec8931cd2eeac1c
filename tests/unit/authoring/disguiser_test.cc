#include "authoring/mutate/disguiser.h"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.h"

namespace mingcha {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::MatchesRegex;
using ::testing::Not;

const Disguiser& TheDisguiser() {
  static const Disguiser disguiser;
  return disguiser;
}

ByteSpan SpanOf(const std::string& text, const std::string& word) {
  const auto begin = static_cast<uint32_t>(text.find(word));
  return {begin, begin + static_cast<uint32_t>(word.size())};
}

// What becomes of `word` in "您看" + word + "吧", by the seeds 0 to 199. Fails the test if anything
// else of the sentence is altered, or if the place told is not the word's.
std::set<std::string> FormsOf(DisguiseKind kind, const std::string& word, size_t edits = 1) {
  const std::string text = "您看" + word + "吧";
  std::set<std::string> forms;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const auto made = TheDisguiser().Disguise(kind, text, {SpanOf(text, word)}, edits, random);
    if (!made.has_value()) continue;
    const std::string& written = made->messages.front();
    const ByteSpan place = made->altered.front().front().original;
    EXPECT_EQ(made->messages.size(), 1U);
    EXPECT_EQ(written.substr(0, place.begin), "您看");
    EXPECT_EQ(written.substr(place.end), "吧");
    EXPECT_TRUE(IsValidUtf8(written));
    forms.insert(written.substr(place.begin, place.size()));
  }
  EXPECT_THAT(forms, Not(Contains(word))) << "a variant is no disguise if it is the word itself";
  return forms;
}

TEST(DisguiserTest, PutsSeparatorsIntoTheGapsOfAWord) {
  const std::set<std::string> forms = FormsOf(DisguiseKind::kSeparators, "保本息");
  EXPECT_THAT(forms, Contains("保*本息"));
  EXPECT_THAT(forms, Contains("保本★息"));
  EXPECT_THAT(forms, Contains("保 本 息")) << "blanks stand in every gap";
  EXPECT_THAT(forms, Not(Contains("保 本息")));
  for (const std::string& form : forms) EXPECT_THAT(form, MatchesRegex("保.*本.*息"));
}

TEST(DisguiserTest, LeavesNumbersWhole) {
  EXPECT_THAT(FormsOf(DisguiseKind::kSeparators, "100"), IsEmpty());
  for (const std::string& form : FormsOf(DisguiseKind::kEmoji, "返100元")) {
    EXPECT_NE(form.find("100"), std::string::npos);
  }
}

TEST(DisguiserTest, PutsInvisibleCharactersAndEmojiIntoTheGaps) {
  EXPECT_THAT(FormsOf(DisguiseKind::kZeroWidth, "保本"), Contains("保\u200b本"));
  EXPECT_THAT(FormsOf(DisguiseKind::kEmoji, "保本"), Contains("保😊本"));
}

TEST(DisguiserTest, WritesLettersAndDigitsInOtherAlphabetsOnly) {
  EXPECT_EQ(FormsOf(DisguiseKind::kFullWidth, "加v1"), (std::set<std::string>{"加ｖ1", "加v１"}));
  EXPECT_THAT(FormsOf(DisguiseKind::kLatinLookAlike, "加vx"), Contains("加vх")) << "Cyrillic";
  EXPECT_THAT(FormsOf(DisguiseKind::kEnclosed, "加v1"), IsSupersetOf({"加ⓥ1", "加v①"}));
  EXPECT_THAT(FormsOf(DisguiseKind::kEnclosed, "本金"), Contains("本㊎"));
  EXPECT_THAT(FormsOf(DisguiseKind::kFullWidth, "保本"), IsEmpty());
  EXPECT_THAT(FormsOf(DisguiseKind::kLatinLookAlike, "保本"), IsEmpty());
  EXPECT_EQ(FormsOf(DisguiseKind::kLatinLookAlike, "a股"), std::set<std::string>{"а股"})
      << "Cyrillic; a Greek letter alone is a symbol";
}

TEST(DisguiserTest, WritesTraditionalCharacters) {
  EXPECT_EQ(FormsOf(DisguiseKind::kTraditional, "保证"), std::set<std::string>{"保證"});
  EXPECT_THAT(FormsOf(DisguiseKind::kTraditional, "保本"), IsEmpty());
}

TEST(DisguiserTest, AnnotatesInsideAWordWithItsReading) {
  EXPECT_EQ(FormsOf(DisguiseKind::kAnnotation, "保本"),
            (std::set<std::string>{"保(bǎo)本", "保（bǎo）本"}));
  EXPECT_THAT(FormsOf(DisguiseKind::kAnnotation, "银行卡"), Contains("银行(háng)卡"))
      << "as it is read in this word";
}

TEST(DisguiserTest, TypesAWordInPinyinWholeOrInPart) {
  EXPECT_EQ(FormsOf(DisguiseKind::kPinyin, "银行"),
            (std::set<std::string>{"yinhang", "Yinhang", "yin hang"}));
  EXPECT_EQ(FormsOf(DisguiseKind::kMixedPinyin, "利率"), (std::set<std::string>{"li率", "利lv"}));
  EXPECT_THAT(FormsOf(DisguiseKind::kMixedPinyin, "保本息", 9),
              (std::set<std::string>{"保benxi", "bao本xi", "baoben息"}))
      << "one character stays";
  EXPECT_THAT(FormsOf(DisguiseKind::kPinyin, "微"), IsEmpty()) << "one syllable says nothing";
}

TEST(DisguiserTest, WritesHomophones) {
  const std::set<std::string> forms = FormsOf(DisguiseKind::kHomophone, "保本");
  EXPECT_THAT(forms, Contains("宝本"));
  EXPECT_THAT(forms, Contains("保奔"));
}

TEST(DisguiserTest, WritesLookAlikesAndComponents) {
  EXPECT_EQ(FormsOf(DisguiseKind::kLookAlike, "保本"), (std::set<std::string>{"倮本", "保夲"}));
  EXPECT_EQ(FormsOf(DisguiseKind::kSplit, "保本"), (std::set<std::string>{"亻呆本", "人呆本"}));
}

TEST(DisguiserTest, AbbreviatesWordsOfThreeCharacters) {
  EXPECT_EQ(FormsOf(DisguiseKind::kInitials, "保本保息"), std::set<std::string>{"bbbx"});
  EXPECT_THAT(FormsOf(DisguiseKind::kInitials, "保本"), IsEmpty());
  EXPECT_THAT(FormsOf(DisguiseKind::kInitials, "保本vx"), IsEmpty());
}

TEST(DisguiserTest, AltersAsManyPlacesAsAskedFor) {
  EXPECT_EQ(FormsOf(DisguiseKind::kFullWidth, "vx1", 2),
            (std::set<std::string>{"ｖｘ1", "ｖx１", "vｘ１"}));
  EXPECT_EQ(FormsOf(DisguiseKind::kFullWidth, "vx1", 3), std::set<std::string>{"ｖｘ１"});
  EXPECT_EQ(FormsOf(DisguiseKind::kFullWidth, "vx1", 99), std::set<std::string>{"ｖｘ１"});
}

TEST(DisguiserTest, TellsWhichWordsItAlteredAndWhereTheyStandNow) {
  const std::string text = "存款五万，送大米";
  const std::vector<ByteSpan> words = {SpanOf(text, "存款"), SpanOf(text, "大米")};
  Random random(1);
  const auto made = TheDisguiser().Disguise(DisguiseKind::kZeroWidth, text, words, 2, random);
  ASSERT_TRUE(made.has_value());
  ASSERT_EQ(made->altered.size(), 2U);
  const std::string& written = made->messages.front();
  for (const auto& places : made->altered) {
    const ByteSpan place = places.front().original;
    const std::string word = written.substr(place.begin, place.size());
    EXPECT_THAT(word, AnyOf(MatchesRegex("存.+款"), MatchesRegex("大.+米")));
  }
}

TEST(DisguiserTest, SplitsAWordOverTwoMessages) {
  const std::string text = "这款保本的";
  Random random(1);
  const auto made =
      TheDisguiser().Disguise(DisguiseKind::kTwoMessages, text, {SpanOf(text, "保本")}, 1, random);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->messages, (std::vector<std::string>{"这款保", "本的"}));
  ASSERT_EQ(made->altered.size(), 1U);
  ASSERT_EQ(made->altered[0].size(), 2U);
  EXPECT_EQ(made->altered[0][0].original, SpanOf("这款保", "保"));
  EXPECT_EQ(made->altered[0][1].original, SpanOf("本的", "本"));
  EXPECT_EQ(made->altered[0][1].message, 1U);
}

TEST(DisguiserTest, MakesTheSameOfTheSameSeed) {
  for (const DisguiseKind kind : AllDisguiseKinds()) {
    const std::string text = "这款保本证券户vx";
    const std::vector<ByteSpan> words = {SpanOf(text, "保本证券户"), SpanOf(text, "vx")};
    Random a(7);
    Random b(7);
    const auto first = TheDisguiser().Disguise(kind, text, words, 2, a);
    const auto second = TheDisguiser().Disguise(kind, text, words, 2, b);
    ASSERT_TRUE(first.has_value()) << ToString(kind);
    EXPECT_EQ(first->messages, second->messages) << ToString(kind);
  }
}

TEST(DisguiseKindTest, IsNamedAndParsedAlike) {
  EXPECT_EQ(AllDisguiseKinds().size(), static_cast<size_t>(kDisguiseKindCount));
  for (const DisguiseKind kind : AllDisguiseKinds()) {
    EXPECT_EQ(ParseDisguiseKind(ToString(kind)), kind);
  }
  EXPECT_EQ(ParseDisguiseKind("nonsense"), std::nullopt);
}

}  // namespace
}  // namespace mingcha
