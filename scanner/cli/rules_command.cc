// The verbs `rules lint`, `rules test` and `rules list`.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/excerpt.h"
#include "cli/exit_code.h"
#include "cli/intake.h"
#include "cli/output.h"
#include "cli/pack_location.h"

#include "mingcha/rule_pack.h"

#include "authoring/rule_tests.h"
#include "base/json.h"
#include "base/status_util.h"
#include "rulepack/compiled_pack.h"

namespace mingcha::cli {
namespace {

struct RulesOptions {
  std::string folder;  // --rules DIR, or simply DIR.
  CacheChoice cache;
  std::string format = "text";
  bool warnings_as_errors = false;
  std::string rule;  // One rule only.
  std::string status;
  std::string category;
  std::string severity;
  std::string basis;
};

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

int Lint(const RulesOptions& options) {
  const auto folder = LocatePack(ThisProcess(options.folder));
  if (!folder.ok()) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(folder.status()).c_str());
    return kExitRulesInvalid;
  }
  RulePack::LoadOptions load_options;
  load_options.compile_patterns = false;  // Each regex is tried by itself; the whole takes long.
  std::vector<Diagnostic> diagnostics;
  const auto pack = RulePack::Load(*folder, load_options, &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    Print(options.format == "jsonl" ? DiagnosticLine(diagnostic) + "\n"
                                    : FormatDiagnostic(diagnostic));
  }
  const auto count = [&](DiagnosticSeverity severity) {
    return static_cast<uint64_t>(
        std::count_if(diagnostics.begin(), diagnostics.end(),
                      [&](const Diagnostic& d) { return d.severity == severity; }));
  };
  const uint64_t warnings = count(DiagnosticSeverity::kWarning);
  if (!pack.ok() && !HasErrors(diagnostics)) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(pack.status()).c_str());
  }
  if (!pack.ok() && diagnostics.empty()) return kExitRulesInvalid;  // There is no pack to count in.
  std::fprintf(stderr, "%s: %s, %s, %s\n", folder->c_str(),
               pack.ok() ? Counted((*pack)->rule_count(), "rule").c_str() : "not loaded",
               Counted(count(DiagnosticSeverity::kError), "error").c_str(),
               Counted(warnings, "warning").c_str());
  const bool refused = !pack.ok() || (options.warnings_as_errors && warnings > 0);
  return refused ? kExitRulesInvalid : kExitDone;
}

Json ToJson(const ProofFailure& failure) {
  Json json;
  json["rule_id"] = failure.rule_id;
  json["kind"] = ToString(failure.kind);
  json["file"] = failure.file;
  json["line"] = failure.line;
  json["subject"] = failure.subject;
  json["expected"] = failure.expected;
  json["got"] = failure.got;
  json["reason"] = failure.reason;
  return json;
}

std::string ForAuthor(const ProofFailure& failure) {
  std::string told =
      absl::StrFormat("%s:%d: %s: %s fails: %s\n  expected  %s\n  got       %s\n", failure.file,
                      failure.line, failure.rule_id, std::string(ToString(failure.kind)),
                      Visible(failure.subject), failure.expected, Visible(failure.got));
  if (!failure.reason.empty()) told += absl::StrFormat("  because   %s\n", Visible(failure.reason));
  return told;
}

int Test(const RulesOptions& options) {
  const std::shared_ptr<const RulePack> pack = LoadPackOrTell(options.folder, options.cache);
  if (pack == nullptr) return kExitRulesInvalid;
  if (!options.rule.empty() && pack->compiled().FindRule(options.rule) == kNone) {
    std::fprintf(stderr, "mingcha: --rule %s: %s has no such rule\n", options.rule.c_str(),
                 pack->label().c_str());
    return kExitUsage;
  }
  const ProofReport report = RunProofs(pack, options.rule);
  for (const ProofFailure& failure : report.failures) {
    Print(options.format == "jsonl" ? DumpLine(ToJson(failure)) + "\n" : ForAuthor(failure));
  }
  for (const std::string& id : report.without_proof) {
    std::fprintf(stderr, "%s: brings no example and no case\n", id.c_str());
  }
  std::fprintf(stderr, "%s: %s: %d match, %d no_match, %s; %d failed\n", pack->label().c_str(),
               Counted(report.rules, "rule").c_str(), static_cast<int>(report.match),
               static_cast<int>(report.no_match), Counted(report.cases, "case").c_str(),
               static_cast<int>(report.failures.size()));
  return report.passed() ? kExitDone : kExitFindings;
}

std::vector<std::string> SpeakersOf(const CompiledRule& rule) {
  std::vector<std::string> speakers;
  for (int i = 0; i < kSpeakerCount; ++i) {
    const auto speaker = static_cast<Speaker>(i);
    if ((rule.speakers & SpeakerBit(speaker)) != 0) speakers.emplace_back(ToString(speaker));
  }
  return speakers;
}

std::string RuleLine(const CompiledRule& rule) {
  std::string speakers;
  for (const std::string& speaker : SpeakersOf(rule)) {
    speakers += (speakers.empty() ? "" : ",") + speaker;
  }
  if (SpeakersOf(rule).size() == kSpeakerCount) speakers = "any";
  return absl::StrFormat("%-36s %-10s %-8s %-16s %s\n", rule.id, std::string(ToString(rule.status)),
                         std::string(ToString(rule.severity)), speakers, rule.title);
}

