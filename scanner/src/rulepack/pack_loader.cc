#include "rulepack/pack_loader.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/clock.h"
#include "base/status_util.h"
#include "match/compiled_cache.h"
#include "rulepack/checks.h"
#include "rulepack/local_changes.h"
#include "rulepack/override_reader.h"
#include "rulepack/pack_compiler.h"
#include "rulepack/pack_reader.h"
#include "rulepack/pattern_compiler.h"
#include "rulepack/rule_reader.h"
#include "rulepack/service_reader.h"

namespace mingcha {
namespace {

struct ParsedFile {
  std::string name;
  bool overrides = false;
  std::unique_ptr<YamlDocument> document;  // Null if the file could not be read.
};

bool IsRuleFile(std::string_view name) {
  return name != "pack.yaml" && name != "basis.yaml" && name != "policy.yaml" &&
         !IsServiceFile(name);
}

void ReadFile(const ParsedFile& file, PackSource* pack, Reporter& reporter) {
  const YamlNode& root = file.document->root();
  if (file.overrides) return ReadOverridesFile(root, pack, reporter);
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

// The folder that the files stand in, as diagnostics name it.
std::string FolderOf(const std::vector<PackFile>& files) {
  if (files.empty()) return {};
  return std::filesystem::path(files.front().shown).parent_path().string();
}

}  // namespace

class PackLoading::Impl {
 public:
  Impl(const std::vector<PackFile>& files, const RulePack::LoadOptions& options,
       std::vector<Diagnostic>* diagnostics)
      : options_(options),
        diagnostics_(*diagnostics),
        folder_(FolderOf(files)),
        reporter_(diagnostics) {
    Parse(files);
    TellMissingFiles(parsed_, folder_, reporter_);
    // Defaults stand in pack.yaml: it is read before the rules.
    std::stable_partition(parsed_.begin(), parsed_.end(),
                          [](const ParsedFile& file) { return file.name == "pack.yaml"; });
    for (const ParsedFile& file : parsed_) {
      if (file.document != nullptr) ReadFile(file, &source_, reporter_);
    }
    source_.today = options.today.value_or(
        std::chrono::floor<std::chrono::days>(WallNow() + source_.utc_offset));
    ApplyOverrides(&source_, unread_.rules, reporter_);
    digest_ = DigestOf(files, ExpiredMark(source_));
    names_.emplace(source_);
    if (options.compile_patterns && !options.cache_folder.empty()) {
      cache_.emplace(options.cache_folder, options.max_cache_bytes);
    }
  }

  absl::Status Check() {
    MINGCHA_RETURN_IF_ERROR(
        CheckLimit(source_.rules.size(), options_.max_rules, "rules", folder_, reporter_));
    MINGCHA_RETURN_IF_ERROR(CheckLimit(CountTerms(source_), options_.max_terms, "terms and regexes",
                                       folder_, reporter_));
    CheckNames(source_, reporter_);
    CheckReferences(source_, *names_, unread_, reporter_);
    CheckService(source_, unread_, reporter_);
    CheckPatterns(source_, options_, cache(), reporter_);
    CheckRules(source_, reporter_);
    if (!unread_.rules) CheckNamedRules(source_, reporter_);
    CheckScores(source_, reporter_);
    CheckSuppressions(source_, unread_.rules, reporter_);
    return HasErrors(diagnostics_) ? InvalidPack(diagnostics_) : absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<const CompiledPack>> Compile() {
    std::unique_ptr<CompiledPack> compiled = ResolvePack(source_, *names_);
    compiled->digest = digest_;
    if (options_.compile_patterns) {
      const absl::Status status =
          CompilePatterns(source_, options_.max_compiled_bytes, cache(), compiled.get(), reporter_);
      if (!status.ok()) return HasErrors(diagnostics_) ? InvalidPack(diagnostics_) : status;
    }
    return compiled;
  }

  const PackSource& source() const { return source_; }
  const PatternNames& names() const { return *names_; }
  Reporter& reporter() { return reporter_; }

 private:
  void Parse(const std::vector<PackFile>& files) {
    for (const PackFile& file : files) {
      std::unique_ptr<YamlDocument> document;
      if (!file.unread) document = YamlDocument::Parse(file.shown, file.text, &diagnostics_);
      if (document != nullptr) {
        reporter_.Know(*document);
      } else if (!file.overrides && IsRuleFile(file.name)) {
        unread_.rules = true;
      } else if (file.name == "basis.yaml") {
        unread_.basis = true;
      } else if (IsServiceFile(file.name)) {
        unread_.service = true;
      }
      parsed_.push_back({file.name, file.overrides, std::move(document)});
    }
  }

  const CompiledCache* cache() const { return cache_ ? &*cache_ : nullptr; }

  const RulePack::LoadOptions options_;
  std::vector<Diagnostic>& diagnostics_;
  std::string digest_;
  const std::string folder_;
  std::vector<ParsedFile> parsed_;  // Outlives the reporter, which quotes from it.
  Reporter reporter_;
  Unread unread_;
  PackSource source_;
  std::optional<PatternNames> names_;
  std::optional<CompiledCache> cache_;
};

PackLoading::PackLoading(const std::vector<PackFile>& files, const RulePack::LoadOptions& options,
                         std::vector<Diagnostic>* diagnostics)
    : impl_(std::make_unique<Impl>(files, options, diagnostics)) {}
PackLoading::~PackLoading() = default;

absl::Status PackLoading::Check() { return impl_->Check(); }
absl::StatusOr<std::unique_ptr<const CompiledPack>> PackLoading::Compile() {
  return impl_->Compile();
}
const PackSource& PackLoading::source() const { return impl_->source(); }
const PatternNames& PackLoading::names() const { return impl_->names(); }
Reporter& PackLoading::reporter() { return impl_->reporter(); }

absl::StatusOr<std::unique_ptr<const CompiledPack>> MakePack(const std::vector<PackFile>& files,
                                                             const RulePack::LoadOptions& options,
                                                             std::vector<Diagnostic>* diagnostics) {
  PackLoading loading(files, options, diagnostics);
  MINGCHA_RETURN_IF_ERROR(loading.Check());
  return loading.Compile();
}

}  // namespace mingcha
