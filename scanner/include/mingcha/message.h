// What comes in: messages, and what happens to a conversation besides messages.

#ifndef MINGCHA_MESSAGE_H_
#define MINGCHA_MESSAGE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "mingcha/time.h"

namespace mingcha {

// Who says a message. agent: a person of the business; bot: a program of the business.
enum class Speaker : uint8_t { kAgent, kBot, kCustomer, kSystem };
inline constexpr int kSpeakerCount = 4;

enum class Channel : uint8_t { kOnlineChat, kPhone, kEmail, kTicket, kOther };
inline constexpr int kChannelCount = 5;

// What can happen to a conversation besides a message.
enum class EventKind : uint8_t {
  kEntered,
  kTransferRequested,
  kTransferred,
  kAnswered,
  kRecalled,
  kClosed
};

std::string_view ToString(Speaker speaker);
std::string_view ToString(Channel channel);
std::string_view ToString(EventKind kind);
std::optional<Speaker> ParseSpeaker(std::string_view name);
std::optional<Channel> ParseChannel(std::string_view name);
std::optional<EventKind> ParseEventKind(std::string_view name);

// The business side of a conversation: agents and bots.
constexpr bool IsBusinessSide(Speaker speaker) {
  return speaker == Speaker::kAgent || speaker == Speaker::kBot;
}

inline constexpr std::string_view kDefaultTenant = "default";

// Names a conversation. The tenant is part of every key.
struct ConversationKey {
  std::string tenant{kDefaultTenant};
  std::string conversation_id;

  friend auto operator<=>(const ConversationKey&, const ConversationKey&) = default;
};

// A hash that is the same in every process and release: records go to workers by it.
uint64_t StableHash(const ConversationKey& key);

struct ConversationKeyHash {
  size_t operator()(const ConversationKey& key) const { return StableHash(key); }
};

// What one participant sent at one time: the unit that is scanned.
struct Message {
  ConversationKey conversation;
  std::string message_id;
  Timestamp sent_at;
  int64_t seq = 0;  // Orders messages of the same millisecond.
  Speaker speaker = Speaker::kCustomer;
  Channel channel = Channel::kOther;
  std::string text;  // Sensitive. UTF-8; invalid bytes are replaced when scanned, and reported.
  std::string agent_id;
  std::string customer_id;
  std::string template_id;
  std::map<std::string, std::string, std::less<>> attributes;
};

struct ConversationEvent {
  ConversationKey conversation;
  std::string event_id;  // Of kRecalled: the id of the message that was taken back.
  EventKind kind = EventKind::kEntered;
  Timestamp at;
};

using Record = std::variant<Message, ConversationEvent>;

const ConversationKey& ConversationOf(const Record& record);
Timestamp TimeOf(const Record& record);

}  // namespace mingcha

#endif  // MINGCHA_MESSAGE_H_
