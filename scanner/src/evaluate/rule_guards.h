// Which hits of a message the guards of one rule take back, and which they lower by one level.

#ifndef MINGCHA_EVALUATE_RULE_GUARDS_H_
#define MINGCHA_EVALUATE_RULE_GUARDS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mingcha/finding.h"

#include "evaluate/guard_judge.h"
#include "evaluate/scan_trace.h"
#include "evaluate/scanned_message.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Keeps its memory from message to message. For one thread at a time.
class RuleGuards {
 public:
  explicit RuleGuards(const CompiledPack& pack) : pack_(pack), judge_(pack) {}

  // Looks at `message` from now on; it must live until the next call.
  void SetMessage(const ScannedMessage& message);
  // Begins another condition: nothing is taken back or lowered.
  void Clear();
  // Asks the guards of `rule` about every hit of `patterns`. Returns whether one is taken back.
  bool Ask(const CompiledRule& rule, std::span<const uint32_t> patterns);

  // By hit, not 0 if it is taken back; empty if nobody was asked.
  std::span<const uint8_t> taken_back() const { return taken_back_; }
  std::optional<Guard> TakenBackBy(uint32_t hit) const;
  // Whether a lawful exception could not be checked for one of the hits.
  bool IsLowered(std::span<const uint32_t> hits) const;
  // What was taken back or lowered, by hit.
  std::vector<GuardedHit> Trace() const;

 private:
  void AskLawful(const CompiledRule& rule, uint32_t hit);

  const CompiledPack& pack_;
  GuardJudge judge_;
  const ScannedMessage* message_ = nullptr;
  std::vector<uint8_t> taken_back_;  // By hit: 0, or 1 + the guard.
  std::vector<uint8_t> lowered_;     // By hit.
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_RULE_GUARDS_H_
