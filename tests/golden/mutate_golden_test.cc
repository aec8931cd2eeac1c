// What `rules mutate` tells of a small pack, kept as data: two tables, what got away, and the same
// one JSON object a line.

#include <filesystem>
#include <memory>
#include <string>

#include "cli/rules_mutate_output.h"
#include <gtest/gtest.h>

#include "authoring/mutate/rule_mutation.h"
#include "support/golden.h"
#include "support/small_pack.h"

namespace mingcha::cli {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(MINGCHA_SOURCE_DIR) / "tests/golden/mutate";

std::string Without(std::string text, const std::string& prefix) {
  for (size_t at; (at = text.find(prefix)) != std::string::npos;) text.erase(at, prefix.size());
  return text;
}

TEST(MutateGoldenTest, TellsWhatIsExpected) {
  const testing::TempDir directory;
  const auto pack = testing::LoadSmallPack(directory, testing::ReadFile(kFolder / "rules.yaml"));
  ASSERT_NE(pack, nullptr);
  const MutationOptions options;
  const MutationReport report = MutateRules(pack, options);
  const std::string folder = (directory.path() / "pack").string() + "/";

  const std::string text = MutationText(report, options.kinds, /*with_missed=*/true) + "\n" +
                           MutationSummary(report) + "\n";
  testing::ExpectGolden(Without(text, folder), kFolder / "expected.txt");
  const std::string lines = MutationLines(report, options.kinds, /*with_missed=*/true);
  testing::ExpectGolden(Without(lines, folder), kFolder / "expected.jsonl");
}

}  // namespace
}  // namespace mingcha::cli
