#include "authoring/rule_scaffold.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mingcha/rule_pack.h"

#include "authoring/rule_tests.h"
#include "authoring/scaffold_text.h"
#include "support/small_pack.h"

namespace mingcha {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kRules = R"(schema: 1

# What stands here stays here.
topics:
  - id: license
    title: 资质
    patterns: {asks: {terms: [有备案吗]}, number: {terms: [备案号]}}
    ask: asks
    satisfied_by: number

rules:
  - id: mkt.a.principal
    title: 保本
    status: draft
    severity: high
    speaker: [agent]
    patterns: {keeps: {terms: [保本]}}   # a comment at its place
)";

class AddRuleTest : public ::testing::Test {
 protected:
  AddRuleTest() : folder_(testing::WriteSmallPack(directory_, kRules)) {}

  absl::StatusOr<Scaffold> Add(const ScaffoldOptions& options) {
    return AddRule(folder_, options, &diagnostics_);
  }
  std::string Text(const std::string& name) const { return testing::ReadFile(folder_ / name); }

  // The report of all proofs of the pack as it is now.
  ProofReport Proofs() {
    std::vector<Diagnostic> diagnostics;
    const auto pack = RulePack::Load(folder_, &diagnostics);
    EXPECT_TRUE(pack.ok()) << pack.status();
    return pack.ok() ? RunProofs(*pack) : ProofReport();
  }

  const testing::TempDir directory_;
  const std::filesystem::path folder_;
  std::vector<Diagnostic> diagnostics_;
};

TEST_F(AddRuleTest, PutsTheRuleIntoTheFileOfItsFamilyAndKeepsTheOtherLines) {
  const auto scaffold = Add({.id = "mkt.a.gift", .title = "送米", .terms = {"送大米", "送面粉"}});
  ASSERT_TRUE(scaffold.ok()) << scaffold.status();
  EXPECT_EQ(scaffold->file, folder_ / "rules.yaml");
  EXPECT_FALSE(scaffold->new_file);
  const std::string text = Text("rules.yaml");
  EXPECT_THAT(text, StartsWith(kRules));
  EXPECT_THAT(text, HasSubstr("\n\n  - id: mkt.a.gift\n    title: 送米\n    status: draft\n"));
  size_t lines = 1;
  for (size_t i = 0; i < text.find("- id: mkt.a.gift"); ++i) lines += text[i] == '\n';
  EXPECT_EQ(scaffold->line, lines);
}

TEST_F(AddRuleTest, BringsProofsThatPass) {
  ASSERT_TRUE(Add({.id = "mkt.a.gift", .terms = {"送大米"}}).ok());
  ASSERT_TRUE(Add({.id = "mkt.a.without_words"}).ok());
  ASSERT_TRUE(Add({.id = "evs.dodge", .kind = RuleKind::kQa, .terms = {"老平台"}}).ok());
  const ProofReport report = Proofs();
  for (const ProofFailure& failure : report.failures) {
    ADD_FAILURE() << failure.rule_id << " " << failure.subject << ": " << failure.reason;
  }
  EXPECT_EQ(report.rules, 3U);
  EXPECT_EQ(report.cases, 2U);
}

TEST_F(AddRuleTest, MakesAFileForTheFirstOfItsKind) {
  const auto scaffold = Add({.id = "fraud.cust.code.given", .terms = {"给他了"}});
  ASSERT_TRUE(scaffold.ok()) << scaffold.status();
  EXPECT_TRUE(scaffold->new_file);
  EXPECT_EQ(scaffold->file, folder_ / "fraud.cust.code.yaml");
  EXPECT_THAT(Text("fraud.cust.code.yaml"), StartsWith("schema: 1\n\nrules:\n  - id: fraud"));
  EXPECT_THAT(Text("fraud.cust.code.yaml"), HasSubstr("speaker: [customer]"));
  EXPECT_EQ(Text("rules.yaml"), kRules);
}

