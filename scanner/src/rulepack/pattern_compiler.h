// Compiles the patterns of a pack into the databases of its views.

#ifndef MINGCHA_RULEPACK_PATTERN_COMPILER_H_
#define MINGCHA_RULEPACK_PATTERN_COMPILER_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"

#include "match/compiled_cache.h"
#include "match/pattern_db.h"
#include "rulepack/compiled_pack.h"
#include "rulepack/reporter.h"
#include "rulepack/rule_source.h"

namespace mingcha {

// What one view's databases are made of.
struct ViewSources {
  std::vector<LiteralSource> literals;
  std::vector<RegexSource> regexes;
  std::vector<size_t> regex_numbers;  // Of each regex, among those of its pattern.
};

// The literals and regexes of all patterns that are searched for in `view`. Deprecated rules do not
// find, and bring none. Requires: rules are sorted by id.
ViewSources SourcesOf(const CompiledPack& compiled, View view);

// Compiles the patterns of `*compiled` into its databases.
//
// What `cache` (may be null) has is not compiled again. The views are compiled at once, each by a
// thread of its own.
//
// Errors: INVALID_ARGUMENT, and told, if the engine does not take a regex; RESOURCE_EXHAUSTED, if
// the databases exceed `max_compiled_bytes` together.
absl::Status CompilePatterns(const PackSource& pack, size_t max_compiled_bytes,
                             const CompiledCache* cache, CompiledPack* compiled,
                             Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_PATTERN_COMPILER_H_
