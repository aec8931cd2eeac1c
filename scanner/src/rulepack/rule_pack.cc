#include "mingcha/rule_pack.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/enum_names.h"
#include "base/status_util.h"
#include "match/compiled_cache.h"
#include "rulepack/compiled_pack.h"
#include "rulepack/pack_loader.h"

namespace mingcha {
namespace {

template <typename Named>
uint32_t FindById(const std::vector<Named>& sorted, std::string_view id) {
  const auto found = std::lower_bound(sorted.begin(), sorted.end(), id,
                                      [](const Named& a, std::string_view b) { return a.id < b; });
  if (found == sorted.end() || found->id != id) return kNone;
  return static_cast<uint32_t>(found - sorted.begin());
}

constexpr std::array<std::string_view, kRuleKinds.size()> kKindNames = {
    "message", "qa",     "score",    "missing",       "sequence",
    "count",   "repeat", "response", "all_automatic", "across"};

}  // namespace

std::string_view ToString(RuleKind kind) { return NameOf(kKindNames, kind); }

uint32_t CompiledPack::FindRule(std::string_view id) const { return FindById(rules, id); }
uint32_t CompiledPack::FindTopic(std::string_view id) const { return FindById(topics, id); }

std::vector<const Condition*> ConditionsOf(const CompiledRule& rule) {
  std::vector<const Condition*> conditions;
  switch (rule.kind) {
    case RuleKind::kMessage:
      conditions.push_back(&rule.condition);
      break;
    case RuleKind::kQa:
      for (const EvadedBy& evaded : rule.evaded_by) {
        if (evaded.kind != EvasionKind::kSilence) conditions.push_back(&evaded.condition);
      }
      break;
    case RuleKind::kScore:
      for (const ScoreSignal& signal : rule.signals) conditions.push_back(&signal.condition);
      break;
    default:
      for (const RulePart& part : rule.watch.parts) {
        if (part.condition) conditions.push_back(&*part.condition);
      }
      break;
  }
  return conditions;
}

RulePack::RulePack(std::unique_ptr<const CompiledPack> compiled) : compiled_(std::move(compiled)) {}
RulePack::~RulePack() = default;

absl::StatusOr<std::shared_ptr<const RulePack>> RulePack::Load(
    const std::filesystem::path& directory, const LoadOptions& options,
    std::vector<Diagnostic>* diagnostics) {
  MINGCHA_CHECK(diagnostics != nullptr);
  diagnostics->clear();
  Reporter reporter(diagnostics);
  absl::StatusOr<std::vector<PackFile>> files = ReadPackFiles(directory, options, reporter);
  absl::StatusOr<std::unique_ptr<const CompiledPack>> compiled =
      files.ok() ? MakePack(*std::move(files), options, diagnostics) : files.status();
  SortDiagnostics(diagnostics);
  if (!compiled.ok()) {
    return absl::IsNotFound(compiled.status()) ? compiled.status()
                                               : WithContext(compiled.status(), directory.string());
  }
  return std::make_shared<const RulePack>(*std::move(compiled));
}

absl::StatusOr<std::shared_ptr<const RulePack>> RulePack::Load(
    const std::filesystem::path& directory, std::vector<Diagnostic>* diagnostics) {
  return Load(directory, LoadOptions(), diagnostics);
}

std::filesystem::path RulePack::DefaultCacheFolder() { return CompiledCache::DefaultFolder(); }

const std::string& RulePack::name() const { return compiled_->name; }
const std::string& RulePack::version() const { return compiled_->version; }
const std::string& RulePack::label() const { return compiled_->label; }
const std::string& RulePack::digest() const { return compiled_->digest; }
size_t RulePack::rule_count() const { return compiled_->rules.size(); }

size_t RulePack::compiled_bytes() const {
  size_t bytes = 0;
  for (const auto& db : compiled_->dbs) {
    if (db != nullptr) bytes += db->compiled_bytes();
  }
  return bytes;
}

}  // namespace mingcha
