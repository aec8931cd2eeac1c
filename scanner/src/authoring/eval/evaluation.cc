#include "authoring/eval/evaluation.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "mingcha/scanner.h"

#include "authoring/eval/assume_asked.h"
#include "authoring/eval/template_clusters.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

// Runs one pack over the rows.
class Run {
 public:
  Run(std::shared_ptr<const RulePack> pack, const LabelMap& map, const EvaluationOptions& options)
      : pack_(std::move(pack)),
        rules_(pack_->compiled()),
        map_(map),
        options_(options),
        scanner_(pack_, ScannerOptions(options)) {}

  Evaluation Over(const std::vector<LabelledRow>& rows) {
    const std::vector<double> weights = WeightsOf(rows);
    for (const LabelledRow& row : rows) Expect(row);
    for (size_t i = 0; i < rows.size(); ++i) Judge(rows[i], weights[i]);
    evaluation_.rows = rows.size();
    evaluation_.pooled.label = "pooled";
    for (auto& [label, score] : scores_) {
      evaluation_.pooled.rows.Add(score.rows);
      evaluation_.pooled.clusters.Add(score.clusters);
      evaluation_.labels.push_back(std::move(score));
    }
    return std::move(evaluation_);
  }

 private:
  static Scanner::Options ScannerOptions(const EvaluationOptions& options) {
    Scanner::Options scanner_options;
    scanner_options.include_drafts = options.include_drafts;
    return scanner_options;
  }

  // The labels that are measured: those that rows have and that call for a finding.
  void Expect(const LabelledRow& row) {
    for (const std::string& label : row.labels) {
      const LabelMeaning* meaning = map_.Find(label);
      if (meaning != nullptr && !meaning->benign()) scores_[label].label = label;
    }
  }

  // One over the number of rows in each row's cluster.
  std::vector<double> WeightsOf(const std::vector<LabelledRow>& rows) {
    std::vector<std::string_view> texts;
    for (const LabelledRow& row : rows) texts.push_back(row.message.text);
    const std::vector<size_t> clusters = ClusterByTemplate(texts);
    using Key = std::pair<size_t, std::set<std::string>>;
    const auto key_of = [&](size_t i) {
      return Key(clusters[i], {rows[i].labels.begin(), rows[i].labels.end()});
    };
    std::map<Key, size_t> sizes;
    for (size_t i = 0; i < rows.size(); ++i) ++sizes[key_of(i)];
    evaluation_.clusters = sizes.size();
    std::vector<double> weights;
    for (size_t i = 0; i < rows.size(); ++i) {
      weights.push_back(1 / static_cast<double>(sizes[key_of(i)]));
    }
    return weights;
  }

  // The rules that find something in the row, ascending.
  std::set<uint32_t> RulesThatFind(const LabelledRow& row) {
    std::set<uint32_t> found;
    const ScanResult scan = scanner_.Scan(row.message);
    for (const RuleHit& hit : scan.hits) found.insert(hit.rule);
    if (!options_.assume_asked) return found;
    for (const Finding& finding :
         FindingsIfAsked(rules_, options_.include_drafts, row.message, scan)) {
      if (const uint32_t rule = rules_.FindRule(finding.rule_id); rule != kNone) found.insert(rule);
    }
    return found;
  }

  void Judge(const LabelledRow& row, double weight) {
    const std::set<uint32_t> found = RulesThatFind(row);
    std::vector<const LabelMeaning*> own;
    bool unmapped = false;
    for (const std::string& label : row.labels) {
      const LabelMeaning* meaning = map_.Find(label);
      if (meaning == nullptr) ++evaluation_.unmapped[label];
      unmapped = unmapped || meaning == nullptr;
      if (meaning != nullptr && !meaning->benign()) own.push_back(meaning);
    }
    // What the row's own labels call for counts against none of the others.
    std::set<uint32_t> uncalled;
    for (const uint32_t rule : found) {
      const bool called = std::any_of(own.begin(), own.end(), [&](const LabelMeaning* meaning) {
        return meaning->Wants(rules_.rules[rule]);
      });
      if (!called) uncalled.insert(rule);
    }
    for (auto& [label, score] : scores_) {
      const LabelMeaning& meaning = *map_.Find(label);
      const bool positive =
          std::find(row.labels.begin(), row.labels.end(), label) != row.labels.end();
      if (!positive && unmapped) continue;
      const bool hit = AnyWanted(meaning, positive ? found : uncalled);
      Count(positive, hit, 1, &score.rows);
      Count(positive, hit, weight, &score.clusters);
      if (hit != positive) AddFault(row, label, positive, found);
    }
    if (own.empty() && !unmapped) CountBenign(row, found);
  }

  bool AnyWanted(const LabelMeaning& meaning, const std::set<uint32_t>& found) const {
    return std::any_of(found.begin(), found.end(),
                       [&](uint32_t rule) { return meaning.Wants(rules_.rules[rule]); });
  }

  static void Count(bool positive, bool hit, double weight, Score* score) {
    double& count = positive ? (hit ? score->true_positive : score->false_negative)
                             : (hit ? score->false_positive : score->true_negative);
    count += weight;
  }

  void AddFault(const LabelledRow& row, const std::string& label, bool missed,
                const std::set<uint32_t>& found) {
    EvaluationFault fault = {label, missed, row.id, row.file, row.line, {}};
    for (const uint32_t rule : found) fault.rules.push_back(rules_.rules[rule].id);
    evaluation_.faults.push_back(std::move(fault));
  }

  void CountBenign(const LabelledRow& row, const std::set<uint32_t>& found) {
    std::vector<BenignScore>& benign = evaluation_.benign;
    auto file = std::find_if(benign.begin(), benign.end(),
                             [&](const BenignScore& score) { return score.file == row.file; });
    if (file == benign.end()) file = benign.insert(benign.end(), {row.file, 0, 0, {}});
    ++file->rows;
    if (!found.empty()) ++file->hit;
    for (const uint32_t rule : found) ++file->rules[rules_.rules[rule].id];
  }

  std::shared_ptr<const RulePack> pack_;
  const CompiledPack& rules_;
  const LabelMap& map_;
  const EvaluationOptions options_;
  Scanner scanner_;
  std::map<std::string, LabelScore> scores_;
  Evaluation evaluation_;
};

}  // namespace

Evaluation Evaluate(const std::shared_ptr<const RulePack>& pack, const LabelMap& map,
                    const std::vector<LabelledRow>& rows, const EvaluationOptions& options) {
  return Run(pack, map, options).Over(rows);
}

}  // namespace mingcha
