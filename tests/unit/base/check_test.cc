#include "base/check.h"

#include <gtest/gtest.h>

namespace mingcha {
namespace {

TEST(CheckDeathTest, StopsTheProcessAndNamesTheCondition) {
  EXPECT_DEATH(MINGCHA_CHECK(1 + 1 == 3), "check failed: 1 \\+ 1 == 3");
  MINGCHA_CHECK(1 + 1 == 2);
}

}  // namespace
}  // namespace mingcha
