// Why a message was found, or not: the trace of its scan with names, places in the original and
// words, fit to be shown. Personal data in words is masked.

#ifndef MINGCHA_AUTHORING_EXPLAIN_EXPLANATION_H_
#define MINGCHA_AUTHORING_EXPLAIN_EXPLANATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/joined.h"
#include "mingcha/message.h"
#include "mingcha/scan_result.h"

#include "evaluate/scan_trace.h"

namespace mingcha {

// A place in the original text, with its words.
struct Quoted {
  ByteSpan original;
  std::string words;
};

struct ExplainedHit {
  std::string pattern;  // "mkt.guarantee.principal/keeps_principal"; shared ones without an owner.
  std::string term;     // Folded; empty: a regex.
  View view = View::kFolded;
  Quoted place;
  HitFate fate = HitFate::kCounts;
  std::optional<Quoted> exception;  // What it stands in, if it was excepted.
};

struct ExplainedCondition {
  std::string label;  // "keeps_principal", "any", "near (within 10, ordered)"
  bool holds = false;
  bool holds_without_guards = false;
  std::vector<Quoted> hits;  // Of a pattern; those that count.
  std::string note;          // "distance was 34, allowed 20"; may be empty.
  std::vector<ExplainedCondition> children;
};

struct ExplainedGuard {
  Quoted hit;
  Guard guard = Guard::kNegated;
  bool lowered = false;  // Not taken back, but one level lower: the message says no attributes.
  std::vector<Quoted> cues;
};

// How a rule of kind score comes to its sum.
struct ExplainedSum {
  uint32_t reached = 0;
  uint32_t without_guards = 0;
  uint32_t threshold = 0;
};

struct ExplainedWeight {
  std::string name;
  uint32_t weight = 1;
};

struct ExplainedJudgement {
  std::optional<EvasionKind> evasion_kind;  // Of a qa rule.
  std::optional<ExplainedWeight> signal;    // Of a score; it counts if the condition holds.
  ExplainedCondition condition;
  std::vector<ExplainedGuard> guarded;
};

enum class RuleOutcome : uint8_t {
  kFinds,
  kNotFor,    // The rule is not for this message.
  kNoHit,     // A pattern that the condition needs was not hit.
  kExcepted,  // Exceptions took back what it needs.
  kConditionFails,
  kBelowThreshold,  // Of kind score: the signals that are there do not add up to enough.
  kGuarded,         // Guards took back what it needs.
  kOtherTense,
  kNotJudged,  // Of kind qa, and the message is no reply.
};

// "finds", "not_for", "no_hit", "excepted", "condition_fails", "below_threshold", "guarded",
// "other_tense", "not_judged"
std::string_view ToString(RuleOutcome outcome);

struct ExplainedTense {
  Quoted match;
  std::string tense;
  bool wanted = true;
};

struct ExplainedRule {
  std::string id;
  std::string title;
  RuleStatus status = RuleStatus::kStable;
  RuleOutcome outcome = RuleOutcome::kNoHit;
  std::string mismatch;             // kNotFor: "speaker: the message is the customer's; …"
  std::optional<ExplainedSum> sum;  // Of a score.
  std::vector<ExplainedJudgement> judgements;
  std::vector<ExplainedTense> tenses;

  // The words alone would have made it find.
  bool is_close() const;
};

// One step on the way from a message to a finding, in the order in which it is taken.
struct WhyNotClause {
  std::string name;  // "speaker", "patterns", "guards", …
  enum Answer : uint8_t { kPassed, kFailed, kNotReached } answer = kPassed;
  std::string detail;
};

struct WhyNot {
  std::string rule_id;
  bool finds = false;
  std::vector<WhyNotClause> clauses;
  std::vector<std::string> nearest;  // Nearest misses, the nearest first; may be empty.

  // The first that failed; null if it finds.
  const WhyNotClause* failed() const;
};

struct ExplainedSignal {
  SignalKind kind = SignalKind::kAsk;
  std::string name;  // The topic's or the rule's id; empty for a withdrawal.
  std::string evasion_kind;
  Quoted place;
};

// "asks", "answers", "evades", "withdraws"
std::string_view NameOf(SignalKind kind);

struct Explanation {
  Message message;  // Its text as far as it may be shown stands in `shown_text`.
  // Of messages that were joined: where each stands in the text. Then places are those of the
  // joined text, but those of findings are of the messages as sent.
  std::vector<JoinedPart> parts;
  std::string shown_text;
  std::vector<IncompleteReason> incomplete;
  bool substantive = false;
  std::vector<ViewTrace> views;  // Masked.
  std::vector<ExplainedHit> hits;
  std::vector<ExplainedRule> rules;
  std::vector<ExplainedSignal> signals;
  std::vector<Finding> findings;
  std::optional<WhyNot> why_not;  // If a rule was asked about.
};

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EXPLAIN_EXPLANATION_H_
