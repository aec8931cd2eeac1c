// The options that say where compiled patterns are kept from one start to the next.

#ifndef MINGCHA_CLI_PACK_CACHE_H_
#define MINGCHA_CLI_PACK_CACHE_H_

#include <string>

#include <CLI/CLI.hpp>

#include "mingcha/rule_pack.h"

namespace mingcha::cli {

struct CacheChoice {
  std::string folder;  // Empty: the user's own.
  bool none = false;
};

// Adds --cache and --no-cache to a verb that scans. `choice` must outlive it.
void AddCacheOptions(CLI::App* verb, CacheChoice* choice);

RulePack::LoadOptions LoadOptionsWith(const CacheChoice& choice);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_PACK_CACHE_H_
