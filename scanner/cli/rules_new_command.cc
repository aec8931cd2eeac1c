// The verb `rules new`.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/commands.h"
#include "cli/exit_code.h"

#include "mingcha/diagnostic.h"

#include "authoring/rule_scaffold.h"
#include "base/json.h"
#include "base/status_util.h"

namespace mingcha::cli {
namespace {

constexpr const char* kFooter = R"(
The rule comes into the file of its family with status draft, with examples (kind qa: cases) that
pass. Everything else in the file stays as it is.

Example:
  mingcha rules new mkt.gift.rice --rules my-pack --title 存款送米面 --term 送大米 --term 送面粉
)";

struct NewCommand {
  ScaffoldOptions scaffold;
  std::string folder;
  std::string format = "text";
  std::string kind = "message";
  std::string severity = "medium";
  std::vector<std::string> speakers;
};

int ExitCodeFor(const absl::Status& status, const std::vector<Diagnostic>& diagnostics) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
      return HasErrors(diagnostics) ? kExitRulesInvalid : kExitUsage;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
      return kExitRulesInvalid;
    default:
      return ExitCodeOf(status);
  }
}

std::string InWords(const Scaffold& scaffold, const NewCommand& command) {
  const std::string file = scaffold.file.string();
  const std::string& id = command.scaffold.id;
  std::string told =
      absl::StrFormat("已写入 %s:%d%s\n\n%s\n", file, static_cast<int>(scaffold.line),
                      scaffold.new_file ? "（新文件）" : "", scaffold.rule);
  told += "接下来：\n";
  int step = 0;
  const auto add = [&](const std::string& what) {
    told += absl::StrFormat("  %d. %s\n", ++step, what);
  };
  if (command.scaffold.title.empty()) add("写标题：一句话说明找的是什么。");
  if (command.scaffold.terms.empty()) add("把“此处改成要找的词”换成真正要找的词。");
  if (command.kind == "qa") {
    add("把两个案例改成真实的问答：一个回避、一个正面答复，各写一至两条。");
  } else {
    add("补例句：至少两句应当命中，至少一句很像但不应命中（否定、警示、日常用法）。");
  }
  add("写 rationale、basis、suggestion，去掉行首的 #。");
  add(absl::StrFormat("mingcha rules test --rule %s %s", id, command.folder));
  add(absl::StrFormat("没有按预期命中时：mingcha rules explain --rules %s --rule %s '一句话'",
                      command.folder, id));
  add(absl::StrFormat("mingcha rules lint %s", command.folder));
  add("扫一天的普通会话，逐条看它找到了什么；没有问题再把 status 改为 test，观察后改为 stable。");
  return told;
}

int New(NewCommand command) {
  ScaffoldOptions& options = command.scaffold;
  options.kind = command.kind == "qa" ? RuleKind::kQa : RuleKind::kMessage;
  options.severity = *ParseSeverity(command.severity);
  for (const std::string& speaker : command.speakers) {
    options.speakers.push_back(*ParseSpeaker(speaker));
  }
  if (options.kind == RuleKind::kMessage && !options.topic.empty()) {
    std::fprintf(stderr, "mingcha: --topic is for --kind qa\n");
    return kExitUsage;
  }
  std::vector<Diagnostic> diagnostics;
  const absl::StatusOr<Scaffold> scaffold = AddRule(command.folder, options, &diagnostics);
  if (!scaffold.ok()) {
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity != DiagnosticSeverity::kError) continue;
      std::fprintf(stderr, "%s", FormatDiagnostic(diagnostic).c_str());
    }
    std::fprintf(stderr, "mingcha: %s\n", MessageOf(scaffold.status()).c_str());
    return ExitCodeFor(scaffold.status(), diagnostics);
  }
  std::string told;
  if (command.format == "json") {
    Json json;
    json["rule_id"] = options.id;
    json["file"] = scaffold->file.string();
    json["line"] = scaffold->line;
    json["new_file"] = scaffold->new_file;
    told = DumpLine(json) + "\n";
  } else {
    told = InWords(*scaffold, command);
  }
  std::fwrite(told.data(), 1, told.size(), stdout);
  return kExitDone;
}

}  // namespace

void AddRulesNewCommand(CLI::App* rules, int* exit_code) {
  const auto command = std::make_shared<NewCommand>();
  CLI::App* verb = rules->add_subcommand("new", "Begin a rule, with its tests, as a draft");
  verb->add_option("ID", command->scaffold.id, "The rule's id, as mkt.gift.rice")->required();
  verb->add_option(kRulesOption, command->folder, "Folder of the rule pack")
      ->type_name("DIR")
      ->required();
  verb->add_option("--format", command->format, "text (Chinese), or one JSON object")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->add_option("--kind", command->kind, "Kind of the rule")
      ->check(CLI::IsMember({"message", "qa"}))
      ->capture_default_str();
  verb->add_option("--title", command->scaffold.title, "What it looks for, in Chinese");
  verb->add_option("--term", command->scaffold.terms, "A word it looks for; may be repeated")
      ->allow_extra_args(false);
  verb->add_option("--speaker", command->speakers,
                   "Whom it watches; may be repeated (default: by the family)")
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"agent", "bot", "customer", "system"}));
  verb->add_option("--severity", command->severity, "How bad it is if true")
      ->check(CLI::IsMember({"info", "low", "medium", "high", "critical"}))
      ->capture_default_str();
  verb->add_option("--topic", command->scaffold.topic,
                   "Of kind qa: the topic that is asked about (default: the pack's first)")
      ->type_name("ID");
  verb->add_option("--into", command->scaffold.file,
                   "Name of the file in the pack (default: by the id)")
      ->type_name("FILE");
  verb->footer(kFooter);
  verb->callback([command, exit_code] { *exit_code = New(*command); });
}

}  // namespace mingcha::cli
