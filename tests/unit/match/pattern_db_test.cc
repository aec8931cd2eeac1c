#include "match/pattern_db.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.h"
#include "match/compiled_cache.h"
#include "match/engine.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using ::mingcha::testing::IsOk;
using ::mingcha::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr size_t kManyBytes = 1 << 30;
constexpr size_t kManyHits = 1000;

std::unique_ptr<const PatternDb> CompileOrDie(const std::vector<LiteralSource>& literals,
                                              const std::vector<RegexSource>& regexes) {
  auto db = PatternDb::Compile(literals, regexes, kManyBytes, nullptr);
  EXPECT_THAT(db, IsOk());
  return *std::move(db);
}

PatternDb::Scratch ScratchOrDie(const std::vector<const PatternDb*>& databases) {
  auto scratch = PatternDb::Scratch::For(databases);
  EXPECT_THAT(scratch, IsOk());
  return *std::move(scratch);
}

std::vector<PatternHit> FindAll(const PatternDb& db, std::string_view text) {
  PatternDb::Scratch scratch = ScratchOrDie({&db});
  std::vector<PatternHit> hits;
  EXPECT_TRUE(db.FindAll(text, scratch, kManyHits, &hits));
  std::sort(hits.begin(), hits.end());
  return hits;
}

TEST(PatternDbTest, TellsALiteralAtEachPlaceWithItsSpan) {
  const auto db = CompileOrDie({{7, "保本"}}, {});
  EXPECT_THAT(FindAll(*db, "保本,保本"),
              ElementsAre(PatternHit{7, {0, 6}}, PatternHit{7, {7, 13}}));
}

TEST(PatternDbTest, TellsOverlappingLiterals) {
  const auto db = CompileOrDie({{1, "aa"}, {2, "aaa"}}, {});
  EXPECT_THAT(FindAll(*db, "aaa"),
              ElementsAre(PatternHit{1, {0, 2}}, PatternHit{1, {1, 3}}, PatternHit{2, {0, 3}}));
}

TEST(PatternDbTest, TellsEachPatternThatHasTheSameLiteral) {
  const auto db = CompileOrDie({{3, "微信"}, {1, "微信"}, {3, "微信"}, {2, "加微信"}}, {});
  EXPECT_THAT(
      FindAll(*db, "加微信"),
      UnorderedElementsAre(PatternHit{1, {3, 9}}, PatternHit{2, {0, 9}}, PatternHit{3, {3, 9}}));
}

TEST(PatternDbTest, TakesTheCharactersOfALiteralAsTheyAre) {
  const auto db =
      CompileOrDie({{1, "a.*b"}, {2, "(x|y)"}, {3, "\\d"}, {4, std::string("p\0q", 3)}}, {});
  EXPECT_THAT(FindAll(*db, "azzb x 1"), IsEmpty());
  EXPECT_THAT(FindAll(*db, "a.*b(x|y)\\d"),
              ElementsAre(PatternHit{1, {0, 4}}, PatternHit{2, {4, 9}}, PatternHit{3, {9, 11}}));
  EXPECT_THAT(FindAll(*db, std::string("p\0q", 3)), ElementsAre(PatternHit{4, {0, 3}}));
}

TEST(PatternDbTest, TellsARegexAtEachEndWithItsLeftmostStart) {
  const auto db = CompileOrDie({}, {{5, "a.{0,2}b"}});
  EXPECT_THAT(FindAll(*db, "aab b"), ElementsAre(PatternHit{5, {0, 3}}, PatternHit{5, {1, 5}}));
}

TEST(PatternDbTest, CountsCharactersAndNotBytesInRegexes) {
  const auto db = CompileOrDie({}, {{5, "本金.{2}安全"}});
  EXPECT_THAT(FindAll(*db, "本金绝对安全"), ElementsAre(PatternHit{5, {0, 18}}));
  EXPECT_THAT(FindAll(*db, "本金很安全"), IsEmpty());
}

