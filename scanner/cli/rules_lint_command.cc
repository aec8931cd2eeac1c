// The verb `rules lint`.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/baseline_file.h"
#include "cli/commands.h"
#include "cli/diagnostic_json.h"
#include "cli/exit_code.h"
#include "cli/intake.h"
#include "cli/output.h"
#include "cli/pack_cache.h"
#include "cli/pack_location.h"
#include "cli/rules_commands.h"
#include "cli/sarif.h"

#include "authoring/lint/pack_linter.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/status_util.h"

namespace mingcha::cli {
namespace {

constexpr const char* kFooter = R"(
What makes a pack wrong is an error; what hardly anybody means is a warning; what may well be meant
is a note, and told with --level note only. AUTHORING.md explains each code and its cure.

The examples are scanned too: rules are compiled for that, and kept (--cache). --quick leaves it out.

Examples:
  mingcha rules lint --warnings-as-errors rules/finance-cn
  mingcha rules lint --format sarif rules/finance-cn > lint.sarif
  mingcha rules lint --baseline innocent.baseline.json rules/finance-cn
)";

struct LintCommand {
  std::string folder;
  CacheChoice cache;
  std::string format = "text";
  std::string level = "warning";
  std::string baseline;
  std::string as_of;
  double max_per_10000 = LintOptions().max_per_10000;
  bool warnings_as_errors = false;
  bool quick = false;
};

DiagnosticSeverity LevelOf(const std::string& name) {
  if (name == "note") return DiagnosticSeverity::kNote;
  return name == "error" ? DiagnosticSeverity::kError : DiagnosticSeverity::kWarning;
}

uint64_t Count(const std::vector<Diagnostic>& diagnostics, DiagnosticSeverity severity) {
  return static_cast<uint64_t>(
      std::count_if(diagnostics.begin(), diagnostics.end(),
                    [&](const Diagnostic& d) { return d.severity == severity; }));
}

std::string JsonReport(const std::vector<Diagnostic>& told, const LintReport& report,
                       const std::string& folder) {
  Json json;
  json["pack"] = folder;
  json["loaded"] = report.status.ok();
  json["rules"] = report.rules;
  json["errors"] = Count(report.diagnostics, DiagnosticSeverity::kError);
  json["warnings"] = Count(report.diagnostics, DiagnosticSeverity::kWarning);
  json["notes"] = Count(report.diagnostics, DiagnosticSeverity::kNote);
  Json& list = json["diagnostics"] = Json::array();
  for (const Diagnostic& diagnostic : told) list.push_back(ToJson(diagnostic));
  return json.dump(1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

void Tell(const LintCommand& command, const LintReport& report, const std::string& folder) {
  const DiagnosticSeverity level = LevelOf(command.level);
  std::vector<Diagnostic> told;
  std::copy_if(report.diagnostics.begin(), report.diagnostics.end(), std::back_inserter(told),
               [&](const Diagnostic& diagnostic) { return diagnostic.severity >= level; });
  std::string text;
  if (command.format == "sarif") {
    text = SarifLog(told);
  } else if (command.format == "json") {
    text = JsonReport(told, report, folder);
  } else {
    for (const Diagnostic& diagnostic : told) {
      text += command.format == "jsonl" ? DiagnosticLine(diagnostic) + "\n"
                                        : FormatDiagnostic(diagnostic);
    }
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void SumUp(const LintCommand& command, const LintReport& report, const std::string& folder) {
  const uint64_t notes = Count(report.diagnostics, DiagnosticSeverity::kNote);
  const bool left_out = notes > 0 && command.level != "note";
  std::fprintf(stderr, "%s: %s, %s, %s, %s%s\n", folder.c_str(),
               report.status.ok() ? Counted(report.rules, "rule").c_str() : "not loaded",
               Counted(Count(report.diagnostics, DiagnosticSeverity::kError), "error").c_str(),
               Counted(Count(report.diagnostics, DiagnosticSeverity::kWarning), "warning").c_str(),
               Counted(notes, "note").c_str(), left_out ? " (--level note tells them)" : "");
}

int Lint(const LintCommand& command) {
  LintOptions options;
  options.load = LoadOptionsWith(command.cache);
  options.scan_examples = !command.quick;
  options.max_per_10000 = command.max_per_10000;
  options.as_of = std::chrono::floor<std::chrono::days>(WallNow());
  if (!command.as_of.empty()) {
    const std::optional<Timestamp> day = ParseTimestamp(command.as_of + "T00:00:00Z");
    if (!day) {
      std::fprintf(stderr, "mingcha: --as-of %s: not a day, as 2026-11-16\n",
                   command.as_of.c_str());
      return kExitUsage;
    }
    options.as_of = std::chrono::floor<std::chrono::days>(*day);
  }
  Baseline baseline;
  if (!command.baseline.empty()) {
    absl::StatusOr<Baseline> read = ReadBaselineFile(command.baseline);
    if (!read.ok()) {
      std::fprintf(stderr, "mingcha: %s\n", MessageOf(read.status()).c_str());
      return ExitCodeOf(read.status());
    }
    baseline = *std::move(read);
    options.baseline = &baseline;
  }
  const auto folder = LocatePack(ThisProcess(command.folder));
  if (!folder.ok()) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(folder.status()).c_str());
    return kExitRulesInvalid;
  }

  const LintReport report = LintPack(*folder, options);
  Tell(command, report, folder->string());
  if (!report.status.ok() && !HasErrors(report.diagnostics)) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(report.status).c_str());
  }
  if (report.status.ok() || !report.diagnostics.empty()) SumUp(command, report, folder->string());
  const bool refused =
      !report.status.ok() ||
      (command.warnings_as_errors && Count(report.diagnostics, DiagnosticSeverity::kWarning) > 0);
  return refused ? kExitRulesInvalid : kExitDone;
}

}  // namespace

void AddRulesLintCommand(CLI::App* rules, int* exit_code) {
  const auto command = std::make_shared<LintCommand>();
  CLI::App* verb = rules->add_subcommand("lint", "Check a pack and tell everything at once");
  CLI::Option* folder = verb->add_option("DIR", command->folder, "Folder of the rule pack");
  verb->add_option(kRulesOption, command->folder, kRulesHelp)->type_name("DIR")->excludes(folder);
  verb->add_option("--format", command->format, "text; one JSON object, or one a line; SARIF 2.1.0")
      ->check(CLI::IsMember({"text", "json", "jsonl", "sarif"}))
      ->capture_default_str();
  verb->add_option("--level", command->level, "Tell nothing below this")
      ->check(CLI::IsMember({"note", "warning", "error"}))
      ->capture_default_str();
  verb->add_flag("--warnings-as-errors,--strict", command->warnings_as_errors,
                 "Exit with 3 on warnings too");
  verb->add_option("--baseline", command->baseline,
                   "What `rules baseline --record` wrote: tells rules that find too much in it")
      ->type_name("FILE");
  verb->add_option("--max-per-10000", command->max_per_10000,
                   "Findings of a rule that are taken, among 10,000 messages of the baseline")
      ->check(CLI::Range(0.0, 10'000.0))
      ->capture_default_str();
  verb->add_option("--as-of", command->as_of, "The day by which things expire (default: today)")
      ->type_name("DATE");
  verb->add_flag("--quick", command->quick,
                 "Leave out what only a scan of the examples can tell; nothing is compiled");
  AddCacheOptions(verb, &command->cache);
  verb->footer(kFooter);
  verb->callback([command, exit_code] { *exit_code = Lint(*command); });
}

}  // namespace mingcha::cli
