#include "cli/exit_code.h"

#include <algorithm>
#include <array>

namespace mingcha::cli {
namespace {

constexpr std::array<int, 7> kWorstFirst = {kExitInternal,    kExitRulesInvalid, kExitUsage,
                                            kExitInterrupted, kExitInputError,   kExitFindings,
                                            kExitDone};

}  // namespace

int WorseExit(int a, int b) {
  const auto first = std::find_if(kWorstFirst.begin(), kWorstFirst.end(),
                                  [&](int code) { return code == a || code == b; });
  return first == kWorstFirst.end() ? kExitInternal : *first;
}

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitDone;
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnimplemented:
      return kExitInternal;
    default:
      return kExitInputError;
  }
}

}  // namespace mingcha::cli
