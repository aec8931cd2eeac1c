#include "cli/result_folder.h"

#include <filesystem>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha::cli {
namespace {

using ::testing::HasSubstr;
using testing::IsOk;
using testing::ReadFile;
using testing::StatusIs;
using testing::TempDir;

void WriteAll(const ResultFolder& folder, const std::string& line) {
  for (const char* name :
       {kFindingsFile, kTicketsFile, kSkippedFile, kMeasuresFile, kSummaryFile}) {
    absl::StatusOr<LineWriter> file = folder.Create(name);
    ASSERT_THAT(file, IsOk());
    file->WriteLine(line);
    ASSERT_THAT(file->Close(), IsOk());
  }
}

size_t EntriesOf(const std::filesystem::path& folder) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST(ResultFolderTest, PublishesEverythingAtOnce) {
  const TempDir directory;
  const std::filesystem::path out = directory.path() / "new/out";
  {
    auto folder = ResultFolder::Open(out, /*force=*/false);
    ASSERT_THAT(folder, IsOk());
    WriteAll(**folder, "one");
    EXPECT_FALSE(std::filesystem::exists(out / kFindingsFile));
    ASSERT_THAT((*folder)->Publish(), IsOk());
  }
  EXPECT_EQ(ReadFile(out / kSummaryFile), "one\n");
  EXPECT_EQ(EntriesOf(out), 5U) << "what was only needed meanwhile is gone";
}

TEST(ResultFolderTest, LeavesNothingOfARunThatWasNotPublished) {
  const TempDir directory;
  {
    auto folder = ResultFolder::Open(directory.path(), /*force=*/false);
    ASSERT_THAT(folder, IsOk());
    WriteAll(**folder, "one");
  }
  EXPECT_EQ(EntriesOf(directory.path()), 0U);
}

TEST(ResultFolderTest, RefusesToReplaceResultsUnlessForced) {
  const TempDir directory;
  directory.Write(kFindingsFile, "old\n");
  EXPECT_THAT(ResultFolder::Open(directory.path(), /*force=*/false),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--force")));
  auto folder = ResultFolder::Open(directory.path(), /*force=*/true);
  ASSERT_THAT(folder, IsOk());
  EXPECT_EQ(ReadFile(directory.path() / kFindingsFile), "old\n") << "until the new ones are whole";
  WriteAll(**folder, "new");
  ASSERT_THAT((*folder)->Publish(), IsOk());
  EXPECT_EQ(ReadFile(directory.path() / kFindingsFile), "new\n");
}

TEST(ResultFolderTest, RefusesAFolderThatAnotherRunIsWritingTo) {
  const TempDir directory;
  const auto first = ResultFolder::Open(directory.path(), /*force=*/false);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(ResultFolder::Open(directory.path(), /*force=*/false),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("another")));
}

TEST(ResultFolderTest, ClearsAwayWhatAKilledRunLeft) {
  const TempDir directory;
  directory.Write(".rescan/scratch.db", "left behind");
  const auto folder = ResultFolder::Open(directory.path(), /*force=*/false);
  ASSERT_THAT(folder, IsOk());
  EXPECT_FALSE(std::filesystem::exists((*folder)->Unpublished("scratch.db")));
}

TEST(ResultFolderTest, RefusesAFileInThePlaceOfTheFolder) {
  const TempDir directory;
  const auto file = directory.Write("out", "a file");
  EXPECT_THAT(ResultFolder::Open(file, /*force=*/false),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("out")));
}

TEST(LineWriterTest, TellsThatTheDiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full here";
  absl::StatusOr<LineWriter> file = LineWriter::Create("/dev/full");
  ASSERT_THAT(file, IsOk());
  file->WriteLine("a line");
  EXPECT_THAT(file->Close(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("/dev/full")));
}

}  // namespace
}  // namespace mingcha::cli
