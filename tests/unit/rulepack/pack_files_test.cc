#include "rulepack/pack_files.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::StatusIs;
using testing::TempDir;

std::vector<std::string> NamesOf(const std::vector<PackFile>& files) {
  std::vector<std::string> names;
  for (const PackFile& file : files) names.push_back(file.name);
  return names;
}

PackFile File(std::string name, std::string text, std::string shown = {}) {
  return {std::move(name), std::move(shown), std::move(text)};
}

TEST(ReadPackFilesTest, TakesTheYamlFilesOfTheFolderItselfSorted) {
  const TempDir directory;
  directory.Write("rules.yaml", "b");
  directory.Write("pack.yaml", "a");
  directory.Write(".hidden.yaml", "c");
  directory.Write("README.md", "d");
  directory.Write("old/rules.yaml", "e");
  std::vector<Diagnostic> diagnostics;
  Reporter reporter(&diagnostics);
  const auto files = ReadPackFiles(directory.path(), {}, reporter);
  ASSERT_THAT(files, testing::IsOk());
  EXPECT_THAT(NamesOf(*files), ElementsAre("pack.yaml", "rules.yaml"));
  EXPECT_EQ(files->at(1).text, "b");
  EXPECT_EQ(files->at(1).shown, (directory.path() / "rules.yaml").string());
  EXPECT_THAT(diagnostics, IsEmpty());
}

TEST(ReadPackFilesTest, TakesOverridesOfThePackAndOfTheInstallation) {
  const TempDir directory;
  directory.Write("pack/pack.yaml", "a");
  directory.Write("pack/overrides/z.yaml", "b");
  directory.Write("pack/overrides/README.md", "c");
  directory.Write("here/a.yaml", "d");
  RulePack::LoadOptions options;
  options.overrides_folder = directory.path() / "here";
  std::vector<Diagnostic> diagnostics;
  Reporter reporter(&diagnostics);
  const auto files = ReadPackFiles(directory.path() / "pack", options, reporter);
  ASSERT_THAT(files, testing::IsOk());
  EXPECT_THAT(NamesOf(*files),
              ElementsAre("pack.yaml", "overrides/z.yaml", "local overrides/a.yaml"));
  EXPECT_FALSE(files->at(0).overrides);
  EXPECT_TRUE(files->at(1).overrides);
  EXPECT_TRUE(files->at(2).overrides);
  EXPECT_EQ(files->at(2).shown, (directory.path() / "here/a.yaml").string());
}

TEST(ReadPackFilesTest, RefusesAFolderWithoutAPackFile) {
  const TempDir directory;
  std::vector<Diagnostic> diagnostics;
  Reporter reporter(&diagnostics);
  EXPECT_THAT(ReadPackFiles(directory.path(), {}, reporter),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("pack.yaml")));
  EXPECT_THAT(ReadPackFiles(directory.path() / "nowhere", {}, reporter),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("nowhere")));
}

TEST(ReadPackFilesTest, TakesAFileOfExactlyTheLimit) {
  const TempDir directory;
  directory.Write("pack.yaml", "12345");
  RulePack::LoadOptions options;
  options.max_file_bytes = 5;
  std::vector<Diagnostic> diagnostics;
  Reporter reporter(&diagnostics);
  EXPECT_EQ(ReadPackFiles(directory.path(), options, reporter)->at(0).text, "12345");
  EXPECT_THAT(diagnostics, IsEmpty());
  options.max_file_bytes = 4;
  EXPECT_TRUE(ReadPackFiles(directory.path(), options, reporter)->at(0).unread);
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].code, "file-too-large");
}

TEST(DigestOfTest, ChangesWithNamesBytesAndTheBorderBetweenFiles) {
  const std::string one = DigestOf({File("a.yaml", "x"), File("b.yaml", "y")});
  EXPECT_THAT(one, HasSubstr("sha256:"));
  EXPECT_EQ(one.size(), 7 + 64U);
  EXPECT_EQ(one, DigestOf({File("a.yaml", "x", "elsewhere/a.yaml"), File("b.yaml", "y")}))
      << "where the pack stands does not matter";
  EXPECT_NE(one, DigestOf({File("a.yaml", "x"), File("c.yaml", "y")}));
  EXPECT_NE(one, DigestOf({File("a.yaml", "xb.yaml"), File("", "y")}));
  EXPECT_NE(one, DigestOf({File("a.yaml", "xy"), File("b.yaml", "")}));
}

}  // namespace
}  // namespace mingcha