TEST(PatternDbTest, TellsTheStartOfRegexesOfOneLength) {
  const auto db = CompileOrDie({}, {{1, "保(本|息)"}, {2, "[0-9]{3}"}});
  EXPECT_THAT(FindAll(*db, "不保息123"),
              ElementsAre(PatternHit{1, {3, 9}}, PatternHit{2, {9, 12}}));
}

TEST(PatternDbTest, TellsSeveralRegexesOfOnePatternUnderItsNumber) {
  const auto db = CompileOrDie({}, {{4, "ab+"}, {4, "cd?e"}});
  EXPECT_THAT(FindAll(*db, "ab ce"), ElementsAre(PatternHit{4, {0, 2}}, PatternHit{4, {3, 5}}));
}

TEST(PatternDbTest, FindsOnCharacterBordersOnly) {
  // The bytes of U+4FDD U+672C stand inside no other sequence of characters.
  const std::string text = "\xF0\x9F\x98\x80保本\xF0\x9F\x98\x80侞朚保";
  const auto db = CompileOrDie({{1, "保"}}, {{2, "[保-朰]"}, {3, "."}});
  const std::vector<PatternHit> hits = FindAll(*db, text);
  EXPECT_FALSE(hits.empty());
  for (const PatternHit& hit : hits) {
    EXPECT_LT(hit.span.begin, hit.span.end);
    EXPECT_LE(hit.span.end, text.size());
    EXPECT_EQ(FloorToCharacter(text, hit.span.begin), hit.span.begin);
    EXPECT_EQ(FloorToCharacter(text, hit.span.end), hit.span.end);
  }
}

TEST(PatternDbTest, StopsAtTheCapAndSaysSo) {
  const auto db = CompileOrDie({{1, "a"}}, {});
  PatternDb::Scratch scratch = ScratchOrDie({db.get()});
  std::vector<PatternHit> hits;
  EXPECT_FALSE(db->FindAll("aaaaa", scratch, 3, &hits));
  EXPECT_EQ(hits.size(), 3U);
}

TEST(PatternDbTest, CameToTheEndWhenTheCapIsJustReached) {
  const auto db = CompileOrDie({{1, "a"}}, {{2, "b+"}});
  PatternDb::Scratch scratch = ScratchOrDie({db.get()});
  std::vector<PatternHit> hits;
  EXPECT_TRUE(db->FindAll("aab", scratch, 3, &hits));
  EXPECT_EQ(hits.size(), 3U);
}

TEST(PatternDbTest, CountsTheHitsOfSharedLiteralsAndRegexesTowardsOneCap) {
  const auto db = CompileOrDie({{1, "a"}, {2, "a"}}, {{3, "a"}});
  PatternDb::Scratch scratch = ScratchOrDie({db.get()});
  std::vector<PatternHit> hits;
  EXPECT_FALSE(db->FindAll("a", scratch, 1, &hits));
  EXPECT_EQ(hits.size(), 1U);
  hits.clear();
  EXPECT_FALSE(db->FindAll("a", scratch, 2, &hits));
  EXPECT_EQ(hits.size(), 2U);
  hits.clear();
  EXPECT_TRUE(db->FindAll("a", scratch, 3, &hits));
}

TEST(PatternDbTest, AppendsToHitsThatAreThere) {
  const auto db = CompileOrDie({{1, "a"}}, {});
  PatternDb::Scratch scratch = ScratchOrDie({db.get()});
  std::vector<PatternHit> hits = {{9, {0, 1}}};
  EXPECT_TRUE(db->FindAll("a", scratch, kManyHits, &hits));
  EXPECT_THAT(hits, ElementsAre(PatternHit{9, {0, 1}}, PatternHit{1, {0, 1}}));
}

