// One line of JSON into a message or an event (simdjson).

#ifndef MINGCHA_ARCHIVE_MESSAGE_JSON_H_
#define MINGCHA_ARCHIVE_MESSAGE_JSON_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "mingcha/message.h"

namespace mingcha {

// A line that gives a record.
struct ParsedRecord {
  Record record;
  uint32_t replaced_bytes = 0;  // Bytes of the line: invalid UTF-8, or escapes of lone surrogates.
};

// A line that gives none.
struct RecordFault {
  std::string_view reason;  // As in SkippedLine.
  std::string message;      // For people; quotes nothing of the line but names of its members.
};

// Keeps its buffers from one line to the next. For one thread at a time.
//
// A line is an event if it has the member "event", or "closed_at" without a "message_id" (then its
// event id, if it has none, is made from the time); otherwise it is a message. Members that are not
// known are passed over; null counts as absent; a known member given twice is a fault, for two
// readers could see two records.
class RecordParser {
 public:
  RecordParser();
  ~RecordParser();
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;

  // Reads one line, without its end.
  std::variant<ParsedRecord, RecordFault> Parse(std::string_view line);

 private:
  class Impl;

  std::unique_ptr<Impl> impl_;
};

// Version of simdjson: "3.0.1".
std::string SimdjsonVersion();

}  // namespace mingcha

#endif  // MINGCHA_ARCHIVE_MESSAGE_JSON_H_
