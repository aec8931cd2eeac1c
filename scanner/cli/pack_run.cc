#include "cli/pack_run.h"

#include <cstdio>
#include <utility>

#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/record_feed.h"

#include "mingcha/pipeline.h"

#include "base/status_util.h"

namespace mingcha::cli {
namespace {

void TellSkipped(const SkippedLine& skipped) {
  if (skipped.reason == "empty_line") return;
  std::fprintf(stderr, "%s:%s: %s: %s\n", skipped.file.c_str(),
               std::to_string(skipped.line).c_str(), skipped.reason.c_str(),
               skipped.message.c_str());
}

// Takes one file in, and returns what befell.
int TakeFile(const TextFile& file, const PackRunOptions& options, RecordFeed* feed,
             IntakeCounts* counts) {
  const absl::StatusOr<std::unique_ptr<MessageSource>> source = OpenTextFile(file, options.speaker);
  IntakeHooks hooks;
  if (options.tell_skipped) hooks.on_skipped = TellSkipped;
  const absl::Status status = source.ok() ? TakeIn(**source, hooks, feed, counts) : source.status();
  if (status.ok()) return kExitDone;
  std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
  return ExitCodeOf(status);
}

}  // namespace

PackRun RunPack(const std::shared_ptr<const RulePack>& pack, const std::vector<TextFile>& files,
                const PackRunOptions& options,
                const std::function<void(const Finding&)>& on_finding) {
  PackRun run;
  Pipeline::Options pipeline_options;
  pipeline_options.workers = options.jobs;
  const auto pipeline = Pipeline::Start(
      pipeline_options, pack, [&pack] { return MakeScanEngine(pack, {}, {.evict_owing = false}); },
      /*store=*/nullptr, [](uint64_t, const std::vector<Finding>&) {});
  if (!pipeline.ok()) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(pipeline.status()).c_str());
    run.exit_code = kExitInternal;
    return run;
  }
  const auto take = [&](const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) on_finding(finding);
  };
  RecordFeed feed(pipeline->get(), {},
                  [&](const Record*, const RecordResult& result) { take(result.findings); });
  for (const TextFile& file : files) {
    if (Interrupted()) break;
    run.exit_code = WorseExit(run.exit_code, TakeFile(file, options, &feed, &run.counts));
  }
  take(feed.Finish(run.counts.latest));
  if (Interrupted()) {
    std::fprintf(stderr, "mingcha: interrupted; nothing was compared or written\n");
    run.exit_code = WorseExit(run.exit_code, kExitInterrupted);
  }
  return run;
}

}  // namespace mingcha::cli
