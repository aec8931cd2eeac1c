#include "archive/message_json.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kWhole =
    R"({"conversation_id":"c-1","message_id":"m-7","sent_at":"2026-11-16T10:00:05.120+08:00",)"
    R"("speaker":"agent","channel":"online_chat","text":"您好\n保本","seq":7,"agent_id":"a-17",)"
    R"("customer_id":"u-1","tenant":"bank-b","template_id":"t-1",)"
    R"("attributes":{"product":"fund","urgency":"high"}})";
constexpr std::string_view kSmall =
    R"({"conversation_id":"c-1","message_id":"m-7","sent_at":"2026-11-16T02:00:05Z",)"
    R"("speaker":"customer","text":""})";
constexpr std::string_view kEventLine =
    R"({"conversation_id":"c-1","event_id":"e-3","event":"transfer_requested",)"
    R"("at":"2026-11-16T02:00:05Z"})";
constexpr std::string_view kClosedLine =
    R"({"conversation_id":"c-1","closed_at":"2026-11-16T02:00:05Z"})";

// `line` with `member` set to the JSON text `value`; without it if that is empty.
std::string With(std::string_view line, const char* member, std::string_view value) {
  Json json = *ParseJson(line);
  if (value.empty()) {
    json.erase(member);
  } else {
    json[member] = *ParseJson(value);
  }
  return DumpLine(json);
}

ParsedRecord Parsed(std::string_view line) {
  RecordParser parser;
  auto parsed = parser.Parse(line);
  if (auto* fault = std::get_if<RecordFault>(&parsed)) {
    ADD_FAILURE() << fault->reason << ": " << fault->message << " in " << line;
    return {};
  }
  return std::get<ParsedRecord>(std::move(parsed));
}

Message ParsedMessage(std::string_view line) { return std::get<Message>(Parsed(line).record); }

ConversationEvent ParsedEvent(std::string_view line) {
  return std::get<ConversationEvent>(Parsed(line).record);
}

// The fault of a line, as "reason: message".
std::string FaultOf(std::string_view line) {
  RecordParser parser;
  const auto parsed = parser.Parse(line);
  const auto* fault = std::get_if<RecordFault>(&parsed);
  return fault == nullptr ? "none" : std::string(fault->reason) + ": " + fault->message;
}

TEST(RecordParserTest, ReadsEveryMemberOfAMessage) {
  const Message message = ParsedMessage(kWhole);
  EXPECT_EQ(message.conversation, (ConversationKey{"bank-b", "c-1"}));
  EXPECT_EQ(message.message_id, "m-7");
  EXPECT_EQ(FormatTimestamp(message.sent_at), "2026-11-16T02:00:05.120Z");
  EXPECT_EQ(message.seq, 7);
  EXPECT_EQ(message.speaker, Speaker::kAgent);
  EXPECT_EQ(message.channel, Channel::kOnlineChat);
  EXPECT_EQ(message.text, "您好\n保本");
  EXPECT_EQ(message.agent_id, "a-17");
  EXPECT_EQ(message.customer_id, "u-1");
  EXPECT_EQ(message.template_id, "t-1");
  EXPECT_EQ(message.attributes.at("product"), "fund");
  EXPECT_EQ(message.attributes.size(), 2U);
}

TEST(RecordParserTest, FillsInWhatAMessageMayLeaveOut) {
  const Message message = ParsedMessage(kSmall);
  EXPECT_EQ(message.conversation.tenant, "default");
  EXPECT_EQ(message.channel, Channel::kOther);
  EXPECT_EQ(message.seq, 0);
  EXPECT_EQ(message.text, "");
}

TEST(RecordParserTest, ReadsBothSpellingsOfAnEvent) {
  const ConversationEvent event = ParsedEvent(kEventLine);
  EXPECT_EQ(event.kind, EventKind::kTransferRequested);
  EXPECT_EQ(event.event_id, "e-3");
  EXPECT_EQ(event.conversation.conversation_id, "c-1");
  EXPECT_EQ(FormatTimestamp(event.at), "2026-11-16T02:00:05.000Z");

  const ConversationEvent closed = ParsedEvent(kClosedLine);
  EXPECT_EQ(closed.kind, EventKind::kClosed);
  EXPECT_EQ(closed.at, event.at);
  EXPECT_EQ(closed.event_id, "closed@2026-11-16T02:00:05.000Z");
  EXPECT_EQ(ParsedEvent(With(kClosedLine, "event_id", "\"e-9\"")).event_id, "e-9");
}

