// What the sound view sees through, and what it quotes.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "normalize/normalizer.h"
#include "normalize/syllables.h"
#include "views_support.h"

namespace mingcha {
namespace {

using testing::FindIn;

std::optional<std::string> Find(std::string_view text, std::string_view term) {
  return FindIn(View::kSound, text, term);
}

std::vector<std::string> Cut(std::string_view letters) {
  std::vector<uint8_t> lengths;
  std::vector<std::string> syllables;
  if (!CutIntoSyllables(letters, &lengths)) return syllables;
  for (const uint8_t length : lengths) {
    syllables.emplace_back(letters.substr(0, length));
    letters.remove_prefix(length);
  }
  return syllables;
}

TEST(SyllablesTest, CutsPinyinIntoTheFewestSyllables) {
  EXPECT_EQ(Cut("baoben"), (std::vector<std::string>{"bao", "ben"}));
  EXPECT_EQ(Cut("zhuanqian"), (std::vector<std::string>{"zhuan", "qian"}));
  EXPECT_EQ(Cut("xian"), (std::vector<std::string>{"xian"}));
  EXPECT_EQ(Cut("fangan"), (std::vector<std::string>{"fang", "an"}));
}

TEST(SyllablesTest, LeavesOtherWords) {
  for (const char* word : {"", "vip", "app", "baobenx", "hello", "v"}) {
    EXPECT_TRUE(Cut(word).empty()) << word;
  }
}

TEST(SyllablesTest, ReadsPolyphonesInEachPlausibleWay) {
  EXPECT_EQ(SpellingOf(UsualReading(U'保').value()), "bao");
  const std::vector<Syllable> readings = PlausibleReadings(U'行');
  EXPECT_NE(std::find(readings.begin(), readings.end(), FindSyllable("hang").value()),
            readings.end());
  EXPECT_EQ(readings.front(), FindSyllable("xing").value());
  EXPECT_FALSE(UsualReading(U'a').has_value());
}

TEST(SoundViewTest, FindsHomophones) {
  EXPECT_EQ(Find("这款产品葆本的", "保本"), "葆本");
  EXPECT_EQ(Find("加我薇信聊", "微信"), "薇信");
  EXPECT_EQ(Find("先交到安全帐户里", "安全账户"), "安全帐户");
}

TEST(SoundViewTest, FindsPinyin) {
  EXPECT_EQ(Find("这款产品baoben的", "保本"), "baoben");
  EXPECT_EQ(Find("这款 BAO BEN 的", "保本"), "BAO BEN");
  EXPECT_EQ(Find("ｂａｏｂｅｎ没问题", "保本"), "ｂａｏｂｅｎ");
  EXPECT_EQ(Find("承诺bǎo běn", "保本"), "bǎo běn");
  EXPECT_EQ(Find("我们fang'an里有", "方案"), "fang'an");
  EXPECT_EQ(Find("我们fangan里有", "方案"), "fangan");
}

TEST(SoundViewTest, FindsMixtures) {
  EXPECT_EQ(Find("承诺bao本的", "保本"), "bao本");
  EXPECT_EQ(Find("承诺保ben的", "保本"), "保ben");
  EXPECT_EQ(Find("承诺保*ben的", "保本"), "保*ben");
}

TEST(SoundViewTest, ReadsTheTermInEachWay) {
  EXPECT_EQ(Find("转到yinhang卡", "银行卡"), "yinhang卡");
  EXPECT_EQ(Find("转到银hang卡", "银行卡"), "银hang卡");
}

TEST(SoundViewTest, FindsWhatStandsForAWordByCustom) {
  EXPECT_EQ(Find("加我V信", "微信"), "V信");
  EXPECT_EQ(Find("加我vx详聊", "微信"), "vx");
  EXPECT_EQ(Find("加VX12345", "加微信"), "加VX");
  EXPECT_EQ(Find("有意➕v", "加微"), "➕v");
  EXPECT_EQ(Find("你+v吧", "加微"), "+v");
  EXPECT_EQ(Find("薇❤号多少", "微信"), "薇❤");
  EXPECT_EQ(Find("留个薇❤", "微信"), "薇❤");
  EXPECT_EQ(Find("加扣扣聊", "加QQ"), "加扣扣");
  EXPECT_EQ(Find("加企鹅聊", "加QQ"), "加企鹅");
}

TEST(SoundViewTest, LeavesOtherUsesOfThoseAlone) {
  EXPECT_EQ(Find("加V认证的博主", "加微"), std::nullopt);
  EXPECT_EQ(Find("按Ctrl+V粘贴", "加微"), std::nullopt);
  EXPECT_EQ(Find("a+v=3", "加微"), std::nullopt);
  EXPECT_EQ(Find("vxworks系统", "微信"), std::nullopt);
  EXPECT_EQ(Find("VX9型号", "微信"), std::nullopt);
  EXPECT_EQ(Find("一只企鹅", "加QQ"), std::nullopt);
}

TEST(SoundViewTest, LeavesTheWordItselfToTheViewsBelow) {
  EXPECT_EQ(Find("承诺保本", "保本"), std::nullopt);
  EXPECT_EQ(Find("承诺保*本", "保本"), std::nullopt);
  EXPECT_EQ(Find("承諾保本", "保本"), std::nullopt);
}

TEST(SoundViewTest, WantsWholeWordsOfLetters) {
  EXPECT_EQ(Find("abaobenx", "保本"), std::nullopt);
  EXPECT_EQ(Find("yi a", "意阿"), std::nullopt);
}

TEST(SoundViewTest, ReadsNoPrivateCharactersAsSyllables) {
  std::string text;
  for (const std::string& spelling : SpellingsIn(View::kSound, "保本")) text += spelling;
  EXPECT_EQ(Find(text, "保本"), std::nullopt);
}

TEST(SpellingsInTest, GivesOneForEachReading) {
  EXPECT_EQ(SpellingsIn(View::kSound, "保本").size(), 1U);
  EXPECT_GE(SpellingsIn(View::kSound, "银行").size(), 2U);
  EXPECT_LE(SpellingsIn(View::kSound, "重行重行重行重行").size(), kMaxSpellings);
}

TEST(SpellingsInTest, GivesNoneForTermsTooShort) {
  for (const char* term : {"", "保", "vip", "vx"}) {
    EXPECT_TRUE(SpellingsIn(View::kSound, term).empty()) << term;
  }
}

TEST(SpellingsInTest, KeepsTheTermInTheViewsBelow) {
  EXPECT_EQ(SpellingsIn(View::kFolded, "保 本"), std::vector<std::string>{"保 本"});
  EXPECT_EQ(SpellingsIn(View::kCompact, "保 本"), std::vector<std::string>{"保本"});
  EXPECT_EQ(SpellingsIn(View::kShape, "保本"), std::vector<std::string>{"保本"});
}

TEST(InitialsTest, TakesTheFirstLetters) {
  EXPECT_EQ(InitialsOf("保本保息"), "bbbx");
  EXPECT_EQ(InitialsOf("银行卡"), "yhk");
  EXPECT_EQ(InitialsOf("保本"), "");
  EXPECT_EQ(InitialsOf("qq群聊"), "");
}

TEST(InitialsTest, MustStandAlone) {
  Normalizer normalizer;
  const auto admits = [&](std::string_view text) {
    normalizer.SetText(text);
    const size_t at = normalizer.view(View::kSound).text.find("bbbx");
    if (at == std::string::npos) return false;
    const auto begin = static_cast<uint32_t>(at);
    return normalizer.Admits(View::kSound, {begin, begin + 4}, "保本保息");
  };
  EXPECT_TRUE(admits("这款BBBX的"));
  EXPECT_TRUE(admits("bbbx"));
  EXPECT_FALSE(admits("xbbbxy"));
}

TEST(SoundViewTest, TellsWhetherItMayFindMore) {
  Normalizer normalizer;
  normalizer.SetText("123 :-)");
  EXPECT_FALSE(normalizer.Differs(View::kSound));
  normalizer.SetText("保本");
  EXPECT_TRUE(normalizer.Differs(View::kSound));
  normalizer.SetText("baoben");
  EXPECT_TRUE(normalizer.Differs(View::kSound));
}

}  // namespace
}  // namespace mingcha
