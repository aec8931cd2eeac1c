#include "cli/sarif.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace mingcha::cli {
namespace {

Diagnostic Warning() {
  Diagnostic diagnostic;
  diagnostic.severity = DiagnosticSeverity::kWarning;
  diagnostic.code = "covered-term";
  diagnostic.place = {"rules/我的 包/a.yaml", 12, 7, 4};
  diagnostic.message = "\"保本保息\" finds nothing more";
  diagnostic.note = "it stands in line 3";
  diagnostic.help = "take it out";
  return diagnostic;
}

Json LogOf(const std::vector<Diagnostic>& diagnostics) {
  const absl::StatusOr<Json> log = ParseJson(SarifLog(diagnostics));
  EXPECT_TRUE(log.ok());
  EXPECT_EQ((*log)["version"], "2.1.0");
  EXPECT_EQ((*log)["runs"].size(), 1U);
  return (*log)["runs"][0];
}

TEST(SarifLogTest, NamesTheProgramAndEachCodeOnce) {
  const Json run = LogOf({});
  EXPECT_EQ(run["tool"]["driver"]["name"], "mingcha");
  std::set<std::string> ids;
  for (const Json& rule : run["tool"]["driver"]["rules"]) {
    EXPECT_TRUE(ids.insert(rule["id"].get<std::string>()).second) << rule["id"];
  }
  EXPECT_TRUE(ids.contains("yaml-syntax"));
  EXPECT_TRUE(ids.contains("dead-rule"));
  EXPECT_TRUE(run["results"].is_array());
  EXPECT_TRUE(run["results"].empty());
}

TEST(SarifLogTest, TellsADiagnosticAtItsPlace) {
  const Json run = LogOf({Warning()});
  ASSERT_EQ(run["results"].size(), 1U);
  const Json& result = run["results"][0];
  EXPECT_EQ(result["ruleId"], "covered-term");
  EXPECT_EQ(run["tool"]["driver"]["rules"][result["ruleIndex"].get<size_t>()]["id"],
            "covered-term");
  EXPECT_EQ(result["level"], "warning");
  EXPECT_EQ(result["message"]["text"],
            "\"保本保息\" finds nothing more (it stands in line 3). Help: take it out.");
  const Json& place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "rules/%E6%88%91%E7%9A%84%20%E5%8C%85/a.yaml");
  EXPECT_EQ(place["region"]["startLine"], 12);
  EXPECT_EQ(place["region"]["startColumn"], 7);
  EXPECT_EQ(place["region"]["endColumn"], 11);
  EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
}

TEST(SarifLogTest, ShowsWhatIsAboutAWholeFileAtItsFirstLine) {
  Diagnostic diagnostic = Warning();
  diagnostic.place = {"/packs/basis.yaml", 0, 0, 0};
  const Json run = LogOf({diagnostic});
  const Json& place = run["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "file:///packs/basis.yaml");
  EXPECT_EQ(place["region"]["startLine"], 1);
}

TEST(SarifLogTest, KeepsTheLevelsApart) {
  Diagnostic note = Warning();
  note.severity = DiagnosticSeverity::kNote;
  Diagnostic error = Warning();
  error.severity = DiagnosticSeverity::kError;
  const Json run = LogOf({note, error});
  EXPECT_EQ(run["results"][0]["level"], "note");
  EXPECT_EQ(run["results"][1]["level"], "error");
}

}  // namespace
}  // namespace mingcha::cli
