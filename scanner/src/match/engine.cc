// Literals and regexes are compiled apart: the literal database knows nothing but bytes and needs
// no start of match, since the length of what was found is known; only regexes pay for theirs.

#include "match/engine.h"

#include <cstdlib>
#include <cstring>
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
constexpr std::string_view kKeptForm = "mingcha-compiled-1";
constexpr std::string_view kLiterals = "literals";
constexpr std::string_view kRegexes = "regexes";

constexpr unsigned kRegexFlags = HS_FLAG_UTF8;
constexpr unsigned kRegexFlagsWithStart = kRegexFlags | HS_FLAG_SOM_LEFTMOST;

struct CompileErrorDeleter {
  void operator()(hs_compile_error_t* error) const { hs_free_compile_error(error); }
};
using CompileErrorPtr = std::unique_ptr<hs_compile_error_t, CompileErrorDeleter>;

unsigned FlagsFor(RegexWidth width) {
  // Where every hit is of the same length, the engine need not keep its start.
  return width.fixed() ? kRegexFlags : kRegexFlagsWithStart;
}

std::string WordsOf(const CompileErrorPtr& error) {
  return error == nullptr ? "the engine gave no reason" : std::string(error->message);
}

// Databases live in large memory, whether they are compiled or read.
void UseLargeMemory() {
  static const bool done = [] {
    return hs_set_database_allocator(&AllocateLarge, &std::free) == HS_SUCCESS;
  }();
  MINGCHA_CHECK(done);
}

// Compiles one regex alone, only to learn whether it can be.
std::string CompileAlone(const std::string& regex, unsigned flags) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t result =
      hs_compile(regex.c_str(), flags, HS_MODE_BLOCK, nullptr, &database, &error);
  const DatabasePtr owned_database(database);
  const CompileErrorPtr owned_error(error);
  return result == HS_SUCCESS ? std::string() : WordsOf(owned_error);
}

absl::Status FaultyRegex(size_t regex, std::string message, RegexFault* fault) {
  absl::Status status = absl::InvalidArgumentError(absl::StrFormat("regex %d: %s", regex, message));
  if (fault != nullptr) *fault = {regex, std::move(message)};
  return status;
}

// What is kept of a database: the widths of its regexes, then the engine's own form.
void Keep(const CompiledCache* cache, const std::string& key, const hs_database_t* database,
          const std::vector<RegexWidth>& widths) {
  if (cache == nullptr) return;
  char* serialized = nullptr;
  size_t length = 0;
  if (hs_serialize_database(database, &serialized, &length) != HS_SUCCESS) return;
  std::string bytes(reinterpret_cast<const char*>(widths.data()),
                    widths.size() * sizeof(RegexWidth));
  bytes.append(serialized, length);
  std::free(serialized);
  cache->Keep(key, bytes);
}

// Null if the cache does not have it, or the engine does not take it.
DatabasePtr FindKept(const CompiledCache* cache, const std::string& key,
                     std::vector<RegexWidth>* widths) {
  if (cache == nullptr) return nullptr;
  const std::optional<CompiledCache::Bytes> kept = cache->Find(key);
  if (!kept) return nullptr;
  std::string_view bytes = kept->view();
  const size_t widths_bytes = widths->size() * sizeof(RegexWidth);
  hs_database_t* database = nullptr;
  if (bytes.size() > widths_bytes) {
    if (widths_bytes > 0) std::memcpy(widths->data(), bytes.data(), widths_bytes);
    bytes.remove_prefix(widths_bytes);
    if (hs_deserialize_database(bytes.data(), bytes.size(), &database) == HS_SUCCESS) {
      return DatabasePtr(database);
    }
  }
  cache->Forget(key);
  return nullptr;
}

// Tells which of the regexes the engine does not compile.
absl::Status FindFault(const std::vector<const std::string*>& regexes,
                       const std::vector<unsigned>& flags, const CompileErrorPtr& error,
                       RegexFault* fault) {
  // The engine names the faulty expression, or leaves it to us to find it.
  const bool named = error != nullptr && error->expression >= 0;
  const size_t first = named ? static_cast<size_t>(error->expression) : 0;
  for (size_t i = first; i < regexes.size(); ++i) {
    const std::string wrong = CompileAlone(*regexes[i], flags[i]);
    if (wrong.empty()) continue;
    const bool only_its_start = CompileAlone(*regexes[i], kRegexFlags).empty();
    return FaultyRegex(
        i,
        only_its_start ? "the start of a hit cannot be told (" + wrong + "): shorten its repeats"
                       : wrong,
        fault);
  }
  if (named) return FaultyRegex(first, WordsOf(error), fault);
  return absl::InvalidArgumentError(
      absl::StrFormat("%d regexes do not compile together: %s", regexes.size(), WordsOf(error)));
}

}  // namespace

size_t BytesOf(const hs_database_t* database) {
  size_t bytes = 0;
  if (database != nullptr) MINGCHA_CHECK(hs_database_size(database, &bytes) == HS_SUCCESS);
  return bytes;
}

std::string CacheKey(std::string_view what, const std::vector<std::string_view>& sources) {
  hs_platform_info_t platform = {};
  hs_populate_platform(&platform);
  Sha256 hash;
  hash.UpdateField(kKeptForm);
  hash.UpdateField(what);
  hash.UpdateField(hs_version());
  hash.UpdateNumber(platform.tune);
  hash.UpdateNumber(platform.cpu_features);
  hash.UpdateNumber(sources.size());
  for (const std::string_view source : sources) hash.UpdateField(source);
  return hash.FinishHex();
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
  std::vector<RegexWidth> no_widths;
  if (DatabasePtr kept = FindKept(cache, key, &no_widths)) return kept;

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
  Keep(cache, key, database.get(), no_widths);
  return database;
}

absl::StatusOr<RegexDatabase> MakeRegexDatabase(const std::vector<const std::string*>& regexes,
                                                const CompiledCache* cache, RegexFault* fault) {
  RegexDatabase made;
  if (regexes.empty()) return made;
  UseLargeMemory();
  made.widths.resize(regexes.size());
  std::string key;
  if (cache != nullptr) {
    std::vector<std::string_view> sources;
    for (const std::string* regex : regexes) sources.emplace_back(*regex);
    key = CacheKey(kRegexes, sources);
  }
  made.database = FindKept(cache, key, &made.widths);
  if (made.database != nullptr) return made;

  std::vector<const char*> expressions;
  std::vector<unsigned> flags;
  std::vector<unsigned> ids;
  for (size_t i = 0; i < regexes.size(); ++i) {
    std::string wrong = InspectRegex(*regexes[i], &made.widths[i]);
    if (!wrong.empty()) return FaultyRegex(i, std::move(wrong), fault);
    expressions.push_back(regexes[i]->c_str());
    flags.push_back(FlagsFor(made.widths[i]));
    ids.push_back(static_cast<unsigned>(i));
  }
  hs_database_t* untyped_database = nullptr;
  hs_compile_error_t* untyped_error = nullptr;
  const hs_error_t result = hs_compile_multi(
      expressions.data(), flags.data(), ids.data(), static_cast<unsigned>(expressions.size()),
      HS_MODE_BLOCK, nullptr, &untyped_database, &untyped_error);
  const CompileErrorPtr error(untyped_error);
  made.database.reset(untyped_database);
  if (result != HS_SUCCESS) return FindFault(regexes, flags, error, fault);
  Keep(cache, key, made.database.get(), made.widths);
  return made;
}

}  // namespace mingcha
