// A sink that appends tickets to a file, one JSON object a line.

#ifndef MINGCHA_TICKET_JSONL_SINK_H_
#define MINGCHA_TICKET_JSONL_SINK_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "mingcha/ticket.h"

namespace mingcha {

// For one thread at a time, and one process at a time.
class JsonlSink : public TicketSink {
 public:
  // Opens `path` to append to it, and makes it (readable by its owner alone) if it is not there.
  // Errors: UNAVAILABLE, it cannot be opened.
  static absl::StatusOr<std::unique_ptr<JsonlSink>> Open(const std::filesystem::path& path);
  ~JsonlSink() override;
  JsonlSink(const JsonlSink&) = delete;
  JsonlSink& operator=(const JsonlSink&) = delete;

  // After it returned OK the line stands on disk. After an error the file holds what it held
  // before: no part of a line stays behind. Errors: UNAVAILABLE, the disk is full or the file
  // cannot be written.
  absl::Status Deliver(const Ticket& ticket) override;

 private:
  JsonlSink(int file, std::string path) : file_(file), path_(std::move(path)) {}

  absl::Status Append(const std::string& line);

  int file_;
  std::string path_;
};

}  // namespace mingcha

#endif  // MINGCHA_TICKET_JSONL_SINK_H_
