// Calendars, hours and profiles of a pack, as the floors above use them.

#ifndef MINGCHA_RULEPACK_SERVICE_RESOLVER_H_
#define MINGCHA_RULEPACK_SERVICE_RESOLVER_H_

#include "rulepack/compiled_pack.h"
#include "rulepack/rule_source.h"

namespace mingcha {

// Fills in `service` and `settings`. `pack` was checked.
void ResolveService(const PackSource& pack, CompiledPack* compiled);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_SERVICE_RESOLVER_H_