std::string RuleJson(const CompiledRule& rule) {
  Json json;
  json["rule_id"] = rule.id;
  json["kind"] = ToString(rule.kind);
  json["title"] = rule.title;
  json["status"] = ToString(rule.status);
  json["severity"] = ToString(rule.severity);
  json["category"] = rule.category;
  json["speaker"] = SpeakersOf(rule);
  json["tags"] = rule.tags;
  json["basis"] = rule.basis;
  json["suggestion"] = rule.suggestion;
  json["rationale"] = rule.rationale;
  json["owner"] = rule.owner;
  json["file"] = rule.file;
  json["line"] = rule.line;
  return DumpLine(json) + "\n";
}

int List(const RulesOptions& options) {
  RulePack::LoadOptions load_options;
  load_options.compile_patterns = false;
  const std::shared_ptr<const RulePack> pack = LoadPackOrTell(options.folder, load_options);
  if (pack == nullptr) return kExitRulesInvalid;
  const auto said = [](const std::string& filter, std::string_view value) {
    return filter.empty() || filter == value;
  };
  uint64_t listed = 0;
  for (const CompiledRule& rule : pack->compiled().rules) {
    const bool rests_on_it =
        options.basis.empty() ||
        std::find(rule.basis.begin(), rule.basis.end(), options.basis) != rule.basis.end();
    if (!rests_on_it || !said(options.status, ToString(rule.status)) ||
        !said(options.severity, ToString(rule.severity)) ||
        !said(options.category, rule.category)) {
      continue;
    }
    ++listed;
    Print(options.format == "jsonl" ? RuleJson(rule) : RuleLine(rule));
  }
  std::fprintf(stderr, "%s: %s\n", pack->label().c_str(), Counted(listed, "rule").c_str());
  return kExitDone;
}

// What the three have in common.
CLI::App* AddVerbOf(CLI::App* rules, const std::string& name, const std::string& what,
                    const std::shared_ptr<RulesOptions>& options) {
  CLI::App* verb = rules->add_subcommand(name, what);
  CLI::Option* folder = verb->add_option("DIR", options->folder, "Folder of the rule pack");
  verb->add_option(kRulesOption, options->folder, kRulesHelp)->type_name("DIR")->excludes(folder);
  verb->add_option("--format", options->format, "text, or one JSON object a line")
      ->check(CLI::IsMember({"text", "jsonl"}))
      ->capture_default_str();
  return verb;
}

void AddLint(CLI::App* rules, const std::shared_ptr<RulesOptions>& options, int* exit_code) {
  CLI::App* lint = AddVerbOf(rules, "lint", "Check a pack and tell everything at once", options);
  lint->add_flag("--warnings-as-errors,--strict", options->warnings_as_errors,
                 "Exit with 3 on warnings too");
  lint->footer("\nExample:\n  mingcha rules lint --warnings-as-errors rules/finance-cn\n");
  lint->callback([options, exit_code] { *exit_code = Lint(*options); });
}

void AddTest(CLI::App* rules, const std::shared_ptr<RulesOptions>& options, int* exit_code) {
  CLI::App* test = AddVerbOf(rules, "test", "Run the examples and cases of the rules", options);
  test->add_option("--rule", options->rule, "Of this rule only")->type_name("ID");
  AddCacheOptions(test, &options->cache);
  test->footer(
      "\nExample:\n  mingcha rules test --rule mkt.guarantee.principal rules/finance-cn\n");
  test->callback([options, exit_code] { *exit_code = Test(*options); });
}

void AddList(CLI::App* rules, const std::shared_ptr<RulesOptions>& options, int* exit_code) {
  CLI::App* list = AddVerbOf(rules, "list", "List the rules of a pack", options);
  list->add_option("--status", options->status, "Only with this status")
      ->check(CLI::IsMember({"draft", "test", "stable", "deprecated"}));
  list->add_option("--severity", options->severity, "Only with this severity")
      ->check(CLI::IsMember({"info", "low", "medium", "high", "critical"}));
  list->add_option("--category", options->category, "Only of this category");
  list->add_option("--basis", options->basis, "Only those that rest on this law")->type_name("KEY");
  list->footer("\nExample:\n  mingcha rules list --status stable --basis AD25 rules/finance-cn\n");
  list->callback([options, exit_code] { *exit_code = List(*options); });
}

}  // namespace

void AddRulesCommand(CLI::App& app, int* exit_code) {
  CLI::App* rules = app.add_subcommand("rules", "Check, prove, measure and list rules");
  rules->require_subcommand(1);
  rules->footer("\nExample:\n  mingcha rules lint rules/finance-cn\n");
  const auto options = std::make_shared<RulesOptions>();
  AddLint(rules, options, exit_code);
  AddTest(rules, options, exit_code);
  AddList(rules, options, exit_code);
  AddRulesMutateCommand(rules, exit_code);
}

}  // namespace mingcha::cli
