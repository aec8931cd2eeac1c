// The verb `rules diff`: what two packs find differently in the same messages.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/intake.h"
#include "cli/interrupt.h"
#include "cli/pack_cache.h"
#include "cli/pack_location.h"
#include "cli/pack_run.h"
#include "cli/rules_commands.h"
#include "cli/rules_diff_output.h"

#include "mingcha/rule_pack.h"

#include "authoring/pack_diff.h"
#include "base/status_util.h"

namespace mingcha::cli {
namespace {

constexpr const char* kFooter = R"(
Both packs go over the same files, the whole way: findings of conversations and of deadlines too.

  unchanged  both find it, and say the same of it
  new        only B finds it
  changed    the same rule in the same message, by other words that overlap; or the same words, with
             another severity, status, category, tags, features, basis, title or suggestion
  absent     only A finds it

Examples:
  mingcha rules diff rules/finance-cn my-pack chats/2026-11-16.jsonl.gz
  mingcha rules diff --fail-on-change --format json rules/finance-cn my-pack chats/ > diff.json
)";

struct DiffCommand {
  std::string before;
  std::string after;
  std::vector<std::string> inputs;
  CacheChoice cache;
  std::string format = "text";
  std::string speaker = "agent";
  size_t show = 5;
  bool conversations = false;
  bool fail_on_change = false;
  int jobs = 1;
};

int Diff(const DiffCommand& command) {
  const auto files = FindTextFiles(command.inputs);
  if (!files.ok()) {
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(files.status()).c_str());
    return ExitCodeOf(files.status());
  }
  const std::shared_ptr<const RulePack> before = LoadPackOrTell(command.before, command.cache);
  const std::shared_ptr<const RulePack> after = LoadPackOrTell(command.after, command.cache);
  if (before == nullptr || after == nullptr) return kExitRulesInvalid;

  const InterruptWatch watch;
  PackRunOptions options;
  options.speaker = ParseSpeaker(command.speaker).value_or(options.speaker);
  options.jobs = command.jobs;
  PackDiffer differ;
  const PackRun run =
      RunPack(before, *files, options, [&](const Finding& finding) { differ.AddBefore(finding); });
  options.tell_skipped = false;
  const PackRun again =
      RunPack(after, *files, options, [&](const Finding& finding) { differ.AddAfter(finding); });
  // Half a comparison would show as absent what was not looked at.
  if (const int worst = WorseExit(run.exit_code, again.exit_code); worst != kExitDone) return worst;

  const PackDiff diff = differ.Compare();
  const std::string told =
      command.format == "json"
          ? DiffJson(diff, {before->label(), before->digest(), after->label(), after->digest()})
          : DiffText(diff, command.show, command.conversations);
  std::fwrite(told.data(), 1, told.size(), stdout);
  std::fprintf(stderr, "%s\n%s -> %s: %s\n", InWords(run.counts).c_str(), before->label().c_str(),
               after->label().c_str(), InWords(diff.counts).c_str());
  return command.fail_on_change && diff.any_change() ? kExitFindings : kExitDone;
}

}  // namespace

void AddRulesDiffCommand(CLI::App* rules, int* exit_code) {
  const auto command = std::make_shared<DiffCommand>();
  CLI::App* verb =
      rules->add_subcommand("diff", "Tell what two packs find differently in the same messages");
  verb->add_option("A", command->before, "Folder of the pack as it was")->required();
  verb->add_option("B", command->after, "Folder of the pack as it will be")->required();
  verb->add_option("FILE", command->inputs,
                   "Files or folders of messages (.jsonl, .txt, .gz, .zst)")
      ->required();
  AddCacheOptions(verb, &command->cache);
  verb->add_option("--format", command->format, "text, or one JSON object")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_option("--show", command->show, "Findings shown of each rule and state, in text")
      ->capture_default_str();
  verb->add_flag("--conversations", command->conversations,
                 "Also a table of the conversations with a change, in text");
  verb->add_flag("--fail-on-change", command->fail_on_change,
                 "Exit with 1 if anything is new, changed or absent");
  verb->add_option("--speaker", command->speaker, "Who says the lines of .txt files")
      ->check(CLI::IsMember({"agent", "bot", "customer", "system"}))
      ->capture_default_str();
  verb->add_option("--jobs", command->jobs, "Worker threads")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  verb->footer(kFooter);
  verb->callback([command, exit_code] { *exit_code = Diff(*command); });
}

}  // namespace mingcha::cli
