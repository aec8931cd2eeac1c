// What a message means to the conversation it stands in: a question asked, answered, taken back.

#ifndef MINGCHA_EVALUATE_SIGNALS_H_
#define MINGCHA_EVALUATE_SIGNALS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "mingcha/scan_result.h"

#include "evaluate/condition_evaluator.h"
#include "evaluate/scanned_message.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Keeps its memory from message to message. For one thread at a time.
class SignalFinder {
 public:
  explicit SignalFinder(const CompiledPack& pack) : pack_(pack) {}

  // Adds, for a customer's message, each question that it asks and whether it takes one back; for
  // one of the business side, each topic that it answers.
  void FindSignals(ScannedMessage& message, std::vector<Signal>* signals);

 private:
  void Add(ScannedMessage& message, SignalKind kind, uint32_t topic, const Match& match,
           std::vector<Signal>* signals);

  const CompiledPack& pack_;
  ConditionEvaluator conditions_;
  std::vector<uint32_t> topics_;
};

// Whether a message is more than a greeting, an emoji, an acknowledgement or a filler: whether at
// least two letters, ideographs or digits are left when hits of the pack's filler pattern, modal
// particles, forms of address and everything that is no letter are taken out. A Latin word of one
// or two letters
// ("ok", "hi") counts as one.
bool IsSubstantive(const ScannedMessage& message, uint32_t filler_pattern);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_SIGNALS_H_
