// The verb `rules profile`: where the time of a scan goes, and what each rule brings.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/excerpt.h"
#include "cli/exit_code.h"
#include "cli/intake.h"
#include "cli/pack_cache.h"
#include "cli/pack_location.h"
#include "cli/rules_commands.h"
#include "cli/text_files.h"

#include "mingcha/rule_pack.h"

#include "authoring/rule_profile.h"
#include "base/json.h"
#include "base/status_util.h"

namespace mingcha::cli {
namespace {

constexpr const char* kFooter = R"(
Times are processor time of one thread; they differ from run to run, hits do not.

  the scan       the whole way of a message: views, search, conditions, guards, evidence
  views          the making of each, and the search of its literals and of its regexes
  regexes        each compiled alone, and searched alone over the same texts. In a view they share
                 the search for literals: alone they take more together, but the dear ones show
  hits           of patterns, as a scan counts them; terms are found together, and have no time alone

Example:
  mingcha rules profile --rules my-pack chats/2026-11-16.jsonl.gz
)";

struct ProfileCommand {
  std::vector<std::string> inputs;
  std::string rules;
  CacheChoice cache;
  std::string format = "text";
  std::string speaker = "agent";
  size_t top = 15;
  size_t max_messages = 20'000;
};

double Milliseconds(ProcessorTime time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

double Share(ProcessorTime part, ProcessorTime whole) {
  return whole.count() == 0
             ? 0
             : 100.0 * static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

double MegabytesPerSecond(uint64_t bytes, ProcessorTime time) {
  return time.count() == 0 ? 0
                           : static_cast<double>(bytes) * 1000 / static_cast<double>(time.count());
}

std::string OwnerOf(const CompiledPattern& pattern) {
  return pattern.owner.empty() ? "(shared)" : pattern.owner;
}

// At most this many characters of a regex stand in a line.
std::string Shortened(const std::string& regex) {
  constexpr size_t kBytes = 72;
  const std::string shown = Visible(regex);
  if (shown.size() <= kBytes) return shown;
  size_t end = kBytes;
  while (end > 0 && (static_cast<uint8_t>(shown[end]) & 0xc0) == 0x80) --end;
  return shown.substr(0, end) + "…";
}

std::string ViewTable(const PackProfile& profile) {
  std::string table = absl::StrFormat("%-8s %9s %10s %9s %8s %10s %10s %10s %9s %9s\n", "view",
                                      "messages", "bytes", "literals", "regexes", "making ms",
                                      "literal ms", "regex ms", "MB/s", "db KB");
  for (const ViewProfile& view : profile.views) {
    const ProcessorTime search = view.literal_search + view.regex_search;
    table += absl::StrFormat(
        "%-8s %9d %10d %9d %8d %10.1f %10.1f %10.1f %9.1f %9d\n", std::string(ToString(view.view)),
        view.messages, view.bytes, view.literals, view.regexes, Milliseconds(view.making),
        Milliseconds(view.literal_search), Milliseconds(view.regex_search),
        MegabytesPerSecond(view.bytes, search), (view.literal_bytes + view.regex_bytes) / 1024);
  }
  return table;
}

std::string RegexTable(const PackProfile& profile, const CompiledPack& pack, size_t top,
                       std::string_view what, bool by_compiling) {
  std::vector<RegexProfile> regexes = profile.regexes;
  ProcessorTime whole = profile.all_regexes_alone();
  if (by_compiling) {
    std::stable_sort(regexes.begin(), regexes.end(), [](const auto& a, const auto& b) {
      return a.compiled_bytes > b.compiled_bytes;
    });
  }
  std::string table =
      absl::StrFormat("\n%s\n%9s %6s %10s %10s %9s  %s\n", std::string(what), "search ms", "share",
                      "reports", "compile ms", "db KB", "rule, pattern, regex");
  for (size_t i = 0; i < regexes.size() && i < top; ++i) {
    const RegexProfile& regex = regexes[i];
    const CompiledPattern& pattern = pack.patterns[regex.pattern];
    table += absl::StrFormat("%9.2f %5.1f%% %10d %10.1f %9d  %s %s  %s\n",
                             Milliseconds(regex.search), Share(regex.search, whole), regex.reports,
                             Milliseconds(regex.compiling), regex.compiled_bytes / 1024,
                             OwnerOf(pattern), pattern.name, Shortened(regex.regex));
  }
  return table;
}

std::string RuleTable(const PackProfile& profile, const CompiledPack& pack, size_t top) {
  std::string table =
      absl::StrFormat("\nrules, the slowest first\n%-36s %9s %6s %9s %9s %10s\n", "rule",
                      "search ms", "share", "hits", "findings", "taken back");
  const ProcessorTime whole = profile.all_regexes_alone();
  for (size_t i = 0; i < profile.rules.size() && i < top; ++i) {
    const RuleProfile& rule = profile.rules[i];
    table += absl::StrFormat("%-36s %9.2f %5.1f%% %9d %9d %10d\n", pack.rules[rule.rule].id,
                             Milliseconds(rule.search), Share(rule.search, whole), rule.hits,
                             rule.findings, rule.taken_back);
  }
  return table;
}

std::string BusiestTable(const PackProfile& profile, const CompiledPack& pack, size_t top) {
  std::vector<PatternProfile> patterns = profile.patterns;
  std::stable_sort(patterns.begin(), patterns.end(),
                   [](const auto& a, const auto& b) { return a.hits > b.hits; });
  std::string table =
      absl::StrFormat("\npatterns, the busiest first\n%9s %9s %9s %9s %9s  %s\n", "hits", "folded",
                      "compact", "shape", "sound", "rule, pattern");
  for (size_t i = 0; i < patterns.size() && i < top && patterns[i].hits > 0; ++i) {
    const PatternProfile& profiled = patterns[i];
    const CompiledPattern& pattern = pack.patterns[profiled.pattern];
    table += absl::StrFormat("%9d", profiled.hits);
    for (const uint64_t hits : profiled.by_view) table += absl::StrFormat(" %9d", hits);
    table += absl::StrFormat("  %s %s\n", OwnerOf(pattern), pattern.name);
  }
  return table;
}

std::string ProfileText(const PackProfile& profile, const CompiledPack& pack, size_t top) {
  std::string text = absl::StrFormat(
      "scan: %d messages, %d bytes in %.1f ms: %.1f MB/s, %.0f messages in a second\n\n",
      profile.messages, profile.bytes, Milliseconds(profile.scan),
      MegabytesPerSecond(profile.bytes, profile.scan),
      profile.scan.count() == 0 ? 0.0
                                : 1e9 * static_cast<double>(profile.messages) /
                                      static_cast<double>(profile.scan.count()));
  return text + ViewTable(profile) +
         RegexTable(profile, pack, top, "regexes, the slowest first, each alone", false) +
         RegexTable(profile, pack, top, "regexes, the largest database first, each alone", true) +
         RuleTable(profile, pack, top) + BusiestTable(profile, pack, top);
}

Json ViewsToJson(const PackProfile& profile) {
  Json views = Json::array();
  for (const ViewProfile& view : profile.views) {
    Json one;
    one["view"] = ToString(view.view);
    one["messages"] = view.messages;
    one["bytes"] = view.bytes;
    one["literals"] = view.literals;
    one["regexes"] = view.regexes;
    one["literal_db_bytes"] = view.literal_bytes;
    one["regex_db_bytes"] = view.regex_bytes;
    one["making_ms"] = Milliseconds(view.making);
    one["literal_search_ms"] = Milliseconds(view.literal_search);
    one["regex_search_ms"] = Milliseconds(view.regex_search);
    views.push_back(std::move(one));
  }
  return views;
}

std::string ProfileJson(const PackProfile& profile, const RulePack& pack) {
  const CompiledPack& compiled = pack.compiled();
  Json json;
  json["pack"] = pack.label();
  json["pack_digest"] = pack.digest();
  json["messages"] = profile.messages;
  json["bytes"] = profile.bytes;
  json["scan_ms"] = Milliseconds(profile.scan);
  json["views"] = ViewsToJson(profile);
  Json& regexes = json["regexes"] = Json::array();
  for (const RegexProfile& regex : profile.regexes) {
    Json one;
    one["owner"] = compiled.patterns[regex.pattern].owner;
    one["pattern"] = compiled.patterns[regex.pattern].name;
    one["number"] = regex.number;
    one["regex"] = regex.regex;
    one["search_ms"] = Milliseconds(regex.search);
    one["reports"] = regex.reports;
    one["compile_ms"] = Milliseconds(regex.compiling);
    one["db_bytes"] = regex.compiled_bytes;
    regexes.push_back(std::move(one));
  }
  Json& patterns = json["patterns"] = Json::array();
  for (const PatternProfile& pattern : profile.patterns) {
    Json one;
    one["owner"] = compiled.patterns[pattern.pattern].owner;
    one["pattern"] = compiled.patterns[pattern.pattern].name;
    one["hits"] = pattern.hits;
    for (size_t i = 0; i < kSearchedViews.size(); ++i) {
      one["hits_" + std::string(ToString(kSearchedViews[i]))] = pattern.by_view[i];
    }
    one["search_ms"] = Milliseconds(pattern.search);
    one["compile_ms"] = Milliseconds(pattern.compiling);
    one["db_bytes"] = pattern.compiled_bytes;
    patterns.push_back(std::move(one));
  }
  Json& rules = json["rules"] = Json::array();
  for (const RuleProfile& rule : profile.rules) {
    Json one;
    one["rule_id"] = compiled.rules[rule.rule].id;
    one["hits"] = rule.hits;
    one["findings"] = rule.findings;
    one["taken_back"] = rule.taken_back;
    one["search_ms"] = Milliseconds(rule.search);
    rules.push_back(std::move(one));
  }
  return json.dump(1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

// Reads at most `command.max_messages`; events are passed over.
absl::Status ReadMessages(const ProfileCommand& command, std::vector<Message>* messages) {
  const auto files = FindTextFiles(command.inputs);
  if (!files.ok()) return files.status();
  const Speaker speaker = ParseSpeaker(command.speaker).value_or(Speaker::kAgent);
  for (const TextFile& file : *files) {
    MINGCHA_ASSIGN_OR_RETURN(const std::unique_ptr<MessageSource> source,
                             OpenTextFile(file, speaker));
    while (messages->size() < command.max_messages) {
      MINGCHA_ASSIGN_OR_RETURN(std::optional<MessageSource::Item> item, source->Next());
      if (!item) break;
      auto* sourced = std::get_if<SourcedRecord>(&*item);
      if (sourced == nullptr) continue;
      if (auto* message = std::get_if<Message>(&sourced->record)) {
        messages->push_back(std::move(*message));
      }
    }
  }
  return absl::OkStatus();
}

int Profile(const ProfileCommand& command) {
  std::vector<Message> messages;
  if (const absl::Status status = ReadMessages(command, &messages); !status.ok()) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
    return ExitCodeOf(status);
  }
  if (messages.empty()) {
    std::fprintf(stderr, "mingcha: there is no message to measure with\n");
    return kExitInputError;
  }
  const std::shared_ptr<const RulePack> pack = LoadPackOrTell(command.rules, command.cache);
  if (pack == nullptr) return kExitRulesInvalid;
  const PackProfile profile = ProfilePack(pack, messages);
  const std::string told = command.format == "json"
                               ? ProfileJson(profile, *pack)
                               : ProfileText(profile, pack->compiled(), command.top);
  std::fwrite(told.data(), 1, told.size(), stdout);
  std::fprintf(stderr, "%s: %s, %s, %s\n", pack->label().c_str(),
               Counted(messages.size(), "message").c_str(),
               Counted(profile.rules.size(), "rule").c_str(),
               Counted(profile.regexes.size(), "expression").c_str());
  return kExitDone;
}

}  // namespace

void AddRulesProfileCommand(CLI::App* rules, int* exit_code) {
  const auto command = std::make_shared<ProfileCommand>();
  CLI::App* verb = rules->add_subcommand(
      "profile", "Tell where the time of a scan goes, and what each rule brings");
  verb->add_option("FILE", command->inputs,
                   "Files or folders of messages (.jsonl, .txt, .gz, .zst)")
      ->required();
  verb->add_option(kRulesOption, command->rules, kRulesHelp)->type_name("DIR");
  AddCacheOptions(verb, &command->cache);
  verb->add_option("--format", command->format, "text, or one JSON object with everything")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_option("--top", command->top, "Lines of each table, in text")->capture_default_str();
  verb->add_option("--max-messages", command->max_messages, "Measure with the first so many")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  verb->add_option("--speaker", command->speaker, "Who says the lines of .txt files")
      ->check(CLI::IsMember({"agent", "bot", "customer", "system"}))
      ->capture_default_str();
  verb->footer(kFooter);
  verb->callback([command, exit_code] { *exit_code = Profile(*command); });
}

}  // namespace mingcha::cli
