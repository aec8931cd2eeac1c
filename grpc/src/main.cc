// The shipped program: the verbs of the library, and those of the service.

#include "cli/cli.h"

#include "service/serve_command.h"
#include "service/stream_command.h"

int main(int argc, char** argv) {
  return mingcha::cli::RunCli(argc, argv, {mingcha::AddServeCommand, mingcha::AddStreamCommand});
}
