// Reads what only rules of kind score have.

#ifndef MINGCHA_RULEPACK_SCORE_READER_H_
#define MINGCHA_RULEPACK_SCORE_READER_H_

#include "rulepack/field_reader.h"

namespace mingcha {

// Reads `signals`, `threshold` and `severe_because`.
void ReadScore(FieldReader& fields, RuleSource* rule, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_SCORE_READER_H_
