// The program of a build without gRPC: every verb but serve and stream.

#include "cli/cli.h"

int main(int argc, char** argv) { return mingcha::cli::RunCli(argc, argv, {}); }
