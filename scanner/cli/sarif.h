// Diagnostics as SARIF 2.1.0, which code review tools show at the lines they are about.

#ifndef MINGCHA_CLI_SARIF_H_
#define MINGCHA_CLI_SARIF_H_

#include <string>
#include <vector>

#include "mingcha/diagnostic.h"

namespace mingcha::cli {

// Returns one SARIF log with one run. Columns count code points. A place's file is written as it is
// known here, so that a relative path stays one.
//
// Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
std::string SarifLog(const std::vector<Diagnostic>& diagnostics);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_SARIF_H_
