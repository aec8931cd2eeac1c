// Any bytes as a rule file of a small pack: no crash, no hang, and a pack only without errors.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "rulepack/pack_loader.h"

namespace mingcha {
namespace {

constexpr std::string_view kPack = R"(schema: 1
name: fuzzed
version: "1"
owner: tests
time_zone: "+08:00"
)";

constexpr std::string_view kBasis = R"(schema: 1
basis:
  - {id: AD25, title: 广告法, status: verified}
)";

constexpr std::string_view kPolicy = R"(schema: 1
queues: [{id: compliance, title: 合规}]
rows: [{id: all, when: {min_severity: low}, queue: compliance, priority: P2}]
)";

void LoadAsRules(std::string_view bytes) {
  std::vector<PackFile> files = {{"basis.yaml", "basis.yaml", std::string(kBasis)},
                                 {"pack.yaml", "pack.yaml", std::string(kPack)},
                                 {"policy.yaml", "policy.yaml", std::string(kPolicy)},
                                 {"rules.yaml", "rules.yaml", std::string(bytes)}};
  RulePack::LoadOptions options;
  options.compile_patterns = false;
  std::vector<Diagnostic> diagnostics;
  const auto pack = MakePack(std::move(files), options, &diagnostics);
  MINGCHA_CHECK(pack.ok() != HasErrors(diagnostics));
  SortDiagnostics(&diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) FormatDiagnostic(diagnostic);
}

}  // namespace
}  // namespace mingcha

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  mingcha::LoadAsRules({reinterpret_cast<const char*>(data), size});
  return 0;
}
