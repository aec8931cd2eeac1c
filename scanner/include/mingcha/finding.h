// What comes out: rule hits in one message, and findings.

#ifndef MINGCHA_FINDING_H_
#define MINGCHA_FINDING_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/message.h"
#include "mingcha/severity.h"
#include "mingcha/span.h"
#include "mingcha/time.h"

namespace mingcha {

// The text as one normalisation sees it. Ordered: where several views catch the same span, the
// finding names the first.
enum class View : uint8_t { kFolded, kCompact, kShape, kSound, kJoined };

std::string_view ToString(View view);
std::optional<View> ParseView(std::string_view name);

// A scope that takes a pattern hit back.
enum class Guard : uint8_t { kNegated, kQuoted, kWarning, kAsked, kReported, kLawful };
inline constexpr int kGuardCount = 6;

std::string_view ToString(Guard guard);
std::optional<Guard> ParseGuard(std::string_view name);

enum class SubjectKind : uint8_t {
  kMessage,
  kConversation,
  kAgent,
  kCustomer,
  kAccount,
  kUrl,
  kTenant
};

std::string_view ToString(SubjectKind kind);
std::optional<SubjectKind> ParseSubjectKind(std::string_view name);

// What a finding is about.
struct Subject {
  SubjectKind kind = SubjectKind::kMessage;
  std::string key;

  friend bool operator==(const Subject&, const Subject&) = default;
};

// The original words that made a finding.
struct Evidence {
  std::string message_id;
  // The identity of the message: SHA-256 over tenant, conversation, message id and text, in hex.
  // Not sent out; the finding id is made from it, so that an edited message is another message.
  std::string message_identity;
  ByteSpan original;  // On character borders of the text as sent.
  std::string quote;  // Sensitive. The original words, personal data masked.
  View view = View::kFolded;
};

// Small facts about a finding, by name: "tense" = "done", "evasion_kind" = "brag".
using Features = std::map<std::string, std::string, std::less<>>;

// A finding is a suspicion: a rule whose condition held, and the words that made it hold.
struct Finding {
  std::string finding_id;  // 64 lower-case hex digits; see MakeFindingId.
  std::string rule_id;
  RuleStatus rule_status = RuleStatus::kStable;
  std::string pack;         // "finance-cn@2026.11"
  std::string pack_digest;  // "sha256:" and 64 hex digits
  Severity severity = Severity::kInfo;
  std::string category;
  std::vector<std::string> tags;
  Subject subject;
  ConversationKey conversation;
  std::string message_id;  // Of the message that completed the finding.
  Speaker speaker = Speaker::kAgent;
  std::string agent_id;
  Timestamp at;
  std::vector<Evidence> evidence;  // Sorted by time of the message, then by span.
  bool evasion = false;            // Something was written in disguise.
  Features features;
  std::vector<std::string> basis;
  std::string title;       // Chinese, of the rule.
  std::string suggestion;  // Chinese, for the agent.
  std::string explanation;
};

// Returns the id of a finding: SHA-256 over a length-prefixed list of a version, the tenant, the
// subject, the rule id, and the sorted (message identity, begin, end) of its evidence. Not the
// view, the quote or the pack: the same finding has the same id live, on a retry and in a rescan.
std::string MakeFindingId(const Finding& finding);

// Returns the id of a finding over many conversations: over a version, the tenant, the subject, the
// rule id, the hash of what was counted together, and the time of the first thing that counted.
std::string MakeAcrossFindingId(const Finding& finding, uint64_t counted, Timestamp window_start);

// Returns the identity of a message, in hex: SHA-256 over tenant, conversation id, message id and
// the SHA-256 of its text.
std::string MakeMessageIdentity(const Message& message);

}  // namespace mingcha

#endif  // MINGCHA_FINDING_H_
