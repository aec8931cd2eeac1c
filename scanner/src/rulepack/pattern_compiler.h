// Compiles the patterns of a pack into the databases of its views.

#ifndef MINGCHA_RULEPACK_PATTERN_COMPILER_H_
#define MINGCHA_RULEPACK_PATTERN_COMPILER_H_

#include <cstddef>

#include "absl/status/status.h"

#include "match/compiled_cache.h"
#include "rulepack/compiled_pack.h"
#include "rulepack/reporter.h"
#include "rulepack/rule_source.h"

namespace mingcha {

// Compiles the patterns of `*compiled` into its databases. Deprecated rules do not find, and bring
// no patterns.
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
