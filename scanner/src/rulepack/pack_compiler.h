// Turns a pack that was read and checked into the form that is scanned with.

#ifndef MINGCHA_RULEPACK_PACK_COMPILER_H_
#define MINGCHA_RULEPACK_PACK_COMPILER_H_

#include <memory>

#include "rulepack/compiled_pack.h"
#include "rulepack/rule_source.h"

namespace mingcha {

// Resolves names, folds texts, and sorts rules and topics by id. Requires: the checks told no
// error. The databases are null, and the digest is empty.
std::unique_ptr<CompiledPack> ResolvePack(const PackSource& pack, const PatternNames& names);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_PACK_COMPILER_H_
