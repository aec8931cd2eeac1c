#include "rulepack/pack_reader.h"

#include <string>

#include "absl/strings/str_format.h"

#include "rulepack/condition_reader.h"
#include "rulepack/rule_reader.h"

namespace mingcha {
namespace {

constexpr uint32_t kMaxRaise = 4;  // From info to critical.

std::vector<std::string> ValuesOf(const std::vector<Text>& texts) {
  std::vector<std::string> values;
  for (const Text& text : texts) values.push_back(text.value);
  return values;
}

void ReadDefaults(const YamlNode& node, PackSource* pack, Reporter& reporter) {
  FieldReader fields(node, "\"defaults\"", {"views", "owner"}, reporter);
  if (const YamlNode* views = fields.Find("views")) {
    pack->default_views = ReadViews(*views, reporter);
  }
  pack->default_owner = fields.ReadText("owner").value;
}

void ReadBasis(const YamlNode& node, PackSource* pack, Reporter& reporter) {
  FieldReader fields(node, "a basis", {"id", "title", "article", "status", "in_force", "note"},
                     reporter);
  BasisSource basis;
  basis.id = fields.ReadText("id", Need::kRequired);
  basis.value.id = basis.id.value;
  basis.value.title = fields.ReadText("title", Need::kRequired).value;
  basis.value.article = fields.ReadText("article").value;
  const Text status = fields.ReadText("status", Need::kRequired);
  if (status.given()) {
    ChoiceOf(status, {"verified", "summary", "recalled", "internal"}, reporter);
  }
  basis.value.status = status.value;
  basis.in_force = fields.ReadDates("in_force");
  if (const YamlNode* dates = node.Find("in_force"); dates != nullptr) {
    for (const YamlMember& date : dates->members) {
      if (date.key == "from") basis.value.in_force_from = date.value->scalar;
      if (date.key == "to") basis.value.in_force_to = date.value->scalar;
    }
  }
  fields.ReadText("note");
  pack->basis.push_back(std::move(basis));
}

void ReadWhen(const YamlNode& node, PolicyRowSource* row, Reporter& reporter) {
  FieldReader fields(node, "\"when\"",
                     {"rules", "categories", "tags", "min_severity", "features", "speaker"},
                     reporter);
  PolicyCondition& when = row->value.when;
  row->rules = fields.ReadTextOrTexts("rules");
  row->categories = fields.ReadTextOrTexts("categories");
  when.rules = ValuesOf(row->rules);
  when.categories = ValuesOf(row->categories);
  when.tags = ValuesOf(fields.ReadTextOrTexts("tags"));
  const Placed<Severity> severity = fields.ReadChoice("min_severity", Severity::kCritical);
  if (severity.given()) when.min_severity = severity.value;
  if (const YamlNode* features = fields.Find("features")) {
    for (auto& [key, values] : AttributesOf(*features, reporter)) {
      if (values.size() > 1) {
        reporter.Tell(Code::kWrongType, features->place,
                      absl::StrFormat("the feature \"%s\" has one value in a row", key),
                      {.note = {}, .help = "write a row for each"});
      }
      if (!values.empty()) when.features.emplace(key, values.front());
    }
  }
  const SpeakerSet speakers = ReadSpeakers(fields, Need::kOptional, reporter);
  for (int i = 0; i < kSpeakerCount; ++i) {
    const auto speaker = static_cast<Speaker>(i);
    if (node.Find("speaker") != nullptr && (speakers & SpeakerBit(speaker)) != 0) {
      when.speakers.push_back(speaker);
    }
  }
}

// A deadline is a limit of time, or the name of a setting; of several the earliest holds.
void ReadDeadlines(FieldReader& fields, PolicyRowSource* row, Reporter& reporter) {
  const auto clock = fields.ReadChoice("clock", ClockKind::kServiceHours);
  if (clock.given()) row->value.clock = clock.value;
  for (const Text& text : fields.ReadTextOrTexts("deadline")) {
    if (NamesSetting(text)) {
      row->deadlines.push_back(text);
    } else if (const std::optional<TimeLimit> limit = TimeLimitOf(text, reporter)) {
      row->value.deadlines.push_back({*limit, {}});
    }
  }
}

void ReadRow(const YamlNode& node, PackSource* pack, Reporter& reporter) {
  FieldReader fields(
      node, "a row",
      {"id", "when", "queue", "priority", "deadline", "clock", "tags", "actions", "escalation"},
      reporter);
  PolicyRowSource row;
  row.id = fields.ReadText("id", Need::kRequired);
  row.value.id = row.id.value;
  if (const YamlNode* when = fields.Find("when", Need::kRequired)) {
    ReadWhen(*when, &row, reporter);
  }
  row.queue = fields.ReadText("queue", Need::kRequired);
  row.value.queue = row.queue.value;
  const Text priority = fields.ReadText("priority", Need::kRequired);
  if (priority.given()) {
    if (const auto level = ChoiceOf(priority, {"P0", "P1", "P2", "P3"}, reporter)) {
      row.value.priority = static_cast<uint8_t>(*level);
    }
  }
  ReadDeadlines(fields, &row, reporter);
  row.value.tags = ValuesOf(fields.ReadTextOrTexts("tags"));
  row.value.actions = ValuesOf(fields.ReadTextOrTexts("actions"));
  row.value.escalation = ValuesOf(fields.ReadTextOrTexts("escalation"));
  pack->rows.push_back(std::move(row));
}

}  // namespace

std::optional<Duration> ParseUtcOffset(std::string_view time_zone) {
  if (time_zone == "Asia/Shanghai") return std::chrono::hours(8);
  if (time_zone.size() != 6) return std::nullopt;
  // The difference between midnight there and midnight in UTC.
  const auto there = ParseTimestamp("2000-01-01T00:00:00" + std::string(time_zone));
  const auto utc = ParseTimestamp("2000-01-01T00:00:00Z");
  if (!there || *utc - *there > std::chrono::hours(14) || *there - *utc > std::chrono::hours(14)) {
    return std::nullopt;
  }
  return *utc - *there;
}

void ReadPackFile(const YamlNode& root, PackSource* pack, Reporter& reporter) {
  FieldReader fields(root, "pack.yaml",
                     {"schema", "name", "version", "title", "owner", "time_zone", "defaults"},
                     reporter);
  ReadSchema(fields, reporter);
  pack->name = fields.ReadText("name", Need::kRequired);
  pack->version = fields.ReadText("version", Need::kRequired);
  pack->title = fields.ReadText("title");
  pack->owner = fields.ReadText("owner", Need::kRequired);
  const Text time_zone = fields.ReadText("time_zone", Need::kRequired);
  if (time_zone.given()) {
    pack->time_zone = time_zone.value;
    if (const std::optional<Duration> offset = ParseUtcOffset(time_zone.value)) {
      pack->utc_offset = *offset;
    } else {
      reporter.Tell(Code::kBadTimeZone, time_zone.place,
                    absl::StrFormat("\"%s\" is not a time zone of packs", time_zone.value),
                    {.note = {}, .help = "write \"+08:00\" (in quotes) or Asia/Shanghai"});
    }
  }
  if (const YamlNode* defaults = fields.Find("defaults")) {
    ReadDefaults(*defaults, pack, reporter);
  }
}

void ReadBasisFile(const YamlNode& root, PackSource* pack, Reporter& reporter) {
  FieldReader fields(root, "basis.yaml", {"schema", "basis"}, reporter);
  ReadSchema(fields, reporter);
  for (const YamlNode* node : fields.ReadItems("basis", Need::kRequired)) {
    ReadBasis(*node, pack, reporter);
  }
}

void ReadPolicyFile(const YamlNode& root, PackSource* pack, Reporter& reporter) {
  FieldReader fields(root, "policy.yaml", {"schema", "raise_on_evasion", "queues", "rows"},
                     reporter);
  ReadSchema(fields, reporter);
  pack->raise_on_evasion = static_cast<int>(
      fields.ReadNumber("raise_on_evasion", 0, kMaxRaise, Code::kBadCount).value_or(1));
  for (const YamlNode* node : fields.ReadItems("queues", Need::kRequired)) {
    FieldReader queue(*node, "a queue", {"id", "title", "hours"}, reporter);
    const Text id = queue.ReadText("id", Need::kRequired);
    const std::string title = queue.ReadText("title", Need::kRequired).value;
    pack->queues.push_back({id, title, queue.ReadText("hours")});
  }
  for (const YamlNode* node : fields.ReadItems("rows", Need::kRequired)) {
    ReadRow(*node, pack, reporter);
  }
}

}  // namespace mingcha
