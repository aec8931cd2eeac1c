#include "cli/exit_code.h"

#include <algorithm>
#include <string>
#include <vector>

#include "cli/cli.h"
#include <gtest/gtest.h>

#include "support/temp_dir.h"

namespace mingcha::cli {
namespace {

TEST(WorseExitTest, TellsTheFirstThatAppliesOfFiveThreeTwoInterruptedFourOne) {
  const std::vector<int> worst_first = {5, 3, 2, 130, 4, 1, 0};
  for (size_t i = 0; i < worst_first.size(); ++i) {
    for (size_t j = i; j < worst_first.size(); ++j) {
      EXPECT_EQ(WorseExit(worst_first[i], worst_first[j]), worst_first[i]);
      EXPECT_EQ(WorseExit(worst_first[j], worst_first[i]), worst_first[i]);
    }
  }
}

TEST(ExitCodeOfTest, TellsOursFromWhatTheUserCanMend) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), kExitDone);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("")), kExitInputError);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), kExitInputError);
  EXPECT_EQ(ExitCodeOf(absl::DataLossError("")), kExitInputError);
  EXPECT_EQ(ExitCodeOf(absl::AlreadyExistsError("")), kExitInputError);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("")), kExitInternal);
}

// Runs the program's arguments with a verb of the test beside the library's.
int Exit(std::vector<std::string> arguments, const std::vector<AddVerb>& extra_verbs = {}) {
  arguments.insert(arguments.begin(), "mingcha");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  return RunCli(static_cast<int>(argv.size()), argv.data(), extra_verbs);
}

TEST(RunCliTest, ExitsWithTwoOnBadUsage) {
  EXPECT_EQ(Exit({}), kExitUsage);
  EXPECT_EQ(Exit({"nosuchverb"}), kExitUsage);
  EXPECT_EQ(Exit({"scan", "--nosuchoption"}), kExitUsage);
  EXPECT_EQ(Exit({"scan", "--jobs", "0"}), kExitUsage);
  EXPECT_EQ(Exit({"rescan"}), kExitUsage);
}

TEST(RunCliTest, ExitsWithZeroWhereHelpWasAskedFor) {
  EXPECT_EQ(Exit({"--help"}), kExitDone);
  EXPECT_EQ(Exit({"rules", "lint", "--help"}), kExitDone);
  EXPECT_EQ(Exit({"--version"}), kExitDone);
}

TEST(RunCliTest, ExitsWithWhatAnExtraVerbSays) {
  const AddVerb add_verb = [](CLI::App& app, int* exit_code) {
    app.add_subcommand("extra")->callback([exit_code] { *exit_code = 4; });
  };
  EXPECT_EQ(Exit({"extra"}, {add_verb}), 4);
}

TEST(RunCliTest, ExitsWithFiveWhenAVerbBreaksDown) {
  const AddVerb add_verb = [](CLI::App& app, int* /*exit_code*/) {
    app.add_subcommand("extra")->callback([] { throw std::runtime_error("broken"); });
  };
  EXPECT_EQ(Exit({"extra"}, {add_verb}), kExitInternal);
}

TEST(RunCliTest, ExitsWithThreeWithoutRules) {
  const testing::TempDir directory;
  EXPECT_EQ(Exit({"rules", "lint", directory.path().string()}), kExitRulesInvalid);
  EXPECT_EQ(Exit({"scan", "--rules", directory.path().string(), "/dev/null"}), kExitRulesInvalid);
}

}  // namespace
}  // namespace mingcha::cli
