// The verb `serve`: configuration, wiring, and stopping with nothing lost.

#ifndef MINGCHA_SERVICE_SERVE_COMMAND_H_
#define MINGCHA_SERVICE_SERVE_COMMAND_H_

#include <CLI/CLI.hpp>

namespace mingcha {

void AddServeCommand(CLI::App& app, int* exit_code);

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_SERVE_COMMAND_H_
