#include "yaml/yaml_document.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Parsed {
  std::unique_ptr<YamlDocument> document;
  std::vector<Diagnostic> diagnostics;

  std::vector<std::string> Codes() const {
    std::vector<std::string> codes;
    for (const Diagnostic& diagnostic : diagnostics) codes.push_back(diagnostic.code);
    return codes;
  }
};

Parsed Parse(std::string text, const YamlDocument::Limits& limits = {}) {
  Parsed parsed;
  parsed.document = YamlDocument::Parse("rules.yaml", std::move(text), limits, &parsed.diagnostics);
  return parsed;
}

TEST(YamlDocumentTest, KeepsTheOrderOfMembersAndItems) {
  const Parsed parsed = Parse("b: 1\na: [x, 'y', {z: 2}]\n");
  ASSERT_THAT(parsed.diagnostics, IsEmpty());
  const YamlNode& root = parsed.document->root();
  ASSERT_EQ(root.kind, YamlKind::kMapping);
  ASSERT_EQ(root.members.size(), 2U);
  EXPECT_EQ(root.members[0].key, "b");
  const YamlNode* list = root.Find("a");
  ASSERT_NE(list, nullptr);
  ASSERT_EQ(list->items.size(), 3U);
  EXPECT_FALSE(list->items[0]->quoted);
  EXPECT_TRUE(list->items[1]->quoted);
  EXPECT_EQ(list->items[2]->Find("z")->scalar, "2");
  EXPECT_EQ(root.Find("c"), nullptr);
}

TEST(YamlDocumentTest, CountsColumnsInCodePoints) {
  const Parsed parsed = Parse("title: 承诺保本\nterms: [保本, 成本价]\n");
  const YamlNode* terms = parsed.document->root().Find("terms");
  const SourcePlace& place = terms->items[1]->place;
  EXPECT_EQ(place.file, "rules.yaml");
  EXPECT_EQ(place.line, 2U);
  EXPECT_EQ(place.column, 13U);
  EXPECT_EQ(place.width, 3U);
}

TEST(YamlDocumentTest, PlacesAMappingAtItsFirstKey) {
  const Parsed parsed = Parse("rules:\n  - id: a.b\n    kind: qa\n");
  const YamlNode* rule = parsed.document->root().Find("rules")->items[0];
  EXPECT_EQ(rule->place.line, 2U);
  EXPECT_EQ(rule->place.column, 5U);
  EXPECT_EQ(rule->place.width, 2U);
}

TEST(YamlDocumentTest, ResolvesQuotesEscapesAndBlocks) {
  const Parsed parsed = Parse("a: \"x\\u200By\"\nb: >\n  one\n  two\nc: |\n  one\n  two\n");
  ASSERT_THAT(parsed.diagnostics, IsEmpty());
  EXPECT_EQ(parsed.document->root().Find("a")->scalar, "x\xe2\x80\x8by");
  EXPECT_EQ(parsed.document->root().Find("b")->scalar, "one two\n");
  EXPECT_EQ(parsed.document->root().Find("c")->scalar, "one\ntwo\n");
}

TEST(YamlDocumentTest, TellsNothingFromAnEmptyText) {
  const Parsed parsed = Parse("a:\nb: ~\nc: null\nd: ''\n");
  EXPECT_EQ(parsed.document->root().Find("a")->kind, YamlKind::kNull);
  EXPECT_EQ(parsed.document->root().Find("a")->place.line, 1U);
  EXPECT_EQ(parsed.document->root().Find("b")->kind, YamlKind::kNull);
  EXPECT_EQ(parsed.document->root().Find("c")->kind, YamlKind::kNull);
  EXPECT_EQ(parsed.document->root().Find("d")->kind, YamlKind::kScalar);
}

