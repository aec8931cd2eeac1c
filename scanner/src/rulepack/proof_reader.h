// Reads what a rule brings as its proof: examples, near misses, conversations with a clock.

#ifndef MINGCHA_RULEPACK_PROOF_READER_H_
#define MINGCHA_RULEPACK_PROOF_READER_H_

#include "rulepack/field_reader.h"

namespace mingcha {

// Reads `examples` and `cases` of a rule.
void ReadProof(FieldReader& fields, RuleSource* rule, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_PROOF_READER_H_
