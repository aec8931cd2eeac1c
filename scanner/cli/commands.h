// The verbs, one file each.

#ifndef MINGCHA_CLI_COMMANDS_H_
#define MINGCHA_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace mingcha::cli {

// The option that names the rule pack, and what it means where rules must be there.
inline constexpr const char* kRulesOption = "--rules";
inline constexpr const char* kRulesHelp =
    "Folder of the rule pack (default: $MINGCHA_RULES, or the finance-cn pack beside the program)";

void AddScanCommand(CLI::App& app, int* exit_code);
void AddRescanCommand(CLI::App& app, int* exit_code);
void AddRulesCommand(CLI::App& app, int* exit_code);
// Below `rules`.
void AddRulesEvalCommand(CLI::App* rules, int* exit_code);
void AddRulesExplainCommand(CLI::App* rules, int* exit_code);
void AddRulesMutateCommand(CLI::App* rules, int* exit_code);
void AddRulesNewCommand(CLI::App* rules, int* exit_code);
void AddTicketsCommand(CLI::App& app, int* exit_code);
void AddVersionCommand(CLI::App& app, int* exit_code);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_COMMANDS_H_
