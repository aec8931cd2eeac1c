// Rules over one message: who and when they are for, their guards, their conditions, their
// findings.
//
// Evaluation starts from what was hit: a rule is tried if one of its patterns was, or if a rule
// that it names has found something. Rules that are named go before those that name them.

#ifndef MINGCHA_EVALUATE_RULE_EVALUATOR_H_
#define MINGCHA_EVALUATE_RULE_EVALUATOR_H_

#include <cstdint>
#include <span>
#include <vector>

#include "mingcha/scan_result.h"

#include "evaluate/condition_evaluator.h"
#include "evaluate/rule_guards.h"
#include "evaluate/rule_plan.h"
#include "evaluate/scan_trace.h"
#include "evaluate/scanned_message.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Keeps its memory from message to message. For one thread at a time.
class RuleEvaluator {
 public:
  RuleEvaluator(const CompiledPack& pack, bool include_drafts);

  // Looks at `message` from now on; it must live until the next call.
  // Tells in `*trace`, if it is not null, what becomes of each rule that is looked at.
  void SetMessage(ScannedMessage& message, ScanTrace* trace = nullptr);

  // Evaluates the rules of kind message and score; adds hits, sorted by rule, and suppressed hits.
  void EvaluateMessageRules(ScanResult* result);
  // Evaluates how the qa rules whose patterns were hit are evaded; adds a signal for each way, and
  // suppressed hits. For messages of the business side.
  void EvaluateQaRules(ScanResult* result);
  // Evaluates the parts of the watching rules whose patterns were hit; adds a signal for each part
  // that holds, and suppressed hits.
  void EvaluateParts(ScanResult* result);

 private:
  // What a finding is made of.
  struct RuleMatch {
    Match match;
    std::span<const uint32_t> members;  // Its hits.
    bool lowered = false;
    Features features;
  };

  // Indices of the rules that users of the hit patterns belong to, ascending.
  const std::vector<uint32_t>& Candidates();
  // Whether the rule is for the message. Begins the rule's trace.
  bool IsFor(uint32_t rule);
  // Evaluates a rule of one message, and before it those that it names, unless that was done.
  void EvaluateRule(uint32_t rule, ScanResult* result);
  void EvaluateNamedRules(const CompiledRule& rule, ScanResult* result);
  void EvaluateMessageRule(uint32_t rule, ScanResult* result);
  void EvaluateScore(uint32_t rule, ScanResult* result);
  void EvaluateQaRule(uint32_t rule, ScanResult* result);
  // Evaluates the parts of a watching rule that these speakers say.
  void EvaluatePartsFor(SpeakerSet speakers, uint32_t rule, ScanResult* result);
  // What the condition's first match means to the conversation.
  Signal SignalOfMatch(SignalKind kind, uint32_t rule) const;

  // Whether `condition` holds under the guards of the rule, or under none; its matches are those of
  // conditions_.
  bool Holds(uint32_t rule, const Condition& condition, ScanResult* result, bool guarded = true);
  // For a trace.
  RuleTrace& TraceOf(uint32_t rule);
  // Traces the condition that was just evaluated; null if there is no trace.
  JudgedCondition* TraceJudged(uint32_t rule, const Condition& condition);
  void TraceOthers(RuleKind kind);
  void RecordSuppressed(uint32_t rule, ScanResult* result);
  void AddRuleHits(uint32_t rule, ScanResult* result);
  // Adds one finding, unless the rule's tenses or a suppression forbid it.
  void AddRuleHit(uint32_t rule, RuleMatch found, ScanResult* result);
  // Whether the rule may find with the tense of `hull`; sets the feature if it is wanted.
  Tense TenseOfHull(ByteSpan hull) const;
  bool TakeTense(uint32_t rule, ByteSpan hull, Features* features);
  void AddEvidence(std::span<const uint32_t> members, RuleHit* rule_hit) const;
  // Whether a finding is told: of one message all are.
  bool IsToldOf(std::span<const uint32_t> members) const;
  bool IsToldOf(uint32_t hit) const;
  void AddSuppressed(uint32_t rule, uint32_t hit, Guard guard, ScanResult* result);

  const CompiledPack& pack_;
  std::vector<RulePlan> plans_;  // By rule.
  ScannedMessage* message_ = nullptr;
  RuleGuards guards_;  // Of the condition at hand.
  ConditionEvaluator conditions_;
  NamedMatches named_;
  bool names_rules_ = false;  // Some rule of the pack names another.
  std::vector<uint32_t> candidates_;
  bool candidates_known_ = false;
  std::vector<uint32_t> waiting_;      // Rules that name one that has found something.
  std::vector<uint32_t> would_count_;  // Hits of the matches that there would be without guards.
  ScanTrace* trace_ = nullptr;
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_RULE_EVALUATOR_H_
