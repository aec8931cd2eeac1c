#include "cli/output.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "support/golden.h"
#include "support/small_pack.h"

namespace mingcha::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::filesystem::path Golden(const std::string& name) {
  return std::filesystem::path(MINGCHA_SOURCE_DIR) / "tests/unit/cli/golden" / name;
}

constexpr const char* kRules = R"(schema: 1
rules:
  - id: mkt.a.principal
    title: 承诺保本
    status: draft
    severity: critical
    speaker: [agent]
    owner: tests
    rationale: A rule of the tests.
    basis: [AD25]
    patterns: {keeps: {terms: [保本]}}
    suggestion: 本产品不保证本金和收益。
)";

constexpr const char* kText = "您好。这款保*本保息,放心!";

Finding Principal() {
  Finding finding;
  finding.finding_id = std::string(64, 'a');
  finding.rule_id = "mkt.a.principal";
  finding.severity = Severity::kCritical;
  finding.category = "prohibited_wording";
  finding.subject = {SubjectKind::kMessage, "m-7"};
  finding.conversation.conversation_id = "c-1";
  finding.message_id = "m-7";
  finding.agent_id = "a-17";
  finding.at = *ParseTimestamp("2026-11-16T02:00:05.120Z");
  finding.evidence = {{"m-7", "", {15, 22}, "保*本", View::kCompact}};
  finding.evasion = true;
  finding.features = {{"tense", "done"}};
  finding.basis = {"AD25"};
  finding.title = "承诺保本";
  finding.suggestion = "本产品不保证本金和收益。";
  return finding;
}

Finding Dodge() {
  Finding finding = Principal();
  finding.finding_id = std::string(64, 'b');
  finding.rule_id = "evs.license_dodge";
  finding.rule_status = RuleStatus::kTest;
  finding.severity = Severity::kHigh;
  finding.title = "回避资质问题";
  finding.subject = {SubjectKind::kConversation, "c-1"};
  finding.conversation.tenant = "bank-a";
  finding.evidence = {{"m-3", "", {0, 15}, "有备案吗?", View::kFolded},
                      {"m-7", "", {0, 9}, "老平台", View::kFolded}};
  finding.evasion = false;
  finding.features = {{"evasion_kind", "brag"}};
  finding.basis = {"LAW9"};
  finding.explanation = "三条回复之内没有回答";
  return finding;
}

Ticket OpenTicket() {
  Ticket ticket;
  ticket.ticket_id = "0123456789abcdef" + std::string(48, '0');
  ticket.conversation.conversation_id = "c-1";
  ticket.queue = "compliance";
  ticket.severity = Severity::kCritical;
  ticket.priority = 1;
  ticket.tags = {"guaranteed-return"};
  ticket.actions = {"人工复核"};
  ticket.finding_ids = {std::string(64, 'a'), std::string(64, 'b')};
  ticket.opened_at = *ParseTimestamp("2026-11-16T02:00:05Z");
  ticket.due_at = *ParseTimestamp("2026-11-16T03:00:05Z");
  return ticket;
}

class ForPeopleTest : public ::testing::Test {
 protected:
  const testing::TempDir directory_;
  const std::shared_ptr<const RulePack> pack_ = testing::LoadSmallPack(directory_, kRules);
  const std::string text_ = kText;
  const TextOf text_of_ = [this](const Finding&, const Evidence& evidence) {
    return evidence.message_id == "m-7" ? &text_ : nullptr;
  };
};

TEST_F(ForPeopleTest, ShowsTheEvidenceInItsSentenceWithLawAndSuggestion) {
  const ForPeople people(pack_.get(), Style(/*colors=*/false), text_of_);
  testing::ExpectGolden(people.Tell(Principal()), Golden("finding-with-its-sentence.txt"));
}

TEST_F(ForPeopleTest, PaintsOnTerminals) {
  const ForPeople people(pack_.get(), Style(/*colors=*/true), text_of_);
  testing::ExpectGolden(people.Tell(Principal()), Golden("finding-in-color.txt"));
}

TEST_F(ForPeopleTest, ShowsTheQuotesWhereTheTextsAreNotAtHand) {
  const ForPeople people(pack_.get(), Style(/*colors=*/false));
  testing::ExpectGolden(people.Tell(Dodge()), Golden("finding-of-a-conversation.txt"));
}

TEST_F(ForPeopleTest, NamesLawsByTheirKeysWithoutAPack) {
  const ForPeople people(nullptr, Style(/*colors=*/false));
  EXPECT_THAT(people.Tell(Principal()),
              AllOf(HasSubstr("依据  AD25"), HasSubstr("2026-11-16 02:00:05 UTC")));
}

TEST_F(ForPeopleTest, ShowsATicketWithFindingsAndTheLastVerdict) {
  Verdict first = {OpenTicket().ticket_id,
                   std::string(64, 'a'),
                   VerdictKind::kFalsePositive,
                   "li.na",
                   "",
                   *ParseTimestamp("2026-11-16T04:00:00Z")};
  Verdict second = first;
  second.kind = VerdictKind::kConfirmed;
  second.note = "录音一致,回拨13800138000";
  const ForPeople people(pack_.get(), Style(/*colors=*/false));
  testing::ExpectGolden(people.Tell(OpenTicket(), {Principal(), Dodge()}, {first, second}),
                        Golden("ticket-with-a-verdict.txt"));
}

TEST_F(ForPeopleTest, ShowsATicketOnOneLineOfAList) {
  const ForPeople people(pack_.get(), Style(/*colors=*/false));
  testing::ExpectGolden(people.TellShortly(OpenTicket()), Golden("ticket-on-one-line.txt"));
}

TEST_F(ForPeopleTest, KeepsIdsFromWritingOnTheTerminal) {
  Finding finding = Principal();
  finding.conversation.conversation_id = "c\x1b]0;owned\x07";
  finding.agent_id = "a\nb";
  const ForPeople people(pack_.get(), Style(/*colors=*/false));
  EXPECT_THAT(people.Tell(finding), AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("a\nb"))));
}

TEST(DiagnosticLineTest, HoldsPlaceAndHelp) {
  Diagnostic diagnostic;
  diagnostic.severity = DiagnosticSeverity::kWarning;
  diagnostic.code = "duplicate-term";
  diagnostic.place = {"divert.yaml", 18, 27, 6};
  diagnostic.message = "\"WeChat\" is matched as \"wechat\"";
  diagnostic.help = "remove it";
  const auto json = ParseJson(DiagnosticLine(diagnostic));
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(StringMember(*json, "severity"), "warning");
  EXPECT_EQ(StringMember(*json, "code"), "duplicate-term");
  EXPECT_EQ(IntMember(*json, "line"), 18);
  EXPECT_EQ(IntMember(*json, "column"), 27);
  EXPECT_EQ(StringMember(*json, "help"), "remove it");
}

}  // namespace
}  // namespace mingcha::cli
