// A compiled set of rules.

#ifndef MINGCHA_RULE_PACK_H_
#define MINGCHA_RULE_PACK_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "mingcha/diagnostic.h"

namespace mingcha {

struct CompiledPack;  // scanner/src/rulepack/compiled_pack.h

// A compiled set of rules. Immutable: share one pack between all threads, and replace it whole when
// the rules change. Whoever scans with a pack keeps it alive, so an old pack dies when its last
// message has been scanned.
class RulePack {
 public:
  struct LoadOptions {
    // Limits, so that a hostile or careless pack is refused and not endured.
    size_t max_file_bytes = 1 << 20;
    size_t max_files = 1000;
    size_t max_rules = 10'000;
    size_t max_terms = 200'000;
    size_t max_term_bytes = 256;
    size_t max_regex_bytes = 2048;
    size_t max_compiled_bytes = 1 << 30;
    // `rules lint` checks without it.
    bool compile_patterns = true;
    // Where compiled patterns are kept, so that the next start takes milliseconds and not seconds;
    // empty: nowhere. The folder is made with rights for its owner only; it may be taken away at
    // any time. Files in it that cannot be trusted (torn, damaged, written by somebody else) are
    // made anew, and a folder that cannot be used is passed over: nothing fails because of it.
    std::filesystem::path cache_folder = {};
    // All files in it together; those that were not used for longest go first.
    uint64_t max_cache_bytes = uint64_t{512} << 20;
    // Overrides and suppressions of this installation, read besides the pack's own folder
    // `overrides`; empty: none.
    std::filesystem::path overrides_folder = {};
    // Overrides and suppressions that expired before this day do not act; nullopt: the system's
    // date in the pack's time zone.
    std::optional<std::chrono::sys_days> today = {};
  };

  // Reads the folder `directory` (pack.yaml, basis.yaml, policy.yaml, the rule files, and
  // overrides/), checks every rule, and compiles the patterns.
  //
  // Tells everything it noticed in `*diagnostics`, sorted by file and line; the author of ten
  // broken rules learns of all ten at once. `diagnostics` must not be null, and is emptied first.
  //
  // Errors:
  //   NOT_FOUND            `directory` has no pack.yaml, or `options.overrides_folder` is no
  //   folder. INVALID_ARGUMENT     a diagnostic has severity kError; no pack is made.
  //   RESOURCE_EXHAUSTED   a limit of `options` on the whole pack is exceeded.
  //
  // Cost: may take seconds for thousands of rules. Never call it on a path that a message waits
  // for.
  static absl::StatusOr<std::shared_ptr<const RulePack>> Load(
      const std::filesystem::path& directory, const LoadOptions& options,
      std::vector<Diagnostic>* diagnostics);
  static absl::StatusOr<std::shared_ptr<const RulePack>> Load(
      const std::filesystem::path& directory, std::vector<Diagnostic>* diagnostics);

  // $XDG_CACHE_HOME/mingcha, or ~/.cache/mingcha: what the program uses as `cache_folder`. Empty if
  // there is no home.
  static std::filesystem::path DefaultCacheFolder();

  // Takes what a loader has compiled. Programs call Load.
  explicit RulePack(std::unique_ptr<const CompiledPack> compiled);
  ~RulePack();
  RulePack(const RulePack&) = delete;
  RulePack& operator=(const RulePack&) = delete;

  const std::string& name() const;
  const std::string& version() const;
  // "finance-cn@2026.11"
  const std::string& label() const;
  // "sha256:" and the SHA-256 of the pack's files and overrides, as 64 lower-case hex digits; also
  // of which overrides had expired. Every finding carries it, so that a rescan can say which rules
  // made the finding.
  const std::string& digest() const;
  size_t rule_count() const;
  size_t compiled_bytes() const;

  // The inside, for the floors above that scan with it.
  const CompiledPack& compiled() const { return *compiled_; }

 private:
  std::unique_ptr<const CompiledPack> compiled_;
};

}  // namespace mingcha

#endif  // MINGCHA_RULE_PACK_H_
