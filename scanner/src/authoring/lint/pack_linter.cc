#include "authoring/lint/pack_linter.h"

#include <memory>
#include <utility>

#include "authoring/lint/advice.h"
#include "base/status_util.h"
#include "rulepack/pack_files.h"
#include "rulepack/pack_loader.h"

namespace mingcha {
namespace {

absl::Status LintFiles(std::vector<PackFile> files, const LintOptions& options,
                       LintReport* report) {
  RulePack::LoadOptions load = options.load;
  load.compile_patterns = options.scan_examples;
  PackLoading loading(std::move(files), load, &report->diagnostics);
  MINGCHA_RETURN_IF_ERROR(loading.Check());
  MINGCHA_ASSIGN_OR_RETURN(std::unique_ptr<const CompiledPack> compiled, loading.Compile());
  const auto pack = std::make_shared<const RulePack>(std::move(compiled));
  report->rules = pack->rule_count();

  const LintSubject subject = {loading.source(), loading.names(), pack->compiled(),
                               loading.reporter()};
  AdviseOnTerms(subject);
  AdviseOnCover(subject);
  AdviseOnRegexes(subject);
  AdviseOnConditions(subject);
  AdviseOnRules(subject, options.as_of);
  AdviseOnExamples(subject);
  AdviseOnPolicy(subject);
  if (options.scan_examples) AdviseOnScans(subject, pack);
  if (options.baseline != nullptr) {
    AdviseOnBaseline(subject, *options.baseline, options.max_per_10000);
  }
  return absl::OkStatus();
}

}  // namespace

LintReport LintPack(const std::filesystem::path& folder, const LintOptions& options) {
  LintReport report;
  Reporter reporter(&report.diagnostics);
  absl::StatusOr<std::vector<PackFile>> files = ReadPackFiles(folder, options.load, reporter);
  report.status = files.ok() ? LintFiles(*std::move(files), options, &report) : files.status();
  if (!report.status.ok() && !absl::IsNotFound(report.status)) {
    report.status = WithContext(report.status, folder.string());
  }
  SortDiagnostics(&report.diagnostics);
  return report;
}

}  // namespace mingcha
