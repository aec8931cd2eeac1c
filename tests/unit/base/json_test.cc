#include "base/json.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"

namespace mingcha {
namespace {

using ::mingcha::testing::IsOk;
using ::mingcha::testing::StatusIs;
using ::testing::HasSubstr;

constexpr std::string_view kFindingLine =
    R"({"finding_id":"f1","rule_id":"mkt.guarantee.principal","rule_status":"stable",)"
    R"("pack":"finance-cn@2026.11","pack_digest":"sha256:00","severity":"critical",)"
    R"("category":"prohibited_wording","tags":["guaranteed-return"],"tenant":"default",)"
    R"("subject":{"kind":"message","key":"m-7"},"conversation_id":"c-1","message_id":"m-7",)"
    R"("speaker":"agent","agent_id":"a-17","at":"2026-11-16T02:00:05.120Z",)"
    R"("evidence":[{"message_id":"m-7","begin":12,"end":27,"quote":"保*本","view":"compact"}],)"
    R"("evasion":true,"features":{"tense":"done"},"basis":["AD25"],"title":"承诺保本",)"
    R"("suggestion":"不得承诺保本","explanation":"\"保本\""})";

constexpr std::string_view kTicketLine =
    R"({"ticket_id":"t1","tenant":"default","conversation_id":"c-1","queue":"compliance",)"
    R"("severity":"high","priority":1,"tags":["a","b"],"actions":["回访"],)"
    R"("finding_ids":["f2","f1"],"opened_at":"2026-11-16T02:00:05.120Z",)"
    R"("due_at":"2026-11-17T02:00:05.120Z","state":"open","revision":2})";

Json Parsed(std::string_view line) {
  absl::StatusOr<Json> json = ParseJson(line);
  EXPECT_THAT(json, IsOk());
  return *std::move(json);
}

Json Without(std::string_view line, const char* key) {
  Json json = Parsed(line);
  json.erase(key);
  return json;
}

Json With(std::string_view line, const char* key, Json value) {
  Json json = Parsed(line);
  json[key] = std::move(value);
  return json;
}

TEST(FindingFromJsonTest, ReadsBackWhatToJsonWroteByteForByte) {
  const absl::StatusOr<Finding> finding = FindingFromJson(Parsed(kFindingLine));
  ASSERT_THAT(finding, IsOk());
  EXPECT_EQ(finding->evidence.at(0).original, (ByteSpan{12, 27}));
  EXPECT_EQ(finding->evidence.at(0).view, View::kCompact);
  EXPECT_EQ(finding->agent_id, "a-17");
  EXPECT_EQ(DumpLine(ToJson(*finding)), kFindingLine);
}

TEST(FindingFromJsonTest, PassesOverMembersItDoesNotKnow) {
  EXPECT_THAT(FindingFromJson(With(kFindingLine, "score", 0.5)), IsOk());
}

TEST(FindingFromJsonTest, NamesTheMemberThatIsMissing) {
  for (const char* key :
       {"finding_id", "rule_id", "severity", "subject", "conversation_id", "at"}) {
    EXPECT_THAT(FindingFromJson(Without(kFindingLine, key)),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr(std::string("\"") + key + "\" is missing")));
  }
}

TEST(FindingFromJsonTest, NamesTheMemberThatIsWrong) {
  for (const char* key :
       {"finding_id", "severity", "tags", "subject", "at", "evidence", "evasion", "features"}) {
    EXPECT_THAT(FindingFromJson(With(kFindingLine, key, 7)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(key)))
        << key;
  }
  EXPECT_THAT(FindingFromJson(With(kFindingLine, "at", "2026-11-16T02:00:05")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("offset")));
  Json evidence = Parsed(kFindingLine)["evidence"];
  evidence[0]["begin"] = -1;
  EXPECT_THAT(FindingFromJson(With(kFindingLine, "evidence", evidence)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"begin\"")));
}

