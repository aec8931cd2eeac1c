// The frames of a stream: reading what the client sent, and writing what it is owed.

#ifndef MINGCHA_SERVICE_STREAM_FRAMES_H_
#define MINGCHA_SERVICE_STREAM_FRAMES_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/support/byte_buffer.h>

#include "mingcha/pipeline.h"
#include "mingcha/time.h"

#include "service/convert.h"

namespace mingcha {

// One frame of the client. Protobuf gives up on a whole frame when one string in it is not UTF-8;
// one bad record must not cost the others, so records are then read one by one.
struct ClientFrame {
  v1::ScanStreamRequest request;
  std::vector<int> unreadable;  // Places in request.records() that hold nothing, ascending.
};

// Returns false if `bytes` are no frame at all.
bool ReadFrame(const grpc::ByteBuffer& bytes, ClientFrame* frame);

// What the service owes the client: an answer to a frame, or something the service has to tell.
struct Owed {
  enum class Kind : uint8_t { kWelcome, kResults, kLateFindings, kFlushDone, kEndOfInput, kDrain };
  struct Invalid {
    size_t place = 0;
    std::vector<FieldFault> faults;
  };

  Kind kind = Kind::kResults;
  bool ready = false;  // It can be told now.
  // What it takes of the stream's window until it is told: records (1 for what holds none), and the
  // bytes of the client's frame. 0 for what the service tells unasked.
  size_t weight = 0;
  size_t frame_bytes = 0;

  // kResults: one answer a record.
  uint64_t first_sequence = 0;
  std::vector<std::string> ids;
  std::vector<Invalid> invalid;       // Ascending by place.
  std::vector<RecordResult> results;  // Of the other records, in their order.

  std::vector<Finding> findings;  // kLateFindings, kEndOfInput.
  uint64_t flush_id = 0;          // kFlushDone.
  v1::Welcome welcome;            // kWelcome.
  Duration reconnect_after{};     // kDrain.

  // How far it has been told.
  size_t told = 0;
  size_t told_invalid = 0;
};

// Checks the records of `frame` and moves the good ones to `batch`; `owed` remembers ids and
// faults. Raises `*latest` to the latest time of a good record.
void TakeRecords(ClientFrame* frame, const RecordScope& scope, std::vector<Record>* batch,
                 Owed* owed, Timestamp* latest);

// What one frame of the service gives back of the stream's window.
struct Settled {
  size_t weight = 0;
  size_t frame_bytes = 0;
};

// Fills `frame` from the front of `outgoing`, which must not be empty: results of many frames go
// into one, and many findings into several, so that a frame stays well below what clients take.
// What is told whole leaves the queue.
Settled FillFrame(std::deque<std::shared_ptr<Owed>>* outgoing, v1::ScanStreamResponse* frame);

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_STREAM_FRAMES_H_
