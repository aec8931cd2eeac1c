#include "conversation/rule_finding.h"

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

}  // namespace mingcha
