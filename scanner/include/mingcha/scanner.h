// One message in, rule hits out.

#ifndef MINGCHA_SCANNER_H_
#define MINGCHA_SCANNER_H_

#include <memory>

#include "mingcha/joined.h"
#include "mingcha/message.h"
#include "mingcha/rule_pack.h"
#include "mingcha/scan_result.h"

namespace mingcha {

struct ScanTrace;  // scanner/src/evaluate/scan_trace.h

// Normalises, matches and evaluates one message at a time. Holds its pack and that pack's scratch
// memory, so that the two cannot be mixed up. Cheap to make next to a pack, dear next to a message:
// make one per thread at the start, and again after a reload.
//
// One scanner may be used for many messages, one after the other; several threads need several
// scanners.
class Scanner {
 public:
  struct Options {
    size_t max_text_bytes =
        64 * 1024;           // The rest of a longer text is not scanned, and that is told.
    size_t max_hits = 1000;  // Of patterns, in each view of one message.
    // Also run rules with status draft; `rules test` does.
    bool include_drafts = false;
  };

  Scanner(std::shared_ptr<const RulePack> pack, const Options& options);
  explicit Scanner(std::shared_ptr<const RulePack> pack);
  ~Scanner();
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  // Never fails: what could not be scanned is told in the result.
  ScanResult Scan(const Message& message);
  // Looks for words that are split over the messages. Gives hits of rules, and what guards took
  // back, only where a word crosses from one message into another and reaches the last of them;
  // evidence names each message. What one message has by itself was told by Scan.
  ScanResult ScanJoined(const JoinedMessages& messages);

  // The same, and tells in `*trace` (may be null) what was done step by step, for the floors above
  // that explain it. The result is the same with and without.
  ScanResult Scan(const Message& message, ScanTrace* trace);
  ScanResult ScanJoined(const JoinedMessages& messages, ScanTrace* trace);

  const RulePack& pack() const { return *pack_; }

 private:
  class Impl;

  std::shared_ptr<const RulePack> pack_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mingcha

#endif  // MINGCHA_SCANNER_H_
