// The verb `version`: what this program is made of.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/pack_location.h"

#include "mingcha/rule_pack.h"
#include "mingcha/version.h"

#include "base/json.h"

// jemalloc's own, where the program is linked with it.
extern "C" int mallctl(const char* name, void* old_value, size_t* old_size, void* new_value,
                       size_t new_size) __attribute__((weak));

namespace mingcha::cli {
namespace {

using Versions = std::vector<std::pair<std::string, std::string>>;

std::string AllocatorVersion() {
  const char* version = nullptr;
  size_t size = sizeof(version);
  if (mallctl == nullptr || mallctl("version", &version, &size, nullptr, 0) != 0) {
    return "not linked";
  }
  return version;
}

int Version(const std::string& rules, const std::string& format) {
  Versions versions = {{"mingcha", MINGCHA_VERSION}};
  if (std::string_view(MINGCHA_COMMIT) != "") versions.emplace_back("commit", MINGCHA_COMMIT);
  for (auto& engine : EngineVersions()) versions.push_back(std::move(engine));
  versions.emplace_back("cli11", CLI11_VERSION);
  versions.emplace_back("jemalloc", AllocatorVersion());
  if (!rules.empty()) {
    RulePack::LoadOptions options;
    options.compile_patterns = false;
    const std::shared_ptr<const RulePack> pack = LoadPackOrTell(rules, options);
    if (pack == nullptr) return kExitRulesInvalid;
    versions.emplace_back("pack", pack->label());
    versions.emplace_back("pack_digest", pack->digest());
  }

  Json json;
  for (const auto& [name, version] : versions) {
    json[name] = version;
    if (format == "text") std::printf("%-14s %s\n", name.c_str(), version.c_str());
  }
  if (format == "jsonl") std::printf("%s\n", DumpLine(json).c_str());
  return kExitDone;
}

}  // namespace

void AddVersionCommand(CLI::App& app, int* exit_code) {
  CLI::App* command = app.add_subcommand("version", "Print the versions of everything inside");
  const auto rules = std::make_shared<std::string>();
  const auto format = std::make_shared<std::string>("text");
  command->add_option(kRulesOption, *rules, "Also the label and digest of this rule pack")
      ->type_name("DIR");
  command->add_option("--format", *format, "text, or one JSON object")
      ->check(CLI::IsMember({"text", "jsonl"}))
      ->capture_default_str();
  command->footer("\nExample:\n  mingcha version --format jsonl\n");
  command->callback([rules, format, exit_code] { *exit_code = Version(*rules, *format); });
}

}  // namespace mingcha::cli
