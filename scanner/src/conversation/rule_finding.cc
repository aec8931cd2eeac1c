#include "conversation/rule_finding.h"

#include <utility>

#include "rulepack/category.h"

namespace mingcha {

Finding FindingOfRule(const CompiledPack& pack, const CompiledRule& rule) {
  Finding finding;
  finding.rule_id = rule.id;
  finding.rule_status = rule.status;
  finding.pack = pack.label;
  finding.pack_digest = pack.digest;
  finding.severity = rule.severity;
  finding.category = rule.category;
  finding.tags = rule.tags;
  finding.basis = rule.basis;
  finding.title = rule.title;
  finding.suggestion = rule.suggestion;
  return finding;
}

Finding FindingOfDropped(const CompiledPack& pack, const ConversationKey& conversation,
                         const Evidence& evidence, Dropped dropped) {
  Finding finding;
  finding.rule_id = std::string(kObligationDroppedRule);
  finding.rule_status = RuleStatus::kStable;
  finding.pack = pack.label;
  finding.pack_digest = pack.digest;
  finding.severity = Severity::kMedium;
  finding.category = "system";
  finding.title = std::move(dropped.title);
  finding.suggestion = std::move(dropped.suggestion);
  finding.explanation = std::move(dropped.explanation);
  finding.subject = {SubjectKind::kConversation, conversation.conversation_id};
  finding.conversation = conversation;
  finding.message_id = evidence.message_id;
  finding.speaker = dropped.speaker;
  finding.at = dropped.at;
  finding.evidence = {evidence};
  finding.finding_id = MakeFindingId(finding);
  return finding;
}

}  // namespace mingcha
