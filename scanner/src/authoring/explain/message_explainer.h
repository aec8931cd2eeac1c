// Explains what the engine makes of a message: it scans with a trace, and puts names to it.

#ifndef MINGCHA_AUTHORING_EXPLAIN_MESSAGE_EXPLAINER_H_
#define MINGCHA_AUTHORING_EXPLAIN_MESSAGE_EXPLAINER_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "mingcha/message.h"
#include "mingcha/rule_pack.h"
#include "mingcha/scan_result.h"
#include "mingcha/scanner.h"

#include "authoring/explain/explanation.h"

namespace mingcha {

// Runs drafts too. The same message and pack give the same explanation, on any day and machine. For
// one thread at a time.
class MessageExplainer {
 public:
  // Requires: the pack's patterns are compiled.
  explicit MessageExplainer(std::shared_ptr<const RulePack> pack);

  // Explains `message`; with `rule`, an index of the pack's rules, also why it finds it or not.
  Explanation Explain(const Message& message, std::optional<uint32_t> rule = std::nullopt);

  // Explains the words that cross from one message into another.
  Explanation ExplainJoined(const JoinedMessages& messages,
                            std::optional<uint32_t> rule = std::nullopt);

  // What the last explanation of a message was made from.
  const ScanResult& scan() const { return scan_; }

 private:
  Explanation Told(const Message& message, const ScanResult& scan, ScanTrace trace,
                   std::optional<uint32_t> rule) const;

  std::shared_ptr<const RulePack> pack_;
  Scanner scanner_;
  ScanResult scan_;
};

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EXPLAIN_MESSAGE_EXPLAINER_H_
