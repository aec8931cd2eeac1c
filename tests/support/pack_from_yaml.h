// Makes a rule pack from the text of one rule file.

#ifndef MINGCHA_TESTS_SUPPORT_PACK_FROM_YAML_H_
#define MINGCHA_TESTS_SUPPORT_PACK_FROM_YAML_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "mingcha/diagnostic.h"
#include "mingcha/rule_pack.h"

#include "support/temp_dir.h"

namespace mingcha::testing {

// `rules` and `clocks` are what stands behind "schema: 1" in their files. Warnings are passed over;
// errors fail the test.
inline std::shared_ptr<const RulePack> PackFromYaml(std::string_view rules,
                                                    std::string_view clocks = {}) {
  const TempDir folder;
  folder.Write("pack.yaml", R"(schema: 1
name: test-pack
version: "1"
title: 测试
owner: test
time_zone: "+08:00"
)");
  folder.Write("basis.yaml", "schema: 1\nbasis:\n  - {id: B1, title: 测试法, status: internal}\n");
  folder.Write("policy.yaml", "schema: 1\nqueues:\n  - {id: quality, title: 质检}\nrows: []\n");
  folder.Write("rules.yaml", "schema: 1\n" + std::string(rules));
  if (!clocks.empty()) folder.Write("clocks.yaml", "schema: 1\n" + std::string(clocks));

  std::vector<Diagnostic> diagnostics;
  const auto pack = RulePack::Load(folder.path(), &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    EXPECT_NE(diagnostic.severity, DiagnosticSeverity::kError) << FormatDiagnostic(diagnostic);
  }
  EXPECT_TRUE(pack.ok()) << pack.status();
  return pack.ok() ? *pack : nullptr;
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_SUPPORT_PACK_FROM_YAML_H_
