#include "pipeline/finding_builder.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"

#include "conversation/rule_finding.h"
#include "rulepack/category.h"

namespace mingcha {
namespace {

void Place(const Message& message, Finding* finding) {
  finding->subject = {SubjectKind::kMessage, message.message_id};
  finding->conversation = message.conversation;
  finding->message_id = message.message_id;
  finding->speaker = message.speaker;
  finding->agent_id = message.agent_id;
  finding->at = message.sent_at;
}

std::string Explain(const CompiledRule& rule, const RuleHit& hit) {
  std::string text = hit.evasion ? absl::StrFormat("原文经过伪装，还原后符合规则“%s”", rule.title)
                                 : absl::StrFormat("原文符合规则“%s”", rule.title);
  if (hit.severity < rule.severity) text += "，可能属于合法例外但缺少核实所需的属性，降级提示";
  return text + "。";
}

Finding FindingOfHit(const CompiledPack& pack, const Message& message, const RuleHit& hit) {
  const CompiledRule& rule = pack.rules[hit.rule];
  Finding finding = FindingOfRule(pack, rule);
  Place(message, &finding);
  finding.severity = hit.severity;
  finding.evidence = hit.evidence;
  finding.evasion = hit.evasion;
  finding.features = hit.features;
  finding.explanation = Explain(rule, hit);
  finding.finding_id = MakeFindingId(finding);
  return finding;
}

std::string_view Explain(IncompleteReason reason) {
  switch (reason) {
    case IncompleteReason::kTextTooLong:
      return "消息过长，只扫描了开头部分。";
    case IncompleteReason::kTooManyHits:
      return "消息命中过多，只核对了前面的命中。";
  }
  return "";
}

// The built-in rule. Its evidence is the message, without any of its words: an edited message is
// another one.
Finding ScanIncomplete(const CompiledPack& pack, const Message& message, const ScanResult& scan) {
  Finding finding;
  Place(message, &finding);
  finding.rule_id = std::string(kScanIncompleteRule);
  finding.rule_status = RuleStatus::kStable;
  finding.pack = pack.label;
  finding.pack_digest = pack.digest;
  finding.severity = Severity::kMedium;
  finding.category = "system";
  finding.title = "消息未能完整扫描";
  finding.suggestion = "请人工查看这条消息的全文。";
  Evidence evidence;
  evidence.message_id = message.message_id;
  evidence.message_identity = MakeMessageIdentity(message);
  finding.evidence.push_back(std::move(evidence));
  std::string reasons;
  for (const IncompleteReason reason : scan.incomplete) {
    if (!reasons.empty()) reasons += ',';
    reasons += ToString(reason);
    finding.explanation += Explain(reason);
  }
  finding.features.emplace("reason", std::move(reasons));
  finding.finding_id = MakeFindingId(finding);
  return finding;
}

}  // namespace

std::vector<Finding> FindingsOfMessage(const CompiledPack& pack, const Message& message,
                                       const ScanResult& scan) {
  std::vector<Finding> findings;
  findings.reserve(scan.hits.size());
  for (const RuleHit& hit : scan.hits) findings.push_back(FindingOfHit(pack, message, hit));
  if (!scan.complete()) findings.push_back(ScanIncomplete(pack, message, scan));
  return findings;
}

}  // namespace mingcha
