// From the files of a pack to a CompiledPack: parse, read, check, resolve, compile.

#ifndef MINGCHA_RULEPACK_PACK_LOADER_H_
#define MINGCHA_RULEPACK_PACK_LOADER_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/rule_pack.h"

#include "rulepack/compiled_pack.h"
#include "rulepack/pack_files.h"

namespace mingcha {

// Makes a pack of `files`, which are sorted by name. Appends what is wrong to `*diagnostics`, which
// may hold faults already.
//
// Errors: those of RulePack::Load, besides NOT_FOUND.
absl::StatusOr<std::unique_ptr<const CompiledPack>> MakePack(std::vector<PackFile> files,
                                                             const RulePack::LoadOptions& options,
                                                             std::vector<Diagnostic>* diagnostics);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_PACK_LOADER_H_
