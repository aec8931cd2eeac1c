#include "rulepack/proof_reader.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace mingcha {
namespace {

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
    for (auto& [key, values] : AttributesOf(*attributes, reporter)) {
      if (!values.empty()) example.attributes.emplace(key, std::move(values.front()));
      if (values.size() > 1) {
        reporter.Tell(Code::kWrongType, attributes->place,
                      absl::StrFormat("in an example the attribute \"%s\" has one value", key));
      }
    }
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

// One step of a case: `{at: 20s, agent: …}` or `{at: 11m, event: closed}`.
void ReadStep(const YamlNode& node, Reporter& reporter, RuleCase* rule_case) {
  std::vector<std::string_view> keys = NamesUpTo(Speaker::kSystem);
  const size_t speakers = keys.size();
  keys.insert(keys.end(), {"at", "event"});
  FieldReader fields(node, "a step of a case", keys, reporter);
  const Text at_text = fields.ReadText("at", Need::kRequired);
  const Duration at =
      at_text.given() ? DurationOf(at_text, reporter).value_or(Duration()) : Duration();

  std::vector<CaseMessage> said;
  for (size_t i = 0; i < speakers; ++i) {
    const Text text = fields.ReadText(keys[i]);
    if (text.given()) said.push_back({at, static_cast<Speaker>(i), text.value, text.place.line});
  }
  const Text event = fields.ReadText("event");
  if (node.kind != YamlKind::kMapping) return;
  if (said.size() + (event.given() ? 1 : 0) != 1) {
    reporter.Tell(Code::kBadCase, node.place, "a step has one speaker or one event",
                  {.note = {}, .help = "write {at: 20s, agent: …} or {at: 11m, event: closed}"});
    return;
  }
  const Duration last = rule_case->messages.empty() ? Duration() : rule_case->messages.back().at;
  if (at < last) {
    reporter.Tell(Code::kBadCase, at_text.place, "this step stands before the one above it",
                  {.note = {}, .help = "put the steps in the order of their times"});
  }
  if (rule_case->closed_at) {
    reporter.Tell(Code::kBadCase, node.place, "a step stands behind the end of the conversation");
  }
  if (!event.given()) {
    rule_case->messages.push_back(std::move(said.front()));
  } else if (event.value == ToString(EventKind::kClosed)) {
    rule_case->closed_at = at;
  } else {
    reporter.Tell(Code::kBadValue, event.place,
                  absl::StrFormat("\"%s\" cannot be the event of a case", event.value),
                  {.note = {}, .help = "the only one is closed"});
  }
}

CaseSource ReadCase(const YamlNode& node, Reporter& reporter) {
  CaseSource source;
  FieldReader fields(node, "a case", {"title", "messages", "expect"}, reporter);
  source.value.title = fields.ReadText("title", Need::kRequired).value;
  source.value.line = node.place.line;
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