TEST(FindingFromJsonTest, RefusesWhatIsNoObject) {
  for (const char* text : {"[]", "7", "null", "\"finding\""}) {
    EXPECT_THAT(FindingFromJson(Parsed(text)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a JSON object")));
  }
}

TEST(TicketFromJsonTest, ReadsBackWhatToJsonWroteByteForByte) {
  const absl::StatusOr<Ticket> ticket = TicketFromJson(Parsed(kTicketLine));
  ASSERT_THAT(ticket, IsOk());
  EXPECT_EQ(ticket->finding_ids, (std::vector<std::string>{"f2", "f1"}));
  EXPECT_EQ(DumpLine(ToJson(*ticket)), kTicketLine);
}

TEST(TicketFromJsonTest, KeepsATicketWithoutADeadlineWithoutOne) {
  const absl::StatusOr<Ticket> ticket = TicketFromJson(Without(kTicketLine, "due_at"));
  ASSERT_THAT(ticket, IsOk());
  EXPECT_FALSE(ticket->due_at);
  EXPECT_FALSE(ToJson(*ticket).contains("due_at"));
}

TEST(TicketFromJsonTest, NamesTheMemberThatIsMissingOrWrong) {
  EXPECT_THAT(TicketFromJson(Without(kTicketLine, "queue")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"queue\" is missing")));
  EXPECT_THAT(TicketFromJson(With(kTicketLine, "priority", 256)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"priority\"")));
  EXPECT_THAT(TicketFromJson(With(kTicketLine, "due_at", "soon")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"due_at\"")));
}

TEST(VerdictToJsonTest, SpellsTheReviewersWord) {
  Verdict verdict;
  verdict.ticket_id = "t1";
  verdict.finding_id = "f1";
  verdict.kind = VerdictKind::kFalsePositive;
  verdict.reviewer = "li";
  verdict.at = *ParseTimestamp("2026-11-16T02:00:05.120Z");
  EXPECT_EQ(DumpLine(ToJson(verdict)),
            R"({"ticket_id":"t1","finding_id":"f1","verdict":"false_positive","reviewer":"li",)"
            R"("note":"","at":"2026-11-16T02:00:05.120Z"})");
}

TEST(DumpLineTest, StaysOnOneLineAndValidWhateverTheBytes) {
  Json json;
  json["quote"] = "a\nb\xff\xed\xa0\x80";
  const std::string line = DumpLine(json);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_THAT(ParseJson(line), IsOk());
}

TEST(ParseJsonTest, RefusesWhatIsNotJson) {
  for (const char* text : {"", "{", "{}{}", "{\"a\":\"\xff\"}", "nul"}) {
    EXPECT_THAT(ParseJson(text), StatusIs(absl::StatusCode::kInvalidArgument, "not JSON")) << text;
  }
}

TEST(MemberTest, GivesAMemberOnlyInTheTypeAskedFor) {
  const Json json = Parsed(R"({"s":"x","i":7,"b":true,"f":1.5,"big":18446744073709551615,)"
                           R"("t":"2026-11-16T10:00:05+08:00"})");
  EXPECT_EQ(StringMember(json, "s"), "x");
  EXPECT_EQ(StringMember(json, "i"), std::nullopt);
  EXPECT_EQ(IntMember(json, "i"), 7);
  EXPECT_EQ(IntMember(json, "f"), std::nullopt);
  EXPECT_EQ(IntMember(json, "big"), std::nullopt);
  EXPECT_EQ(BoolMember(json, "b"), true);
  EXPECT_EQ(BoolMember(json, "none"), std::nullopt);
  EXPECT_EQ(TimeMember(json, "t"), ParseTimestamp("2026-11-16T02:00:05Z"));
  EXPECT_EQ(TimeMember(json, "s"), std::nullopt);
  EXPECT_EQ(StringMember(Parsed("[]"), "s"), std::nullopt);
}

}  // namespace
}  // namespace mingcha
