// Any line gives a record that holds what its readers rely on, or a fault; never a crash.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "archive/message_json.h"
#include "base/check.h"
#include "base/utf8.h"

namespace mingcha {
namespace {

void CheckConversation(const ConversationKey& key) {
  MINGCHA_CHECK(!key.tenant.empty() && IsValidUtf8(key.tenant));
  MINGCHA_CHECK(!key.conversation_id.empty() && IsValidUtf8(key.conversation_id));
}

void CheckRecord(const Record& record) {
  CheckConversation(ConversationOf(record));
  // A time that was read can be written and read again.
  MINGCHA_CHECK(ParseTimestamp(FormatTimestamp(TimeOf(record))) == TimeOf(record));
  if (const auto* message = std::get_if<Message>(&record)) {
    MINGCHA_CHECK(!message->message_id.empty());
    MINGCHA_CHECK(IsValidUtf8(message->text));
    for (const auto& [name, value] : message->attributes) {
      MINGCHA_CHECK(IsValidUtf8(name) && IsValidUtf8(value));
    }
  } else {
    MINGCHA_CHECK(!std::get<ConversationEvent>(record).event_id.empty());
  }
}

}  // namespace
}  // namespace mingcha

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static mingcha::RecordParser& parser = *new mingcha::RecordParser;
  const auto parsed = parser.Parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (const auto* record = std::get_if<mingcha::ParsedRecord>(&parsed)) {
    mingcha::CheckRecord(record->record);
  } else {
    MINGCHA_CHECK(!std::get<mingcha::RecordFault>(parsed).reason.empty());
  }
  return 0;
}
