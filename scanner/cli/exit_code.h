// What the program says when it ends.

#ifndef MINGCHA_CLI_EXIT_CODE_H_
#define MINGCHA_CLI_EXIT_CODE_H_

#include "absl/status/status.h"

namespace mingcha::cli {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFindings = 1;  // At or over --fail-on, or a rule's proof failed.
inline constexpr int kExitUsage = 2;
inline constexpr int kExitRulesInvalid = 3;  // Or there are no rules where they were looked for.
inline constexpr int kExitInputError = 4;    // Something could not be read, or its results written.
inline constexpr int kExitInternal = 5;
inline constexpr int kExitInterrupted =
    130;  // By SIGINT or SIGTERM; what was told until then holds.

// Returns the one that is told when both apply: the first of 5 3 2 130 4 1 0.
int WorseExit(int a, int b);

// Returns what a failure of the outside (a file, a folder, a store) means to the program's exit:
// kExitInputError for what the user can mend, kExitInternal for what only we can.
int ExitCodeOf(const absl::Status& status);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_EXIT_CODE_H_
