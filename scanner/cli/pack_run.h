// Sends files of messages through a pack, the whole way and without a store: what `rules baseline`
// and `rules diff` look at.

#ifndef MINGCHA_CLI_PACK_RUN_H_
#define MINGCHA_CLI_PACK_RUN_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/intake.h"
#include "cli/text_files.h"

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/rule_pack.h"

namespace mingcha::cli {

struct PackRunOptions {
  Speaker speaker = Speaker::kAgent;  // Who says the lines of plain text.
  int jobs = 1;
  bool tell_skipped = true;  // On stderr; the second of two runs says nothing new.
};

struct PackRun {
  IntakeCounts counts;
  int exit_code = 0;  // kExitDone, or the worst that befell; told on stderr.
};

// Hands each finding to `on_finding` (one thread at a time), those of conversations and of
// deadlines that have passed at the latest record of all files too. A conversation may go on from
// one file to the next. Ends early when the user interrupts.
PackRun RunPack(const std::shared_ptr<const RulePack>& pack, const std::vector<TextFile>& files,
                const PackRunOptions& options,
                const std::function<void(const Finding&)>& on_finding);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_PACK_RUN_H_
