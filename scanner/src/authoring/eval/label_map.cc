#include "authoring/eval/label_map.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_format.h"

#include "rulepack/category.h"
#include "rulepack/field_reader.h"
#include "rulepack/reporter.h"
#include "yaml/yaml_document.h"

namespace mingcha {
namespace {

bool Names(std::string_view rules, std::string_view rule_id) {
  if (!rules.ends_with(".*")) return rules == rule_id;
  return rule_id.starts_with(rules.substr(0, rules.size() - 1));
}

// Reads one map.
class MapReader {
 public:
  MapReader(const CompiledPack& pack, Reporter* reporter) : pack_(pack), reporter_(*reporter) {}

  LabelMap Read(const YamlNode& root) {
    FieldReader fields(root, "a map of labels", {"schema", "labels", "speakers"}, reporter_);
    ReadSchema(fields, reporter_);
    LabelMap map;
    if (const YamlNode* labels = fields.Find("labels", Need::kRequired)) {
      if (labels->kind != YamlKind::kMapping) TellWrongType(*labels, "a mapping", reporter_);
      for (const YamlMember& member : labels->members) {
        map.labels[member.key] = ReadMeaning(*member.value);
      }
    }
    if (const YamlNode* speakers = fields.Find("speakers")) {
      if (speakers->kind != YamlKind::kMapping) TellWrongType(*speakers, "a mapping", reporter_);
      for (const YamlMember& member : speakers->members) ReadSpeaker(member, &map);
    }
    return map;
  }

 private:
  LabelMeaning ReadMeaning(const YamlNode& node) {
    LabelMeaning meaning;
    FieldReader fields(node, "a label", {"categories", "rules"}, reporter_);
    for (const Text& category : fields.ReadTextOrTexts("categories")) {
      if (ChoiceOf(category, Categories(), reporter_)) meaning.categories.push_back(category.value);
    }
    for (const Text& rules : fields.ReadTextOrTexts("rules")) {
      const bool known =
          std::any_of(pack_.rules.begin(), pack_.rules.end(),
                      [&](const CompiledRule& rule) { return Names(rules.value, rule.id); });
      if (!known) {
        reporter_.Tell(Code::kUnknownRule, rules.place,
                       absl::StrFormat("%s has no rule \"%s\"", pack_.label, rules.value));
      }
      meaning.rules.push_back(rules.value);
    }
    return meaning;
  }

  void ReadSpeaker(const YamlMember& member, LabelMap* map) {
    const std::optional<Text> name = TextOf(*member.value, reporter_);
    if (!name || !ChoiceOf(*name, NamesUpTo(Speaker::kSystem), reporter_)) return;
    map->speakers[member.key] = *ParseSpeaker(name->value);
  }

  const CompiledPack& pack_;
  Reporter& reporter_;
};

}  // namespace

bool LabelMeaning::Wants(const CompiledRule& rule) const {
  return std::find(categories.begin(), categories.end(), rule.category) != categories.end() ||
         std::any_of(rules.begin(), rules.end(),
                     [&](const std::string& named) { return Names(named, rule.id); });
}

const LabelMeaning* LabelMap::Find(std::string_view label) const {
  const auto found = labels.find(label);
  return found == labels.end() ? nullptr : &found->second;
}

std::optional<Speaker> LabelMap::SpeakerOf(std::string_view word) const {
  const auto found = speakers.find(word);
  return found == speakers.end() ? ParseSpeaker(word) : found->second;
}

LabelMap DefaultLabelMap(const CompiledPack& pack) {
  LabelMap map;
  for (const std::string_view category : Categories()) {
    map.labels[std::string(category)].categories.emplace_back(category);
  }
  for (const CompiledRule& rule : pack.rules) map.labels[rule.id].rules.push_back(rule.id);
  for (const char* benign : {"benign", "none", "normal"}) map.labels[benign] = {};
  return map;
}

std::optional<LabelMap> ParseLabelMap(const CompiledPack& pack, const std::string& file,
                                      std::string text, std::vector<Diagnostic>* diagnostics) {
  const std::unique_ptr<YamlDocument> document =
      YamlDocument::Parse(file, std::move(text), diagnostics);
  if (document == nullptr) return std::nullopt;
  Reporter reporter(diagnostics);
  reporter.Know(*document);
  LabelMap map = MapReader(pack, &reporter).Read(document->root());
  SortDiagnostics(diagnostics);
  if (HasErrors(*diagnostics)) return std::nullopt;
  return map;
}

}  // namespace mingcha
