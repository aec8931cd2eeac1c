// The original words behind a place in the folded text.

#ifndef MINGCHA_EVALUATE_EVIDENCE_H_
#define MINGCHA_EVALUATE_EVIDENCE_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/joined.h"
#include "mingcha/message.h"
#include "mingcha/span.h"

#include "normalize/normalizer.h"

namespace mingcha {

// Quotes `original` of `text`, with personal data masked. A number that reaches beyond the quote is
// masked for what it is as a whole. Invalid UTF-8 is replaced.
std::string QuoteMasked(std::string_view text, ByteSpan original);

// Makes evidence of one message. The message and the normaliser must outlive it.
class EvidenceMaker {
 public:
  // `text` is as much of the message's text as was scanned.
  EvidenceMaker(const Message& message, std::string_view text, const Normalizer& normalizer)
      : message_(message), text_(text), normalizer_(normalizer) {}
  // Of messages that were joined, whose personal data is masked already.
  EvidenceMaker(const JoinedMessages& messages, const Normalizer& normalizer)
      : message_(messages.message),
        text_(messages.message.text),
        parts_(messages.parts),
        normalizer_(normalizer) {}

  // Requires: the text is that of one message.
  Evidence Make(ByteSpan folded, View view);
  // Appends the evidence; of a joined text, one for each message that the words stand in.
  void Append(ByteSpan folded, View view, std::vector<Evidence>* evidence);
  // The original span alone; of a joined text, its span in that.
  ByteSpan OriginalOf(ByteSpan folded) const { return normalizer_.FoldedToOriginal(folded); }
  // Of the message; empty, unless evidence was made of it.
  const std::string& identity() const { return identity_; }
  // Whether the words were written in disguise.
  bool IsDisguised(ByteSpan folded, View view) const;

 private:
  const Message& message_;
  std::string_view text_;
  std::span<const JoinedPart> parts_;  // None: the text is that of one message.
  const Normalizer& normalizer_;
  std::string identity_;  // Made when it is first needed.
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_EVIDENCE_H_
