// Rules over one message: who and when they are for, their guards, their conditions, their
// findings.

#ifndef MINGCHA_EVALUATE_RULE_EVALUATOR_H_
#define MINGCHA_EVALUATE_RULE_EVALUATOR_H_

#include <cstdint>
#include <span>
#include <vector>

#include "mingcha/scan_result.h"

#include "evaluate/condition_evaluator.h"
#include "evaluate/guard_judge.h"
#include "evaluate/scanned_message.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Keeps its memory from message to message. For one thread at a time.
class RuleEvaluator {
 public:
  RuleEvaluator(const CompiledPack& pack, bool include_drafts);

  // Looks at `message` from now on; it must live until the next call.
  void SetMessage(ScannedMessage& message);

  // Evaluates the message rules whose patterns were hit; adds hits and suppressed hits.
  void EvaluateMessageRules(ScanResult* result);
  // Evaluates how the qa rules whose patterns were hit are evaded; adds a signal for each way, and
  // suppressed hits. For messages of the business side.
  void EvaluateQaRules(ScanResult* result);
  // Evaluates the parts of the watching rules whose patterns were hit; adds a signal for each part
  // that holds, and suppressed hits.
  void EvaluateParts(ScanResult* result);

 private:
  // What is known of a rule before any message.
  struct Plan {
    bool active = false;
    std::vector<uint32_t> guarded;  // Patterns whose hits its guards may take back.
    // A pattern finds in one place and forbids in another: suppressing its hits can make the
    // condition hold, so that it must not be tried without guards first.
    bool both_ways = false;
  };

  void PlanRule(const CompiledRule& rule, bool include_drafts);
  // Indices of the rules that users of the hit patterns belong to, ascending.
  const std::vector<uint32_t>& Candidates();
  bool IsFor(const CompiledRule& rule) const { return IsFor(rule, rule.speakers); }
  bool IsFor(const CompiledRule& rule, SpeakerSet speakers) const;
  // What the condition's first match means to the conversation.
  Signal SignalOfMatch(SignalKind kind, uint32_t rule) const;

  // Whether `condition` holds under the guards of the rule, or under none; its matches are those of
  // conditions_.
  bool Holds(uint32_t rule, const Condition& condition, ScanResult* result, bool guarded = true);
  // Asks the guards about every hit of the plan's patterns; fills taken_back_, lowered_ and
  // reasons_.
  bool AskGuards(const CompiledRule& rule, const Plan& plan);
  void AskLawful(const CompiledRule& rule, uint32_t hit);
  void RecordSuppressed(uint32_t rule, ScanResult* result);
  void AddRuleHits(uint32_t rule, ScanResult* result);
  bool IsLowered(const Match& match) const;
  void AddSuppressed(uint32_t rule, uint32_t hit, ScanResult* result);

  const CompiledPack& pack_;
  std::vector<Plan> plans_;  // By rule.
  ScannedMessage* message_ = nullptr;
  GuardJudge judge_;
  ConditionEvaluator conditions_;
  std::vector<uint32_t> candidates_;
  bool candidates_known_ = false;
  // By hit, for the rule at hand: 0, or 1 + the guard that took it back; and whether a lawful
  // exception could not be checked.
  std::vector<uint8_t> taken_back_;
  std::vector<uint8_t> lowered_;
  std::vector<uint32_t> would_count_;  // Hits of the matches that there would be without guards.
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_RULE_EVALUATOR_H_
