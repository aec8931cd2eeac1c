// Errors as clients of gRPC get them: a code, a sentence, and details that a program can read
// (google.rpc, in the trailer grpc-status-details-bin).

#ifndef MINGCHA_SERVICE_ERRORS_H_
#define MINGCHA_SERVICE_ERRORS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include <grpcpp/support/status.h>

#include "mingcha/time.h"

namespace mingcha {

// What is wrong with one field of a request; quotes no message text.
struct FieldFault {
  std::string field;        // A path: "records[3].message.sent_at".
  std::string description;  // "is required"
};

// All faults at once: INVALID_ARGUMENT with BadRequest. `faults` must not be empty.
google::rpc::Status InvalidFields(const std::vector<FieldFault>& faults);

// A limit that a later try may find free: RESOURCE_EXHAUSTED with ErrorInfo and RetryInfo. `reason`
// is UPPER_SNAKE_CASE and stable.
google::rpc::Status TryLater(std::string_view reason, std::string message, Duration delay);

// The service is about to stop: UNAVAILABLE with ErrorInfo (DRAINING) and RetryInfo.
google::rpc::Status Draining(Duration reconnect_after);

// The same code and message; RetryInfo where trying again may help.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// As ToRpcStatus; NOT_FOUND also names what was asked for.
google::rpc::Status ToRpcStatus(const absl::Status& status, std::string_view resource_type,
                                std::string_view resource_name);

// As a call ends with it, details included.
grpc::Status ToGrpcStatus(const google::rpc::Status& status);

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_ERRORS_H_