TEST(YamlDocumentTest, ReadsAnEmptyFileAsNothing) {
  for (const std::string text : {"", "\n", "# only a comment\n", "\xef\xbb\xbf"}) {
    const Parsed parsed = Parse(text);
    ASSERT_NE(parsed.document, nullptr) << text;
    EXPECT_EQ(parsed.document->root().kind, YamlKind::kNull);
    EXPECT_THAT(parsed.diagnostics, IsEmpty());
  }
}

TEST(YamlDocumentTest, PassesOverAByteOrderMark) {
  const Parsed parsed = Parse(
      "\xef\xbb\xbf"
      "a: b\r\nc: d\r\n");
  ASSERT_THAT(parsed.diagnostics, IsEmpty());
  EXPECT_EQ(parsed.document->root().Find("a")->place.column, 4U);
  EXPECT_EQ(parsed.document->root().Find("c")->place.line, 2U);
  EXPECT_EQ(parsed.document->Line(1), "a: b");
}

TEST(YamlDocumentTest, TellsADuplicateKeyAndGoesOn) {
  const Parsed parsed = Parse("a: 1\nb: 2\na: 3\nb: 4\n");
  EXPECT_THAT(parsed.Codes(), ElementsAre("duplicate-key", "duplicate-key"));
  EXPECT_EQ(parsed.diagnostics[0].place.line, 3U);
  EXPECT_EQ(parsed.diagnostics[0].line, "a: 3");
  EXPECT_THAT(parsed.diagnostics[0].note, HasSubstr("line 1"));
  ASSERT_NE(parsed.document, nullptr);
  EXPECT_EQ(parsed.document->root().Find("a")->scalar, "1");
}

TEST(YamlDocumentTest, RefusesAnchorsAliasesAndTagsAndReadsTheRest) {
  const Parsed parsed = Parse("a: &x [1]\nb: *x\nc: !!str 2\nd: !own {e: 3}\n");
  EXPECT_THAT(parsed.Codes(), ElementsAre("yaml-alias", "yaml-alias", "yaml-tag", "yaml-tag"));
  EXPECT_TRUE(parsed.document->root().Find("b")->refused);
  EXPECT_EQ(parsed.document->root().Find("c")->scalar, "2");
  EXPECT_EQ(parsed.document->root().Find("d")->Find("e")->scalar, "3");
}

TEST(YamlDocumentTest, RefusesAMergeKeyUnlessItIsQuoted) {
  EXPECT_THAT(Parse("<<: {a: 1}\n").Codes(), ElementsAre("yaml-merge-key"));
  EXPECT_THAT(Parse("'<<': {a: 1}\n").Codes(), IsEmpty());
}

TEST(YamlDocumentTest, RefusesKeysThatAreNoText) {
  const Parsed parsed = Parse("? [a, b]\n: 1\n? {c: d}\n: 2\ne: 3\n");
  EXPECT_THAT(parsed.Codes(), ElementsAre("yaml-syntax", "yaml-syntax"));
  ASSERT_EQ(parsed.document->root().members.size(), 1U);
  EXPECT_EQ(parsed.document->root().Find("e")->scalar, "3");
}

TEST(YamlDocumentTest, RefusesASecondDocumentAndKeepsTheFirst) {
  const Parsed parsed = Parse("a: 1\n---\nb: 2\n");
  EXPECT_THAT(parsed.Codes(), ElementsAre("several-documents"));
  EXPECT_EQ(parsed.diagnostics[0].place.line, 2U);
  EXPECT_NE(parsed.document->root().Find("a"), nullptr);
}

TEST(YamlDocumentTest, RefusesDirectives) {
  EXPECT_THAT(Parse("%YAML 1.1\n---\na: 1\n").Codes(), ElementsAre("yaml-syntax"));
}

