// Findings, tickets and diagnostics as people and programs read them.

#ifndef MINGCHA_CLI_OUTPUT_H_
#define MINGCHA_CLI_OUTPUT_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal.h"

#include "mingcha/diagnostic.h"
#include "mingcha/finding.h"
#include "mingcha/rule_pack.h"
#include "mingcha/ticket.h"

namespace mingcha::cli {

enum class Format : uint8_t { kText, kJsonLines };

// The values of --format.
std::optional<Format> ParseFormat(std::string_view name);
// What a verb writes when nothing was said: text on a terminal, JSON Lines into pipes and files.
Format FormatForStdout();

// Returns the whole text of the message that a piece of evidence stands in, or null where it is not
// at hand. The pointer need only live until the next call.
using TextOf = std::function<const std::string*(const Finding&, const Evidence&)>;

// How findings and tickets are told to people. `pack` may be null: then laws are named by their
// keys, and times are in UTC. For one thread.
class ForPeople {
 public:
  ForPeople(const RulePack* pack, Style style, TextOf text_of = nullptr);

  // Rule, severity, who and when, the evidence in its sentence, the law, the suggestion, the
  // features and a word on disguise; several lines, the last one empty.
  std::string Tell(const Finding& finding) const;
  // One line of a list.
  std::string TellShortly(const Ticket& ticket) const;
  // A ticket with its findings and the verdicts on them.
  std::string Tell(const Ticket& ticket, const std::vector<Finding>& findings,
                   const std::vector<Verdict>& verdicts) const;

  // "2026-11-16 10:00:05 +08:00"
  std::string Time(Timestamp time) const;

 private:
  std::string Law(const std::string& basis) const;
  std::vector<std::string> EvidenceLines(const Finding& finding) const;
  std::vector<std::string> EvidenceOfMessage(const Finding& finding,
                                             const std::vector<const Evidence*>& evidence) const;

  const RulePack* pack_;
  Style style_;
  TextOf text_of_;
};

// "严重", "高", "中", "低", "提示"
std::string_view ChineseName(Severity severity);
// "客服", "机器人", "客户", "系统"
std::string_view ChineseName(Speaker speaker);
// "否定", "引用", "警示", "询问", "转述", "合法例外"
std::string_view ChineseName(Guard guard);

// {"severity":…,"code":…,"file":…,"line":…,"column":…,"width":…,"message":…,"note":…,"help":…}
std::string DiagnosticLine(const Diagnostic& diagnostic);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_OUTPUT_H_
