#include "rulepack/reporter.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(ReporterTest, QuotesTheLineOfADocumentItKnows) {
  std::vector<Diagnostic> diagnostics;
  const auto document = YamlDocument::Parse("a.yaml", "x: 1\ny: 2\n", &diagnostics);
  Reporter reporter(&diagnostics);
  reporter.Know(*document);
  reporter.Tell(Code::kDuplicateTerm, document->root().Find("y")->place, "something",
                {.note = "a note", .help = "a help"});
  reporter.Tell(Code::kMissingFile, {.file = "b.yaml"}, "not there");
  ASSERT_THAT(diagnostics, SizeIs(2));
  EXPECT_EQ(diagnostics[0].line, "y: 2");
  EXPECT_EQ(diagnostics[0].code, "duplicate-term");
  EXPECT_EQ(diagnostics[0].severity, DiagnosticSeverity::kWarning);
  EXPECT_EQ(diagnostics[0].help, "a help");
  EXPECT_THAT(diagnostics[1].line, IsEmpty());
}

TEST(ReporterTest, SuggestsTheNearestNameAndNoDistantOne) {
  std::vector<Diagnostic> diagnostics;
  Reporter reporter(&diagnostics);
  EXPECT_EQ(reporter.DidYouMean("tems", {"terms", "views"}), "did you mean \"terms\"?");
  EXPECT_EQ(reporter.DidYouMean("hihg", {"low", "medium", "high"}), "did you mean \"high\"?");
  EXPECT_EQ(reporter.DidYouMean("colour", {"terms", "views"}), "");
  EXPECT_EQ(reporter.DidYouMean("any", {}), "");
}

TEST(ReporterTest, StopsSuggestingAfterManyQuestions) {
  std::vector<Diagnostic> diagnostics;
  Reporter reporter(&diagnostics);
  for (int i = 0; i < 10'000; ++i) reporter.DidYouMean("tems", {"terms"});
  EXPECT_EQ(reporter.DidYouMean("tems", {"terms"}), "");
}

TEST(ReporterTest, NamesTheFileOfAnotherPlaceOnlyIfItIsAnother) {
  EXPECT_EQ(OtherPlace({"a.yaml", 3, 1, 1}, {"a.yaml", 9, 1, 1}), "line 3");
  EXPECT_EQ(OtherPlace({"a.yaml", 3, 1, 1}, {"b.yaml", 9, 1, 1}), "a.yaml:3");
}

}  // namespace
}  // namespace mingcha
