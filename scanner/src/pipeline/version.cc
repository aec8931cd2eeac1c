#include "mingcha/version.h"

#include "absl/base/config.h"
#include "absl/strings/str_format.h"

#include "base/json.h"
#include "match/pattern_db.h"
#include "normalize/normalizer.h"
#include "store/sqlite_database.h"
#include "yaml/yaml_document.h"

namespace mingcha {

std::vector<std::pair<std::string, std::string>> EngineVersions() {
  return {
      {"hyperscan", HyperscanVersion()},
      {"icu", IcuVersion()},
      {"libfyaml", YamlVersion()},
      {"sqlite", SqliteVersion()},
      {"simdjson", MINGCHA_SIMDJSON_VERSION},
      {"zlib", MINGCHA_ZLIB_VERSION},
      {"zstd", MINGCHA_ZSTD_VERSION},
      {"abseil", absl::StrFormat("%d.%d", ABSL_LTS_RELEASE_VERSION, ABSL_LTS_RELEASE_PATCH_LEVEL)},
      {"nlohmann-json", absl::StrFormat("%d.%d.%d", NLOHMANN_JSON_VERSION_MAJOR,
                                        NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
      {"spdlog", MINGCHA_SPDLOG_VERSION},
  };
}

}  // namespace mingcha
