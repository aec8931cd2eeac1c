#include "cli/cli.h"

#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_code.h"

#include "mingcha/version.h"

namespace mingcha::cli {
namespace {

constexpr const char* kFooter = R"(
Data goes to stdout, everything else to stderr. NO_COLOR=1 switches colours off.
Exit codes: 0 done, 1 findings at or over --fail-on (or a rule's proof failed), 2 usage,
3 rules invalid, 4 input or output error, 5 internal error, 130 interrupted.

Examples:
  mingcha scan --format text chat.jsonl
  mingcha rescan archive/2026-11 --out results --jobs 2
  mingcha rules test --rules rules/finance-cn
  mingcha <verb> --help
)";

// What is wrong with the verbs of a command line, or nothing: "rules frob" names no verb.
std::string FaultOfVerbs(const CLI::App& app, int argc, char** argv) {
  const CLI::App* at = &app;
  std::string path = app.get_name();
  for (int i = 1;; ++i) {
    const std::vector<const CLI::App*> verbs = at->get_subcommands({});
    if (verbs.empty()) return {};
    const std::string given = i < argc ? argv[i] : "";
    if (given.starts_with("-")) return {};  // Help, or an option that is told of elsewhere.
    std::string known;
    const CLI::App* next = nullptr;
    for (const CLI::App* verb : verbs) {
      known += (known.empty() ? "" : ", ") + verb->get_name();
      if (verb->get_name() == given) next = verb;
    }
    if (next == nullptr) {
      const std::string fault =
          given.empty() ? path + " needs a verb" : path + " has no verb " + given;
      return fault + "; there are: " + known + "\nRun with --help for more information.";
    }
    at = next;
    path += " " + given;
  }
}

// CLI11 tells bad usage by exceptions; they end here.
int Parse(CLI::App& app, int argc, char** argv, const int& exit_code) {
  try {
    app.parse(argc, argv);
    return exit_code;
  } catch (const CLI::ParseError& error) {
    const bool asked_for = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error, std::cout, std::cerr);  // Prints the help that was asked for, or the fault.
    return asked_for ? kExitDone : kExitUsage;
  }
}

}  // namespace

int RunCli(int argc, char** argv, const std::vector<AddVerb>& extra_verbs) {
  int exit_code = kExitDone;
  CLI::App app(
      "Mingcha reads the chats of an online-finance business and marks what must be looked at:\n"
      "prohibited wording, evasive replies, fraud inducement.",
      "mingcha");
  app.set_version_flag("--version", "mingcha " MINGCHA_VERSION, "Print the version and end");
  app.require_subcommand(1);
  app.footer(kFooter);
  AddScanCommand(app, &exit_code);
  AddRescanCommand(app, &exit_code);
  for (const AddVerb& add_verb : extra_verbs) add_verb(app, &exit_code);
  AddRulesCommand(app, &exit_code);
  AddTicketsCommand(app, &exit_code);
  AddVersionCommand(app, &exit_code);

  if (const std::string fault = FaultOfVerbs(app, argc, argv); !fault.empty()) {
    std::fprintf(stderr, "%s\n", fault.c_str());
    return kExitUsage;
  }
  try {
    exit_code = Parse(app, argc, argv, exit_code);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "mingcha: internal error: %s\n", error.what());
    return kExitInternal;
  }
  // A full disk shows itself when the last bytes are written.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    std::perror("mingcha: standard output");
    return WorseExit(exit_code, kExitInputError);
  }
  return exit_code;
}

}  // namespace mingcha::cli
