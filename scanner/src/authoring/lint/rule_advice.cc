#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "absl/strings/str_format.h"

#include "authoring/lint/advice.h"

namespace mingcha {
namespace {

// An id that goes on where another ends: "mkt.gift.*" in a policy would mean the one and not the
// other.
void AdviseOnIds(const LintSubject& subject) {
  std::map<std::string_view, const RuleSource*> rules;
  for (const RuleSource& rule : subject.source.rules) rules.emplace(rule.id.value, &rule);
  for (const auto& [id, rule] : rules) {
    for (size_t dot = id.rfind('.'); dot != std::string_view::npos && dot > 0;
         dot = id.rfind('.', dot - 1)) {
      const auto shorter = rules.find(id.substr(0, dot));
      if (shorter == rules.end()) continue;
      subject.reporter.Tell(
          Code::kOverlappingId, rule->id.place,
          absl::StrFormat("\"%s\" goes on where the id of another rule ends", rule->id.value),
          {.note = absl::StrFormat("\"%s\" stands in %s", shorter->second->id.value,
                                   OtherPlace(shorter->second->id.place, rule->id.place)),
           .help = "give the shorter one a last word of its own, while it is a draft"});
    }
  }
}

void AdviseOnTitles(const LintSubject& subject) {
  std::map<std::string_view, const RuleSource*> first_of;
  for (const RuleSource& rule : subject.source.rules) {
    if (!IsAlive(rule) || !rule.title.given()) continue;
    const auto [first, is_new] = first_of.emplace(rule.title.value, &rule);
    if (is_new) continue;
    subject.reporter.Tell(
        Code::kDuplicateTitle, rule.title.place,
        absl::StrFormat("%s has this title too", first->second->id.value),
        {.note = "see " + OtherPlace(first->second->title.place, rule.title.place),
         .help = "say what makes this rule another one: reviewers see the title"});
  }
}

std::string Written(Date day) {
  const std::chrono::year_month_day date(day);
  return absl::StrFormat("%04d-%02d-%02d", static_cast<int>(date.year()),
                         static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

void AdviseOnDates(const RuleSource& rule, const LintSubject& subject, Date as_of) {
  if (!rule.effective.to.given() || rule.effective.to.value >= as_of) return;
  subject.reporter.Tell(
      Code::kRuleExpired, rule.effective.to.place,
      absl::StrFormat("the rule has not found anything since %s", Written(rule.effective.to.value)),
      {.note = "a rescan of older messages still uses it",
       .help = "make it `deprecated` when no such rescan is wanted"});
}

void AdviseOnGrounds(const RuleSource& rule, const LintSubject& subject) {
  if (rule.status.value != RuleStatus::kStable || rule.basis.empty()) return;
  const bool none_to_quote = std::all_of(rule.basis.begin(), rule.basis.end(), [&](const Text& id) {
    const auto basis = subject.compiled.basis.find(id.value);
    return basis != subject.compiled.basis.end() && basis->second.status == "recalled";
  });
  if (!none_to_quote) return;
  subject.reporter.Tell(Code::kBasisUnverified, rule.basis.front().place,
                        "every ground of this stable rule is recalled from memory",
                        {.note = "such a ground is not quoted to anybody outside",
                         .help = "look the text up, and set the status of the basis"});
}

void AdviseOnSuggestion(const RuleSource& rule, const LintSubject& subject) {
  constexpr SpeakerSet kStaff = SpeakerBit(Speaker::kAgent) | SpeakerBit(Speaker::kBot);
  const bool is_read = rule.status.value == RuleStatus::kStable && (rule.speakers & kStaff) != 0;
  if (!is_read || rule.suggestion.given()) return;
  subject.reporter.Tell(Code::kNoSuggestion, rule.id.place,
                        absl::StrFormat("%s does not say what to write instead", rule.id.value),
                        {.note = {}, .help = "add `suggestion:`, a sentence that may be sent"});
}

}  // namespace

void AdviseOnRules(const LintSubject& subject, std::chrono::sys_days as_of) {
  AdviseOnIds(subject);
  AdviseOnTitles(subject);
  for (const RuleSource& rule : subject.source.rules) {
    if (!IsAlive(rule)) continue;
    AdviseOnDates(rule, subject, as_of);
    AdviseOnGrounds(rule, subject);
    AdviseOnSuggestion(rule, subject);
  }
}

}  // namespace mingcha
