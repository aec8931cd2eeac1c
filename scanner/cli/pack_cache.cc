#include "cli/pack_cache.h"

namespace mingcha::cli {

void AddCacheOptions(CLI::App* verb, CacheChoice* choice) {
  CLI::Option* none = verb->add_flag("--no-cache", choice->none, "Compile the rules anew");
  verb->add_option("--cache", choice->folder,
                   "Folder in which compiled rules are kept (default: $XDG_CACHE_HOME/mingcha, or "
                   "~/.cache/mingcha)")
      ->type_name("DIR")
      ->excludes(none);
  AddOverridesOption(verb, choice);
}

void AddOverridesOption(CLI::App* verb, CacheChoice* choice) {
  verb->add_option("--overrides", choice->overrides,
                   "Folder of overrides and suppressions, besides the pack's own overrides/")
      ->type_name("DIR");
}

RulePack::LoadOptions LoadOptionsWith(const CacheChoice& choice) {
  RulePack::LoadOptions options;
  options.overrides_folder = choice.overrides;
  if (choice.none) return options;
  options.cache_folder =
      choice.folder.empty() ? RulePack::DefaultCacheFolder().string() : choice.folder;
  return options;
}

}  // namespace mingcha::cli
