// Reads rule files: YAML → PackSource.

#ifndef MINGCHA_RULEPACK_RULE_READER_H_
#define MINGCHA_RULEPACK_RULE_READER_H_

#include "rulepack/field_reader.h"

namespace mingcha {

// Appends what stands in one rule file (rules, topics, shared patterns, fillers) to `*pack`, which
// already holds what pack.yaml says. Tells what is wrong and goes on.
void ReadRuleFile(const YamlNode& root, PackSource* pack, Reporter& reporter);

// Reads one rule.
void ReadRule(const YamlNode& node, PackSource* pack, Reporter& reporter);

// Reads `any`, one name, or a list of names, as a set. All bits if nothing is given.
SpeakerSet ReadSpeakers(FieldReader& fields, Need need, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_RULE_READER_H_
