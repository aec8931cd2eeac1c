// Words that are split over consecutive messages of one speaker: which messages belong together.
//
// A message whose end is the beginning of a term leaves a tail. The speaker's next message either
// completes the word, continues it, or ends the tail, as does another speaker, a long pause and the
// end of the conversation. Records are taken in the order of event time, behind the watermark, so
// that arrival order does not matter. What is joined is scanned by the pipeline, which knows the
// scanner.

#ifndef MINGCHA_CONVERSATION_SPLIT_WORDS_H_
#define MINGCHA_CONVERSATION_SPLIT_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mingcha/joined.h"
#include "mingcha/message.h"
#include "mingcha/scan_result.h"
#include "mingcha/time.h"

#include "conversation/record_key.h"

namespace mingcha {

// So much of a message is kept at either end, in characters.
inline constexpr size_t kMaxSplitCharacters = 64;
inline constexpr size_t kMaxSplitPending = 512;  // Records that wait for their turn.

// A stretch of a message, personal data masked byte by byte: offsets are those of the message.
struct SplitText {
  uint32_t original_begin = 0;
  std::string text;  // Sensitive.
};

// What is kept of a message that may take part in a split word.
struct SplitWords {
  SplitEnds ends;
  std::string identity;
  Channel channel = Channel::kOther;
  std::map<std::string, std::string, std::less<>> attributes;
  SplitText head;  // Empty unless it completes or continues a word.
  SplitText tail;  // Empty unless it opens a word or continues one.
};

// A message, or the end of the conversation. Of most messages nothing is known but who said it:
// they end the tail.
struct SplitRecord {
  RecordKey key;
  Speaker speaker = Speaker::kCustomer;
  bool context_only = false;
  std::string agent_id;
  std::shared_ptr<const SplitWords> words;  // Null: it takes part in no word.
};

struct SplitState {
  RecordKey frontier = RecordKey::EndOf(Timestamp::min());  // Up to here everything was applied.
  std::vector<SplitRecord> pending;                         // Sorted by key.
  std::vector<SplitRecord> tail;                            // Of one speaker, in order.

  bool empty() const { return pending.empty() && tail.empty(); }
  // A word is open, or a message waits that may take part in one.
  bool waits() const;
};

SplitRecord SplitRecordOf(const Message& message, const ScanResult& scan, bool context_only);
// nullopt: the event ends no word.
std::optional<SplitRecord> SplitRecordOf(const ConversationEvent& event, bool context_only);

// The rules of joining. Immutable.
class SplitJoiner {
 public:
  // `max_messages` of 1 joins nothing.
  SplitJoiner(size_t max_messages, Duration max_gap)
      : max_messages_(max_messages), max_gap_(max_gap) {}

  // Puts a record in line. Returns false if its turn has passed: then it takes part in no word.
  bool Insert(const ConversationKey& conversation, SplitRecord record, SplitState* state,
              std::vector<JoinedMessages>* joined) const;
  // A record that was told as context is now sent as news.
  static void MakeLive(const RecordKey& key, SplitState* state);
  // Applies what waits in front of `watermark`, and ends a tail that is too old by then.
  void ApplyBefore(const ConversationKey& conversation, Timestamp watermark, SplitState* state,
                   std::vector<JoinedMessages>* joined) const;
  // Applies all that waits.
  void ApplyAll(const ConversationKey& conversation, SplitState* state,
                std::vector<JoinedMessages>* joined) const;
  // When the state has something to do: a record waits, or a tail grows too old.
  std::optional<Timestamp> FirstTime(const SplitState& state) const;

 private:
  void ApplyFirst(const ConversationKey& conversation, size_t count, SplitState* state,
                  std::vector<JoinedMessages>* joined) const;
  void Apply(const ConversationKey& conversation, SplitRecord record, SplitState* state,
             std::vector<JoinedMessages>* joined) const;
  void EndUnlessNext(const SplitRecord& record, std::vector<SplitRecord>* tail) const;

  size_t max_messages_;
  Duration max_gap_;
};

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_SPLIT_WORDS_H_
