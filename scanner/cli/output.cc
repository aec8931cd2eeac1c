#include "cli/output.h"

#include <array>
#include <map>
#include <utility>

#include "absl/strings/str_format.h"
#include "cli/diagnostic_json.h"
#include "cli/excerpt.h"
#include "cli/intake.h"

#include "base/enum_names.h"
#include "base/json.h"
#include "base/redact.h"
#include "rulepack/compiled_pack.h"
#include <unistd.h>

namespace mingcha::cli {
namespace {

constexpr std::array<std::string_view, 2> kFormatNames = {"text", "jsonl"};
constexpr std::array<std::string_view, 5> kChineseSeverities = {"提示", "低", "中", "高", "严重"};
constexpr std::array<std::string_view, 4> kChineseSpeakers = {"客服", "机器人", "客户", "系统"};
constexpr std::array<std::string_view, kGuardCount> kChineseGuards = {"否定", "引用", "警示",
                                                                      "询问", "转述", "合法例外"};
constexpr std::array<std::string_view, 5> kChineseViews = {"常规", "去分隔", "形近", "音近",
                                                           "跨消息"};
constexpr std::array<std::string_view, 3> kChineseVerdicts = {"确认", "误报", "可接受"};
constexpr std::array<std::string_view, 2> kChineseTicketStates = {"待处理", "已关闭"};
constexpr std::array<std::string_view, 3> kDiagnosticSeverities = {"note", "warning", "error"};
constexpr size_t kShortIdDigits = 12;

std::string Text(std::string_view words) { return std::string(words); }

// A labelled line of a finding or ticket. Labels are two characters wide, so that the words line
// up.
std::string Labelled(std::string_view label, std::string_view words) {
  return absl::StrFormat("  %s  %s\n", Text(label), Text(words));
}

template <typename Words>
std::string Join(const Words& words, std::string_view separator) {
  std::string joined;
  for (const auto& word : words) {
    if (!joined.empty()) joined += separator;
    joined += word;
  }
  return joined;
}

std::string SeverityLabel(Severity severity) {
  return absl::StrFormat("[%s %s]", Text(ChineseName(severity)), Text(ToString(severity)));
}

}  // namespace

std::string_view ChineseName(Severity severity) { return NameOf(kChineseSeverities, severity); }
std::string_view ChineseName(Speaker speaker) { return NameOf(kChineseSpeakers, speaker); }
std::string_view ChineseName(Guard guard) { return NameOf(kChineseGuards, guard); }

std::optional<Format> ParseFormat(std::string_view name) {
  return ValueOf<Format>(kFormatNames, name);
}

Format FormatForStdout() { return IsTerminal(STDOUT_FILENO) ? Format::kText : Format::kJsonLines; }

ForPeople::ForPeople(const RulePack* pack, Style style, TextOf text_of)
    : pack_(pack), style_(style), text_of_(std::move(text_of)) {}

std::string ForPeople::Time(Timestamp time) const {
  const CompiledPack* rules = pack_ == nullptr ? nullptr : &pack_->compiled();
  std::string written = FormatTimestamp(rules == nullptr ? time : time + rules->utc_offset);
  written = written.substr(0, 19);  // Without milliseconds and the Z.
  written[10] = ' ';
  return written + " " + (rules == nullptr ? "UTC" : rules->time_zone);
}

std::string ForPeople::Law(const std::string& basis) const {
  if (pack_ == nullptr) return basis;
  const auto known = pack_->compiled().basis.find(basis);
  if (known == pack_->compiled().basis.end()) return basis;
  return absl::StrFormat("《%s》%s (%s)", known->second.title, known->second.article, basis);
}

std::vector<std::string> ForPeople::EvidenceOfMessage(
    const Finding& finding, const std::vector<const Evidence*>& evidence) const {
  const std::string* text = text_of_ ? text_of_(finding, *evidence.front()) : nullptr;
  std::vector<std::string> lines;
  if (text != nullptr) {
    std::vector<ByteSpan> spans;
    for (const Evidence* e : evidence) spans.push_back(e->original);
    lines = ShowInSentences(*text, spans, style_);
  }
  if (!lines.empty()) return lines;
  for (const Evidence* e : evidence) lines.push_back(style_.Evidence(Visible(e->quote)));
  return lines;
}

std::vector<std::string> ForPeople::EvidenceLines(const Finding& finding) const {
  std::vector<std::string> lines;
  std::vector<const Evidence*> of_one_message;
  const auto tell = [&] {
    if (of_one_message.empty()) return;
    const std::string& message_id = of_one_message.front()->message_id;
    for (const std::string& line : EvidenceOfMessage(finding, of_one_message)) {
      const bool elsewhere = message_id != finding.message_id;
      lines.push_back(elsewhere ? line + style_.Faint("  ← " + Visible(message_id)) : line);
    }
    of_one_message.clear();
  };
  for (const Evidence& evidence : finding.evidence) {
    if (evidence.original.empty()) continue;  // It is about the message, not about words in it.
    if (!of_one_message.empty() && of_one_message.front()->message_id != evidence.message_id)
      tell();
    of_one_message.push_back(&evidence);
  }
  tell();
  return lines;
}

std::string ForPeople::Tell(const Finding& finding) const {
  std::string told = style_.Heading(
      finding.severity, absl::StrFormat("%s %s", SeverityLabel(finding.severity), finding.title));
  told += "  " + finding.rule_id;
  if (finding.rule_status != RuleStatus::kStable) {
    told += absl::StrFormat("  (%s)", Text(ToString(finding.rule_status)));
  }
  told += "\n";
  for (const std::string& line : EvidenceLines(finding)) told += Labelled("原文", line);
  std::string who = Text(ChineseName(finding.speaker));
  if (!finding.agent_id.empty()) who += " " + Visible(finding.agent_id);
  std::string where = Visible(finding.conversation.conversation_id);
  if (!finding.message_id.empty()) where += " / " + Visible(finding.message_id);
  if (finding.conversation.tenant != kDefaultTenant) {
    where = Visible(finding.conversation.tenant) + " / " + where;
  }
  told += Labelled("来自", absl::StrFormat("%s · %s · %s", who, Time(finding.at), where));
  if (finding.evasion) {
    const View view = finding.evidence.empty() ? View::kFolded : finding.evidence.front().view;
    told +=
        Labelled("伪装", absl::StrFormat("写法经过伪装,由%s视图 (%s) 还原",
                                         Text(NameOf(kChineseViews, view)), Text(ToString(view))));
  }
  std::vector<std::string> features;
  for (const auto& [name, value] : finding.features) features.push_back(name + "=" + value);
  if (!features.empty()) told += Labelled("特征", Join(features, " "));
  for (const std::string& basis : finding.basis) told += Labelled("依据", Law(basis));
  if (!finding.suggestion.empty()) told += Labelled("建议", finding.suggestion);
  if (!finding.explanation.empty()) told += Labelled("说明", Visible(finding.explanation));
  return told + Labelled("编号", style_.Faint(finding.finding_id.substr(0, kShortIdDigits))) + "\n";
}

std::string ForPeople::TellShortly(const Ticket& ticket) const {
  return absl::StrFormat(
      "%s  P%d  %s  %-16s  %s  %11s  due %s  %s\n", ticket.ticket_id.substr(0, kShortIdDigits),
      ticket.priority,
      style_.Heading(ticket.severity, absl::StrFormat("%-8s", Text(ToString(ticket.severity)))),
      ticket.queue, Text(ToString(ticket.state)), Counted(ticket.finding_ids.size(), "finding"),
      ticket.due_at.has_value() ? Time(*ticket.due_at) : "-",
      Visible(ticket.conversation.conversation_id));
}

std::string ForPeople::Tell(const Ticket& ticket, const std::vector<Finding>& findings,
                            const std::vector<Verdict>& verdicts) const {
  std::string queue = ticket.queue;
  if (pack_ != nullptr) {
    for (const PolicyQueue& known : pack_->compiled().policy.queues) {
      if (known.id == ticket.queue) queue = absl::StrFormat("%s (%s)", known.title, known.id);
    }
  }
  std::string told =
      style_.Heading(ticket.severity,
                     absl::StrFormat("工单 %s  P%d  %s", ticket.ticket_id.substr(0, kShortIdDigits),
                                     ticket.priority, SeverityLabel(ticket.severity)));
  told += "\n" + Labelled("队列", queue);
  told += Labelled("会话", Visible(ticket.conversation.tenant) + " / " +
                               Visible(ticket.conversation.conversation_id));
  told +=
      Labelled("状态", absl::StrFormat("%s %s", Text(NameOf(kChineseTicketStates, ticket.state)),
                                       Text(ToString(ticket.state))));
  told += Labelled("开单", Time(ticket.opened_at));
  if (ticket.due_at.has_value()) told += Labelled("时限", Time(*ticket.due_at));
  if (!ticket.tags.empty()) told += Labelled("标签", Join(ticket.tags, ", "));
  for (const std::string& action : ticket.actions) told += Labelled("动作", action);
  told += "\n";

  // A later verdict replaces an earlier one.
  std::map<std::string, const Verdict*> last_verdict;
  for (const Verdict& verdict : verdicts) last_verdict[verdict.finding_id] = &verdict;
  for (const Finding& finding : findings) {
    std::string about = Tell(finding);
    const auto verdict = last_verdict.find(finding.finding_id);
    if (verdict != last_verdict.end()) {
      const Verdict& v = *verdict->second;
      about.pop_back();  // The empty line.
      about += Labelled("结论",
                        absl::StrFormat("%s %s · %s · %s%s", Text(NameOf(kChineseVerdicts, v.kind)),
                                        Text(ToString(v.kind)), Visible(v.reviewer), Time(v.at),
                                        v.note.empty() ? "" : " · " + Visible(Redact(v.note))));
      about += "\n";
    }
    told += about;
  }
  return told;
}

Json ToJson(const Diagnostic& diagnostic) {
  Json json;
  json["severity"] = NameOf(kDiagnosticSeverities, diagnostic.severity);
  json["code"] = diagnostic.code;
  json["file"] = diagnostic.place.file;
  json["line"] = diagnostic.place.line;
  json["column"] = diagnostic.place.column;
  json["width"] = diagnostic.place.width;
  json["message"] = diagnostic.message;
  json["note"] = diagnostic.note;
  json["help"] = diagnostic.help;
  return json;
}

std::string DiagnosticLine(const Diagnostic& diagnostic) { return DumpLine(ToJson(diagnostic)); }

}  // namespace mingcha::cli
