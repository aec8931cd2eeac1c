// Packs that are read from the cache of compiled patterns.

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/rule_pack.h"

#include "base/log.h"
#include "rulepack/compiled_pack.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using testing::IsOk;
using testing::ReadFile;
using testing::StatusIs;
using testing::TempDir;

constexpr std::string_view kPack = R"(schema: 1
name: small
version: "1"
title: 测试
owner: test
time_zone: "+08:00"
)";

class PackCacheTest : public ::testing::Test {
 protected:
  PackCacheTest() { WriteRules("承诺保本", "保本", "本金.{0,6}安全"); }

  void WriteRules(const std::string& title, const std::string& term,
                  const std::string& regex) const {
    directory_.Write("pack/pack.yaml", kPack);
    directory_.Write("pack/rules.yaml", R"(schema: 1
rules:
  - id: mkt.some.rule
    title: )" + title + R"(
    status: draft
    severity: high
    speaker: [agent]
    patterns:
      words: {terms: [)" + term + R"(], views: [compact]}
      gap: {regex: ')" + regex + R"('}
)");
  }

  absl::StatusOr<std::shared_ptr<const RulePack>> Load() {
    RulePack::LoadOptions options;
    options.cache_folder = cache();
    return RulePack::Load(directory_.path() / "pack", options, &diagnostics_);
  }

  // What a pack finds in a text, in every view.
  static std::vector<PatternHit> FindIn(const RulePack& pack, std::string_view text) {
    std::vector<PatternHit> hits;
    for (const auto& db : pack.compiled().dbs) {
      if (db == nullptr) continue;
      auto scratch = PatternDb::Scratch::For({db.get()});
      EXPECT_TRUE(scratch.ok());
      EXPECT_TRUE(db->FindAll(text, *scratch, 1000, &hits));
    }
    return hits;
  }

  std::map<fs::path, std::string> Files() const {
    std::map<fs::path, std::string> files;
    for (const auto& entry : fs::directory_iterator(cache())) {
      files.emplace(entry.path(), ReadFile(entry.path()));
    }
    return files;
  }

  fs::path cache() const { return directory_.path() / "cache"; }

  std::vector<Diagnostic> diagnostics_;

 private:
  const TempDir directory_;
};

TEST_F(PackCacheTest, FindsTheSameFromTheCache) {
  const auto compiled = Load();
  ASSERT_THAT(compiled, IsOk());
  const auto files = Files();
  const auto read = Load();
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(Files(), files);
  const auto hits = FindIn(**read, "保本,本金绝对安全");
  EXPECT_EQ(hits, FindIn(**compiled, "保本,本金绝对安全"));
  EXPECT_EQ(hits.size(), 3U);
  EXPECT_EQ((*read)->compiled_bytes(), (*compiled)->compiled_bytes());
}

TEST_F(PackCacheTest, CompilesOnlyWhatChanged) {
  ASSERT_THAT(Load(), IsOk());
  const auto files = Files();
  WriteRules("承诺本金安全", "保本", "本金.{0,6}安全");
  ASSERT_THAT(Load(), IsOk());
  EXPECT_EQ(Files(), files) << "a title is not compiled";

  WriteRules("承诺保本", "保息", "本金.{0,6}安全");
  const auto pack = Load();
  ASSERT_THAT(pack, IsOk());
  EXPECT_EQ(Files().size(), files.size() + 2) << "the literals of both views, and no regex";
  EXPECT_EQ(FindIn(**pack, "保本").size(), 0U);
  EXPECT_EQ(FindIn(**pack, "保息").size(), 2U);
}

TEST_F(PackCacheTest, TellsWhatIsWrongThoughTheRestIsThere) {
  ASSERT_THAT(Load(), IsOk());
  WriteRules("承诺保本", "保本", "本金.{0,6}(安全");
  EXPECT_THAT(Load(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 error")));
  WriteRules("承诺保本", "保本", "(.{1,900}a){90}");
  EXPECT_THAT(Load(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 error")));
  EXPECT_THAT(Load(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 error")));
}

TEST_F(PackCacheTest, OutlivesDamage) {
  SetLogLevel(LogLevel::kError);
  ASSERT_THAT(Load(), IsOk());
  const auto files = Files();
  for (const auto& [path, bytes] : files) {
    std::string damaged = bytes;
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x10);
    fs::resize_file(path, 0);
    std::ofstream(path, std::ios::binary) << damaged;
  }
  const auto pack = Load();
  ASSERT_THAT(pack, IsOk());
  EXPECT_EQ(FindIn(**pack, "保本,本金绝对安全").size(), 3U);
  EXPECT_EQ(Files(), files) << "what was damaged was made anew";
  SetLogLevel(LogLevel::kInfo);
}

TEST_F(PackCacheTest, DoesWithoutAFolder) {
  std::ofstream(cache()) << "a file stands where the folder should be";
  const auto pack = Load();
  ASSERT_THAT(pack, IsOk());
  EXPECT_EQ(FindIn(**pack, "保本").size(), 2U);
  EXPECT_TRUE(diagnostics_.empty() || !HasErrors(diagnostics_));
}

TEST_F(PackCacheTest, IsNotTouchedByLint) {
  RulePack::LoadOptions options;
  options.cache_folder = cache();
  options.compile_patterns = false;
  EXPECT_THAT(RulePack::Load(cache().parent_path() / "pack", options, &diagnostics_), IsOk());
  EXPECT_FALSE(fs::exists(cache()));
}

}  // namespace
}  // namespace mingcha
