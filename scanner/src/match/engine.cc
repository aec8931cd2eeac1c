#include "match/engine.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/check.h"
#include "base/digest.h"
#include "base/status_util.h"
#include "base/utf8.h"
#include "match/large_memory.h"

namespace mingcha {
namespace {

// Changes with the form of what is kept, and with how the engine is asked to compile.
constexpr std::string_view kKeptForm = "mingcha-compiled-2";
constexpr std::string_view kLiterals = "literals";

// Null if the cache does not have it, or the engine does not take it.
DatabasePtr FindKept(const CompiledCache* cache, const std::string& key) {
  if (cache == nullptr) return nullptr;
  const std::optional<CompiledCache::Bytes> kept = cache->Find(key);
  if (!kept) return nullptr;
  DatabasePtr database = Deserialize(kept->view());
  if (database == nullptr) cache->Forget(key);
  return database;
}

}  // namespace

std::string WordsOf(const CompileErrorPtr& error) {
  return error == nullptr ? "the engine gave no reason" : std::string(error->message);
}

void UseLargeMemory() {
  static const bool done = [] {
    return hs_set_database_allocator(&AllocateLarge, &std::free) == HS_SUCCESS;
  }();
  MINGCHA_CHECK(done);
}

std::string Serialize(const hs_database_t* database) {
  char* serialized = nullptr;
  size_t length = 0;
  if (hs_serialize_database(database, &serialized, &length) != HS_SUCCESS) return {};
  std::string bytes(serialized, length);
  std::free(serialized);
  return bytes;
}

DatabasePtr Deserialize(std::string_view bytes) {
  UseLargeMemory();
  hs_database_t* database = nullptr;
  const hs_error_t result = hs_deserialize_database(bytes.data(), bytes.size(), &database);
  return DatabasePtr(result == HS_SUCCESS ? database : nullptr);
}

size_t BytesOf(const hs_database_t* database) {
  size_t bytes = 0;
  if (database != nullptr) MINGCHA_CHECK(hs_database_size(database, &bytes) == HS_SUCCESS);
  return bytes;
}

std::string CacheKey(std::string_view what, const std::vector<std::string_view>& sources) {
  Sha256 hash;
  hash.UpdateField(EngineTag());
  hash.UpdateField(what);
  hash.UpdateNumber(sources.size());
  for (const std::string_view source : sources) hash.UpdateField(source);
  return hash.FinishHex();
}

std::string EngineTag() {
  hs_platform_info_t platform = {};
  hs_populate_platform(&platform);
  Sha256 hash;
  hash.UpdateField(kKeptForm);
  hash.UpdateField(hs_version());
  hash.UpdateNumber(platform.tune);
  hash.UpdateNumber(platform.cpu_features);
  return hash.FinishHex().substr(0, 16);
}

std::string InspectRegex(const std::string& regex, RegexWidth* width) {
  // The engine reads C strings: what stands behind a NUL would be passed over in silence.
  if (regex.find('\0') != std::string::npos) return "contains a NUL character";
  if (regex.empty()) return "is empty";
  if (!IsValidUtf8(regex)) return "is not valid UTF-8";

  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* untyped_error = nullptr;
  const hs_error_t result =
      hs_expression_info(regex.c_str(), kRegexFlagsWithStart, &info, &untyped_error);
  const CompileErrorPtr error(untyped_error);
  if (result != HS_SUCCESS) return WordsOf(error);

  *width = {info->min_width, info->max_width};
  std::free(info);
  if (width->min_bytes == 0) return "matches the empty string";
  return {};
}

absl::StatusOr<DatabasePtr> MakeLiteralDatabase(const std::vector<std::string_view>& literals,
                                                const CompiledCache* cache) {
  if (literals.empty()) return DatabasePtr();
  UseLargeMemory();
  const std::string key = cache == nullptr ? std::string() : CacheKey(kLiterals, literals);
  if (DatabasePtr kept = FindKept(cache, key)) return kept;

  std::vector<const char*> expressions;
  std::vector<size_t> lengths;
  std::vector<unsigned> ids;
  for (const std::string_view literal : literals) {
    ids.push_back(static_cast<unsigned>(expressions.size()));
    expressions.push_back(literal.data());
    lengths.push_back(literal.size());
  }
  const std::vector<unsigned> flags(literals.size(), 0);
  hs_database_t* untyped_database = nullptr;
  hs_compile_error_t* untyped_error = nullptr;
  const hs_error_t result =
      hs_compile_lit_multi(expressions.data(), flags.data(), ids.data(), lengths.data(),
                           static_cast<unsigned>(expressions.size()), HS_MODE_BLOCK, nullptr,
                           &untyped_database, &untyped_error);
  const CompileErrorPtr error(untyped_error);
  DatabasePtr database(untyped_database);
  if (result != HS_SUCCESS) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%d literals do not compile: %s", literals.size(), WordsOf(error)));
  }
  if (cache != nullptr) cache->Keep(key, Serialize(database.get()));
  return database;
}

}  // namespace mingcha
