#include "cli/rules_mutate_output.h"

#include <cmath>

#include "absl/strings/str_format.h"
#include "cli/excerpt.h"
#include "cli/intake.h"

#include "base/json.h"

namespace mingcha::cli {
namespace {

// Rounded down: 100.0 is all of them.
std::string Percent(double share) {
  return absl::StrFormat("%.1f", std::floor(1000 * share + 1e-9) / 10);
}

std::string RecallColumns(const Recall& recall) {
  if (recall.variants == 0) return absl::StrFormat("%8s %8s %8s  %-12s", "-", "-", "-", "-");
  const Interval interval = WilsonInterval(recall);
  return absl::StrFormat("%8d %8d %7s%%  %-12s", recall.variants, recall.caught,
                         Percent(recall.Share()),
                         Percent(interval.low) + "-" + Percent(interval.high));
}

std::string KindTable(const MutationReport& report, const std::vector<DisguiseKind>& kinds) {
  std::string table =
      absl::StrFormat("%-17s %-8s %8s %8s %8s  %-12s %6s %13s %9s\n", "kind", "view", "variants",
                      "caught", "recall", "95% interval", "rules", "not opted in", "no place");
  for (const DisguiseKind kind : kinds) {
    table += absl::StrFormat(
        "%-17s %-8s %s %6d %13d %9d\n", std::string(ToString(kind)),
        std::string(ToString(UndoneBy(kind))), RecallColumns(report.RecallOf(kind)),
        report.RulesThat(kind, Standing::kMeasured), report.RulesThat(kind, Standing::kNotOptedIn),
        report.RulesThat(kind, Standing::kNoPlace));
  }
  return table;
}

// One line a rule: its recall over all kinds, and the kinds that something got away under.
std::string RuleTable(const MutationReport& report) {
  std::string table = absl::StrFormat("%-36s %8s %8s %8s  %-12s %s\n", "rule", "variants", "caught",
                                      "recall", "95% interval", "got away");
  for (auto it = report.results.begin(); it != report.results.end();) {
    const std::string& id = it->rule_id;
    Recall recall;
    std::string got_away;
    for (; it != report.results.end() && it->rule_id == id; ++it) {
      recall.Add(it->recall);
      const size_t missed = it->recall.variants - it->recall.caught;
      if (missed == 0) continue;
      got_away += absl::StrFormat("%s%s %d of %d", got_away.empty() ? "" : ", ",
                                  std::string(ToString(it->kind)), missed, it->recall.variants);
    }
    table += absl::StrFormat("%-36s %s %s\n", id, RecallColumns(recall),
                             got_away.empty() ? "-" : got_away);
  }
  return table;
}

std::string InOneLine(const std::vector<std::string>& messages) {
  std::string line;
  for (const std::string& message : messages) {
    line += (line.empty() ? "" : "  |  ") + Visible(message);
  }
  return line;
}

std::string MissedText(const MissedVariant& missed) {
  return absl::StrFormat(
      "%s:%d: %s: %s of %s got away\n  plain     %s\n  variant   %s\n  because   %s\n", missed.file,
      missed.line, missed.rule_id, std::string(ToString(missed.kind)), Visible(missed.words),
      Visible(missed.plain), InOneLine(missed.messages), Visible(missed.reason));
}

void AddRecall(const Recall& recall, Json* json) {
  (*json)["variants"] = recall.variants;
  (*json)["caught"] = recall.caught;
  if (recall.variants == 0) return;
  const Interval interval = WilsonInterval(recall);
  (*json)["recall"] = recall.Share();
  (*json)["low"] = interval.low;
  (*json)["high"] = interval.high;
}

Json KindJson(const MutationReport& report, DisguiseKind kind) {
  Json json;
  json["of"] = "kind";
  json["kind"] = ToString(kind);
  json["view"] = ToString(UndoneBy(kind));
  AddRecall(report.RecallOf(kind), &json);
  for (const Standing standing : {Standing::kMeasured, Standing::kNotOptedIn, Standing::kNoPlace}) {
    json["rules_" + std::string(ToString(standing))] = report.RulesThat(kind, standing);
  }
  return json;
}

Json RuleJson(const KindOfRule& result) {
  Json json;
  json["of"] = "rule";
  json["rule_id"] = result.rule_id;
  json["kind"] = ToString(result.kind);
  json["standing"] = ToString(result.standing);
  AddRecall(result.recall, &json);
  return json;
}

Json MissedJson(const MissedVariant& missed) {
  Json json;
  json["of"] = "missed";
  json["rule_id"] = missed.rule_id;
  json["kind"] = ToString(missed.kind);
  json["file"] = missed.file;
  json["line"] = missed.line;
  json["words"] = missed.words;
  json["plain"] = missed.plain;
  json["messages"] = missed.messages;
  json["reason"] = missed.reason;
  return json;
}

}  // namespace

std::string MutationText(const MutationReport& report, const std::vector<DisguiseKind>& kinds,
                         bool with_missed) {
  std::string text = KindTable(report, kinds) + "\n" + RuleTable(report);
  if (!with_missed || report.missed.empty()) return text;
  text += "\n";
  for (const MissedVariant& missed : report.missed) text += MissedText(missed);
  return text;
}

std::string MutationLines(const MutationReport& report, const std::vector<DisguiseKind>& kinds,
                          bool with_missed) {
  std::string lines;
  for (const DisguiseKind kind : kinds) lines += DumpLine(KindJson(report, kind)) + "\n";
  for (const KindOfRule& result : report.results) lines += DumpLine(RuleJson(result)) + "\n";
  if (!with_missed) return lines;
  for (const MissedVariant& missed : report.missed) lines += DumpLine(MissedJson(missed)) + "\n";
  return lines;
}

std::string MutationSummary(const MutationReport& report) {
  std::string summary =
      Counted(report.rules, "rule") + ", " + Counted(report.sentences, "sentence");
  const auto add = [&](size_t count, const std::string& noun, const std::string& what) {
    if (count > 0) summary += "; " + Counted(count, noun) + " " + what;
  };
  add(report.disguised_examples, "example", "in disguise already");
  add(report.silent_examples, "example", "not found as they stand");
  add(report.unreached_terms, "term", "that no sentence was found for");
  add(report.without_sentences.size(), "rule", "without a sentence");
  return summary;
}

}  // namespace mingcha::cli
