// Hyperscan as this folder uses it: handles that free themselves, and databases that are read from
// the cache if it has them.

#ifndef MINGCHA_MATCH_ENGINE_H_
#define MINGCHA_MATCH_ENGINE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "hs.h"

#include "match/compiled_cache.h"
#include "match/pattern_db.h"

namespace mingcha {

struct DatabaseDeleter {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
};
using DatabasePtr = std::unique_ptr<hs_database_t, DatabaseDeleter>;

struct CompileErrorDeleter {
  void operator()(hs_compile_error_t* error) const { hs_free_compile_error(error); }
};
using CompileErrorPtr = std::unique_ptr<hs_compile_error_t, CompileErrorDeleter>;

// What the engine says is wrong.
std::string WordsOf(const CompileErrorPtr& error);

inline constexpr unsigned kRegexFlags = HS_FLAG_UTF8;
inline constexpr unsigned kRegexFlagsWithStart = kRegexFlags | HS_FLAG_SOM_LEFTMOST;

// Databases live in large memory, whether they are compiled or read. To be called before one is
// made.
void UseLargeMemory();

// The engine's own form of a database, and back; empty and null if it does not take it.
std::string Serialize(const hs_database_t* database);
DatabasePtr Deserialize(std::string_view bytes);

// 0 for null.
size_t BytesOf(const hs_database_t* database);

// How many bytes the shortest and the longest hit of a regex has.
struct RegexWidth {
  uint32_t min_bytes = 0;
  uint32_t max_bytes = 0;
  bool fixed() const { return min_bytes == max_bytes; }
};

// Returns an empty string and fills `*width`, or returns what is wrong with the regex.
std::string InspectRegex(const std::string& regex, RegexWidth* width);

// Makes the database of some literals; it reports them by their indices. Null for none.
// `cache` may be null. Errors: INVALID_ARGUMENT.
absl::StatusOr<DatabasePtr> MakeLiteralDatabase(const std::vector<std::string_view>& literals,
                                                const CompiledCache* cache);

struct RegexDatabase {
  DatabasePtr database;
  RegexWidth width;
};

// Makes a database of each regex. Where it is not `fixed`, a report tells the start of the hit.
// What `cache` has of these regexes, from whatever list, is not compiled again; the rest is, by as
// many threads as there are processors.
// Errors: INVALID_ARGUMENT, with the first faulty regex told in `*fault` (may be null).
absl::StatusOr<std::vector<RegexDatabase>> MakeRegexDatabases(
    const std::vector<std::string_view>& regexes, const CompiledCache* cache, RegexFault* fault);

// Of the engine, the processor and the form of what is kept: what was kept under another tag is of
// no use. 16 hex digits.
std::string EngineTag();
// The key of what the engine makes of `sources`. Another tag, another key.
std::string CacheKey(std::string_view what, const std::vector<std::string_view>& sources);

}  // namespace mingcha

#endif  // MINGCHA_MATCH_ENGINE_H_
