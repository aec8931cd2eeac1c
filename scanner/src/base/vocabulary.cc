// The names of the vocabulary's enums: one spelling in YAML, JSON, proto and on the command line.

#include <array>
#include <string_view>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/scan_result.h"
#include "mingcha/severity.h"
#include "mingcha/ticket.h"

#include "base/digest.h"
#include "base/enum_names.h"

namespace mingcha {
namespace {

template <size_t kSize>
using Names = std::array<std::string_view, kSize>;

constexpr Names<5> kSeverityNames = {"info", "low", "medium", "high", "critical"};
constexpr Names<4> kRuleStatusNames = {"draft", "test", "stable", "deprecated"};
constexpr Names<kSpeakerCount> kSpeakerNames = {"agent", "bot", "customer", "system"};
constexpr Names<kChannelCount> kChannelNames = {"online_chat", "phone", "email", "ticket", "other"};
constexpr Names<6> kEventKindNames = {"entered",  "transfer_requested", "transferred",
                                      "answered", "recalled",           "closed"};
constexpr Names<5> kViewNames = {"folded", "compact", "shape", "sound", "joined"};
constexpr Names<kGuardCount> kGuardNames = {"negated", "quoted",   "warning",
                                            "asked",   "reported", "lawful"};
constexpr Names<7> kSubjectKindNames = {"message", "conversation", "agent", "customer",
                                        "account", "url",          "tenant"};
constexpr Names<2> kIncompleteReasonNames = {"text_too_long", "too_many_hits"};
constexpr Names<7> kEvasionKindNames = {"brag",         "deflect",     "excuse", "stall",
                                        "topic_switch", "appeasement", "silence"};
constexpr Names<2> kTicketStateNames = {"open", "closed"};
constexpr Names<3> kVerdictKindNames = {"confirmed", "false_positive", "acceptable"};

}  // namespace

std::string_view ToString(Severity severity) { return NameOf(kSeverityNames, severity); }
std::string_view ToString(RuleStatus status) { return NameOf(kRuleStatusNames, status); }
std::string_view ToString(Speaker speaker) { return NameOf(kSpeakerNames, speaker); }
std::string_view ToString(Channel channel) { return NameOf(kChannelNames, channel); }
std::string_view ToString(EventKind kind) { return NameOf(kEventKindNames, kind); }
std::string_view ToString(View view) { return NameOf(kViewNames, view); }
std::string_view ToString(Guard guard) { return NameOf(kGuardNames, guard); }
std::string_view ToString(SubjectKind kind) { return NameOf(kSubjectKindNames, kind); }
std::string_view ToString(IncompleteReason reason) {
  return NameOf(kIncompleteReasonNames, reason);
}
std::string_view ToString(EvasionKind kind) { return NameOf(kEvasionKindNames, kind); }
std::string_view ToString(TicketState state) { return NameOf(kTicketStateNames, state); }
std::string_view ToString(VerdictKind kind) { return NameOf(kVerdictKindNames, kind); }

std::optional<Severity> ParseSeverity(std::string_view name) {
  return ValueOf<Severity>(kSeverityNames, name);
}
std::optional<RuleStatus> ParseRuleStatus(std::string_view name) {
  return ValueOf<RuleStatus>(kRuleStatusNames, name);
}
std::optional<Speaker> ParseSpeaker(std::string_view name) {
  return ValueOf<Speaker>(kSpeakerNames, name);
}
std::optional<Channel> ParseChannel(std::string_view name) {
  return ValueOf<Channel>(kChannelNames, name);
}
std::optional<EventKind> ParseEventKind(std::string_view name) {
  return ValueOf<EventKind>(kEventKindNames, name);
}
std::optional<View> ParseView(std::string_view name) { return ValueOf<View>(kViewNames, name); }
std::optional<Guard> ParseGuard(std::string_view name) { return ValueOf<Guard>(kGuardNames, name); }
std::optional<SubjectKind> ParseSubjectKind(std::string_view name) {
  return ValueOf<SubjectKind>(kSubjectKindNames, name);
}
std::optional<EvasionKind> ParseEvasionKind(std::string_view name) {
  return ValueOf<EvasionKind>(kEvasionKindNames, name);
}
std::optional<TicketState> ParseTicketState(std::string_view name) {
  return ValueOf<TicketState>(kTicketStateNames, name);
}
std::optional<VerdictKind> ParseVerdictKind(std::string_view name) {
  return ValueOf<VerdictKind>(kVerdictKindNames, name);
}

uint64_t StableHash(const ConversationKey& key) {
  return StableHash64(key.conversation_id, StableHash64(key.tenant));
}

const ConversationKey& ConversationOf(const Record& record) {
  return std::visit([](const auto& r) -> const ConversationKey& { return r.conversation; }, record);
}

Timestamp TimeOf(const Record& record) {
  if (const auto* message = std::get_if<Message>(&record)) return message->sent_at;
  return std::get<ConversationEvent>(record).at;
}

}  // namespace mingcha
