// Consecutive messages of one speaker as one text: what the joined view is made of.

#ifndef MINGCHA_JOINED_H_
#define MINGCHA_JOINED_H_

#include <cstdint>
#include <string>
#include <vector>

#include "mingcha/message.h"
#include "mingcha/span.h"

namespace mingcha {

// How a message may take part in a word that is split over several messages. None of them: it can
// only end one that others have begun.
struct SplitEnds {
  bool opens = false;      // Its end is the beginning of a term.
  bool continues = false;  // All of it stands inside a term.
  bool completes = false;  // Its beginning is the end of a term.

  bool any() const { return opens || continues || completes; }
  friend bool operator==(const SplitEnds&, const SplitEnds&) = default;
};

// The stretch of a joined text that one message has given.
struct JoinedPart {
  std::string message_id;
  std::string message_identity;
  ByteSpan joined;              // Of the joined text.
  uint32_t original_begin = 0;  // Where the stretch begins in the message as sent.
};

// What is joined. Between two parts the text has one blank.
struct JoinedMessages {
  Message message;                // The last of them, with the joined text, personal data masked.
  std::vector<JoinedPart> parts;  // In the order of the messages; at least two.
};

}  // namespace mingcha

#endif  // MINGCHA_JOINED_H_
