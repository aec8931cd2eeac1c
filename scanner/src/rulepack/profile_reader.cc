#include <optional>

#include "absl/strings/str_format.h"

#include "rulepack/service_reader.h"

namespace mingcha {
namespace {

std::vector<SettingSource> ReadSettings(FieldReader& fields, Need need, Reporter& reporter) {
  std::vector<SettingSource> settings;
  const YamlNode* node = fields.Find("settings", need);
  if (node == nullptr) return settings;
  if (node->kind != YamlKind::kMapping) {
    TellWrongType(*node, "a mapping", reporter);
    return settings;
  }
  for (const YamlMember& member : node->members) {
    const std::optional<Text> text = TextOf(*member.value, reporter);
    if (!text) continue;
    const std::optional<Setting> setting = ParseSetting(text->value);
    if (!setting) {
      reporter.Tell(Code::kBadSetting, text->place,
                    absl::StrFormat("\"%s\" is neither a limit of time nor a number", text->value),
                    {.note = {}, .help = "write 30s, 5m, 24h, 3wd, \"1wd@09:30\", 3 or 0.05"});
      continue;
    }
    settings.push_back({{member.key, member.key_place}, *setting});
  }
  return settings;
}

void ReadProfile(const YamlNode& node, ServiceSource* service, Reporter& reporter) {
  FieldReader fields(node, "a profile", {"id", "title", "choice", "sets"}, reporter);
  ProfileSource profile;
  profile.id = fields.ReadText("id", Need::kRequired);
  fields.ReadText("title", Need::kRequired);
  profile.choice = fields.ReadText("choice", Need::kRequired);
  for (const YamlNode* item : fields.ReadItems("sets", Need::kRequired)) {
    FieldReader set(*item, "a set", {"id", "title", "settings"}, reporter);
    SettingSetSource source;
    source.id = set.ReadText("id", Need::kRequired);
    set.ReadText("title", Need::kRequired);
    source.settings = ReadSettings(set, Need::kRequired, reporter);
    profile.sets.push_back(std::move(source));
  }
  service->profiles.push_back(std::move(profile));
}

void ReadTenant(const YamlNode& node, ServiceSource* service, Reporter& reporter) {
  FieldReader fields(node, "a row of \"tenants\"", {"tenant", "choose", "settings"}, reporter);
  TenantChoiceSource row;
  row.tenants = fields.ReadTextOrTexts("tenant", Need::kRequired);
  if (const YamlNode* choose = fields.Find("choose")) {
    if (choose->kind != YamlKind::kMapping) TellWrongType(*choose, "a mapping", reporter);
    for (const YamlMember& member : choose->members) {
      if (std::optional<Text> set = TextOf(*member.value, reporter)) {
        row.choices.emplace_back(Text{member.key, member.key_place}, *std::move(set));
      }
    }
  }
  row.settings = ReadSettings(fields, Need::kOptional, reporter);
  service->tenants.push_back(std::move(row));
}

}  // namespace

void ReadProfilesFile(const YamlNode& root, ServiceSource* service, Reporter& reporter) {
  FieldReader fields(root, "profiles.yaml", {"schema", "settings", "profiles", "tenants"},
                     reporter);
  ReadSchema(fields, reporter);
  service->settings = ReadSettings(fields, Need::kOptional, reporter);
  for (const YamlNode* node : fields.ReadItems("profiles")) ReadProfile(*node, service, reporter);
  for (const YamlNode* node : fields.ReadItems("tenants")) ReadTenant(*node, service, reporter);
}

}  // namespace mingcha