TEST(RecordParserTest, NamesTheMemberThatIsMissing) {
  for (const char* member : {"conversation_id", "message_id", "sent_at", "speaker", "text"}) {
    const std::string fault = std::string("missing_field: \"") + member + "\" is missing";
    EXPECT_EQ(FaultOf(With(kWhole, member, "")), fault);
    EXPECT_EQ(FaultOf(With(kWhole, member, "null")), fault);
  }
  for (const char* member : {"conversation_id", "event_id", "at"}) {
    EXPECT_EQ(FaultOf(With(kEventLine, member, "")),
              std::string("missing_field: \"") + member + "\" is missing");
  }
  EXPECT_EQ(FaultOf(With(kClosedLine, "conversation_id", "")),
            "missing_field: \"conversation_id\" is missing");
  EXPECT_EQ(FaultOf("{}"), "missing_field: \"conversation_id\" is missing");
}

TEST(RecordParserTest, NamesTheMemberThatIsWrong) {
  for (const char* member : {"conversation_id", "message_id", "sent_at", "speaker", "channel",
                             "text", "agent_id", "customer_id", "tenant", "template_id"}) {
    for (const char* value : {"7", "true", "[]", "{}"}) {
      EXPECT_THAT(FaultOf(With(kWhole, member, value)),
                  HasSubstr(std::string("bad_field: \"") + member + "\""));
    }
  }
  for (const char* seq : {"\"7\"", "7.5", "1e3", "99999999999999999999", "true"}) {
    EXPECT_THAT(FaultOf(With(kWhole, "seq", seq)), HasSubstr("bad_field: \"seq\"")) << seq;
  }
  EXPECT_THAT(FaultOf(With(kEventLine, "event", "\"left\"")), HasSubstr("bad_field: \"event\""));
  EXPECT_THAT(FaultOf(With(kClosedLine, "closed_at", "1")), HasSubstr("bad_field: \"closed_at\""));
}

TEST(RecordParserTest, RefusesATimeWithoutAnOffset) {
  EXPECT_EQ(FaultOf(With(kWhole, "sent_at", "\"2026-11-16T10:00:05\"")),
            "bad_field: \"sent_at\" is not a time with an offset (RFC 3339)");
}

TEST(RecordParserTest, RefusesAnEmptyId) {
  for (const char* member : {"conversation_id", "message_id", "tenant"}) {
    EXPECT_EQ(FaultOf(With(kWhole, member, "\"\"")),
              std::string("bad_field: \"") + member + "\" is empty");
  }
}

TEST(RecordParserTest, NamesTheAttributeThatIsNoString) {
  for (const char* value : {"7", "true", "null", "{}"}) {
    EXPECT_EQ(FaultOf(With(kWhole, "attributes", std::string("{\"age\":") + value + "}")),
              "bad_field: \"attributes.age\" is not a string");
  }
  EXPECT_THAT(FaultOf(With(kWhole, "attributes", "[]")), HasSubstr("not an object"));
}

TEST(RecordParserTest, RefusesAMemberGivenTwice) {
  std::string line(kSmall);
  line.insert(1, R"("text":"another",)");
  EXPECT_EQ(FaultOf(line), "bad_field: \"text\" is given twice");
  line = With(kWhole, "attributes", "");
  line.insert(1, R"("attributes":{"a":"1","a":"2"},)");
  EXPECT_EQ(FaultOf(line), "bad_field: \"attributes.a\" is given twice");
}

TEST(RecordParserTest, PassesOverMembersItDoesNotKnow) {
  EXPECT_EQ(ParsedMessage(With(kSmall, "emotion", R"({"joy":[1,2.5,null]})")).message_id, "m-7");
  EXPECT_EQ(ParsedMessage(With(kSmall, "agent_id", "null")).agent_id, "");
  EXPECT_EQ(ParsedMessage(With(kSmall, "closed_at", "\"2026-11-16T02:00:05Z\"")).message_id, "m-7");
}

