#include <map>
#include <string_view>

#include "absl/strings/str_format.h"

#include "rulepack/checks.h"

namespace mingcha {
namespace {

void CheckThreshold(const RuleSource& rule, Reporter& reporter) {
  if (!rule.threshold.given() || rule.signals.empty()) return;
  const uint32_t threshold = rule.threshold.value;
  uint32_t sum = 0;
  for (const SignalSource& signal : rule.signals) sum += signal.weight;
  if (sum < threshold) {
    reporter.Tell(Code::kThresholdUnreachable, rule.threshold.place,
                  absl::StrFormat("all signals together weigh %d, less than the threshold", sum),
                  {.note = "each signal counts once in a message",
                   .help = "lower the threshold, or add signals"});
  }
  for (const SignalSource& signal : rule.signals) {
    if (signal.weight < threshold) continue;
    reporter.Tell(
        Code::kSignalAlone, signal.place,
        absl::StrFormat("the signal \"%s\" reaches the threshold by itself", signal.name.value),
        {.note = "then it is no weak signal", .help = "give it a rule of its own, or less weight"});
  }
}

// Weak signals give a suspicion that a person must look at, and never a verdict.
void CheckSeverity(const RuleSource& rule, Reporter& reporter) {
  if (!rule.severity.given() || rule.severity.value <= Severity::kMedium) return;
  const bool allowed = rule.severity.value == Severity::kHigh && rule.severe_because.given();
  if (allowed) return;
  const bool critical = rule.severity.value == Severity::kCritical;
  reporter.Tell(Code::kScoreTooSevere, rule.severity.place,
                critical ? "a score is never critical: it asks for a review"
                         : "a score of more than medium must say why",
                {.note = {},
                 .help = critical ? "write `severity: medium`; what is certain by itself is a rule "
                                    "of kind message"
                                  : "write `severity: medium`, or add `severe_because:`"});
}

void CheckSignalNames(const RuleSource& rule, Reporter& reporter) {
  std::map<std::string_view, const SourcePlace*> first_of;
  for (const SignalSource& signal : rule.signals) {
    const Text& name = signal.name;
    if (!name.given()) continue;
    const auto [first, is_new] = first_of.emplace(name.value, &name.place);
    if (is_new) continue;
    reporter.Tell(Code::kDuplicateId, name.place,
                  absl::StrFormat("there is already a signal \"%s\"", name.value),
                  {.note = "also in " + OtherPlace(*first->second, name.place),
                   .help = "add a `name` that tells the two apart, or take one out"});
  }
}

}  // namespace

void CheckScores(const PackSource& pack, Reporter& reporter) {
  for (const RuleSource& rule : pack.rules) {
    if (rule.kind != RuleKind::kScore) continue;
    CheckThreshold(rule, reporter);
    CheckSeverity(rule, reporter);
    CheckSignalNames(rule, reporter);
  }
}

}  // namespace mingcha
