// The options that say how a pack is loaded: where compiled patterns are kept from one start to the
// next, and whose overrides apply.

#ifndef MINGCHA_CLI_PACK_CACHE_H_
#define MINGCHA_CLI_PACK_CACHE_H_

#include <string>

#include <CLI/CLI.hpp>

#include "mingcha/rule_pack.h"

namespace mingcha::cli {

struct CacheChoice {
  std::string folder;  // Empty: the user's own.
  bool none = false;
  std::string overrides;  // A folder; empty: only those in the pack.
};

// Adds --cache, --no-cache and --overrides to a verb that scans. `choice` must outlive it.
void AddCacheOptions(CLI::App* verb, CacheChoice* choice);
// Adds --overrides alone, for verbs that compile nothing.
void AddOverridesOption(CLI::App* verb, CacheChoice* choice);

RulePack::LoadOptions LoadOptionsWith(const CacheChoice& choice);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_PACK_CACHE_H_