TEST(RecordParserTest, TellsWhatIsNoJsonAndWhatIsNoObject) {
  for (const char* line : {"{", "}", "{\"a\":tru}", "{\"a\":\"\x01\"}", "hello", "{}{}", "{} x",
                           "{\"a\":\"\\q\"}", "{\"a\":\"\\ud8\"}", "\xff", "{\"a\" 1}"}) {
    EXPECT_THAT(FaultOf(line), HasSubstr("not_json: ")) << line;
  }
  for (const char* line : {"[]", "7", "\"text\"", "null", "true"}) {
    EXPECT_THAT(FaultOf(line), HasSubstr("not_an_object: ")) << line;
  }
  EXPECT_THAT(FaultOf("  \t "), HasSubstr("empty_line: "));
}

TEST(RecordParserTest, SurvivesDeepNesting) {
  std::string line(kSmall);
  line.insert(1, "\"deep\":" + std::string(100'000, '[') + std::string(100'000, ']') + ",");
  EXPECT_THAT(FaultOf(line), HasSubstr("not_json: "));
}

TEST(RecordParserTest, QuotesNothingOfTheTextInItsFaults) {
  EXPECT_EQ(FaultOf(With(kWhole, "speaker", "\"保本\"")).find("保本"), std::string::npos);
  EXPECT_EQ(FaultOf(R"({"text":"保本)").find("保本"), std::string::npos);
}

// A message whose text stands in the line as `text`, escapes and all.
std::string WithRawText(std::string_view text) {
  std::string line(kSmall);
  line.replace(line.find(R"("text":"")"), 9, "\"text\":\"" + std::string(text) + "\"");
  return line;
}

TEST(RecordParserTest, ReplacesHalvesOfCharactersAndCountsThem) {
  struct Case {
    const char* raw;
    const char* text;
    uint32_t replaced_bytes;
  };
  for (const Case& c : {
           Case{R"(a\ud83d\ude00b)", "a😀b", 0},
           Case{R"(a\ud83db)", "a\uFFFDb", 6},
           Case{R"(a\ude00b)", "a\uFFFDb", 6},
           Case{R"(\uD83D)", "\uFFFD", 6},
           Case{R"(\ud83d\ud83d\ude00)", "\uFFFD😀", 6},
           Case{R"(\ude00\ud83d)", "\uFFFD\uFFFD", 12},
           Case{R"(\ud83d\n)", "\uFFFD\n", 6},
           Case{R"(\\ud83d)", "\\ud83d", 0},
           Case{R"(\\\ud83d)", "\\\uFFFD", 6},
           Case{"\xff保", "\uFFFD保", 1},
           Case{"\xed\xa0\xbd", "\uFFFD\uFFFD\uFFFD", 3},
           Case{"\xe4\xbf\\ud83d", "\uFFFD\uFFFD", 8},
           Case{R"(nul \u0000 inside)", nullptr, 0},
       }) {
    const ParsedRecord record = Parsed(WithRawText(c.raw));
    const Message& message = std::get<Message>(record.record);
    if (c.text != nullptr) {
      EXPECT_EQ(message.text, c.text) << c.raw;
    }
    EXPECT_EQ(record.replaced_bytes, c.replaced_bytes) << c.raw;
    EXPECT_TRUE(IsValidUtf8(message.text)) << c.raw;
  }
  EXPECT_EQ(ParsedMessage(WithRawText(R"(a\u0000b)")).text, std::string("a\0b", 3));
}

TEST(RecordParserTest, ReplacesHalvesOfCharactersOutsideTheTextToo) {
  EXPECT_EQ(Parsed(With(kSmall, "note", "\"x\"")).replaced_bytes, 0U);
  std::string line(kSmall);
  line.insert(1, R"("note":"\ud800",)");
  EXPECT_EQ(Parsed(line).replaced_bytes, 6U);
}

TEST(RecordParserTest, ReadsLineAfterLineWithoutMixingThem) {
  RecordParser parser;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(std::holds_alternative<ParsedRecord>(parser.Parse(kWhole)));
    EXPECT_TRUE(std::holds_alternative<RecordFault>(parser.Parse("{")));
    const auto small = parser.Parse(kSmall);
    EXPECT_EQ(std::get<Message>(std::get<ParsedRecord>(small).record).agent_id, "");
  }
}

TEST(RecordParserTest, ReadsATextOf64KiB) {
  const std::string text(64 * 1024, 'x');
  EXPECT_EQ(ParsedMessage(WithRawText(text)).text, text);
}

TEST(SimdjsonVersionTest, NamesTheLibrary) { EXPECT_THAT(SimdjsonVersion(), HasSubstr(".")); }

}  // namespace
}  // namespace mingcha
