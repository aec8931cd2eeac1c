// The lines of a new rule.

#ifndef MINGCHA_AUTHORING_SCAFFOLD_TEXT_H_
#define MINGCHA_AUTHORING_SCAFFOLD_TEXT_H_

#include <string>
#include <string_view>

#include "authoring/rule_scaffold.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Returns the rule as a list item whose dash stands in the first column, each line with its end.
// Requires: of kind qa, the topic is one of the pack's.
std::string ScaffoldText(const CompiledPack& pack, const ScaffoldOptions& options);

// A scalar as YAML writes it: in quotes where it needs them.
std::string YamlScalar(std::string_view text);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_SCAFFOLD_TEXT_H_
