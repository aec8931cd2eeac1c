// What rules over many messages want of a message besides its words: a sketch by which its
// repetition is known, and what it names that other conversations may name, too.

#ifndef MINGCHA_EVALUATE_MESSAGE_MARKS_H_
#define MINGCHA_EVALUATE_MESSAGE_MARKS_H_

#include <cstdint>
#include <vector>

#include "mingcha/scan_result.h"

#include "evaluate/scanned_message.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// Which marks the rules of a pack want. Immutable.
class MessageMarks {
 public:
  explicit MessageMarks(const CompiledPack& pack);

  // Any message of theirs may be a repetition.
  SpeakerSet sketched_speakers() const { return sketched_speakers_; }
  // Sets what is wanted because of the rules that `result` tells of; a sketch that is there stays.
  void Set(const ScannedMessage& message, ScanResult* result) const;

 private:
  using Wanted = uint8_t;

  // By rule: of one message when it finds, of many when a part of it holds.
  std::vector<Wanted> wanted_;
  SpeakerSet sketched_speakers_ = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_MESSAGE_MARKS_H_
