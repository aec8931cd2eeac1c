// Patterns in the views that they ask for.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/rule_pack.h"

#include "normalize/normalizer.h"
#include "rulepack/compiled_pack.h"
#include "support/small_pack.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kSmallPackYaml;
using testing::LoadSmallPack;
using testing::TempDir;
using testing::WriteSmallPack;

// A rule file with one draft rule that has `more` besides what it must have.
std::string OneRule(const std::string& more) {
  return R"(schema: 1
rules:
  - id: mkt.some.rule
    title: 承诺保本
    status: draft
    severity: high
    speaker: [agent, bot]
)" + more;
}

uint32_t PatternNamed(const CompiledPack& pack, std::string_view name) {
  const auto found = std::find_if(pack.patterns.begin(), pack.patterns.end(),
                                  [&](const CompiledPattern& p) { return p.name == name; });
  EXPECT_NE(found, pack.patterns.end()) << name;
  return static_cast<uint32_t>(found - pack.patterns.begin());
}

std::vector<PatternHit> FindIn(const PatternDb& db, std::string_view text) {
  auto scratch = PatternDb::Scratch::For({&db});
  EXPECT_TRUE(scratch.ok());
  std::vector<PatternHit> hits;
  EXPECT_TRUE(db.FindAll(text, *scratch, 1000, &hits));
  std::sort(hits.begin(), hits.end());
  hits.erase(std::unique(hits.begin(), hits.end()), hits.end());
  return hits;
}

TEST(PatternViewsTest, WritesTermsAsEachViewSpellsThem) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, OneRule(R"(    patterns:
      words: {terms: [保本保息], views: [sound], initials: true}
      plain: {terms: [微信]}
)"));
  ASSERT_NE(pack, nullptr);
  const CompiledPack& compiled = pack->compiled();
  const uint32_t words = PatternNamed(compiled, "words");
  EXPECT_EQ(compiled.patterns[words].views,
            ViewBit(View::kFolded) | ViewBit(View::kCompact) | ViewBit(View::kSound));
  EXPECT_EQ(compiled.db(View::kShape), nullptr);
  for (const std::string& spelling : SpellingsIn(View::kSound, "保本保息")) {
    EXPECT_THAT(FindIn(*compiled.db(View::kSound), spelling),
                ElementsAre(PatternHit{words, {0, static_cast<uint32_t>(spelling.size())}, 0}));
  }
  EXPECT_THAT(FindIn(*compiled.db(View::kSound), "bbbx"),
              ElementsAre(PatternHit{words, {0, 4}, 0}));
  EXPECT_THAT(FindIn(*compiled.db(View::kFolded), "bbbx"), IsEmpty());
}

TEST(PatternViewsTest, LeavesAnExceptionThatSoundsLikeATermToThePlainViews) {
  const TempDir directory;
  const auto pack = LoadSmallPack(
      directory,
      OneRule("    patterns: {words: {terms: [保本], except: [报本, 保本点], views: [sound]}}\n"));
  ASSERT_NE(pack, nullptr);
  const CompiledPack& compiled = pack->compiled();
  const uint32_t exceptions = compiled.patterns[0].exceptions;
  const std::string same = SpellingsIn(View::kSound, "报本").at(0);
  EXPECT_THAT(FindIn(*compiled.db(View::kSound), same), ElementsAre(PatternHit{0, {0, 6}, 0}));
  EXPECT_THAT(FindIn(*compiled.db(View::kFolded), "报本"),
              ElementsAre(PatternHit{exceptions, {0, 6}, 0}));
  const std::string longer = SpellingsIn(View::kSound, "保本点").at(0);
  EXPECT_THAT(FindIn(*compiled.db(View::kSound), longer),
              Contains(PatternHit{exceptions, {0, 9}, 1}));
}

TEST(PatternViewsTest, KnowsThePartsOfJoinedTerms) {
  const TempDir directory;
  const auto pack = LoadSmallPack(directory, OneRule(R"(    patterns:
      words: {terms: [稳赚不赔], views: [joined]}
      plain: {terms: [微信号]}
)"));
  ASSERT_NE(pack, nullptr);
  const CompiledPack& compiled = pack->compiled();
  EXPECT_EQ(compiled.patterns[PatternNamed(compiled, "words")].views,
            kRegexViews | ViewBit(View::kJoined))
      << "joined stands on compact";
  const SplitTerms& terms = compiled.split_terms;
  EXPECT_EQ(terms.longest(), 3U);
  for (const char* part : {"稳", "稳赚", "稳赚不"}) EXPECT_TRUE(terms.BeginsWith(part)) << part;
  for (const char* part : {"赔", "不赔", "赚不赔"}) EXPECT_TRUE(terms.EndsWith(part)) << part;
  for (const char* part : {"赚", "不", "赚不"}) EXPECT_TRUE(terms.HasInside(part)) << part;
  EXPECT_FALSE(terms.BeginsWith("稳赚不赔")) << "nothing is left for another message";
  EXPECT_FALSE(terms.EndsWith("稳赚不赔"));
  EXPECT_FALSE(terms.HasInside("稳"));
  EXPECT_FALSE(terms.BeginsWith("微")) << "not of a joined pattern";
  EXPECT_TRUE(terms.MayOpenWith(U'不'));
  EXPECT_FALSE(terms.MayOpenWith(U'赔'));
  EXPECT_TRUE(terms.MayCompleteWith(U'不'));
  EXPECT_FALSE(terms.MayCompleteWith(U'稳'));
}

TEST(PatternViewsTest, JoinsNothingForAPackWithoutJoinedPatterns) {
  const TempDir directory;
  const auto pack = LoadSmallPack(
      directory, OneRule("    patterns: {words: {terms: [保本], views: [shape, sound]}}\n"));
  ASSERT_NE(pack, nullptr);
  EXPECT_TRUE(pack->compiled().split_terms.empty());
}

TEST(PatternViewsTest, GivesARegexTheViewsThatItCanHave) {
  const TempDir directory;
  WriteSmallPack(directory,
                 OneRule("    patterns: {words: {terms: [保本]}, gap: {regex: 'ab+c'}}\n"));
  directory.Write("pack/pack.yaml",
                  std::string(kSmallPackYaml) + "defaults: {views: [compact, shape, sound]}\n");
  std::vector<Diagnostic> diagnostics;
  const auto pack = RulePack::Load(directory.path() / "pack", &diagnostics);
  ASSERT_TRUE(pack.ok()) << pack.status();
  EXPECT_THAT(diagnostics, IsEmpty());
  const CompiledPack& compiled = (*pack)->compiled();
  EXPECT_EQ(compiled.patterns[PatternNamed(compiled, "gap")].views, kRegexViews);
  EXPECT_EQ(compiled.patterns[PatternNamed(compiled, "words")].views,
            kRegexViews | ViewBit(View::kShape) | ViewBit(View::kSound));
}

}  // namespace
}  // namespace mingcha
