// The command line: one binary, its verbs, and what it says when it ends.

#ifndef MINGCHA_CLI_CLI_H_
#define MINGCHA_CLI_CLI_H_

#include <functional>
#include <vector>

#include <CLI/CLI.hpp>

namespace mingcha::cli {

// Adds a verb to `app`. Its callback runs the verb and sets `*exit_code` (exit_code.h); the pointer
// lives as long as the program parses and runs.
using AddVerb = std::function<void(CLI::App& app, int* exit_code)>;

// Parses the arguments, runs the verb, and returns the exit code of the program. `extra_verbs`
// stand beside those of the library (scan, rescan, rules, tickets, version).
int RunCli(int argc, char** argv, const std::vector<AddVerb>& extra_verbs);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_CLI_H_
