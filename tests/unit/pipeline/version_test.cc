#include "mingcha/version.h"

#include <gmock/gmock.h>

namespace mingcha {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

TEST(EngineVersionsTest, NamesEveryEngineWithAVersion) {
  const auto versions = EngineVersions();
  for (const auto& [name, version] : versions) EXPECT_THAT(version, Not(IsEmpty())) << name;
  for (const char* name : {"hyperscan", "icu", "libfyaml", "sqlite", "simdjson", "zlib", "zstd"}) {
    EXPECT_THAT(versions, Contains(Pair(name, Not(IsEmpty()))));
  }
}

}  // namespace
}  // namespace mingcha
