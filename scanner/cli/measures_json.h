// measures.json of a rescan: sums with the rates, lines and streaks that people look for.

#ifndef MINGCHA_CLI_MEASURES_JSON_H_
#define MINGCHA_CLI_MEASURES_JSON_H_

#include "mingcha/measures.h"
#include "mingcha/rule_pack.h"

#include "base/json.h"

namespace mingcha::cli {

// Sorted, and the same for the same sums. Limits and titles are those of `pack`.
Json MeasuresToJson(const RulePack& pack, const Measures& measures);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_MEASURES_JSON_H_
