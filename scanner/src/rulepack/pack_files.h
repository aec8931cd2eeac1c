// The files of a pack, as they stand on disk.

#ifndef MINGCHA_RULEPACK_PACK_FILES_H_
#define MINGCHA_RULEPACK_PACK_FILES_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/rule_pack.h"

#include "rulepack/reporter.h"

namespace mingcha {

struct PackFile {
  std::string name;   // "pack.yaml"
  std::string shown;  // As diagnostics name it: "rules/finance-cn/pack.yaml".
  std::string text;
  bool unread = false;     // It is there, and could not be read; that is told.
  bool overrides = false;  // A file of overrides and suppressions, and none of rules.
};

// Reads every *.yaml file of `directory` itself, sorted by name; hidden files and folders are
// passed over. Behind them come those of its folder `overrides`, if there is one, and of
// `options.overrides_folder`. A file that is too large or cannot be read is told, and stands in the
// list without a text.
//
// Errors:
//   NOT_FOUND           `directory` has no pack.yaml, or `options.overrides_folder` is no folder.
//   RESOURCE_EXHAUSTED  there are more than `options.max_files`.
absl::StatusOr<std::vector<PackFile>> ReadPackFiles(const std::filesystem::path& directory,
                                                    const RulePack::LoadOptions& options,
                                                    Reporter& reporter);

// "sha256:" and 64 hex digits over the names and bytes of `files`, and over `mark` if it is not
// empty.
std::string DigestOf(const std::vector<PackFile>& files, std::string_view mark = {});

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_PACK_FILES_H_
