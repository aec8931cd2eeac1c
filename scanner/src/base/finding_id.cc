// Ids that are the same live, on a retry and in a rescan.

#include <algorithm>
#include <string>
#include <vector>

#include "mingcha/finding.h"

#include "base/digest.h"

namespace mingcha {

std::string MakeMessageIdentity(const Message& message) {
  Sha256 sha;
  sha.UpdateField("mingcha.message.v1");
  sha.UpdateField(message.conversation.tenant);
  sha.UpdateField(message.conversation.conversation_id);
  sha.UpdateField(message.message_id);
  sha.UpdateField(Sha256Hex(message.text));
  return sha.FinishHex();
}

std::string MakeFindingId(const Finding& finding) {
  std::vector<const Evidence*> evidence;
  evidence.reserve(finding.evidence.size());
  for (const Evidence& e : finding.evidence) evidence.push_back(&e);
  std::sort(evidence.begin(), evidence.end(), [](const Evidence* a, const Evidence* b) {
    return std::tie(a->message_identity, a->original) < std::tie(b->message_identity, b->original);
  });

  Sha256 sha;
  sha.UpdateField("mingcha.finding.v1");
  sha.UpdateField(finding.conversation.tenant);
  sha.UpdateField(ToString(finding.subject.kind));
  sha.UpdateField(finding.subject.key);
  sha.UpdateField(finding.rule_id);
  sha.UpdateNumber(evidence.size());
  for (const Evidence* e : evidence) {
    sha.UpdateField(e->message_identity);
    sha.UpdateNumber(e->original.begin);
    sha.UpdateNumber(e->original.end);
  }
  return sha.FinishHex();
}

std::string MakeAcrossFindingId(const Finding& finding, uint64_t counted, Timestamp window_start) {
  Sha256 sha;
  sha.UpdateField("mingcha.finding.across.v1");
  sha.UpdateField(finding.conversation.tenant);
  sha.UpdateField(ToString(finding.subject.kind));
  sha.UpdateField(finding.subject.key);
  sha.UpdateField(finding.rule_id);
  sha.UpdateNumber(counted);
  sha.UpdateNumber(static_cast<uint64_t>(window_start.time_since_epoch().count()));
  return sha.FinishHex();
}

}  // namespace mingcha
