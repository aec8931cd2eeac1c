#include "cli/pack_location.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::StatusIs;
using testing::TempDir;

// A source tree, its build folder and an installation, side by side.
class LocatePackTest : public ::testing::Test {
 protected:
  void AddPack(const std::string& folder) { root_.Write(folder + "/pack.yaml", "schema: 1\n"); }

  PackSearch Search(const std::string& program) const {
    return {.given = "",
            .environment = "",
            .program = root_.path() / program,
            .build_root = root_.path() / "source/build/debug",
            .source_pack = root_.path() / "source/rules/finance-cn",
            .installed_pack = root_.path() / "usr/share/mingcha/rules/finance-cn"};
  }

  const TempDir root_;
};

TEST_F(LocatePackTest, TakesWhatWasGivenWhetherItIsThereOrNot) {
  AddPack("source/rules/finance-cn");
  PackSearch search = Search("source/build/debug/bin/mingcha");
  search.given = "elsewhere";
  search.environment = "another";
  EXPECT_EQ(*LocatePack(search), "elsewhere");
}

TEST_F(LocatePackTest, TakesWhatTheEnvironmentSaysNext) {
  AddPack("source/rules/finance-cn");
  PackSearch search = Search("source/build/debug/bin/mingcha");
  search.environment = "another";
  EXPECT_EQ(*LocatePack(search), "another");
}

TEST_F(LocatePackTest, TakesTheSourceTreeWhenRunFromItsBuild) {
  AddPack("source/rules/finance-cn");
  AddPack("usr/share/mingcha/rules/finance-cn");
  EXPECT_EQ(*LocatePack(Search("source/build/debug/bin/mingcha")),
            root_.path() / "source/rules/finance-cn");
}

TEST_F(LocatePackTest, TakesThePackOfTheInstallationTheProgramBelongsTo) {
  AddPack("source/rules/finance-cn");
  AddPack("opt/mingcha/share/mingcha/rules/finance-cn");
  AddPack("usr/share/mingcha/rules/finance-cn");
  EXPECT_EQ(*LocatePack(Search("opt/mingcha/bin/mingcha")),
            root_.path() / "opt/mingcha/share/mingcha/rules/finance-cn");
}

TEST_F(LocatePackTest, FallsBackToTheConfiguredPlace) {
  AddPack("usr/share/mingcha/rules/finance-cn");
  EXPECT_EQ(*LocatePack(Search("home/bin/mingcha")),
            root_.path() / "usr/share/mingcha/rules/finance-cn");
}

TEST_F(LocatePackTest, NamesThePlacesItLookedAtWhenNoneHoldsAPack) {
  EXPECT_THAT(LocatePack(Search("home/bin/mingcha")),
              StatusIs(absl::StatusCode::kNotFound,
                       AllOf(HasSubstr("home/share/mingcha/rules"), HasSubstr("usr/share/mingcha"),
                             HasSubstr("--rules"))));
}

}  // namespace
}  // namespace mingcha::cli
