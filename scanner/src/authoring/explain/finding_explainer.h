// Derives a stored finding anew from the messages that it was made of.

#ifndef MINGCHA_AUTHORING_EXPLAIN_FINDING_EXPLAINER_H_
#define MINGCHA_AUTHORING_EXPLAIN_FINDING_EXPLAINER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/rule_pack.h"

#include "authoring/explain/conversation_explainer.h"

namespace mingcha {

struct Rederivation {
  enum Answer : uint8_t {
    kSame,            // The same finding, with the same id.
    kGone,            // The messages are there, and the pack does not find it.
    kMissingMessage,  // A message of its evidence is not at hand.
    kMissingRule,     // The pack has no such rule.
  };

  Finding stored;
  Answer answer = kSame;
  std::string told;  // Why not; empty for kSame.
  bool same_pack = true;
  // What differs although the id is the same: "severity was high, is critical".
  std::vector<std::string> changed;
  ConversationExplanation conversation;  // With why-not, if the finding is gone.
};

// "same", "gone", "missing_message", "missing_rule"
std::string_view ToString(Rederivation::Answer answer);

// `records`: all that is at hand of the finding's conversation.
Rederivation Rederive(const std::shared_ptr<const RulePack>& pack, const Finding& stored,
                      const std::vector<Record>& records);

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EXPLAIN_FINDING_EXPLAINER_H_
