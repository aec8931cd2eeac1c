// Reads sources to their ends, feeds what they hold, and keeps account of every line.

#ifndef MINGCHA_CLI_INTAKE_H_
#define MINGCHA_CLI_INTAKE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/record_feed.h"

#include "archive/message_source.h"
#include "base/json.h"

namespace mingcha::cli {

// read = scanned + what was skipped; scanned = messages + events.
struct IntakeCounts {
  uint64_t read = 0;
  uint64_t messages = 0;
  uint64_t events = 0;
  std::map<std::string, uint64_t> skipped;  // By reason.
  uint64_t replaced_bytes = 0;              // Of invalid UTF-8.
  std::optional<Timestamp> latest;          // The latest record: the clock of an archive.

  uint64_t scanned() const { return messages + events; }
  uint64_t skipped_lines() const;
  // Lines that were meant to be records: all that were skipped but the empty ones.
  uint64_t bad_lines() const;
};

struct IntakeHooks {
  std::function<void(const SkippedLine&)> on_skipped;
  std::function<void(const SourcePosition&, uint64_t read)> on_progress;  // Before each item.
  std::function<bool()> gives_up = nullptr;  // True once going on has no use.
};

// Hands everything `source` holds to `feed`, until its end, until the user interrupts, or
// until a hook gives up; these are no errors.
// Errors: those of the source; what came before the fault was handed on and counted.
absl::Status TakeIn(MessageSource& source, const IntakeHooks& hooks, RecordFeed* feed,
                    IntakeCounts* counts);

// {"read":…,"scanned":…,"messages":…,"events":…,"skipped":{…}, …}
Json ToJson(const IntakeCounts& counts);

// "12 lines read: 9 messages, 1 event, 2 skipped (1 not_json, 1 missing_field)"
std::string InWords(const IntakeCounts& counts);

// "12 messages", "1 message"
std::string Counted(uint64_t number, const std::string& noun);

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_INTAKE_H_
