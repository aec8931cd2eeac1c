#include "authoring/explain/explanation.h"

#include <algorithm>
#include <array>

#include "base/enum_names.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 9> kOutcomeNames = {
    "finds",           "not_for", "no_hit",      "excepted",  "condition_fails",
    "below_threshold", "guarded", "other_tense", "not_judged"};
constexpr std::array<std::string_view, 5> kSignalNames = {"asks", "answers", "evades", "withdraws",
                                                          "counts"};

}  // namespace

std::string_view ToString(RuleOutcome outcome) { return NameOf(kOutcomeNames, outcome); }
std::string_view NameOf(SignalKind kind) { return NameOf(kSignalNames, kind); }

bool ExplainedRule::is_close() const {
  if (sum) return sum->without_guards >= sum->threshold;
  return std::any_of(judgements.begin(), judgements.end(), [](const ExplainedJudgement& judgement) {
    return judgement.condition.holds_without_guards || judgement.condition.holds;
  });
}

const WhyNotClause* WhyNot::failed() const {
  const auto first = std::find_if(clauses.begin(), clauses.end(), [](const WhyNotClause& clause) {
    return clause.answer == WhyNotClause::kFailed;
  });
  return first == clauses.end() ? nullptr : &*first;
}

}  // namespace mingcha