TEST(PatternDbTest, FindsNothingInAnEmptyText) {
  const auto db = CompileOrDie({{1, "a"}}, {{2, "b+"}});
  EXPECT_THAT(FindAll(*db, ""), IsEmpty());
  EXPECT_THAT(FindAll(*db, std::string_view()), IsEmpty());
}

TEST(PatternDbTest, FindsNothingWithoutSources) {
  const auto db = CompileOrDie({}, {});
  EXPECT_EQ(db->compiled_bytes(), 0U);
  EXPECT_THAT(FindAll(*db, "anything"), IsEmpty());
}

TEST(PatternDbTest, SharesOneScratchAmongTheDatabasesItWasMadeFor) {
  const auto folded = CompileOrDie({{1, "保本"}}, {{2, "本金.{0,6}安全"}});
  const auto compact = CompileOrDie({{3, "微信"}}, {});
  PatternDb::Scratch scratch = ScratchOrDie({folded.get(), nullptr, compact.get()});
  std::vector<PatternHit> hits;
  EXPECT_TRUE(folded->FindAll("保本", scratch, kManyHits, &hits));
  EXPECT_TRUE(compact->FindAll("微信", scratch, kManyHits, &hits));
  EXPECT_THAT(hits, ElementsAre(PatternHit{1, {0, 6}}, PatternHit{3, {0, 6}}));
}

TEST(PatternDbTest, IsSearchedByManyThreadsWithScratchesOfTheirOwn) {
  const auto db = CompileOrDie({{1, "保本"}}, {{2, "本金.{0,6}安全"}});
  const std::vector<PatternHit> expected = FindAll(*db, "保本,本金绝对安全");
  std::vector<std::vector<PatternHit>> found(4);
  std::vector<std::thread> threads;
  for (std::vector<PatternHit>& mine : found) {
    threads.emplace_back([&db, &mine] { mine = FindAll(*db, "保本,本金绝对安全"); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<PatternHit>& mine : found) EXPECT_EQ(mine, expected);
}

TEST(PatternDbTest, TellsWhichRegexIsFaulty) {
  RegexFault fault;
  EXPECT_THAT(PatternDb::Compile({}, {{0, "ab"}, {1, "cd"}, {2, "(ab"}}, kManyBytes, &fault),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("regex 2")));
  EXPECT_EQ(fault.regex, 2U);
  EXPECT_THAT(fault.message, Not(IsEmpty()));
}

TEST(PatternDbTest, RefusesARegexThatOnlyFailsWhenItIsCompiled) {
  // Its syntax is in order, but no automaton of a bearable size recognises it.
  const std::string huge = "(.{1,900}a){90}";
  RegexFault fault;
  EXPECT_THAT(PatternDb::Compile({}, {{0, "ab"}, {1, huge}}, kManyBytes, &fault),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("regex 1")));
  EXPECT_EQ(fault.regex, 1U);
}

TEST(PatternDbTest, RefusesMoreCompiledBytesThanAllowed) {
  EXPECT_THAT(PatternDb::Compile({{0, "保本"}}, {}, 16, nullptr),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("at most 16")));
}

TEST(PatternDbTest, HandsTheTermOfALiteralOn) {
  const auto db = CompileOrDie({{1, "a", 4}, {1, "a", 5}, {2, "a"}}, {{3, "a"}});
  EXPECT_THAT(FindAll(*db, "a"),
              ElementsAre(PatternHit{1, {0, 1}, 4}, PatternHit{1, {0, 1}, 5},
                          PatternHit{2, {0, 1}, kNoTerm}, PatternHit{3, {0, 1}, kNoTerm}));
}

