#include "rulepack/override_reader.h"

#include <utility>

#include "rulepack/field_reader.h"
#include "rulepack/rule_reader.h"

namespace mingcha {
namespace {

Placed<Date> ReadExpiry(FieldReader& fields, Reporter& reporter) {
  const Text text = fields.ReadText("expires", Need::kRequired);
  if (!text.given()) return {};
  const std::optional<Date> date = DateOf(text, reporter);
  return date ? Placed<Date>{*date, text.place} : Placed<Date>{};
}

OverrideSource::PatternChange ReadPatternChange(const YamlMember& member, Reporter& reporter) {
  FieldReader fields(*member.value, "a change of a pattern", {"add_terms", "add_except"}, reporter);
  OverrideSource::PatternChange change;
  change.name = {member.key, member.key_place};
  change.terms = fields.ReadTexts("add_terms");
  change.exceptions = fields.ReadTexts("add_except");
  return change;
}

void ReadPatternChanges(FieldReader& fields, OverrideSource* override, Reporter& reporter) {
  const YamlNode* node = fields.Find("patterns");
  if (node == nullptr) return;
  if (node->kind != YamlKind::kMapping) {
    TellWrongType(*node, "a mapping of names to patterns", reporter);
    return;
  }
  for (const YamlMember& member : node->members) {
    override->patterns.push_back(ReadPatternChange(member, reporter));
  }
}

void ReadGuardChange(FieldReader& fields, OverrideSource* override, Reporter& reporter) {
  const YamlNode* node = fields.Find("guards");
  if (node == nullptr) return;
  override->guards_place = fields.KeyPlace("guards");
  // An empty list takes every guard away.
  if (node->kind == YamlKind::kSequence && node->items.empty()) return;
  for (const Text& text : TextsOf(*node, reporter)) {
    if (const auto choice = ChoiceOf(text, NamesUpTo(Guard::kLawful), reporter)) {
      override->guards.push_back({static_cast<Guard>(*choice), text.place});
    }
  }
}

void ReadOverride(const YamlNode& node, PackSource* pack, Reporter& reporter) {
  FieldReader fields(node, "an override",
                     {"rule", "owner", "reason", "expires", "disabled", "severity", "status",
                      "guards", "speaker", "effective", "patterns"},
                     reporter);
  OverrideSource override;
  override.place = node.place;
  override.rule = fields.ReadText("rule", Need::kRequired);
  override.owner = fields.ReadText("owner", Need::kRequired);
  override.reason = fields.ReadText("reason", Need::kRequired);
  override.expires = ReadExpiry(fields, reporter);
  if (fields.ReadFlag("disabled", false)) {
    override.disabled = {true, fields.KeyPlace("disabled")};
  }
  override.severity = fields.ReadChoice("severity", Severity::kCritical);
  override.status = fields.ReadChoice("status", RuleStatus::kDeprecated);
  ReadGuardChange(fields, &override, reporter);
  if (fields.Find("speaker") != nullptr) {
    override.speakers_place = fields.KeyPlace("speaker");
    override.speakers = ReadSpeakers(fields, Need::kOptional, reporter);
  }
  if (fields.Find("effective") != nullptr) {
    override.effective_place = fields.KeyPlace("effective");
    override.effective = fields.ReadDates("effective");
  }
  ReadPatternChanges(fields, &override, reporter);
  pack->overrides.push_back(std::move(override));
}

void ReadSuppression(const YamlNode& node, PackSource* pack, Reporter& reporter) {
  FieldReader fields(
      node, "a suppression",
      {"rule", "owner", "reason", "expires", "tenant", "agent", "template", "attributes", "text"},
      reporter);
  SuppressionSource suppression;
  suppression.place = node.place;
  suppression.rule = fields.ReadText("rule", Need::kRequired);
  suppression.owner = fields.ReadText("owner", Need::kRequired);
  suppression.reason = fields.ReadText("reason", Need::kRequired);
  suppression.expires = ReadExpiry(fields, reporter);
  suppression.tenants = fields.ReadTextOrTexts("tenant");
  suppression.agents = fields.ReadTextOrTexts("agent");
  suppression.templates = fields.ReadTextOrTexts("template");
  if (const YamlNode* attributes = fields.Find("attributes")) {
    suppression.attributes = AttributesOf(*attributes, reporter);
  }
  suppression.texts = fields.ReadTextOrTexts("text");
  pack->suppressions.push_back(std::move(suppression));
}

}  // namespace

void ReadOverridesFile(const YamlNode& root, PackSource* pack, Reporter& reporter) {
  FieldReader fields(root, "a file of overrides", {"schema", "overrides", "suppressions"},
                     reporter);
  ReadSchema(fields, reporter);
  for (const YamlNode* node : fields.ReadItems("overrides")) ReadOverride(*node, pack, reporter);
  for (const YamlNode* node : fields.ReadItems("suppressions")) {
    ReadSuppression(*node, pack, reporter);
  }
}

}  // namespace mingcha
