#include "cli/sources.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::StatusIs;
using testing::TempDir;

std::vector<std::string> NamesOf(const absl::StatusOr<std::vector<Archive>>& archives) {
  std::vector<std::string> names;
  if (!archives.ok()) return {std::string(archives.status().message())};
  for (const Archive& archive : *archives) {
    names.push_back(std::filesystem::path(archive.path).filename());
  }
  return names;
}

class FindArchivesTest : public ::testing::Test {
 protected:
  FindArchivesTest() {
    for (const char* name : {"b.jsonl", "a.jsonl.gz", "c.jsonl.zst", "notes.txt", "deep/d.jsonl"}) {
      directory_.Write(name, "12345");
    }
  }

  std::string In(const std::string& name) const { return (directory_.path() / name).string(); }

  const TempDir directory_;
};

TEST_F(FindArchivesTest, TakesTheArchivesBelowAFolderByPath) {
  EXPECT_THAT(NamesOf(FindArchives({directory_.path().string()})),
              ElementsAre("a.jsonl.gz", "b.jsonl", "c.jsonl.zst", "d.jsonl"));
}

TEST_F(FindArchivesTest, TakesFilesAsTheyAreNamedWhateverTheirNames) {
  EXPECT_THAT(NamesOf(FindArchives({In("notes.txt"), In("b.jsonl")})),
              ElementsAre("notes.txt", "b.jsonl"));
}

TEST_F(FindArchivesTest, TakesWhatAPatternMatches) {
  EXPECT_THAT(NamesOf(FindArchives({In("*.jsonl.*")})), ElementsAre("a.jsonl.gz", "c.jsonl.zst"));
}

TEST_F(FindArchivesTest, ReadsOnceWhatIsNamedTwice) {
  EXPECT_THAT(NamesOf(FindArchives({In("b.jsonl"), In("deep/../b.jsonl"), In("b*")})),
              ElementsAre("b.jsonl"));
}

TEST_F(FindArchivesTest, NamesWhatLeadsToNothing) {
  EXPECT_THAT(FindArchives({In("b.jsonl"), In("missing.jsonl")}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("missing.jsonl")));
  directory_.Write("empty/notes.txt", "");
  EXPECT_THAT(FindArchives({In("empty")}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("empty")));
}

TEST_F(FindArchivesTest, KnowsTheSizesForTheProgressBar) {
  const auto archives = FindArchives({In("b.jsonl")});
  ASSERT_TRUE(archives.ok());
  EXPECT_EQ(archives->at(0).bytes, 5U);
}

}  // namespace
}  // namespace mingcha::cli
