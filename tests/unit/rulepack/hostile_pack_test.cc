// Rule files that were written to hang or exhaust whoever loads them: each is refused, and told
// why.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/diagnostic.h"
#include "mingcha/rule_pack.h"

#include "support/small_pack.h"

namespace mingcha {
namespace {

using ::testing::Contains;
using ::testing::Field;

constexpr const char* kHead = R"(schema: 1
rules:
  - id: mkt.hostile.rule
    title: 检查
    status: draft
    severity: low
    speaker: any
)";

struct Loaded {
  absl::Status status;
  std::vector<Diagnostic> diagnostics;
  std::shared_ptr<const RulePack> pack;
};

Loaded Load(const std::string& rules, const RulePack::LoadOptions& options = {}) {
  const testing::TempDir directory;
  Loaded loaded;
  auto pack =
      RulePack::Load(testing::WriteSmallPack(directory, rules), options, &loaded.diagnostics);
  loaded.status = pack.status();
  if (pack.ok()) loaded.pack = *pack;
  return loaded;
}

Loaded LoadRegex(const std::string& regex) {
  return Load(std::string(kHead) + "    patterns: {words: {regex: '" + regex + "'}}\n");
}

void ExpectRefused(const Loaded& loaded, const std::string& code) {
  EXPECT_FALSE(loaded.status.ok());
  EXPECT_THAT(loaded.diagnostics, Contains(Field(&Diagnostic::code, code)));
}

TEST(HostilePackTest, IsRefusedForRepeatsInRepeats) {
  ExpectRefused(LoadRegex("(a{1,1000}){1,1000}"), "regex-too-complex");
  ExpectRefused(LoadRegex("((a{1,30}){1,30}){1,30}"), "regex-too-complex");
  ExpectRefused(LoadRegex("((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})"),
                "regex-too-complex");
}

TEST(HostilePackTest, IsRefusedForARepeatWithoutMeasure) {
  ExpectRefused(LoadRegex("保.{0,99999999999999999999}本"), "regex-too-complex");
  ExpectRefused(LoadRegex("保{4294967295}本"), "regex-too-complex");
}

TEST(HostilePackTest, IsRefusedForRepeatsOfWholeScripts) {
  ExpectRefused(LoadRegex("\\p{L}{1,100}保"), "regex-too-complex");
  ExpectRefused(LoadRegex("[\\p{L}x]{1,100}保"), "regex-too-complex");
  ExpectRefused(LoadRegex("\\P{Han}{1,100}保"), "regex-too-complex");
}

TEST(HostilePackTest, IsRefusedForGroupsInGroups) {
  ExpectRefused(LoadRegex(std::string(1000, '(') + "a" + std::string(1000, ')')),
                "regex-unsupported");
}

TEST(HostilePackTest, IsRefusedForTooManyDearRegexes) {
  std::string rules = std::string(kHead) + "    patterns:\n      gaps:\n        regex:\n";
  for (int i = 0; i < 500; ++i) {
    rules += "          - '本金[^x]{0,400}安全" + std::to_string(i) + "'\n";
  }
  ExpectRefused(Load(rules), "pack-too-large");
}

TEST(HostilePackTest, IsRefusedForDepth) {
  ExpectRefused(Load("schema: 1\nrules: " + std::string(100'000, '[')), "yaml-depth");
  std::string nested = "schema: 1\nrules:\n";
  for (int depth = 0; depth < 500; ++depth) nested += std::string(depth + 1, ' ') + "a:\n";
  ExpectRefused(Load(nested), "yaml-depth");
}

TEST(HostilePackTest, IsRefusedForAliasesThatWouldMultiply) {
  std::string rules = "schema: 1\na0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string name = "a" + std::to_string(i);
    const std::string before = "*a" + std::to_string(i - 1);
    rules += name + ": &" + name + " [" + before + ", " + before + "]\n";
  }
  ExpectRefused(Load(rules), "yaml-alias");
}

TEST(HostilePackTest, IsRefusedForAFileThatIsTooLargeWithoutReadingIt) {
  RulePack::LoadOptions options;
  options.max_file_bytes = 4096;
  ExpectRefused(Load(std::string(kHead) + std::string(1'000'000, ' '), options), "file-too-large");
}

TEST(HostilePackTest, IsRefusedForMoreRulesThanAreTaken) {
  RulePack::LoadOptions options;
  options.max_rules = 20;
  std::string rules = "schema: 1\nrules:\n";
  for (int i = 0; i < 21; ++i) {
    rules += "  - {id: mkt.many.rule" + std::to_string(i) +
             ", title: 检查, status: draft, severity: low, speaker: any, patterns: {w: {terms: "
             "[保本]}}}\n";
  }
  const Loaded loaded = Load(rules, options);
  EXPECT_TRUE(absl::IsResourceExhausted(loaded.status)) << loaded.status;
  EXPECT_THAT(loaded.diagnostics, Contains(Field(&Diagnostic::code, "pack-too-large")));
}

// Invented words: four of a hundred characters.
std::string Word(uint32_t number) {
  constexpr uint32_t kFirst = 0x4e10;
  std::string word;
  for (int i = 0; i < 4; ++i) {
    const uint32_t c = kFirst + 7 * (number % 100);
    word += static_cast<char>(0xe0 | (c >> 12));
    word += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    word += static_cast<char>(0x80 | (c & 0x3f));
    number = number / 100 + 13 * static_cast<uint32_t>(i) + 1;
  }
  return word;
}

TEST(HostilePackTest, IsLoadedWhereItIsMerelyLarge) {
  constexpr int kRules = 400;
  std::string rules = "schema: 1\nrules:\n";
  for (uint32_t i = 0; i < kRules; ++i) {
    rules += "  - id: mkt.many.rule" + std::to_string(i) +
             "\n    title: 检查\n    status: test\n    severity: low\n    speaker: any\n"
             "    patterns:\n      words: {terms: [" +
             Word(i) + "甲, " + Word(i) + "乙, " + Word(i) +
             "丙], views: [compact, shape, sound]}\n";
  }
  const Loaded loaded = Load(rules);
  ASSERT_TRUE(loaded.status.ok()) << loaded.status;
  EXPECT_EQ(loaded.pack->rule_count(), static_cast<size_t>(kRules));
  EXPECT_LT(loaded.pack->compiled_bytes(), size_t{16} << 20);
}

}  // namespace
}  // namespace mingcha