TEST_F(AddRuleTest, PutsTheRuleInFrontOfWhatComesBehindTheRules) {
  directory_.Write("pack/mkt.b.yaml",
                   "schema: 1\nrules:\n- id: mkt.b.one\n  title: 一\n  status: draft\n"
                   "  severity: low\n  speaker: any\n  patterns: {a: {terms: [第一]}}\n\n"
                   "# Of the patterns.\npatterns:\n  shared: {terms: [共用]}\n");
  ASSERT_TRUE(Add({.id = "mkt.b.two", .terms = {"第二"}}).ok());
  const std::string text = Text("mkt.b.yaml");
  EXPECT_THAT(text, HasSubstr("terms: [第一]}}\n\n- id: mkt.b.two\n  title:"));
  EXPECT_THAT(text, EndsWith("\n\n# Of the patterns.\npatterns:\n  shared: {terms: [共用]}\n"));
  EXPECT_THAT(Proofs().failures, IsEmpty());
}

TEST_F(AddRuleTest, KeepsTheLineEndsOfTheFile) {
  directory_.Write(
      "pack/mkt.b.yaml",
      "schema: 1\r\nrules:\r\n  - id: mkt.b.one\r\n    title: 一\r\n    status: draft\r\n"
      "    severity: low\r\n    speaker: any\r\n    patterns: {a: {terms: [第一]}}");
  ASSERT_TRUE(Add({.id = "mkt.b.two", .terms = {"第二"}}).ok());
  std::string text = Text("mkt.b.yaml");
  EXPECT_THAT(text, HasSubstr("[第一]}}\r\n\r\n  - id: mkt.b.two\r\n"));
  for (size_t at; (at = text.find("\r\n")) != std::string::npos;) text.erase(at, 2);
  EXPECT_THAT(text, Not(HasSubstr("\n")));
}

TEST_F(AddRuleTest, RefusesIdsThatExistOrAreMalformed) {
  EXPECT_EQ(Add({.id = "mkt.a.principal"}).status().code(), absl::StatusCode::kAlreadyExists);
  for (const char* id : {"", "mkt", "Mkt.a", "mkt..a", ".mkt", "mkt.", "mkt.a b", "mkt.a: b",
                         "mkt.甲", "other.family", "system.mine"}) {
    EXPECT_EQ(Add({.id = id}).status().code(), absl::StatusCode::kInvalidArgument) << id;
  }
  EXPECT_EQ(Text("rules.yaml"), kRules);
}

TEST_F(AddRuleTest, RefusesWhatWouldBreakThePack) {
  EXPECT_EQ(Add({.id = "evs.dodge", .kind = RuleKind::kQa, .topic = "nothing"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Add({.id = "mkt.a.gift", .file = "../mkt.yaml"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Add({.id = "mkt.a.gift", .file = "policy.yaml"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  const auto empty_term = Add({.id = "mkt.a.gift", .terms = {""}});
  EXPECT_EQ(empty_term.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(HasErrors(diagnostics_));
  EXPECT_EQ(Text("rules.yaml"), kRules);
}

TEST_F(AddRuleTest, RefusesAPackThatIsBrokenAndAFolderThatIsNone) {
  directory_.Write("pack/broken.yaml", "schema: 1\nrules:\n  - nonsense: 1\n");
  EXPECT_EQ(Add({.id = "mkt.a.gift"}).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(HasErrors(diagnostics_));
  EXPECT_EQ(AddRule(directory_.path(), {.id = "mkt.a.gift"}, &diagnostics_).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(AddRuleTest, RefusesRulesWrittenOnOneLine) {
  directory_.Write("pack/mkt.b.yaml", "schema: 1\nrules: []\n");
  EXPECT_EQ(Add({.id = "mkt.b.two"}).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(YamlScalarTest, QuotesWhatWouldNotBeReadAsItStands) {
  EXPECT_EQ(YamlScalar("送大米"), "送大米");
  EXPECT_EQ(YamlScalar("微信a1"), "微信a1");
  for (const char* text : {"", "a: b", "#1", "- a", "true", "12", "[a]", "a\"b", "保 本", "*"}) {
    EXPECT_THAT(YamlScalar(text), StartsWith("\"")) << text;
  }
}

}  // namespace
}  // namespace mingcha
