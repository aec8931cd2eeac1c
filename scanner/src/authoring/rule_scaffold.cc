#include "authoring/rule_scaffold.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"

#include "mingcha/rule_pack.h"

#include "authoring/scaffold_text.h"
#include "base/status_util.h"
#include "rulepack/category.h"
#include "rulepack/pack_files.h"
#include "rulepack/pack_loader.h"
#include "yaml/yaml_document.h"

namespace mingcha {
namespace {

// Of the form [a-z0-9_]+(\.[a-z0-9_]+)+.
bool IsRuleId(std::string_view id) {
  bool dot = false;
  for (size_t i = 0; i < id.size(); ++i) {
    const char c = id[i];
    if (c == '.') {
      if (i == 0 || i + 1 == id.size() || id[i - 1] == '.') return false;
      dot = true;
    } else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
      return false;
    }
  }
  return dot;
}

std::string StemOf(const std::string& id) { return id.substr(0, id.rfind('.')); }

// Lines of a text, each with its end.
std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const size_t length = end == std::string_view::npos ? text.size() : end + 1;
    lines.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

bool IsBlankOrComment(const std::string& line) {
  const size_t first = line.find_first_not_of(" \t\r\n");
  return first == std::string::npos || line[first] == '#';
}

// Where the rules of a file end, and how far their dashes are indented.
struct EndOfRules {
  size_t line = 0;  // The rule goes in front of this line, counted from 0.
  size_t indent = 2;
  bool needs_key = false;  // The file has no rules yet.
};

absl::StatusOr<EndOfRules> FindEndOfRules(const PackFile& file,
                                          const std::vector<std::string>& lines) {
  std::vector<Diagnostic> told_before;
  const auto document = YamlDocument::Parse(file.shown, file.text, &told_before);
  const YamlNode* rules = document == nullptr ? nullptr : document->root().Find("rules");
  EndOfRules end;
  end.line = lines.size();
  if (rules == nullptr) {
    end.needs_key = true;
    return end;
  }
  const size_t dash = rules->items.empty() ? std::string::npos
                                           : lines[rules->items.back()->place.line - 1].find("- ");
  const bool own_lines = dash != std::string::npos &&
                         lines[rules->items.back()->place.line - 1].find_first_not_of(' ') == dash;
  if (!own_lines) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: its rules are not a list of lines that begin with \"- \"", file.shown));
  }
  end.indent = dash;
  for (const YamlMember& member : document->root().members) {
    const size_t line = member.key_place.line - 1;
    if (line > rules->items.back()->place.line - 1) end.line = std::min(end.line, line);
  }
  // What is written above the next key belongs to it.
  while (end.line < lines.size() && end.line > 0 && IsBlankOrComment(lines[end.line - 1])) {
    --end.line;
  }
  return end;
}

std::string Indented(const std::string& rule, size_t indent, std::string_view line_end) {
  std::string text;
  for (std::string line : LinesOf(rule)) {
    line.pop_back();
    text += std::string(indent, ' ') + line + std::string(line_end);
  }
  return text;
}

// Puts the rule into the file's text, and returns its first line.
absl::StatusOr<uint32_t> Insert(const std::string& rule, PackFile* file) {
  std::vector<std::string> lines = LinesOf(file->text);
  MINGCHA_ASSIGN_OR_RETURN(const EndOfRules end, FindEndOfRules(*file, lines));
  const bool carriage_returns = !lines.empty() && lines.front().ends_with("\r\n");
  const std::string line_end = carriage_returns ? "\r\n" : "\n";
  if (!lines.empty() && end.line == lines.size() && !lines.back().ends_with("\n")) {
    lines.back() += line_end;
  }
  std::string before;
  for (size_t i = 0; i < end.line; ++i) before += lines[i];
  const bool after_blank = end.line > 0 && IsBlankOrComment(lines[end.line - 1]) &&
                           lines[end.line - 1].find('#') == std::string::npos;
  if (!after_blank) before += line_end;
  if (end.needs_key) before += "rules:" + line_end;
  const auto first_line = static_cast<uint32_t>(LinesOf(before).size() + 1);
  std::string text = before + Indented(rule, end.indent, line_end);
  for (size_t i = end.line; i < lines.size(); ++i) text += lines[i];
  file->text = std::move(text);
  return first_line;
}

