// The verb `rules baseline`: what the rules find in innocent text, and what of it is new.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/baseline_file.h"
#include "cli/commands.h"
#include "cli/excerpt.h"
#include "cli/exit_code.h"
#include "cli/intake.h"
#include "cli/interrupt.h"
#include "cli/pack_cache.h"
#include "cli/pack_location.h"
#include "cli/pack_run.h"
#include "cli/rules_commands.h"

#include "mingcha/rule_pack.h"

#include "base/json.h"
#include "base/status_util.h"

namespace mingcha::cli {
namespace {

constexpr const char* kFooter = R"(
Files are JSON Lines (.jsonl) or bare lines of text (.txt), also compressed (.gz, .zst); folders
stand for the files below them. Every finding in them is taken for a false one.

  --record FILE    writes what was found: rules, ids of messages and findings, no words
  --compare FILE   tells findings that FILE does not have (new) and that it only has (lost), by rule
                   and id; exit code 1 if there are new ones, or lost ones without --allow-lost

Examples:
  mingcha rules baseline --record innocent.baseline.json innocent/
  mingcha rules baseline --rules my-pack --compare innocent.baseline.json innocent/
)";

// Of a rule, so that a flood can be read.
constexpr size_t kIdsInText = 10;

struct BaselineCommand {
  std::vector<std::string> inputs;
  std::string rules;
  CacheChoice cache;
  std::string format = "text";
  std::string record;
  std::string compare;
  std::string speaker = "agent";
  bool allow_lost = false;
  int jobs = 1;
};

std::string RuleTable(const Baseline& baseline) {
  std::string table = absl::StrFormat("%-40s %10s %12s\n", "rule", "findings", "in 10,000");
  const auto line = [&](const std::string& rule, uint64_t count) {
    table += absl::StrFormat("%-40s %10d %12.1f\n", rule, count, baseline.PerTenThousand(count));
  };
  // The busiest first.
  std::vector<std::pair<std::string, uint64_t>> rules;
  for (const auto& [rule, firings] : baseline.by_rule) rules.emplace_back(rule, firings.size());
  std::stable_sort(rules.begin(), rules.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [rule, count] : rules) line(rule, count);
  line("all", baseline.firings());
  return table;
}

std::string FiringLines(std::string_view state, const std::vector<Baseline::Firing>& firings) {
  std::string lines;
  for (size_t i = 0; i < firings.size() && i < kIdsInText; ++i) {
    lines += absl::StrFormat("  %-4s  %s  %s  %s\n", std::string(state),
                             Visible(firings[i].conversation_id), Visible(firings[i].message_id),
                             firings[i].finding_id.substr(0, 12));
  }
  if (firings.size() > kIdsInText) {
    lines += absl::StrFormat("  %-4s  … and %d more (--format json has them all)\n",
                             std::string(state), firings.size() - kIdsInText);
  }
  return lines;
}

std::string DriftText(const std::vector<RuleDrift>& drifts) {
  std::string text;
  for (const RuleDrift& drift : drifts) {
    text += absl::StrFormat("%s: %d new, %d lost\n", drift.rule_id, drift.fresh.size(),
                            drift.lost.size());
    text += FiringLines("new", drift.fresh) + FiringLines("lost", drift.lost);
  }
  return text;
}

Json FiringsToJson(const std::vector<Baseline::Firing>& firings) {
  Json list = Json::array();
  for (const Baseline::Firing& firing : firings) {
    Json one;
    one["conversation_id"] = firing.conversation_id;
    one["message_id"] = firing.message_id;
    one["finding_id"] = firing.finding_id;
    list.push_back(std::move(one));
  }
  return list;
}

std::string JsonReport(const Baseline& baseline, const std::vector<RuleDrift>* drifts) {
  Json json;
  json["pack"] = baseline.pack;
  json["pack_digest"] = baseline.pack_digest;
  json["messages"] = baseline.messages;
  json["findings"] = baseline.firings();
  json["per_10000"] = baseline.PerTenThousand(baseline.firings());
  Json& rules = json["rules"] = Json::array();
  for (const auto& [rule, firings] : baseline.by_rule) {
    Json one;
    one["rule_id"] = rule;
    one["findings"] = firings.size();
    one["per_10000"] = baseline.PerTenThousand(firings.size());
    rules.push_back(std::move(one));
  }
  if (drifts != nullptr) {
    Json& changes = json["changes"] = Json::array();
    for (const RuleDrift& drift : *drifts) {
      Json one;
      one["rule_id"] = drift.rule_id;
      one["new"] = FiringsToJson(drift.fresh);
      one["lost"] = FiringsToJson(drift.lost);
      changes.push_back(std::move(one));
    }
  }
  return json.dump(1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

// What the differences mean for the exit code; tells the sum of them.
int Judge(const BaselineCommand& command, const Baseline& recorded, const Baseline& now,
          const std::vector<RuleDrift>& drifts) {
  uint64_t fresh = 0;
  uint64_t lost = 0;
  for (const RuleDrift& drift : drifts) {
    fresh += drift.fresh.size();
    lost += drift.lost.size();
  }
  std::fprintf(stderr, "against %s (%s): %s new, %s lost, in %s\n", command.compare.c_str(),
               recorded.pack.c_str(), std::to_string(fresh).c_str(), std::to_string(lost).c_str(),
               Counted(drifts.size(), "rule").c_str());
  if (recorded.messages != now.messages) {
    std::fprintf(stderr, "the baseline was recorded over %s, and these are %s\n",
                 Counted(recorded.messages, "message").c_str(),
                 Counted(now.messages, "message").c_str());
  }
  return fresh > 0 || (lost > 0 && !command.allow_lost) ? kExitFindings : kExitDone;
}

int RunBaseline(const BaselineCommand& command) {
  const auto tell = [](const absl::Status& status) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
    return ExitCodeOf(status);
  };
  const auto files = FindTextFiles(command.inputs);
  if (!files.ok()) return tell(files.status());
  Baseline recorded;
  if (!command.compare.empty()) {
    absl::StatusOr<Baseline> read = ReadBaselineFile(command.compare);
    if (!read.ok()) return tell(read.status());
    recorded = *std::move(read);
  }
  const std::shared_ptr<const RulePack> pack = LoadPackOrTell(command.rules, command.cache);
  if (pack == nullptr) return kExitRulesInvalid;

  const InterruptWatch watch;
  Baseline now;
  now.pack = pack->label();
  now.pack_digest = pack->digest();
  PackRunOptions options;
  options.speaker = ParseSpeaker(command.speaker).value_or(options.speaker);
  options.jobs = command.jobs;
  const PackRun run =
      RunPack(pack, *files, options, [&](const Finding& finding) { now.Add(finding); });
  now.messages = run.counts.messages;
  // Half a baseline would make the other half look lost.
  if (run.exit_code != kExitDone) return run.exit_code;

  int exit_code = kExitDone;
  std::vector<RuleDrift> drifts;
  if (!command.compare.empty()) drifts = Compare(recorded, now);
  const std::string told = command.format == "json"
                               ? JsonReport(now, command.compare.empty() ? nullptr : &drifts)
                               : RuleTable(now) + DriftText(drifts);
  std::fwrite(told.data(), 1, told.size(), stdout);
  std::fprintf(stderr, "%s\n%s: %s\n", InWords(run.counts).c_str(), pack->label().c_str(),
               Counted(now.firings(), "finding").c_str());
  if (!command.compare.empty()) exit_code = Judge(command, recorded, now, drifts);
  if (!command.record.empty()) {
    const absl::Status status = WriteBaselineFile(command.record, now);
    if (!status.ok()) exit_code = WorseExit(exit_code, tell(status));
  }
  return exit_code;
}

}  // namespace

void AddRulesBaselineCommand(CLI::App* rules, int* exit_code) {
  const auto command = std::make_shared<BaselineCommand>();
  CLI::App* verb = rules->add_subcommand(
      "baseline", "Tell what the rules find in innocent text, and what of it is new");
  verb->add_option("FILE", command->inputs, "Files or folders of innocent messages")->required();
  verb->add_option(kRulesOption, command->rules, kRulesHelp)->type_name("DIR");
  AddCacheOptions(verb, &command->cache);
  CLI::Option* record =
      verb->add_option("--record", command->record, "Write the baseline here")->type_name("FILE");
  CLI::Option* compare =
      verb->add_option("--compare", command->compare, "Compare with the baseline kept here")
          ->type_name("FILE")
          ->excludes(record);
  verb->add_flag("--allow-lost", command->allow_lost, "Findings that are lost do not fail")
      ->needs(compare);
  verb->add_option("--speaker", command->speaker, "Who says the lines of .txt files")
      ->check(CLI::IsMember({"agent", "bot", "customer", "system"}))
      ->capture_default_str();
  verb->add_option("--format", command->format, "text, or one JSON object")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_option("--jobs", command->jobs, "Worker threads")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  verb->footer(kFooter);
  verb->callback([command, exit_code] { *exit_code = RunBaseline(*command); });
}

}  // namespace mingcha::cli
