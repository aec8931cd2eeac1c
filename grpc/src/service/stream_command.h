// The verb `stream`: a client that sends a file to a running service.

#ifndef MINGCHA_SERVICE_STREAM_COMMAND_H_
#define MINGCHA_SERVICE_STREAM_COMMAND_H_

#include <CLI/CLI.hpp>

namespace mingcha {

void AddStreamCommand(CLI::App& app, int* exit_code);

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_STREAM_COMMAND_H_