// The file of the pack that the rule goes into; one is added to the list if there is none.
PackFile* FileFor(const std::filesystem::path& folder, const ScaffoldOptions& options,
                  const CompiledPack& pack, std::vector<PackFile>* files, bool* is_new) {
  const std::string stem = StemOf(options.id);
  const std::string name = options.file.empty() ? stem + ".yaml" : options.file;
  const auto find = [&](const std::string& wanted) {
    return std::find_if(files->begin(), files->end(),
                        [&](const PackFile& file) { return file.name == wanted; });
  };
  *is_new = false;
  if (const auto file = find(name); file != files->end()) return &*file;
  PackFile* shortest = nullptr;
  for (const CompiledRule& rule : pack.rules) {
    if (!options.file.empty() || !rule.id.starts_with(stem + ".")) continue;
    const auto file = find(std::filesystem::path(rule.file).filename().string());
    if (file == files->end()) continue;
    if (shortest == nullptr || file->text.size() < shortest->text.size()) shortest = &*file;
  }
  if (shortest != nullptr) return shortest;
  *is_new = true;
  const auto place = std::find_if(files->begin(), files->end(),
                                  [&](const PackFile& file) { return file.name > name; });
  return &*files->insert(place, {name, (folder / name).string(), "schema: 1\n", false});
}

absl::StatusOr<std::unique_ptr<const CompiledPack>> Check(const std::vector<PackFile>& files,
                                                          std::vector<Diagnostic>* diagnostics) {
  RulePack::LoadOptions options;
  options.compile_patterns = false;
  diagnostics->clear();
  auto pack = MakePack(files, options, diagnostics);
  SortDiagnostics(diagnostics);
  return pack;
}

absl::Status CheckOptions(const ScaffoldOptions& options, const CompiledPack& pack) {
  if (pack.FindRule(options.id) != kNone) {
    return absl::AlreadyExistsError(
        absl::StrFormat("%s has a rule %s already", pack.label, options.id));
  }
  if (CategoryOf(options.id).empty() || options.id.starts_with(kSystemFamily)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: its beginning names no family of rules, as mkt., unlic., suit., "
                        "disc., evs., fraud.agent., fraud.cust., cmp., coll., priv., divert., "
                        "conduct. or sla. do",
                        options.id));
  }
  const bool yaml_name =
      options.file.empty() || (options.file.ends_with(".yaml") && options.file[0] != '.' &&
                               options.file.find('/') == std::string::npos);
  if (!yaml_name || options.file == "pack.yaml" || options.file == "basis.yaml" ||
      options.file == "policy.yaml") {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: not the name of a rule file (*.yaml)", options.file));
  }
  if (options.kind != RuleKind::kQa) return absl::OkStatus();
  if (pack.topics.empty()) {
    return absl::InvalidArgumentError("a rule of kind qa needs a topic, and the pack has none");
  }
  if (!options.topic.empty() && pack.FindTopic(options.topic) == kNone) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s has no topic %s", pack.label, options.topic));
  }
  return absl::OkStatus();
}

// A reader sees the old file or the new one, never a part.
absl::Status WriteWhole(const std::filesystem::path& path, const std::string& text) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path target = fs::exists(path, error) ? fs::canonical(path, error) : path;
  const fs::path aside = target.string() + ".new";
  std::ofstream out(aside, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return absl::UnavailableError(absl::StrFormat("%s: cannot be written", aside.string()));
  if (fs::exists(target, error)) {
    fs::permissions(aside, fs::status(target, error).permissions(), error);
  }
  fs::rename(aside, target, error);
  if (error) {
    return absl::UnavailableError(absl::StrFormat("%s: %s", target.string(), error.message()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Scaffold> AddRule(const std::filesystem::path& folder,
                                 const ScaffoldOptions& options,
                                 std::vector<Diagnostic>* diagnostics) {
  if (!IsRuleId(options.id)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "\"%s\" cannot be a rule's id: words of a-z, 0-9 and _ with dots between them, as "
        "mkt.gift.rice",
        options.id));
  }
  diagnostics->clear();
  Reporter reporter(diagnostics);
  absl::StatusOr<std::vector<PackFile>> files = ReadPackFiles(folder, {}, reporter);
  if (!files.ok()) return files.status();
  const auto pack = Check(*files, diagnostics);
  if (!pack.ok()) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: the pack has errors, mend them first", folder.string()));
  }
  MINGCHA_RETURN_IF_ERROR(CheckOptions(options, **pack));
  ScaffoldOptions complete = options;
  if (complete.kind == RuleKind::kQa && complete.topic.empty()) {
    complete.topic = (*pack)->topics.front().id;
  }

  Scaffold scaffold;
  PackFile* file = FileFor(folder, complete, **pack, &*files, &scaffold.new_file);
  scaffold.file = folder / file->name;
  scaffold.rule = ScaffoldText(**pack, complete);
  MINGCHA_ASSIGN_OR_RETURN(scaffold.line, Insert(scaffold.rule, file));
  const std::string text = file->text;
  if (const auto checked = Check(*files, diagnostics); !checked.ok()) {
    return absl::InvalidArgumentError("the pack would have errors with this rule");
  }
  MINGCHA_RETURN_IF_ERROR(WriteWhole(scaffold.file, text));
  return scaffold;
}

}  // namespace mingcha
