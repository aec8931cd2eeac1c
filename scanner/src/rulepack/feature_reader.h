// Reads built-in patterns: amounts, contacts, numbers.

#ifndef MINGCHA_RULEPACK_FEATURE_READER_H_
#define MINGCHA_RULEPACK_FEATURE_READER_H_

#include <optional>
#include <string_view>

#include "rulepack/field_reader.h"

namespace mingcha {

// "amount", "contact", "number": the keys under which built-in patterns stand.
std::optional<FeatureKind> FeatureKindOf(std::string_view key);

// What stands under `kind`'s key: `any`, a kind or a list of them; of an amount also a mapping with
// `unit`, `at_least` and `at_most`. What is wrong is told, and left out.
FeatureSpec ReadFeatureSpec(FeatureKind kind, const YamlNode& node, Reporter& reporter);

// Reads `features: [tense, amount, …]` of a rule.
void ReadWantedFeatures(FieldReader& fields, RuleSource* rule, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_FEATURE_READER_H_
