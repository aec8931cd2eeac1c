#include "cli/pack_location.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_format.h"

#include "mingcha/diagnostic.h"

#include "base/status_util.h"

namespace mingcha::cli {
namespace {

constexpr const char* kPackBelowPrefix = "share/mingcha/rules/finance-cn";

bool HoldsAPack(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::exists(folder / "pack.yaml", error);
}

bool IsBelow(const std::filesystem::path& path, const std::filesystem::path& root) {
  const std::filesystem::path relative = path.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

PackSearch ThisProcess(const std::string& given) {
  const char* environment = std::getenv("MINGCHA_RULES");
  std::error_code error;
  return {.given = given,
          .environment = environment == nullptr ? "" : environment,
          .program = std::filesystem::read_symlink("/proc/self/exe", error),
          .build_root = MINGCHA_BUILD_ROOT,
          .source_pack = MINGCHA_SOURCE_RULES_DIR "/finance-cn",
          .installed_pack = MINGCHA_INSTALLED_RULES_DIR "/finance-cn"};
}

absl::StatusOr<std::filesystem::path> LocatePack(const PackSearch& search) {
  if (!search.given.empty()) return search.given;
  if (!search.environment.empty()) return search.environment;

  std::vector<std::filesystem::path> places;
  if (IsBelow(search.program, search.build_root)) places.push_back(search.source_pack);
  places.push_back(search.program.parent_path().parent_path() / kPackBelowPrefix);
  places.push_back(search.installed_pack);
  std::string looked_at;
  for (const std::filesystem::path& place : places) {
    if (HoldsAPack(place)) return place;
    looked_at += (looked_at.empty() ? "" : ", ") + place.string();
  }
  return absl::NotFoundError(
      absl::StrFormat("no rule pack; looked at %s. Name one with --rules DIR", looked_at));
}

std::shared_ptr<const RulePack> LoadPackOrTell(const std::string& given, const CacheChoice& cache) {
  return LoadPackOrTell(given, LoadOptionsWith(cache));
}

std::shared_ptr<const RulePack> LoadPackOrTell(const std::string& given,
                                               const RulePack::LoadOptions& options) {
  const absl::StatusOr<std::filesystem::path> folder = LocatePack(ThisProcess(given));
  if (!folder.ok()) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(folder.status()).c_str());
    return nullptr;
  }
  std::vector<Diagnostic> diagnostics;
  absl::StatusOr<std::shared_ptr<const RulePack>> pack =
      RulePack::Load(*folder, options, &diagnostics);
  if (pack.ok()) return *std::move(pack);
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != DiagnosticSeverity::kError) continue;
    std::fputs(FormatDiagnostic(diagnostic).c_str(), stderr);
  }
  std::fprintf(stderr, "mingcha: the rules were not loaded: %s\n",
               MessageOf(pack.status()).c_str());
  return nullptr;
}

std::shared_ptr<const RulePack> LoadPackIfThere(const std::string& given) {
  const absl::StatusOr<std::filesystem::path> folder = LocatePack(ThisProcess(given));
  if (!folder.ok()) return nullptr;
  RulePack::LoadOptions options;
  options.compile_patterns = false;
  std::vector<Diagnostic> diagnostics;
  absl::StatusOr<std::shared_ptr<const RulePack>> pack =
      RulePack::Load(*folder, options, &diagnostics);
  return pack.ok() ? *std::move(pack) : nullptr;
}

}  // namespace mingcha::cli
