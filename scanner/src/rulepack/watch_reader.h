// Reads what the kinds of rules that follow conversations look out for: missing, sequence, count,
// repeat, response, all_automatic; and across, which counts over many.

#ifndef MINGCHA_RULEPACK_WATCH_READER_H_
#define MINGCHA_RULEPACK_WATCH_READER_H_

#include <string_view>
#include <vector>

#include "rulepack/field_reader.h"

namespace mingcha {

// The keys that a rule of this kind has besides those of every rule, and `cases`. Empty for kinds
// that are not read here.
const std::vector<std::string_view>& WatchKeysOf(RuleKind kind);

// Reads them into `rule`, whose kind and speakers are known. Tells what is wrong.
void ReadWatch(FieldReader& fields, RuleSource* rule, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_WATCH_READER_H_
