// From the files of a pack to a CompiledPack: parse, read, check, resolve, compile.

#ifndef MINGCHA_RULEPACK_PACK_LOADER_H_
#define MINGCHA_RULEPACK_PACK_LOADER_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/rule_pack.h"

#include "rulepack/compiled_pack.h"
#include "rulepack/pack_files.h"
#include "rulepack/reporter.h"
#include "rulepack/rule_source.h"

namespace mingcha {

// A pack on its way from its files to its compiled form. RulePack::Load goes all the way at once;
// `rules lint` looks about in between. For one thread.
class PackLoading {
 public:
  // Parses and reads `files`, which are sorted by name. Appends what is wrong to `*diagnostics`,
  // which may hold faults already and must outlive the loading.
  PackLoading(std::vector<PackFile> files, const RulePack::LoadOptions& options,
              std::vector<Diagnostic>* diagnostics);
  ~PackLoading();
  PackLoading(const PackLoading&) = delete;
  PackLoading& operator=(const PackLoading&) = delete;

  // Tells everything else that is wrong. Errors: those of RulePack::Load, besides NOT_FOUND.
  absl::Status Check();
  // Resolves names and, if the options say so, compiles the patterns. Requires: Check found
  // nothing. Errors: the same.
  absl::StatusOr<std::unique_ptr<const CompiledPack>> Compile();

  // What the files say, and where.
  const PackSource& source() const;
  const PatternNames& names() const;
  // Takes what more there is to tell.
  Reporter& reporter();

 private:
  class Impl;

  std::unique_ptr<Impl> impl_;
};

// Goes all the way. Errors: those of RulePack::Load, besides NOT_FOUND.
absl::StatusOr<std::unique_ptr<const CompiledPack>> MakePack(std::vector<PackFile> files,
                                                             const RulePack::LoadOptions& options,
                                                             std::vector<Diagnostic>* diagnostics);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_PACK_LOADER_H_
