// How well a pack finds what people labelled.

#ifndef MINGCHA_AUTHORING_EVAL_EVALUATION_H_
#define MINGCHA_AUTHORING_EVAL_EVALUATION_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mingcha/rule_pack.h"

#include "authoring/eval/label_map.h"
#include "authoring/eval/labelled_rows.h"
#include "authoring/eval/score.h"

namespace mingcha {

struct EvaluationOptions {
  bool assume_asked = false;  // See assume_asked.h.
  bool include_drafts = false;
};

// A row that was missed, or hit wrongly.
struct EvaluationFault {
  std::string label;
  bool missed = false;
  std::string id;
  std::string file;
  uint64_t line = 0;
  std::vector<std::string> rules;  // That found something in it.
};

struct LabelScore {
  std::string label;
  Score rows;
  Score clusters;  // Rows of one template counted as one.
};

// Of one file, the rows in which nothing is to be found.
struct BenignScore {
  std::string file;
  size_t rows = 0;
  size_t hit = 0;
  std::map<std::string, size_t> rules;  // Rows that each rule hit.
};

struct Evaluation {
  size_t rows = 0;
  size_t clusters = 0;
  std::vector<LabelScore> labels;          // Sorted by label; those that call for a finding.
  LabelScore pooled;                       // All of them together.
  std::vector<BenignScore> benign;         // In the order of the files.
  std::map<std::string, size_t> unmapped;  // Labels that the map does not name, with their rows.
  std::vector<EvaluationFault> faults;     // In the order of the rows.
};

// Judges each row by itself.
//
// A row counts for each label of its own: hit, if a rule that the label calls for found something
// in it, else missed. For every other label it is a negative, and hit wrongly if a rule of that
// label found something that no label of its own calls for. A row with a label that the map does
// not name is a negative for none, since nobody knows. Of rules, those with status deprecated never
// count, drafts only if wanted.
//
// Of a cluster (rows of one template with the same labels) the shares of its rows count, so that
// together they weigh as much as one row.
//
// Requires: the pack's patterns are compiled.
Evaluation Evaluate(const std::shared_ptr<const RulePack>& pack, const LabelMap& map,
                    const std::vector<LabelledRow>& rows, const EvaluationOptions& options);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EVAL_EVALUATION_H_