class CachedPatternDbTest : public ::testing::Test {
 protected:
  std::unique_ptr<const PatternDb> Compile(const std::vector<LiteralSource>& literals,
                                           const std::vector<RegexSource>& regexes) const {
    auto db = PatternDb::Compile(literals, regexes, kManyBytes, nullptr, &cache());
    EXPECT_THAT(db, IsOk());
    return *std::move(db);
  }
  // What stands in the cache, and which file it is: one that is written anew is another.
  std::set<std::pair<std::string, ino_t>> Files() const {
    std::set<std::pair<std::string, ino_t>> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      struct stat info = {};
      EXPECT_EQ(::stat(entry.path().c_str(), &info), 0);
      files.emplace(entry.path().filename().string(), info.st_ino);
    }
    return files;
  }
  const CompiledCache& cache() const { return cache_; }

 private:
  const testing::TempDir directory_;
  const CompiledCache cache_{directory_.path(), kManyBytes};
};

TEST_F(CachedPatternDbTest, FindsTheSameFromTheCache) {
  const std::vector<LiteralSource> literals = {{1, "保本", 7}, {2, "微信"}};
  const std::vector<RegexSource> regexes = {{3, "本金.{0,6}安全"}, {4, "[0-9]{3}"}};
  const auto compiled = Compile(literals, regexes);
  const auto files = Files();
  EXPECT_EQ(files.size(), 2U);
  const auto read = Compile(literals, regexes);
  EXPECT_EQ(Files(), files) << "nothing was compiled again";
  EXPECT_EQ(read->compiled_bytes(), compiled->compiled_bytes());
  const std::string text = "保本微信本金绝对安全1234";
  EXPECT_EQ(FindAll(*read, text), FindAll(*compiled, text));
  EXPECT_EQ(FindAll(*read, text).size(), 5U);
}

TEST_F(CachedPatternDbTest, ReadsLiteralsWhateverPatternsTheyAreOf) {
  Compile({{1, "保本"}}, {});
  const auto files = Files();
  EXPECT_THAT(FindAll(*Compile({{9, "保本"}}, {}), "保本"), ElementsAre(PatternHit{9, {0, 6}}));
  EXPECT_EQ(Files(), files);
}

TEST_F(CachedPatternDbTest, CompilesWhatIsNew) {
  Compile({{1, "保本"}}, {{2, "ab+"}});
  EXPECT_THAT(FindAll(*Compile({{1, "保息"}}, {{2, "ab+"}}), "保息保本"),
              ElementsAre(PatternHit{1, {0, 6}}));
  EXPECT_THAT(FindAll(*Compile({{1, "保本"}}, {{2, "ab*c"}}), "abbc"),
              ElementsAre(PatternHit{2, {0, 4}}));
  EXPECT_EQ(Files().size(), 4U);
}

TEST_F(CachedPatternDbTest, TakesRegexesFromAnEarlierList) {
  const RegexSource first = {1, "ab+"};
  const RegexSource second = {2, "x{2}y"};
  Compile({}, {first, second});
  const auto earlier = Files();
  // Only what is new is compiled: a file of an earlier list that lies about its regexes is
  // believed.
  const std::vector<std::string> keys = cache().Recent("regexes");
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_THAT(FindAll(*Compile({}, {second, {3, "z+"}}), "xxy z abb"),
              UnorderedElementsAre(PatternHit{2, {0, 3}}, PatternHit{3, {4, 5}}));
  EXPECT_EQ(cache().Recent("regexes").size(), 2U);
  EXPECT_THAT(cache().Recent("no such"), IsEmpty());
  EXPECT_GT(Files().size(), earlier.size());
}

TEST_F(CachedPatternDbTest, PassesOverTornListsOfRegexes) {
  Compile({}, {{1, "ab+"}, {2, "x{2}y"}});
  const std::vector<std::string> keys = cache().Recent("regexes");
  ASSERT_EQ(keys.size(), 1U);
  const std::string whole(cache().Find(keys[0])->view());
  for (size_t size = 0; size < whole.size(); size += 1 + size / 4) {
    cache().Keep(keys[0], whole.substr(0, size));
    EXPECT_THAT(
        FindAll(*Compile({}, {{1, "ab+"}, {2, "x{2}y"}}), "xxy abb"),
        UnorderedElementsAre(PatternHit{1, {4, 6}}, PatternHit{1, {4, 7}}, PatternHit{2, {0, 3}}))
        << size;
    EXPECT_EQ(cache().Find(keys[0])->view().size(), whole.size()) << "and keeps it whole";
  }
}

