#include "authoring/explain/proof_reason.h"

#include <algorithm>

#include "absl/strings/str_format.h"

#include "authoring/explain/conversation_explainer.h"
#include "authoring/explain/message_explainer.h"
#include "authoring/explain/quoting.h"
#include "authoring/explain/why_not.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

void Append(const std::string& what, std::string* to) {
  if (what.empty()) return;
  *to += (to->empty() ? "" : "; ") + what;
}

// "keeps: 保本 [6,12)" for each pattern of the condition that counts.
void AddHits(const ExplainedCondition& condition, std::string* told) {
  if (!condition.hits.empty()) {
    Append(condition.label + ": " + InWords(condition.hits), told);
  }
  for (const ExplainedCondition& child : condition.children) {
    if (child.holds) AddHits(child, told);
  }
}

std::string GuardsOf(const CompiledRule& rule) {
  std::string names;
  for (int i = 0; i < kGuardCount; ++i) {
    const auto guard = static_cast<Guard>(i);
    if ((rule.guards & GuardBit(guard)) == 0) continue;
    names += (names.empty() ? "" : ", ") + std::string(ToString(guard));
  }
  return names.empty() ? "the rule asks no guards" : "none of its guards holds: " + names;
}

// What the rule says of a reply that it did not take for a dodge.
std::string WhyNoDodge(const ConversationStep& step) {
  if (!step.message || !step.message->why_not || step.message->why_not->finds) return {};
  if (!IsBusinessSide(step.message->message.speaker)) return {};
  return absl::StrFormat("%s: %s", step.record_id, InShort(*step.message->why_not));
}

// "message 2: promises: 保本 [6,12)" for each message whose words a part of the rule looks for.
std::string PartsSeen(const std::string& rule_id, const ConversationExplanation& conversation) {
  std::string told;
  for (const ConversationStep& step : conversation.steps) {
    if (!step.message) continue;
    std::string hits;
    for (const ExplainedRule& explained : step.message->rules) {
      if (explained.id != rule_id) continue;
      for (const ExplainedJudgement& judgement : explained.judgements) {
        if (judgement.condition.holds) AddHits(judgement.condition, &hits);
      }
    }
    if (!hits.empty()) Append(absl::StrFormat("%s: %s", step.record_id, hits), &told);
  }
  return told.empty() ? "no message has words that a part of the rule looks for" : told;
}

// A conversation is explained by itself.
std::vector<Record> OfFirstConversation(const std::vector<Record>& records) {
  std::vector<Record> of_first;
  for (const Record& record : records) {
    if (ConversationOf(record) == ConversationOf(records.front())) of_first.push_back(record);
  }
  return of_first;
}

}  // namespace

std::string ReasonForSilence(const std::shared_ptr<const RulePack>& pack, uint32_t rule,
                             const Message& message) {
  return InShort(*MessageExplainer(pack).Explain(message, rule).why_not);
}

std::string ReasonForFinding(const std::shared_ptr<const RulePack>& pack, uint32_t rule,
                             const Message& message) {
  const Explanation explanation = MessageExplainer(pack).Explain(message, rule);
  std::string told;
  for (const ExplainedRule& explained : explanation.rules) {
    if (explained.id != pack->compiled().rules[rule].id) continue;
    for (const ExplainedJudgement& judgement : explained.judgements) {
      if (judgement.condition.holds) AddHits(judgement.condition, &told);
    }
    for (const ExplainedTense& tense : explained.tenses) {
      if (tense.wanted) Append("tense " + tense.tense, &told);
    }
  }
  Append(GuardsOf(pack->compiled().rules[rule]), &told);
  return told;
}

std::string ReasonForCase(const std::shared_ptr<const RulePack>& pack, uint32_t rule,
                          const std::vector<Record>& records) {
  const CompiledRule& compiled = pack->compiled().rules[rule];
  const ConversationExplanation conversation =
      ConversationExplainer(pack).Explain(OfFirstConversation(records), Timestamp::min(), rule);
  if (compiled.kind != RuleKind::kQa) return PartsSeen(compiled.id, conversation);
  std::string told;
  bool any_question = false;
  bool unclear = false;
  for (const ConversationStep& step : conversation.steps) {
    for (const ObligationChange& change : step.changes) {
      any_question = true;
      if (change.what == "opened") continue;
      unclear = unclear || change.what == "unclassified";
      Append(absl::StrFormat("%s (%s) %s: %s", change.topic, change.question_id, change.what,
                             change.why),
             &told);
    }
  }
  for (const ObligationChange& open : conversation.still_open) {
    any_question = true;
    Append(absl::StrFormat("%s (%s) is still open at the end", open.topic, open.question_id),
           &told);
  }
  if (!any_question) return "no question of a topic was recognised";
  if (!unclear) return told;
  for (const ConversationStep& step : conversation.steps) Append(WhyNoDodge(step), &told);
  return told;
}

}  // namespace mingcha
