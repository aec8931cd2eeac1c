// Where the rule pack stands when nobody says so, and loading it for a verb.

#ifndef MINGCHA_CLI_PACK_LOCATION_H_
#define MINGCHA_CLI_PACK_LOCATION_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/pack_cache.h"

#include "mingcha/rule_pack.h"

namespace mingcha::cli {

// What decides where the pack is looked for.
struct PackSearch {
  std::string given;                     // --rules; empty if it was not said.
  std::string environment;               // $MINGCHA_RULES; empty if it is not set.
  std::filesystem::path program;         // The running program.
  std::filesystem::path build_root;      // A program below it was built there, and takes …
  std::filesystem::path source_pack;     // … the pack of its source tree.
  std::filesystem::path installed_pack;  // Where an installation puts the pack, as configured.
};

// The search of this process.
PackSearch ThisProcess(const std::string& given);

// Returns the folder that `search` leads to: what was given, or said by the environment, whether it
// is there or not; else the first that holds a pack: the source tree's (for a program in its build
// folder), <prefix>/share/mingcha/rules/finance-cn beside the program, the configured place.
// NOT_FOUND: none of them does; the message names them all.
absl::StatusOr<std::filesystem::path> LocatePack(const PackSearch& search);

// Locates, loads and compiles the pack for a verb that scans. If that fails, tells why on stderr
// (all errors of the rules; warnings are `rules lint`'s business) and returns null: the verb ends
// with kExitRulesInvalid.
std::shared_ptr<const RulePack> LoadPackOrTell(const std::string& given,
                                               const CacheChoice& cache = {});
// The same for a verb that has wishes of its own.
std::shared_ptr<const RulePack> LoadPackOrTell(const std::string& given,
                                               const RulePack::LoadOptions& options);

// Loads the pack for what can do without: null, without a word, if there is none.
std::shared_ptr<const RulePack> LoadPackIfThere(const std::string& given);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_PACK_LOCATION_H_
