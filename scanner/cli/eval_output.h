// What `rules eval` prints.

#ifndef MINGCHA_CLI_EVAL_OUTPUT_H_
#define MINGCHA_CLI_EVAL_OUTPUT_H_

#include <string>

#include "authoring/eval/evaluation.h"
#include "base/json.h"

namespace mingcha::cli {

// A table of the labels, one of the rows in which nothing is to be found, and, with `with_faults`,
// the ids of the rows that were missed or hit wrongly. No texts.
std::string EvaluationText(const Evaluation& evaluation, bool with_faults);

// {"rows":…,"clusters":…,"labels":[…],"pooled":{…},"benign":[…],"unmapped":{…},"faults":[…]}
Json EvaluationJson(const Evaluation& evaluation, bool with_faults);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_EVAL_OUTPUT_H_