TEST(YamlDocumentTest, PlacesASyntaxError) {
  const Parsed parsed = Parse("a: 保本\nb: \"not closed\n");
  EXPECT_EQ(parsed.document, nullptr);
  ASSERT_THAT(parsed.Codes(), ElementsAre("yaml-syntax"));
  EXPECT_EQ(parsed.diagnostics[0].place.line, 2U);
  EXPECT_EQ(parsed.diagnostics[0].line, "b: \"not closed");
  EXPECT_THAT(parsed.diagnostics[0].message, HasSubstr("quoted scalar"));
}

TEST(YamlDocumentTest, RefusesInvalidUtf8WithItsPlace) {
  const Parsed parsed = Parse("a: 1\nb: 保\xff\n");
  EXPECT_EQ(parsed.document, nullptr);
  ASSERT_THAT(parsed.Codes(), ElementsAre("not-utf8"));
  EXPECT_EQ(parsed.diagnostics[0].place.line, 2U);
  EXPECT_EQ(parsed.diagnostics[0].place.column, 5U);
  EXPECT_THAT(parsed.diagnostics[0].line, IsEmpty());
}

TEST(YamlDocumentTest, RefusesControlCharacters) {
  EXPECT_THAT(Parse(std::string("a: \0b\n", 6)).Codes(), ElementsAre("yaml-syntax"));
  EXPECT_THAT(Parse("a: \x1b[0m\n").Codes(), ElementsAre("yaml-syntax"));
  EXPECT_THAT(Parse("a: b # tab:\tx\n").Codes(), IsEmpty());
}

TEST(YamlDocumentTest, KeepsToItsLimits) {
  YamlDocument::Limits limits;
  limits.max_depth = 3;
  EXPECT_THAT(Parse("[[[1]]]", limits).Codes(), IsEmpty());
  EXPECT_THAT(Parse("[[[[1]]]]", limits).Codes(), ElementsAre("yaml-depth"));
  limits.max_nodes = 4;
  EXPECT_THAT(Parse("[1, 2, 3]", limits).Codes(), IsEmpty());
  const Parsed large = Parse("[1, 2, 3, 4]", limits);
  EXPECT_THAT(large.Codes(), ElementsAre("yaml-size"));
  EXPECT_EQ(large.document, nullptr);
}

TEST(YamlDocumentTest, EndsOnTensOfThousandsOfOpenBrackets) {
  EXPECT_THAT(Parse(std::string(50'000, '[')).Codes(), ElementsAre("yaml-depth"));
  EXPECT_THAT(Parse(std::string(50'000, '{')).Codes(), Contains("yaml-depth"));
}

TEST(YamlDocumentTest, ReadsOneLongLineOfManyValues) {
  std::string text = "[";
  for (int i = 0; i < 100'000; ++i) text += "保,";
  text += "]";
  const Parsed parsed = Parse(std::move(text));
  ASSERT_THAT(parsed.diagnostics, IsEmpty());
  ASSERT_EQ(parsed.document->root().items.size(), 100'000U);
  EXPECT_EQ(parsed.document->root().items.back()->place.column, 200'000U);
}

TEST(YamlDocumentTest, QuotesTheLineInADiagnostic) {
  const Parsed parsed = Parse("a: 1\nb: [保本]\n");
  const YamlNode* item = parsed.document->root().Find("b")->items[0];
  const Diagnostic diagnostic = parsed.document->At(item->place, DiagnosticSeverity::kWarning,
                                                    "some-code", "something is odd");
  EXPECT_EQ(FormatDiagnostic(diagnostic),
            "rules.yaml:2:5: warning[some-code]: something is odd\n"
            "    2 | b: [保本]\n"
            "      |     ^^^^\n");
}

TEST(YamlDocumentTest, QuotesNoLineThatNobodyReads) {
  const Parsed parsed = Parse("a: " + std::string(2000, 'x') + "\n");
  const YamlNode* value = parsed.document->root().Find("a");
  EXPECT_THAT(parsed.document->At(value->place, DiagnosticSeverity::kError, "c", "m").line,
              IsEmpty());
}

}  // namespace
}  // namespace mingcha
