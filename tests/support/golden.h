// Golden files: what a program says, kept as data. MINGCHA_UPDATE_GOLDEN=1 (./dev golden) rewrites
// them; look at the diff before you commit it.

#ifndef MINGCHA_TESTS_SUPPORT_GOLDEN_H_
#define MINGCHA_TESTS_SUPPORT_GOLDEN_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "support/temp_dir.h"

namespace mingcha::testing {

// Expects `actual` to be what stands in `path`.
inline void ExpectGolden(const std::string& actual, const std::filesystem::path& path) {
  if (std::getenv("MINGCHA_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  EXPECT_TRUE(std::filesystem::exists(path)) << path << " is missing: run ./dev golden";
  EXPECT_EQ(actual, ReadFile(path))
      << "differs from " << path << "; if that is meant, run ./dev golden and look at the diff";
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_SUPPORT_GOLDEN_H_
