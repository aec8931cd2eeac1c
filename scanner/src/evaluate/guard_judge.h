// Remembers what the guards said about the hits of one message: several rules ask about the same
// hit.

#ifndef MINGCHA_EVALUATE_GUARD_JUDGE_H_
#define MINGCHA_EVALUATE_GUARD_JUDGE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "mingcha/finding.h"

#include "evaluate/guards/guards.h"
#include "evaluate/scanned_message.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// For one thread at a time.
class GuardJudge {
 public:
  explicit GuardJudge(const CompiledPack& pack);

  void SetMessage(const ScannedMessage& message);

  // Returns the first of `guards` that takes the hit back (kLawful is not asked here). In a text
  // with decoration it must do so with and without: what is torn apart (不～是我) may say something
  // else than its pieces.
  std::optional<Guard> FirstThatHolds(GuardSet guards, uint32_t hit);

  // For explanations: the words by which a guard takes the hit back, sorted.
  std::vector<ByteSpan> CuesOf(Guard guard, uint32_t hit) const;

 private:
  struct Verdicts {
    GuardSet judged = 0;
    GuardSet held = 0;
  };

  HitPlace PlaceOfHit(uint32_t hit) const;
  // Whether the guard holds once decoration is passed over.
  bool HoldsInCompact(Guard guard, uint32_t hit) const;

  std::vector<NegatorSet> gap_negators_;  // By pattern.
  const ScannedMessage* message_ = nullptr;
  std::vector<Verdicts> verdicts_;  // By hit.
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_GUARD_JUDGE_H_
