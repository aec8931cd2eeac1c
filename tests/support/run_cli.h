// Runs the program's command line inside a test.

#ifndef MINGCHA_TESTS_SUPPORT_RUN_CLI_H_
#define MINGCHA_TESTS_SUPPORT_RUN_CLI_H_

#include <string>
#include <vector>

#include "cli/cli.h"
#include <gtest/gtest.h>

namespace mingcha::testing {

struct CliOutcome {
  int exit_code = 0;
  std::string out;
  std::string err;
};

inline CliOutcome RunProgram(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "mingcha");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  CliOutcome run;
  run.exit_code = cli::RunCli(static_cast<int>(argv.size()), argv.data(), {});
  run.out = ::testing::internal::GetCapturedStdout();
  run.err = ::testing::internal::GetCapturedStderr();
  return run;
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_SUPPORT_RUN_CLI_H_