TEST_F(CachedPatternDbTest, CompilesAnewWhatTheEngineDoesNotTake) {
  const std::string key = CacheKey("literals", {"保本"});
  Compile({{1, "保本"}}, {});
  ASSERT_TRUE(cache().Find(key)) << "this test writes under the key that is read";
  for (const std::string_view useless : {"", "no database", "\x00\x01\x02"}) {
    cache().Keep(key, useless);
    EXPECT_THAT(FindAll(*Compile({{1, "保本"}}, {}), "保本"), ElementsAre(PatternHit{1, {0, 6}}));
    EXPECT_GT(cache().Find(key)->view().size(), 100U) << "and keeps it";
  }
}

TEST_F(CachedPatternDbTest, RefusesTooManyBytesFromTheCacheToo) {
  Compile({{1, "保本"}}, {});
  EXPECT_THAT(PatternDb::Compile({{1, "保本"}}, {}, 16, nullptr, &cache()),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("at most 16")));
}

TEST_F(CachedPatternDbTest, RemembersGoodRegexesOnly) {
  EXPECT_THAT(CheckRegexes({"ab", "(ab"}, &cache()), ElementsAre("", Not("")));
  EXPECT_THAT(Files(), IsEmpty());
  EXPECT_THAT(CheckRegexes({"ab", "cd"}, &cache()), ElementsAre("", ""));
  EXPECT_EQ(Files().size(), 1U);
  EXPECT_THAT(CheckRegexes({"ab", "cd"}, &cache()), ElementsAre("", ""));
  EXPECT_THAT(CheckRegexes({"ab", "cd", "a*"}, &cache()), ElementsAre("", "", Not("")));
  EXPECT_THAT(CheckRegexes({"ab", "(ab"}, nullptr), ElementsAre("", Not("")));
}

TEST(CheckRegexTest, AcceptsWhatTheEngineCanDo) {
  for (const char* regex : {"保本", "本金.{0,6}(安全|不会少)", "[0-9]{4,8}", "保证.{0,4}[1-9]%",
                            "(一定|肯定)(会)?赚", "^请", "wei ?xin"}) {
    EXPECT_EQ(CheckRegex(regex), "") << regex;
  }
}

TEST(CheckRegexTest, RefusesWhatMatchesTheEmptyString) {
  for (const char* regex : {"a*", "(a|b?)", "^", "(保本)?", "\\b"}) {
    EXPECT_THAT(CheckRegex(regex), HasSubstr("empty string")) << regex;
  }
  EXPECT_EQ(CheckRegex(""), "is empty");
}

TEST(CheckRegexTest, RefusesBrokenSyntax) {
  for (const char* regex : {"(ab", "a{3,1}", "[b-a]", "*a", "a)"}) {
    EXPECT_NE(CheckRegex(regex), "") << regex;
  }
}

TEST(CheckRegexTest, RefusesConstructsThatNeedABacktracker) {
  for (const char* regex : {"(?=a)b", "(?<!不)保本", "(a)\\1", "(?>ab)c", "a++b"}) {
    EXPECT_NE(CheckRegex(regex), "") << regex;
  }
}

TEST(CheckRegexTest, RefusesWhatTheEngineWouldNotReadToItsEnd) {
  EXPECT_THAT(CheckRegex(std::string("ab\0cd", 5)), HasSubstr("NUL"));
  EXPECT_THAT(CheckRegex("ab\xFF"), HasSubstr("UTF-8"));
}

TEST(HyperscanVersionTest, BeginsWithItsNumber) {
  EXPECT_THAT(HyperscanVersion(), HasSubstr("5."));
}

}  // namespace
}  // namespace mingcha
