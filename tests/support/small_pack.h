// A rule pack of a few rules, written into a folder of the test.

#ifndef MINGCHA_TESTS_SUPPORT_SMALL_PACK_H_
#define MINGCHA_TESTS_SUPPORT_SMALL_PACK_H_

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "mingcha/diagnostic.h"
#include "mingcha/rule_pack.h"

#include "support/temp_dir.h"

namespace mingcha::testing {

inline constexpr std::string_view kSmallPackYaml = R"(schema: 1
name: small
version: "1"
title: 测试用规则包
owner: tests
time_zone: "+08:00"
)";

inline constexpr std::string_view kSmallPackBasis = R"(schema: 1
basis:
  - id: AD25
    title: 中华人民共和国广告法
    article: 第二十五条
    status: verified
    in_force: {from: 2015-09-01}
)";

inline constexpr std::string_view kSmallPackPolicy = R"(schema: 1
raise_on_evasion: 1
queues:
  - {id: compliance, title: 合规}
rows:
  - id: everything
    when: {min_severity: low}
    queue: compliance
    priority: P1
    deadline: 1h
    actions: [人工复核]
)";

// Writes a pack whose only rule file is `rules`, below `directory`, and returns its folder.
inline std::filesystem::path WriteSmallPack(const TempDir& directory, std::string_view rules) {
  directory.Write("pack/pack.yaml", kSmallPackYaml);
  directory.Write("pack/basis.yaml", kSmallPackBasis);
  directory.Write("pack/policy.yaml", kSmallPackPolicy);
  directory.Write("pack/rules.yaml", rules);
  return directory.path() / "pack";
}

// Loads the pack; null, with the diagnostics as a failure of the test, if it cannot be.
inline std::shared_ptr<const RulePack> LoadSmallPack(const TempDir& directory,
                                                     std::string_view rules) {
  std::vector<Diagnostic> diagnostics;
  auto pack = RulePack::Load(WriteSmallPack(directory, rules), &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == DiagnosticSeverity::kError) {
      ADD_FAILURE() << FormatDiagnostic(diagnostic);
    }
  }
  return pack.ok() ? *pack : nullptr;
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_SUPPORT_SMALL_PACK_H_
