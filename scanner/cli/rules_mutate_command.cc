// The verb `rules mutate`.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/pack_cache.h"
#include "cli/pack_location.h"
#include "cli/rules_mutate_output.h"

#include "mingcha/rule_pack.h"

#include "authoring/mutate/rule_mutation.h"

namespace mingcha::cli {
namespace {

// Above it people learn nothing new, and wait.
constexpr int kMaxPerExample = 1000;
constexpr int kMaxEdits = 100;

struct MutateCommand {
  std::string folder;
  CacheChoice cache;
  std::string format = "text";
  std::vector<std::string> kinds;
  std::string status;
  std::string rule;
  size_t edits = MutationOptions().edits;
  size_t per_example = MutationOptions().per_example;
  uint64_t seed = MutationOptions().seed;
  double min_recall = 0;
  bool missed = false;
};

constexpr const char* kFooter = R"(
Kinds, and the view that undoes each:
  folded    zero-width full-width traditional annotation latin-look-alike enclosed
  compact   separators emoji
  shape     look-alike split
  sound     pinyin mixed-pinyin homophone initials
  joined    two-messages

A rule is measured under the kinds that one of its patterns has opted in to, by its views. A
variant alters only words that made the rule fire; it is caught if the rule finds those words.

What variants are made of is independent of what undoes them. Lists of our own: separators,
zero-width, emoji, latin-look-alike, enclosed, look-alike, split. ICU, by another way than the views:
traditional (Simplified-Traditional, where the view uses Traditional-Simplified). ICU, by the same
readings as the view: annotation, pinyin, mixed-pinyin, homophone, initials, but for words whose
reading stands in a list of our own.

Example:
  mingcha rules mutate --kind separators --kind emoji --missed --min-recall 99 rules/finance-cn
)";

int Mutate(const MutateCommand& command) {
  const std::shared_ptr<const RulePack> pack = LoadPackOrTell(command.folder, command.cache);
  if (pack == nullptr) return kExitRulesInvalid;
  MutationOptions options;
  if (!command.kinds.empty()) options.kinds.clear();
  for (const DisguiseKind kind : AllDisguiseKinds()) {
    for (const std::string& name : command.kinds) {
      if (ParseDisguiseKind(name) != kind) continue;
      options.kinds.push_back(kind);
      break;
    }
  }
  options.edits = command.edits;
  options.seed = command.seed;
  options.per_example = command.per_example;
  options.rule = command.rule;
  options.status = ParseRuleStatus(command.status);

  const MutationReport report = MutateRules(pack, options);
  if (report.rules == 0) {
    std::fprintf(stderr, "mingcha: %s has no such rule\n", pack->label().c_str());
    return kExitUsage;
  }
  const std::string told = command.format == "jsonl"
                               ? MutationLines(report, options.kinds, command.missed)
                               : MutationText(report, options.kinds, command.missed);
  std::fwrite(told.data(), 1, told.size(), stdout);
  std::fprintf(stderr, "%s: %s\n", pack->label().c_str(), MutationSummary(report).c_str());

  int exit_code = kExitDone;
  for (const DisguiseKind kind : options.kinds) {
    const Recall recall = report.RecallOf(kind);
    if (100 * recall.Share() >= command.min_recall) continue;
    std::fprintf(stderr, "%s: %.1f%% is below --min-recall %g\n",
                 std::string(ToString(kind)).c_str(), 100 * recall.Share(), command.min_recall);
    exit_code = kExitFindings;
  }
  return exit_code;
}

std::vector<std::string> KindNames() {
  std::vector<std::string> names;
  for (const DisguiseKind kind : AllDisguiseKinds()) names.emplace_back(ToString(kind));
  return names;
}

}  // namespace

void AddRulesMutateCommand(CLI::App* rules, int* exit_code) {
  const auto command = std::make_shared<MutateCommand>();
  CLI::App* verb =
      rules->add_subcommand("mutate", "Measure how much disguise the rules of a pack see through");
  CLI::Option* folder = verb->add_option("DIR", command->folder, "Folder of the rule pack");
  verb->add_option(kRulesOption, command->folder, kRulesHelp)->type_name("DIR")->excludes(folder);
  verb->add_option("--format", command->format, "text, or one JSON object a line")
      ->check(CLI::IsMember({"text", "jsonl"}))
      ->capture_default_str();
  verb->add_option("--kind", command->kinds, "Only this kind of disguise; may be repeated")
      ->type_name("KIND")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(KindNames()));
  verb->add_option("--rule", command->rule, "Only rules whose ids begin so")->type_name("ID");
  verb->add_option("--status", command->status, "Only rules with this status")
      ->check(CLI::IsMember({"draft", "test", "stable"}));
  verb->add_option("--edits", command->edits, "How many places of a sentence are altered")
      ->check(CLI::Range(1, kMaxEdits))
      ->capture_default_str();
  verb->add_option("--per-example", command->per_example, "Variants of a sentence and kind")
      ->check(CLI::Range(1, kMaxPerExample))
      ->capture_default_str();
  verb->add_option("--seed", command->seed, "The same seed gives the same variants")
      ->capture_default_str();
  verb->add_option("--min-recall", command->min_recall,
                   "Exit with 1 if the recall of a kind is below this many percent")
      ->check(CLI::Range(0.0, 100.0))
      ->type_name("PERCENT");
  verb->add_flag("--missed", command->missed, "Also tell the variants that got away");
  AddCacheOptions(verb, &command->cache);
  verb->footer(kFooter);
  verb->callback([command, exit_code] { *exit_code = Mutate(*command); });
}

}  // namespace mingcha::cli
