#include "rulepack/proof_reader.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace mingcha {
namespace {

// The attributes of one message: each has one value.
std::map<std::string, std::string, std::less<>> ReadAttributes(const YamlNode& node,
                                                               std::string_view what,
                                                               Reporter& reporter) {
  std::map<std::string, std::string, std::less<>> attributes;
  for (auto& [key, values] : AttributesOf(node, reporter)) {
    if (!values.empty()) attributes.emplace(key, std::move(values.front()));
    if (values.size() > 1) {
      reporter.Tell(Code::kWrongType, node.place,
                    absl::StrFormat("in %s the attribute \"%s\" has one value", what, key));
    }
  }
  return attributes;
}

std::optional<RuleExample> ReadExample(const YamlNode& node, Reporter& reporter) {
  RuleExample example;
  example.line = node.place.line;
  if (node.kind == YamlKind::kScalar) {
    example.text = node.scalar;
    return example;
  }
  FieldReader fields(node, "an example", {"text", "speaker", "attributes", "sent_on"}, reporter);
  const Text text = fields.ReadText("text", Need::kRequired);
  if (!text.given()) return std::nullopt;
  example.text = text.value;
  const Placed<Speaker> speaker = fields.ReadChoice("speaker", Speaker::kSystem);
  if (speaker.given()) example.speaker = speaker.value;
  if (const YamlNode* attributes = fields.Find("attributes")) {
    example.attributes = ReadAttributes(*attributes, "an example", reporter);
  }
  const Text sent_on = fields.ReadText("sent_on");
  if (sent_on.given() && DateOf(sent_on, reporter)) example.sent_on = sent_on.value;
  return example;
}

void ReadExamples(FieldReader& fields, std::string_view key, Reporter& reporter,
                  std::vector<RuleExample>* examples, std::vector<SourcePlace>* places) {
  for (const YamlNode* node : fields.ReadItems(key)) {
    std::optional<RuleExample> example = ReadExample(*node, reporter);
    if (!example) continue;
    const YamlNode* text = node->Find("text");
    places->push_back(text == nullptr ? node->place : text->place);
    examples->push_back(*std::move(example));
  }
}

void SetText(const Text& text, std::string* value) {
  if (text.given()) *value = text.value;
}

// What a message of a case may say besides its words.
void ReadMessageOfCase(FieldReader& fields, Reporter& reporter, CaseMessage* message) {
  const Placed<Channel> channel = fields.ReadChoice("channel", Channel::kOther);
  if (channel.given()) message->channel = channel.value;
  SetText(fields.ReadText("template"), &message->template_id);
  SetText(fields.ReadText("agent_id"), &message->agent_id);
  SetText(fields.ReadText("customer_id"), &message->customer_id);
  SetText(fields.ReadText("conversation"), &message->conversation);
  if (const YamlNode* attributes = fields.Find("attributes")) {
    message->attributes = ReadAttributes(*attributes, "a case", reporter);
  }
}

CaseEvent ReadEventOfCase(FieldReader& fields, const YamlNode& node, const RuleCase& rule_case,
                          Reporter& reporter) {
  CaseEvent event;
  event.kind = fields.ReadChoice("event", EventKind::kClosed).value;
  SetText(fields.ReadText("conversation"), &event.conversation);
  const auto said = static_cast<uint32_t>(rule_case.messages.size());
  event.message = fields.ReadNumber("message", 1, std::max(said, 1U), Code::kBadCount).value_or(0);
  if ((event.kind == EventKind::kRecalled) != (event.message > 0)) {
    reporter.Tell(Code::kBadCase, node.place, "an event names a message if that is taken back",
                  {.note = {}, .help = "write {at: 30s, event: recalled, message: 2}"});
  }
  return event;
}

Duration LastOf(const RuleCase& rule_case) {
  Duration last{};
  if (!rule_case.messages.empty()) last = rule_case.messages.back().at;
  return rule_case.events.empty() ? last : std::max(last, rule_case.events.back().at);
}

bool IsClosed(const RuleCase& rule_case, const std::string& conversation) {
  return std::any_of(rule_case.events.begin(), rule_case.events.end(), [&](const CaseEvent& event) {
    return event.kind == EventKind::kClosed && event.conversation == conversation;
  });
}

// One step of a case: `{at: 20s, agent: …}` or `{at: 11m, event: closed}`.
void ReadStep(const YamlNode& node, Reporter& reporter, RuleCase* rule_case) {
  std::vector<std::string_view> keys = NamesUpTo(Speaker::kSystem);
  const size_t speakers = keys.size();
  keys.insert(keys.end(), {"at", "event", "message", "channel", "template", "agent_id",
                           "customer_id", "conversation", "attributes"});
  FieldReader fields(node, "a step of a case", keys, reporter);
  const Text at_text = fields.ReadText("at", Need::kRequired);
  const Duration at =
      at_text.given() ? DurationOf(at_text, reporter).value_or(Duration()) : Duration();

  std::vector<CaseMessage> said;
  for (size_t i = 0; i < speakers; ++i) {
    const Text text = fields.ReadText(keys[i]);
    if (!text.given()) continue;
    CaseMessage& message = said.emplace_back();
    message.at = at;
    message.speaker = static_cast<Speaker>(i);
    message.text = text.value;
    message.line = text.place.line;
  }
  if (node.kind != YamlKind::kMapping) return;
  const bool is_event = node.Find("event") != nullptr;
  if (said.size() + (is_event ? 1 : 0) != 1) {
    reporter.Tell(Code::kBadCase, node.place, "a step has one speaker or one event",
                  {.note = {}, .help = "write {at: 20s, agent: …} or {at: 11m, event: closed}"});
    return;
  }
  if (at < LastOf(*rule_case)) {
    reporter.Tell(Code::kBadCase, at_text.place, "this step stands before the one above it",
                  {.note = {}, .help = "put the steps in the order of their times"});
  }
  CaseEvent event;
  if (is_event) {
    event = ReadEventOfCase(fields, node, *rule_case, reporter);
    event.at = at;
  } else {
    ReadMessageOfCase(fields, reporter, &said.front());
  }
  if (IsClosed(*rule_case, is_event ? event.conversation : said.front().conversation)) {
    reporter.Tell(Code::kBadCase, node.place, "a step stands behind the end of the conversation");
  }
  if (is_event) {
    rule_case->events.push_back(std::move(event));
  } else {
    rule_case->messages.push_back(std::move(said.front()));
  }
}

// "2026-09-30 17:00", as if it were UTC.
std::optional<Timestamp> ReadLocalTime(const Text& text, Reporter& reporter) {
  constexpr size_t kDate = 10;
  if (text.value.size() > kDate && text.value[kDate] == ' ') {
    const auto time =
        ParseTimestamp(text.value.substr(0, kDate) + "T" + text.value.substr(kDate + 1) + ":00Z");
    if (time) return time;
  }
  reporter.Tell(Code::kBadDate, text.place,
                absl::StrFormat("\"%s\" is no day with a time", text.value),
                {.note = {}, .help = "write it like \"2026-09-30 17:00\""});
  return std::nullopt;
}

CaseSource ReadCase(const YamlNode& node, Reporter& reporter) {
  CaseSource source;
  FieldReader fields(node, "a case", {"title", "begins", "messages", "expect"}, reporter);
  source.value.title = fields.ReadText("title", Need::kRequired).value;
  source.value.line = node.place.line;
  const Text begins = fields.ReadText("begins");
  if (begins.given()) source.value.begins = ReadLocalTime(begins, reporter);
  for (const YamlNode* step : fields.ReadItems("messages", Need::kRequired)) {
    ReadStep(*step, reporter, &source.value);
  }
  // An empty list is a promise of its own: the case must be silent.
  for (const YamlNode* id : fields.ReadItems("expect", Need::kRequired)) {
    if (std::optional<Text> text = TextOf(*id, reporter)) source.expect.push_back(*std::move(text));
  }
  return source;
}

}  // namespace

void ReadProof(FieldReader& fields, RuleSource* rule, Reporter& reporter) {
  if (const YamlNode* examples = fields.Find("examples")) {
    FieldReader lists(*examples, "\"examples\"", {"match", "no_match"}, reporter);
    ReadExamples(lists, "match", reporter, &rule->match, &rule->match_places);
    ReadExamples(lists, "no_match", reporter, &rule->no_match, &rule->no_match_places);
  }
  for (const YamlNode* node : fields.ReadItems("cases")) {
    rule->cases.push_back(ReadCase(*node, reporter));
  }
}

}  // namespace mingcha
