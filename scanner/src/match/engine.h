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
  std::vector<RegexWidth> widths;  // Of each regex.
};

// The same for regexes. Where a regex is not `fixed`, a report tells the start of the hit.
// Errors: INVALID_ARGUMENT, with the first faulty regex told in `*fault` (may be null).
absl::StatusOr<RegexDatabase> MakeRegexDatabase(const std::vector<const std::string*>& regexes,
                                                const CompiledCache* cache, RegexFault* fault);

// The key of what the engine makes of `sources`. Another engine, another processor, another form of
// what is kept: another key.
std::string CacheKey(std::string_view what, const std::vector<std::string_view>& sources);

}  // namespace mingcha

#endif  // MINGCHA_MATCH_ENGINE_H_
