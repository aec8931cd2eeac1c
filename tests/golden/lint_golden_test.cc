// What the author of a broken pack is told, kept as data: one folder under tests/golden/lint a
// fault.
//
// A folder is named <code> or <code>.<what-it-shows>. Its files are laid over those of base/, the
// pack is linted as of 2019-06-01 (local changes: on 2026-06-01), and what is told must be what
// stands in `expected`. A file `setup` says what cannot be said by files: `remove NAME`, `dangling
// NAME` (a link that leads nowhere), `baseline NAME` (a recorded one), or a limit and its value.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/diagnostic.h"
#include "mingcha/rule_pack.h"

#include "authoring/baseline.h"
#include "authoring/lint/pack_linter.h"
#include "rulepack/diagnostic_codes.h"
#include "support/golden.h"
#include "support/temp_dir.h"
#include "yaml/yaml_document.h"

namespace mingcha {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

const fs::path kLintFolder = fs::path(MINGCHA_SOURCE_DIR) / "tests/golden/lint";

std::vector<std::string> CaseNames() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(kLintFolder)) {
    const std::string name = entry.path().filename().string();
    if (name != "base") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

void CopyFiles(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    const std::string name = entry.path().filename().string();
    if (name == "expected" || name == "setup" || name == "baseline.json") continue;
    if (entry.is_directory()) {
      CopyFiles(entry.path(), to / name);
      continue;
    }
    fs::copy_file(entry.path(), to / name, fs::copy_options::overwrite_existing);
  }
}

// A pack laid out, and how it is linted.
struct Prepared {
  LintOptions options;
  std::optional<Baseline> baseline;
};

Baseline BaselineFrom(const fs::path& path) {
  absl::StatusOr<Baseline> baseline = ParseBaseline(testing::ReadFile(path));
  EXPECT_TRUE(baseline.ok()) << baseline.status();
  return baseline.ok() ? *std::move(baseline) : Baseline();
}

Prepared SetUp(const fs::path& golden, const fs::path& pack) {
  Prepared prepared;
  prepared.options.as_of = std::chrono::sys_days(std::chrono::year(2019) / 6 / 1);
  RulePack::LoadOptions& load = prepared.options.load;
  load.today = std::chrono::year(2026) / std::chrono::June / 1;
  const std::map<std::string, size_t*> limits = {{"max_file_bytes", &load.max_file_bytes},
                                                 {"max_files", &load.max_files},
                                                 {"max_rules", &load.max_rules},
                                                 {"max_terms", &load.max_terms}};
  std::istringstream lines(testing::ReadFile(golden / "setup"));
  for (std::string verb, what; lines >> verb >> what;) {
    if (verb == "remove") {
      fs::remove(pack / what);
    } else if (verb == "dangling") {
      fs::create_symlink("nowhere", pack / what);
    } else if (verb == "baseline") {
      prepared.baseline = BaselineFrom(golden / what);
    } else {
      *limits.at(verb) = std::stoul(what);
    }
  }
  return prepared;
}

struct Linted {
  std::string told;  // With file names below the pack's folder.
  absl::Status status;
};

Linted Lint(const std::string& name) {
  const testing::TempDir directory;
  const fs::path pack = directory.path() / "pack";
  CopyFiles(kLintFolder / "base", pack);
  CopyFiles(kLintFolder / name, pack);
  Prepared prepared = SetUp(kLintFolder / name, pack);
  if (prepared.baseline) prepared.options.baseline = &*prepared.baseline;

  const LintReport report = LintPack(pack, prepared.options);
  Linted linted;
  linted.status = report.status;
  for (const Diagnostic& diagnostic : report.diagnostics) {
    linted.told += FormatDiagnostic(diagnostic);
  }
  for (const std::string& prefix : {pack.string() + "/", directory.path().string() + "/"}) {
    for (size_t at; (at = linted.told.find(prefix)) != std::string::npos;) {
      linted.told.erase(at, prefix.size());
    }
  }
  return linted;
}

class LintGoldenTest : public ::testing::TestWithParam<std::string> {};

TEST_P(LintGoldenTest, TellsWhatIsExpected) {
  const Linted linted = Lint(GetParam());
  testing::ExpectGolden(linted.told, kLintFolder / GetParam() / "expected");
  const bool has_error = linted.told.find(": error[") != std::string::npos;
  EXPECT_EQ(linted.status.ok(), !has_error) << linted.status.ToString();
}

std::string TestName(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Packs, LintGoldenTest, ::testing::ValuesIn(CaseNames()), TestName);

TEST(LintTest, FindsNothingWrongInTheBasePack) { EXPECT_EQ(Lint("base").told, ""); }

std::vector<std::string> AllCodes() {
  std::vector<std::string> codes(kYamlDiagnosticCodes.begin(), kYamlDiagnosticCodes.end());
  for (const CodeInfo& info : kRuleDiagnosticCodes) codes.emplace_back(info.name);
  return codes;
}

TEST(LintTest, HasAGoldenFileForEachCode) {
  // It takes a file of more than a megabyte; YamlDocumentTest shows it.
  const std::set<std::string> shown_elsewhere = {"yaml-size"};
  for (const std::string& code : AllCodes()) {
    if (shown_elsewhere.contains(code)) continue;
    EXPECT_THAT(testing::ReadFile(kLintFolder / code / "expected"), HasSubstr("[" + code + "]"))
        << "tests/golden/lint/" << code << " must show what " << code << " tells";
  }
}

TEST(LintTest, HasEachCodeExplainedForAuthors) {
  for (const char* name : {"rules/AUTHORING.md", "rules/AUTHORING.zh-CN.md"}) {
    const std::string guide = testing::ReadFile(fs::path(MINGCHA_SOURCE_DIR) / name);
    for (const std::string& code : AllCodes()) {
      EXPECT_THAT(guide, HasSubstr("| `" + code + "` |")) << name << " does not explain it";
    }
  }
}

}  // namespace
}  // namespace mingcha
