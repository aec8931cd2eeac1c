// Explains a conversation: what each record means to it, what it opened, settled and judged.

#ifndef MINGCHA_AUTHORING_EXPLAIN_CONVERSATION_EXPLAINER_H_
#define MINGCHA_AUTHORING_EXPLAIN_CONVERSATION_EXPLAINER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/rule_pack.h"
#include "mingcha/time.h"

#include "authoring/explain/explanation.h"
#include "authoring/explain/message_explainer.h"

namespace mingcha {

// What a record, or a deadline that passed, did to a question that is owed an answer.
struct ObligationChange {
  std::string what;  // "opened", "answered", "withdrawn", "evaded", "unclassified", "dropped"
  std::string topic;
  std::string question_id;
  std::string question;  // Masked.
  Timestamp deadline;
  std::string why;  // "answered by …", "three replies", "the deadline passed"; may be empty.
};

struct ConversationStep {
  Timestamp at;
  std::string record_id;  // Of the message or event; empty: a deadline passed, or the input ended.
  std::optional<Explanation> message;
  // Of the message together with those of its speaker in front of it, where a word crosses from
  // one into another.
  std::vector<Explanation> joined;
  std::string event;  // "closed"
  bool duplicate = false;
  bool counts_as_reply = false;
  std::vector<ObligationChange> changes;
  std::vector<Finding> findings;  // Of the conversation; those of the message are its own.
};

struct ConversationExplanation {
  ConversationKey conversation;
  std::vector<ConversationStep> steps;       // In the order of event time.
  std::vector<ObligationChange> still_open;  // At the end, with their deadlines.

  // Of messages and of the conversation, in the order of the steps.
  std::vector<Finding> Findings() const;
};

// Takes the records of one conversation in their order of event time, by the pure step that every
// door takes, and tells each step. For one thread at a time.
class ConversationExplainer {
 public:
  // Requires: the pack's patterns are compiled.
  explicit ConversationExplainer(std::shared_ptr<const RulePack> pack);

  // `records` are of one conversation, in any order. The latest is the clock: deadlines up to it,
  // or up to `until` if that is later, have passed. `rule`: as for MessageExplainer.
  ConversationExplanation Explain(std::vector<Record> records, Timestamp until,
                                  std::optional<uint32_t> rule = std::nullopt);

 private:
  std::shared_ptr<const RulePack> pack_;
  MessageExplainer messages_;
};

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_EXPLAIN_CONVERSATION_EXPLAINER_H_
