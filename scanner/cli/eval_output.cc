#include "cli/eval_output.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/excerpt.h"

namespace mingcha::cli {
namespace {

constexpr size_t kMaxRulesTold = 5;

double Percent(double share) { return 100 * share; }

// "81.3% (76.0-85.7)"
std::string InWords(const Share& share) {
  if (share.of <= 0) return "-";
  return absl::StrFormat("%.1f%% (%.1f-%.1f)", Percent(share.share), Percent(share.interval.low),
                         Percent(share.interval.high));
}

std::string ScoreLine(const std::string& label, const std::string& counted, const Score& score) {
  return absl::StrFormat("%-28s %-8s %9.7g %8.7g %8.7g  %-20s %-20s %s\n", label, counted,
                         score.true_positive, score.false_negative, score.false_positive,
                         InWords(score.Precision()), InWords(score.Recall()), InWords(score.F1()));
}

std::string LabelLines(const LabelScore& score) {
  return ScoreLine(Visible(score.label), "rows", score.rows) +
         ScoreLine("", "clusters", score.clusters);
}

std::string LabelTable(const Evaluation& evaluation) {
  if (evaluation.labels.empty()) return {};
  std::string told =
      absl::StrFormat("%-28s %-8s %9s %8s %8s  %-20s %-20s %s\n", "label", "counted", "found",
                      "missed", "wrong", "precision (95%)", "recall (95%)", "F1 (95%)");
  for (const LabelScore& score : evaluation.labels) told += LabelLines(score);
  if (evaluation.labels.size() > 1) told += LabelLines(evaluation.pooled);
  return told;
}

Share HitShare(const BenignScore& score) {
  return ShareOf(static_cast<double>(score.hit), static_cast<double>(score.rows));
}

using RuleCounts = std::vector<std::pair<std::string, size_t>>;

RuleCounts MostFirst(const BenignScore& score) {
  RuleCounts rules(score.rules.begin(), score.rules.end());
  std::stable_sort(rules.begin(), rules.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return rules;
}

std::string BenignTable(const Evaluation& evaluation) {
  if (evaluation.benign.empty()) return {};
  std::string told = absl::StrFormat("\n%-44s %8s %6s  %s\n", "rows with nothing to find", "rows",
                                     "hit", "per 10,000 (95%)");
  for (const BenignScore& score : evaluation.benign) {
    const Share share = HitShare(score);
    told += absl::StrFormat("%-44s %8d %6d  %.1f (%.1f-%.1f)\n", Visible(score.file),
                            static_cast<int>(score.rows), static_cast<int>(score.hit),
                            10'000 * share.share, 10'000 * share.interval.low,
                            10'000 * share.interval.high);
    const RuleCounts rules = MostFirst(score);
    for (size_t i = 0; i < rules.size() && i < kMaxRulesTold; ++i) {
      told += absl::StrFormat("  %-50s %8d\n", rules[i].first, static_cast<int>(rules[i].second));
    }
  }
  return told;
}

std::string FaultLine(const EvaluationFault& fault) {
  std::string rules;
  for (const std::string& rule : fault.rules) rules += (rules.empty() ? "" : ",") + rule;
  return absl::StrFormat("%-6s %-28s %s  %s:%d  %s\n", fault.missed ? "missed" : "wrong",
                         Visible(fault.label), Visible(fault.id), Visible(fault.file),
                         static_cast<int>(fault.line), rules.empty() ? "-" : rules);
}

Json OfShare(const Share& share) {
  Json json;
  json["of"] = share.of;
  json["share"] = share.share;
  json["low"] = share.interval.low;
  json["high"] = share.interval.high;
  return json;
}

Json OfScore(const Score& score) {
  Json json;
  json["found"] = score.true_positive;
  json["missed"] = score.false_negative;
  json["wrong"] = score.false_positive;
  json["silent"] = score.true_negative;
  json["precision"] = OfShare(score.Precision());
  json["recall"] = OfShare(score.Recall());
  json["f1"] = OfShare(score.F1());
  return json;
}

Json OfLabel(const LabelScore& score) {
  Json json;
  json["label"] = score.label;
  json["rows"] = OfScore(score.rows);
  json["clusters"] = OfScore(score.clusters);
  return json;
}

Json OfBenign(const BenignScore& score) {
  Json json;
  json["file"] = score.file;
  json["rows"] = score.rows;
  json["hit"] = score.hit;
  json["share"] = OfShare(HitShare(score));
  json["rules"] = Json::object();
  for (const auto& [rule, rows] : MostFirst(score)) json["rules"][rule] = rows;
  return json;
}

Json OfFault(const EvaluationFault& fault) {
  Json json;
  json["label"] = fault.label;
  json["fault"] = fault.missed ? "missed" : "wrong";
  json["id"] = fault.id;
  json["file"] = fault.file;
  json["line"] = fault.line;
  json["rules"] = fault.rules;
  return json;
}

}  // namespace

std::string EvaluationText(const Evaluation& evaluation, bool with_faults) {
  std::string told = LabelTable(evaluation) + BenignTable(evaluation);
  for (const auto& [label, rows] : evaluation.unmapped) {
    told += absl::StrFormat("\n%s: not mapped, %d rows\n", Visible(label), static_cast<int>(rows));
  }
  if (!with_faults || evaluation.faults.empty()) return told;
  told += "\n";
  for (const EvaluationFault& fault : evaluation.faults) told += FaultLine(fault);
  return told;
}

Json EvaluationJson(const Evaluation& evaluation, bool with_faults) {
  Json json;
  json["rows"] = evaluation.rows;
  json["clusters"] = evaluation.clusters;
  json["labels"] = Json::array();
  for (const LabelScore& score : evaluation.labels) json["labels"].push_back(OfLabel(score));
  json["pooled"] = OfLabel(evaluation.pooled);
  json["benign"] = Json::array();
  for (const BenignScore& score : evaluation.benign) json["benign"].push_back(OfBenign(score));
  json["unmapped"] = Json::object();
  for (const auto& [label, rows] : evaluation.unmapped) json["unmapped"][label] = rows;
  if (with_faults) {
    json["faults"] = Json::array();
    for (const EvaluationFault& fault : evaluation.faults) {
      json["faults"].push_back(OfFault(fault));
    }
  }
  return json;
}

}  // namespace mingcha::cli
