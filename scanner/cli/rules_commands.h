// The verbs below `rules` that have files of their own.

#ifndef MINGCHA_CLI_RULES_COMMANDS_H_
#define MINGCHA_CLI_RULES_COMMANDS_H_

#include <CLI/CLI.hpp>

namespace mingcha::cli {

void AddRulesBaselineCommand(CLI::App* rules, int* exit_code);
void AddRulesDiffCommand(CLI::App* rules, int* exit_code);
void AddRulesLintCommand(CLI::App* rules, int* exit_code);
void AddRulesProfileCommand(CLI::App* rules, int* exit_code);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_RULES_COMMANDS_H_
