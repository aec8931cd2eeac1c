#include "rulepack/pack_loader.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/status_util.h"
#include "match/compiled_cache.h"
#include "rulepack/checks.h"
#include "rulepack/pack_compiler.h"
#include "rulepack/pack_reader.h"
#include "rulepack/pattern_compiler.h"
#include "rulepack/rule_reader.h"
#include "rulepack/service_reader.h"

namespace mingcha {
namespace {

struct ParsedFile {
  std::string name;
  std::unique_ptr<YamlDocument> document;  // Null if the file could not be read.
};

bool IsRuleFile(std::string_view name) {
  return name != "pack.yaml" && name != "basis.yaml" && name != "policy.yaml" &&
         !IsServiceFile(name);
}

void ReadFile(const ParsedFile& file, PackSource* pack, Reporter& reporter) {
  const YamlNode& root = file.document->root();
  if (file.name == "pack.yaml") return ReadPackFile(root, pack, reporter);
  if (file.name == "basis.yaml") return ReadBasisFile(root, pack, reporter);
  if (file.name == "policy.yaml") return ReadPolicyFile(root, pack, reporter);
  if (IsServiceFile(file.name)) {
    return ReadServiceFile(file.name, root, &pack->service, reporter);
  }
  ReadRuleFile(root, pack, reporter);
}

size_t CountTerms(const PackSource& pack) {
  size_t terms = 0;
  for (const PatternSource& pattern : pack.patterns) {
    terms += pattern.terms.size() + pattern.exceptions.size() + pattern.regexes.size();
  }
  return terms;
}

// RESOURCE_EXHAUSTED, and told, if there is more of `what` than is taken.
absl::Status CheckLimit(size_t count, size_t most, std::string_view what, const std::string& file,
                        Reporter& reporter) {
  if (count <= most) return absl::OkStatus();
  const std::string message =
      absl::StrFormat("the pack has %d %s, and at most %d are taken", count, what, most);
  reporter.Tell(Code::kPackTooLarge, {.file = file}, message);
  return absl::ResourceExhaustedError(message);
}

// A pack works without a basis and without a policy, but hardly anybody means it to.
void TellMissingFiles(const std::vector<ParsedFile>& files, const std::string& folder,
                      Reporter& reporter) {
  const auto check = [&](std::string_view name, std::string_view consequence) {
    const bool there = std::any_of(files.begin(), files.end(),
                                   [&](const ParsedFile& file) { return file.name == name; });
    if (there) return;
    reporter.Tell(Code::kMissingFile, {.file = folder + "/" + std::string(name)},
                  absl::StrFormat("there is no %s: %s", name, consequence));
  };
  check("basis.yaml", "rules can cite nothing");
  check("policy.yaml", "no finding marks a ticket");
}

absl::Status InvalidPack(const std::vector<Diagnostic>& diagnostics) {
  const auto errors =
      std::count_if(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
        return diagnostic.severity == DiagnosticSeverity::kError;
      });
  return absl::InvalidArgumentError(
      absl::StrFormat("the pack has %d %s", errors, errors == 1 ? "error" : "errors"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<const CompiledPack>> MakePack(std::vector<PackFile> files,
                                                             const RulePack::LoadOptions& options,
                                                             std::vector<Diagnostic>* diagnostics) {
  const std::string digest = DigestOf(files);
  const std::string folder =
      files.empty() ? std::string()
                    : std::filesystem::path(files.front().shown).parent_path().string();

  std::vector<ParsedFile> parsed;  // Outlives the reporter, which quotes from it.
  Reporter reporter(diagnostics);
  Unread unread;
  for (PackFile& file : files) {
    std::unique_ptr<YamlDocument> document;
    if (!file.unread) {
      document = YamlDocument::Parse(std::move(file.shown), std::move(file.text), diagnostics);
    }
    if (document != nullptr) {
      reporter.Know(*document);
    } else if (IsRuleFile(file.name)) {
      unread.rules = true;
    } else if (file.name == "basis.yaml") {
      unread.basis = true;
    } else if (IsServiceFile(file.name)) {
      unread.service = true;
    }
    parsed.push_back({file.name, std::move(document)});
  }
  TellMissingFiles(parsed, folder, reporter);

  PackSource pack;
  // Defaults stand in pack.yaml: it is read before the rules.
  std::stable_partition(parsed.begin(), parsed.end(),
                        [](const ParsedFile& file) { return file.name == "pack.yaml"; });
  for (const ParsedFile& file : parsed) {
    if (file.document != nullptr) ReadFile(file, &pack, reporter);
  }
  MINGCHA_RETURN_IF_ERROR(
      CheckLimit(pack.rules.size(), options.max_rules, "rules", folder, reporter));
  MINGCHA_RETURN_IF_ERROR(
      CheckLimit(CountTerms(pack), options.max_terms, "terms and regexes", folder, reporter));

  std::optional<CompiledCache> kept;
  if (options.compile_patterns && !options.cache_folder.empty()) {
    kept.emplace(options.cache_folder, options.max_cache_bytes);
  }
  const CompiledCache* const cache = kept ? &*kept : nullptr;
  const PatternNames names(pack);
  CheckNames(pack, reporter);
  CheckReferences(pack, names, unread, reporter);
  CheckService(pack, unread, reporter);
  CheckPatterns(pack, options, cache, reporter);
  CheckRules(pack, reporter);
  if (HasErrors(*diagnostics)) return InvalidPack(*diagnostics);

  std::unique_ptr<CompiledPack> compiled = ResolvePack(pack, names);
  compiled->digest = digest;
  if (options.compile_patterns) {
    const absl::Status status =
        CompilePatterns(pack, options.max_compiled_bytes, cache, compiled.get(), reporter);
    if (!status.ok()) return HasErrors(*diagnostics) ? InvalidPack(*diagnostics) : status;
  }
  return compiled;
}

}  // namespace mingcha
