#include "mingcha/diagnostic.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

Diagnostic At(std::string file, uint32_t line, uint32_t column, std::string code) {
  Diagnostic diagnostic;
  diagnostic.place = {std::move(file), line, column, 1};
  diagnostic.code = std::move(code);
  diagnostic.message = "says what is wrong";
  return diagnostic;
}

TEST(SortDiagnosticsTest, SortsByPlaceAndTakesOutWhatIsSaidTwice) {
  std::vector<Diagnostic> diagnostics = {At("b.yaml", 1, 1, "x"), At("a.yaml", 10, 1, "x"),
                                         At("a.yaml", 9, 7, "y"), At("a.yaml", 9, 7, "x"),
                                         At("a.yaml", 10, 1, "x")};
  SortDiagnostics(&diagnostics);
  ASSERT_EQ(diagnostics.size(), 4U);
  EXPECT_EQ(diagnostics[0].code, "x");
  EXPECT_EQ(diagnostics[0].place.line, 9U);
  EXPECT_EQ(diagnostics[1].code, "y");
  EXPECT_EQ(diagnostics[2].place.line, 10U);
  EXPECT_EQ(diagnostics[3].place.file, "b.yaml");
}

TEST(HasErrorsTest, IsNotMovedByWarningsAndNotes) {
  Diagnostic warning = At("a.yaml", 1, 1, "x");
  warning.severity = DiagnosticSeverity::kWarning;
  EXPECT_FALSE(HasErrors({}));
  EXPECT_FALSE(HasErrors({warning}));
  EXPECT_TRUE(HasErrors({warning, At("a.yaml", 2, 1, "y")}));
}

TEST(FormatDiagnosticTest, PutsTheCaretsUnderTheWord) {
  Diagnostic diagnostic = At("rules/divert.yaml", 18, 11, "duplicate-term");
  diagnostic.severity = DiagnosticSeverity::kWarning;
  diagnostic.place.width = 2;
  diagnostic.message = "\"WX\" is matched as \"wx\"";
  diagnostic.note = "stands here already";
  diagnostic.help = "remove it";
  diagnostic.line = "terms: [wx, WX]";
  diagnostic.place.column = 13;
  EXPECT_EQ(FormatDiagnostic(diagnostic),
            "rules/divert.yaml:18:13: warning[duplicate-term]: \"WX\" is matched as \"wx\"\n"
            "   18 | terms: [wx, WX]\n"
            "      |             ^^ stands here already\n"
            "  help: remove it\n");
}

TEST(FormatDiagnosticTest, GivesChineseCharactersTwoColumnsOfTheTerminal) {
  Diagnostic diagnostic = At("a.yaml", 1, 3, "x");
  diagnostic.place.width = 2;
  diagnostic.line = "保本保息";
  EXPECT_EQ(FormatDiagnostic(diagnostic),
            "a.yaml:1:3: error[x]: says what is wrong\n"
            "    1 | 保本保息\n"
            "      |     ^^^^\n");
}

TEST(FormatDiagnosticTest, NamesTheFileAloneWhenItMeansAllOfIt) {
  Diagnostic diagnostic = At("a.yaml", 0, 0, "empty-file");
  diagnostic.severity = DiagnosticSeverity::kNote;
  EXPECT_EQ(FormatDiagnostic(diagnostic), "a.yaml: note[empty-file]: says what is wrong\n");
}

}  // namespace
}  // namespace mingcha
