// Diagnostics for programs.

#ifndef MINGCHA_CLI_DIAGNOSTIC_JSON_H_
#define MINGCHA_CLI_DIAGNOSTIC_JSON_H_

#include "mingcha/diagnostic.h"

#include "base/json.h"

namespace mingcha::cli {

// {"severity":…,"code":…,"file":…,"line":…,"column":…,"width":…,"message":…,"note":…,"help":…}
Json ToJson(const Diagnostic& diagnostic);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_DIAGNOSTIC_JSON_H_
