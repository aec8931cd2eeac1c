#include "absl/strings/str_format.h"

#include "authoring/lint/advice.h"

namespace mingcha {
namespace {

// One or two findings in a small baseline are chance.
constexpr size_t kMinFirings = 3;

}  // namespace

void AdviseOnBaseline(const LintSubject& subject, const Baseline& baseline, double max_per_10000) {
  if (!baseline.pack_digest.empty() && baseline.pack_digest != subject.compiled.digest) {
    subject.reporter.Tell(
        Code::kBaselineOutdated, subject.source.name.place,
        absl::StrFormat("the baseline was recorded with another state of the pack (%s)",
                        baseline.pack),
        {.note = {}, .help = "record it anew: `mingcha rules baseline --record FILE …`"});
  }
  for (const RuleSource& rule : subject.source.rules) {
    const auto firings = baseline.by_rule.find(rule.id.value);
    if (!IsAlive(rule) || firings == baseline.by_rule.end()) continue;
    const double rate = baseline.PerTenThousand(firings->second.size());
    if (firings->second.size() < kMinFirings || rate <= max_per_10000) continue;
    subject.reporter.Tell(
        Code::kOverBroadRule, rule.id.place,
        absl::StrFormat("%s finds %.1f times in 10,000 innocent messages, and at most %g are taken",
                        rule.id.value, rate, max_per_10000),
        {.note = absl::StrFormat("%d findings in %d messages", firings->second.size(),
                                 baseline.messages),
         .help = "read them; ask for a second word, or add `except` or a guard"});
  }
}

}  // namespace mingcha
