// Reads files of overrides and suppressions.

#ifndef MINGCHA_RULEPACK_OVERRIDE_READER_H_
#define MINGCHA_RULEPACK_OVERRIDE_READER_H_

#include "rulepack/reporter.h"
#include "rulepack/rule_source.h"
#include "yaml/yaml_document.h"

namespace mingcha {

// Adds what the file says to `pack->overrides` and `pack->suppressions`.
void ReadOverridesFile(const YamlNode& root, PackSource* pack, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_OVERRIDE_READER_H_
