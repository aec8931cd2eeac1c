// Reads conditions and patterns.

#ifndef MINGCHA_RULEPACK_CONDITION_READER_H_
#define MINGCHA_RULEPACK_CONDITION_READER_H_

#include <optional>

#include "rulepack/field_reader.h"

namespace mingcha {

// The name of a pattern, or a mapping with one of any, all, none, at_least, near, same_sentence,
// rule, amount, contact, number. nullopt, and told, if it is neither.
std::optional<ConditionSource> ReadCondition(const YamlNode& node, Reporter& reporter);

// The condition under `key`.
std::optional<ConditionSource> ReadCondition(FieldReader& fields, std::string_view key, Need need,
                                             Reporter& reporter);

// One pattern: terms or regexes, views, exceptions; or a built-in one.
PatternSource ReadPattern(const YamlNode& node, const Text& name, ViewSet default_views,
                          Reporter& reporter);

// Reads a list of views. Folded is always among them, and compact beside shape and sound: these
// leave to it what is hidden by separators alone.
ViewSet ReadViews(const YamlNode& node, Reporter& reporter);

// Reads the mapping under `patterns` into `pack`, for `owner`.
void ReadPatterns(FieldReader& fields, OwnerNumber owner, const std::string& owner_id,
                  PackSource* pack, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_CONDITION_READER_H_
