// Turns a pack that was read and checked into the form that is scanned with.

#ifndef MINGCHA_RULEPACK_PACK_COMPILER_H_
#define MINGCHA_RULEPACK_PACK_COMPILER_H_

#include <memory>

#include "absl/status/statusor.h"

#include "mingcha/rule_pack.h"

#include "rulepack/reporter.h"
#include "rulepack/rule_source.h"

namespace mingcha {

// Resolves names, folds texts, and sorts rules and topics by id. Requires: the checks told no
// error. The databases are null, and the digest is empty.
std::unique_ptr<CompiledPack> ResolvePack(const PackSource& pack, const PatternNames& names);

// Compiles the patterns of `*compiled` into its databases. Deprecated rules do not find, and bring
// no patterns.
//
// Errors: INVALID_ARGUMENT, and told, if the engine does not take a regex; RESOURCE_EXHAUSTED, if
// the databases would exceed `max_compiled_bytes` together.
absl::Status CompilePatterns(const PackSource& pack, size_t max_compiled_bytes,
                             CompiledPack* compiled, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_PACK_COMPILER_H_
