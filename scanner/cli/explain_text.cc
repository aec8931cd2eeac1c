#include "cli/explain_text.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/excerpt.h"
#include "cli/intake.h"

#include "authoring/explain/quoting.h"

namespace mingcha::cli {
namespace {

// Views with more changes tell the first of them, and how many there are.
constexpr size_t kMaxChanges = 20;

std::string Text(std::string_view words) { return std::string(words); }

std::string Shown(const Quoted& quoted) { return Visible(InWords(quoted)); }

std::string ViewText(const ViewTrace& view) {
  std::string told = absl::StrFormat("  %s  %s\n", Text(ToString(view.view)), Visible(view.text));
  for (size_t i = 0; i < view.changes.size() && i < kMaxChanges; ++i) {
    const ViewChange& change = view.changes[i];
    told += absl::StrFormat(
        "    %s → %s [%d,%d)%s\n", change.from.empty() ? "∅" : Visible(change.from),
        change.to.empty() ? "∅" : Visible(change.to), static_cast<int>(change.original.begin),
        static_cast<int>(change.original.end), change.disguise ? " disguise" : "");
  }
  if (view.changes.size() > kMaxChanges) {
    told +=
        absl::StrFormat("    and %d more\n", static_cast<int>(view.changes.size() - kMaxChanges));
  }
  return told;
}

std::string ViewsText(const Explanation& explanation) {
  std::string told;
  for (const ViewTrace& view : explanation.views) {
    const bool plain = view.changes.empty() && view.text == explanation.shown_text;
    if (!plain) told += ViewText(view);
  }
  return told.empty() ? told : "views\n" + told;
}

std::string FateText(const ExplainedHit& hit) {
  switch (hit.fate) {
    case HitFate::kCounts:
      return {};
    case HitFate::kNotAdmitted:
      return "; does not count: it is no disguise of the term";
    case HitFate::kExcepted:
      return "; does not count: it stands in the exception " + Shown(*hit.exception);
    case HitFate::kCovered:
      return "; told already, in a plainer view or as a part of a longer one";
  }
  return {};
}

std::string HitsText(const std::vector<ExplainedHit>& hits) {
  std::string told;
  for (const ExplainedHit& hit : hits) {
    told +=
        absl::StrFormat("  %s  %s  %s  %s%s\n", hit.pattern, hit.term.empty() ? "regex" : hit.term,
                        Text(ToString(hit.view)), Shown(hit.place), FateText(hit));
  }
  return told.empty() ? "hits\n  none\n" : "hits\n" + told;
}

std::string ConditionText(const ExplainedCondition& condition, size_t indent) {
  const std::string_view mark = condition.holds ? "+" : condition.holds_without_guards ? "~" : "-";
  std::string told = std::string(indent, ' ') + Text(mark) + " " + condition.label;
  for (size_t i = 0; i < condition.hits.size(); ++i) {
    told += (i == 0 ? ": " : ", ") + Shown(condition.hits[i]);
  }
  if (!condition.note.empty()) told += "; " + condition.note;
  told += "\n";
  for (const ExplainedCondition& child : condition.children) {
    told += ConditionText(child, indent + 2);
  }
  return told;
}

std::string GuardText(const ExplainedGuard& guarded) {
  if (guarded.lowered) {
    return absl::StrFormat(
        "    %s may be lawful: the message does not tell the attributes, one level lower\n",
        Shown(guarded.hit));
  }
  std::string told =
      absl::StrFormat("    %s taken back by %s (%s)", Shown(guarded.hit),
                      Text(ToString(guarded.guard)), Text(ChineseName(guarded.guard)));
  for (size_t i = 0; i < guarded.cues.size(); ++i) {
    told += (i == 0 ? ": " : ", ") + Shown(guarded.cues[i]);
  }
  return told + "\n";
}

std::string_view OutcomeInWords(RuleOutcome outcome) {
  switch (outcome) {
    case RuleOutcome::kFinds:
      return "finds";
    case RuleOutcome::kNotFor:
      return "is not for this message";
    case RuleOutcome::kNoHit:
      return "a pattern that it needs was not hit";
    case RuleOutcome::kExcepted:
      return "exceptions took back what it needs";
    case RuleOutcome::kConditionFails:
      return "the condition does not hold";
    case RuleOutcome::kBelowThreshold:
      return "its signals do not add up to the threshold";
    case RuleOutcome::kGuarded:
      return "guards took back what it needs";
    case RuleOutcome::kOtherTense:
      return "the tense is not one that it looks for";
    case RuleOutcome::kNotJudged:
      return "judges replies only";
  }
  return {};
}

std::string SumText(const ExplainedSum& sum) {
  std::string told = absl::StrFormat("    score %d, threshold %d", static_cast<int>(sum.reached),
                                     static_cast<int>(sum.threshold));
  if (sum.without_guards > sum.reached) {
    told += absl::StrFormat(" (%d without guards)", static_cast<int>(sum.without_guards));
  }
  return told + "\n";
}

std::string RuleText(const ExplainedRule& rule) {
  std::string told = absl::StrFormat("  %s  %s", rule.id, rule.title);
  if (rule.status != RuleStatus::kStable) {
    told += absl::StrFormat("  (%s)", Text(ToString(rule.status)));
  }
  told += absl::StrFormat(": %s\n", Text(OutcomeInWords(rule.outcome)));
  if (rule.sum) told += SumText(*rule.sum);
  if (!rule.mismatch.empty()) told += absl::StrFormat("    %s\n", Visible(rule.mismatch));
  for (const ExplainedJudgement& judgement : rule.judgements) {
    if (judgement.evasion_kind) {
      told += absl::StrFormat("    evaded by %s\n", Text(ToString(*judgement.evasion_kind)));
    }
    if (judgement.signal) {
      told += absl::StrFormat("    signal %s, weight %d\n", judgement.signal->name,
                              static_cast<int>(judgement.signal->weight));
    }
    told += ConditionText(judgement.condition, 4);
    for (const ExplainedGuard& guarded : judgement.guarded) told += GuardText(guarded);
  }
  for (const ExplainedTense& tense : rule.tenses) {
    told += absl::StrFormat("    tense %s: %s%s\n", tense.tense, Shown(tense.match),
                            tense.wanted ? "" : "; not one that the rule looks for");
  }
  return told;
}

bool IsTold(const Explanation& explanation, const ExplainedRule& rule,
            const ExplainDetail& detail) {
  return detail.all_rules || rule.is_close() || rule.outcome == RuleOutcome::kExcepted ||
         rule.outcome == RuleOutcome::kConditionFails ||
         rule.outcome == RuleOutcome::kBelowThreshold ||
         (explanation.why_not && explanation.why_not->rule_id == rule.id);
}

std::string RulesText(const Explanation& explanation, const ExplainDetail& detail) {
  std::string told;
  uint64_t left_out = 0;
  for (const ExplainedRule& rule : explanation.rules) {
    if (IsTold(explanation, rule, detail)) {
      told += RuleText(rule);
    } else {
      ++left_out;
    }
  }
  if (left_out > 0) {
    told += absl::StrFormat("  %s besides had a hit, and not all that it needs (--all)\n",
                            Counted(left_out, "rule"));
  }
  return told.empty() ? told : "rules\n" + told;
}

std::string SignalsText(const std::vector<ExplainedSignal>& signals) {
  std::string told;
  for (const ExplainedSignal& signal : signals) {
    told += absl::StrFormat("  %s %s%s: %s\n", Text(NameOf(signal.kind)), signal.name,
                            signal.evasion_kind.empty() ? "" : " by " + signal.evasion_kind,
                            Shown(signal.place));
  }
  return told.empty() ? told : "for the conversation\n" + told;
}

std::string FindingText(const Finding& finding) {
  std::string told = absl::StrFormat("  [%s] %s  %s", Text(ToString(finding.severity)),
                                     finding.rule_id, finding.title);
  for (size_t i = 0; i < finding.evidence.size(); ++i) {
    const Evidence& evidence = finding.evidence[i];
    told += absl::StrFormat("%s%s [%d,%d) %s", i == 0 ? ": " : ", ", Visible(evidence.quote),
                            static_cast<int>(evidence.original.begin),
                            static_cast<int>(evidence.original.end), Text(ToString(evidence.view)));
  }
  for (const auto& [name, value] : finding.features) told += " " + name + "=" + value;
  if (finding.evasion) told += " evasion";
  return told + "\n";
}

std::string FindingsText(const std::vector<Finding>& findings) {
  std::string told = "findings\n";
  if (findings.empty()) told += "  none\n";
  for (const Finding& finding : findings) told += FindingText(finding);
  return told;
}

std::string_view MarkOf(WhyNotClause::Answer answer) {
  switch (answer) {
    case WhyNotClause::kPassed:
      return "+";
    case WhyNotClause::kFailed:
      return "-";
    case WhyNotClause::kNotReached:
      return " ";
  }
  return {};
}

std::string WhyNotText(const WhyNot& why_not) {
  std::string told = why_not.finds ? why_not.rule_id + " finds it\n"
                                   : "why " + why_not.rule_id + " does not find it\n";
  for (const WhyNotClause& clause : why_not.clauses) {
    told += absl::StrFormat("  %s %s%s\n", Text(MarkOf(clause.answer)), clause.name,
                            clause.detail.empty() ? "" : ": " + Visible(clause.detail));
  }
  for (const std::string& nearest : why_not.nearest) {
    told += absl::StrFormat("  nearest: %s\n", Visible(nearest));
  }
  return told;
}

std::string HeadOf(const Explanation& explanation, const ForPeople& people) {
  const Message& message = explanation.message;
  std::string told = absl::StrFormat("%s · %s · %s", Text(ToString(message.speaker)),
                                     Text(ToString(message.channel)), people.Time(message.sent_at));
  for (const auto& [key, value] : message.attributes) {
    told += absl::StrFormat(" · %s=%s", Visible(key), Visible(value));
  }
  return told + "\n  " + Visible(explanation.shown_text) + "\n";
}

std::string BodyOf(const Explanation& explanation, const ExplainDetail& detail) {
  std::string told;
  for (const IncompleteReason reason : explanation.incomplete) {
    told += absl::StrFormat("not scanned whole: %s\n", Text(ToString(reason)));
  }
  told += ViewsText(explanation) + HitsText(explanation.hits) + RulesText(explanation, detail) +
          SignalsText(explanation.signals) + FindingsText(explanation.findings);
  if (explanation.why_not) told += WhyNotText(*explanation.why_not);
  return told;
}

std::string ChangeText(const ObligationChange& change, const ForPeople& people) {
  return absl::StrFormat("  %s: %s, asked in %s (%s), due by %s%s\n", change.what, change.topic,
                         Visible(change.question_id), Visible(change.question),
                         people.Time(change.deadline),
                         change.why.empty() ? "" : "; " + Visible(change.why));
}

std::string JoinedText(const Explanation& joined, const ExplainDetail& detail) {
  std::string told = "together with the messages in front of it, as one text\n  " +
                     Visible(joined.shown_text) + "\n";
  for (const JoinedPart& part : joined.parts) {
    told += absl::StrFormat("  [%d,%d) is %s from byte %d\n", static_cast<int>(part.joined.begin),
                            static_cast<int>(part.joined.end), Visible(part.message_id),
                            static_cast<int>(part.original_begin));
  }
  return told + BodyOf(joined, detail);
}

std::string StepText(const ConversationStep& step, const ForPeople& people,
                     const ExplainDetail& detail) {
  std::string told;
  if (step.message) {
    told += Visible(step.record_id) + " · " + HeadOf(*step.message, people);
    if (step.counts_as_reply) told += "  counts as a reply\n";
    if (step.duplicate) told += "  sent again: nothing changes\n";
    const bool plain = step.message->hits.empty() && !step.message->why_not;
    if (!plain) told += BodyOf(*step.message, detail);
    for (const Explanation& joined : step.joined) told += JoinedText(joined, detail);
  } else if (!step.event.empty()) {
    told += absl::StrFormat("%s · event %s · %s\n", Visible(step.record_id), step.event,
                            people.Time(step.at));
  } else {
    told += absl::StrFormat("deadline · %s\n", people.Time(step.at));
  }
  for (const ObligationChange& change : step.changes) told += ChangeText(change, people);
  for (const Finding& finding : step.findings) told += FindingText(finding);
  return told + "\n";
}

}  // namespace

std::string ExplanationText(const Explanation& explanation, const ForPeople& people,
                            const ExplainDetail& detail) {
  return HeadOf(explanation, people) + BodyOf(explanation, detail);
}

std::string ExplanationText(const ConversationExplanation& conversation, const ForPeople& people,
                            const ExplainDetail& detail) {
  std::string told =
      absl::StrFormat("conversation %s\n\n", Visible(conversation.conversation.conversation_id));
  for (const ConversationStep& step : conversation.steps) told += StepText(step, people, detail);
  for (const ObligationChange& open : conversation.still_open) {
    told += ChangeText(open, people);
  }
  return told;
}

std::string ExplanationText(const Rederivation& rederivation, const RulePack& pack,
                            const ForPeople& people, const ExplainDetail& detail) {
  const Finding& stored = rederivation.stored;
  std::string told = absl::StrFormat("finding %s\n%s", stored.finding_id, FindingText(stored));
  told += absl::StrFormat("  found by %s %s\n", stored.pack, stored.pack_digest);
  if (!rederivation.same_pack) {
    told += absl::StrFormat("  explained with another pack: %s %s\n", pack.label(), pack.digest());
  }
  if (rederivation.answer == Rederivation::kSame) {
    told += "derived anew: the same finding\n";
  } else {
    told += absl::StrFormat("not derived anew: %s\n", Visible(rederivation.told));
  }
  for (const std::string& changed : rederivation.changed) told += "  " + Visible(changed) + "\n";
  if (rederivation.conversation.steps.empty()) return told;
  return told + "\n" + ExplanationText(rederivation.conversation, people, detail);
}

}  // namespace mingcha::cli
