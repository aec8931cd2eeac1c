// Baselines on disk.

#ifndef MINGCHA_CLI_BASELINE_FILE_H_
#define MINGCHA_CLI_BASELINE_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "authoring/baseline.h"

namespace mingcha::cli {

// Errors: NOT_FOUND, UNAVAILABLE: there is no such file, or it cannot be read; RESOURCE_EXHAUSTED:
// it is too large for a baseline; INVALID_ARGUMENT: it is none. The message names the file.
absl::StatusOr<Baseline> ReadBaselineFile(const std::string& path);

// Writes aside and then renames, so that the file is whole or as it was. Errors: UNAVAILABLE.
absl::Status WriteBaselineFile(const std::string& path, const Baseline& baseline);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_BASELINE_FILE_H_
