// The verb `rules eval`.

#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/eval_output.h"
#include "cli/exit_code.h"
#include "cli/intake.h"
#include "cli/pack_location.h"

#include "mingcha/diagnostic.h"
#include "mingcha/rule_pack.h"

#include "archive/line_reader.h"
#include "authoring/eval/evaluation.h"
#include "authoring/eval/label_map.h"
#include "authoring/eval/labelled_rows.h"
#include "base/status_util.h"
#include "rulepack/compiled_pack.h"

namespace mingcha::cli {
namespace {

constexpr const char* kFooter = R"(
Rows are JSON Lines:
  {"id":"r-1","text":"…","label":"prohibited_wording","speaker":"agent"}
A label is the category or the rule that must find something; "benign" or an empty list: nothing.
Other labels need a map (--map). rules/AUTHORING.md tells the members and the map.

--half splits the rows by their ids: tune if the first hex digit of SHA-256(id) is 0 to 7, else
report. Write rules by the one half, and report on the other.

Clusters are rows made from one template (near-identical once digits and links are masked, with the
same labels); each counts once. Intervals are Wilson's, of 95 %.

Examples:
  mingcha rules eval --map labels.yaml --half report sms.jsonl chats.jsonl
  mingcha rules eval --assume-asked --list --rules my-pack replies.jsonl
)";

struct EvalCommand {
  std::vector<std::string> files;
  std::string rules;
  CacheChoice cache;
  std::string format = "text";
  std::string label;
  std::string map;
  std::string half = "all";
  std::string speaker = "agent";
  bool assume_asked = false;
  bool drafts = false;
  bool list = false;
  bool strict = false;
};

std::optional<LabelMap> ReadMap(const std::string& file, const CompiledPack& pack, int* exit_code) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) {
    std::fprintf(stderr, "mingcha: %s: cannot be read\n", file.c_str());
    *exit_code = kExitInputError;
    return std::nullopt;
  }
  std::vector<Diagnostic> diagnostics;
  std::optional<LabelMap> map = ParseLabelMap(pack, file, text.str(), &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    std::fprintf(stderr, "%s", FormatDiagnostic(diagnostic).c_str());
  }
  if (!map) *exit_code = kExitInputError;
  return map;
}

struct RowIntake {
  std::vector<LabelledRow> rows;
  uint64_t bad_lines = 0;
  uint64_t other_half = 0;
};

absl::Status ReadRows(const std::string& file, const RowOptions& options, const LabelMap& map,
                      Half half, RowIntake* intake) {
  absl::StatusOr<std::unique_ptr<ByteStream>> stream = OpenByteStream(file);
  if (!stream.ok()) return stream.status();
  LineReader lines(*std::move(stream));
  while (true) {
    MINGCHA_ASSIGN_OR_RETURN(const auto line, lines.Next());
    if (!line) return absl::OkStatus();
    if (line->text.empty() && !line->too_long) continue;
    auto row = line->too_long ? std::variant<LabelledRow, std::string>("the line is too long")
                              : ParseRow(line->text, file, lines.line_number(), options, map);
    if (const auto* fault = std::get_if<std::string>(&row)) {
      std::fprintf(stderr, "%s:%s: %s\n", file.c_str(), std::to_string(lines.line_number()).c_str(),
                   fault->c_str());
      ++intake->bad_lines;
      continue;
    }
    LabelledRow& read = std::get<LabelledRow>(row);
    if (half != Half::kAll && HalfOf(read.id) != half) {
      ++intake->other_half;
      continue;
    }
    intake->rows.push_back(std::move(read));
  }
}

int Eval(const EvalCommand& command) {
  const std::shared_ptr<const RulePack> pack = LoadPackOrTell(command.rules, command.cache);
  if (pack == nullptr) return kExitRulesInvalid;
  int exit_code = kExitDone;
  const std::optional<LabelMap> map = command.map.empty()
                                          ? DefaultLabelMap(pack->compiled())
                                          : ReadMap(command.map, pack->compiled(), &exit_code);
  if (!map) return exit_code;

  const Half half = *ParseHalf(command.half);
  RowIntake intake;
  for (const std::string& file : command.files) {
    const absl::Status status =
        ReadRows(file, {command.label, *ParseSpeaker(command.speaker)}, *map, half, &intake);
    if (status.ok()) continue;
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(status).c_str());
    exit_code = WorseExit(exit_code, ExitCodeOf(status));
  }
  if (command.strict && intake.bad_lines > 0) exit_code = WorseExit(exit_code, kExitInputError);

  const Evaluation evaluation =
      Evaluate(pack, *map, intake.rows, {command.assume_asked, command.drafts});
  std::string told;
  if (command.format == "json") {
    Json json;
    json["pack"] = pack->label();
    json["pack_digest"] = pack->digest();
    json["half"] = command.half;
    json["assume_asked"] = command.assume_asked;
    json["bad_lines"] = intake.bad_lines;
    json.update(EvaluationJson(evaluation, command.list));
    told = DumpLine(json) + "\n";
  } else {
    told = EvaluationText(evaluation, command.list);
  }
  std::fwrite(told.data(), 1, told.size(), stdout);
  std::fprintf(stderr, "%s: %s, %s; half %s, %s in the other; %s\n", pack->label().c_str(),
               Counted(evaluation.rows, "row").c_str(),
               Counted(evaluation.clusters, "cluster").c_str(), command.half.c_str(),
               Counted(intake.other_half, "row").c_str(),
               Counted(intake.bad_lines, "bad line").c_str());
  return exit_code;
}

}  // namespace

void AddRulesEvalCommand(CLI::App* rules, int* exit_code) {
  const auto command = std::make_shared<EvalCommand>();
  CLI::App* verb =
      rules->add_subcommand("eval", "Measure precision and recall of the rules on labelled texts");
  verb->add_option("FILE", command->files, "Labelled rows (JSONL); - is standard input")
      ->required();
  verb->add_option(kRulesOption, command->rules, kRulesHelp)->type_name("DIR");
  verb->add_option("--format", command->format, "text, or one JSON document")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_option("--label", command->label,
                   "Member that holds the labels (default: label, labels or category, the first "
                   "that a row has)")
      ->type_name("FIELD");
  verb->add_option("--map", command->map, "What labels and speakers mean (YAML)")
      ->type_name("FILE");
  verb->add_option("--half", command->half, "Only the rows of this half")
      ->check(CLI::IsMember({"tune", "report", "all"}))
      ->capture_default_str();
  verb->add_option("--speaker", command->speaker, "Who says rows that do not tell")
      ->check(CLI::IsMember({"agent", "bot", "customer", "system"}))
      ->capture_default_str();
  verb->add_flag("--assume-asked", command->assume_asked,
                 "Judge each reply as if every topic's question had just been asked");
  verb->add_flag("--drafts", command->drafts, "Rules with status draft count too");
  verb->add_flag("--list", command->list, "Also list the ids that were missed or hit wrongly");
  verb->add_flag("--strict", command->strict, "Exit with 4 if a line is no row");
  AddCacheOptions(verb, &command->cache);
  verb->footer(kFooter);
  verb->callback([command, exit_code] { *exit_code = Eval(*command); });
}

}  // namespace mingcha::cli
