#include "service/errors.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "google/rpc/error_details.pb.h"
#include <grpcpp/support/error_details.h>

#include "base/check.h"
#include "base/status_util.h"
#include "service/convert.h"

namespace mingcha {
namespace {

constexpr std::string_view kDomain = "mingcha";
constexpr Duration kRetryDelay = std::chrono::seconds(1);

google::rpc::Status Make(grpc::StatusCode code, std::string message) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(std::move(message));
  return status;
}

void AddReason(std::string_view reason, google::rpc::Status* status) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(std::string(kDomain));
  status->add_details()->PackFrom(info);
}

void AddRetry(Duration delay, google::rpc::Status* status) {
  google::rpc::RetryInfo info;
  *info.mutable_retry_delay() = ToProto(delay);
  status->add_details()->PackFrom(info);
}

}  // namespace

google::rpc::Status InvalidFields(const std::vector<FieldFault>& faults) {
  MINGCHA_CHECK(!faults.empty());
  std::string message = absl::StrFormat("%s %s", faults.front().field, faults.front().description);
  if (faults.size() > 1) message += absl::StrFormat(" (and %d more)", faults.size() - 1);
  google::rpc::Status status = Make(grpc::StatusCode::INVALID_ARGUMENT, std::move(message));
  google::rpc::BadRequest bad;
  for (const FieldFault& fault : faults) {
    google::rpc::BadRequest::FieldViolation* violation = bad.add_field_violations();
    violation->set_field(fault.field);
    violation->set_description(fault.description);
  }
  status.add_details()->PackFrom(bad);
  return status;
}

google::rpc::Status TryLater(std::string_view reason, std::string message, Duration delay) {
  google::rpc::Status status = Make(grpc::StatusCode::RESOURCE_EXHAUSTED, std::move(message));
  AddReason(reason, &status);
  AddRetry(delay, &status);
  return status;
}

google::rpc::Status Draining(Duration reconnect_after) {
  google::rpc::Status status = Make(grpc::StatusCode::UNAVAILABLE,
                                    "the service is about to stop: send again what is unanswered");
  AddReason("DRAINING", &status);
  AddRetry(reconnect_after, &status);
  return status;
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  // The codes of the two libraries are the same numbers.
  google::rpc::Status rpc = Make(static_cast<grpc::StatusCode>(status.code()), MessageOf(status));
  if (status.code() == absl::StatusCode::kUnavailable ||
      status.code() == absl::StatusCode::kResourceExhausted) {
    AddRetry(kRetryDelay, &rpc);
  }
  return rpc;
}

google::rpc::Status ToRpcStatus(const absl::Status& status, std::string_view resource_type,
                                std::string_view resource_name) {
  google::rpc::Status rpc = ToRpcStatus(status);
  if (status.code() == absl::StatusCode::kNotFound) {
    google::rpc::ResourceInfo info;
    info.set_resource_type(std::string(resource_type));
    info.set_resource_name(std::string(resource_name));
    info.set_description(rpc.message());
    rpc.add_details()->PackFrom(info);
  }
  return rpc;
}

grpc::Status ToGrpcStatus(const google::rpc::Status& status) {
  if (status.code() == grpc::StatusCode::OK) return grpc::Status::OK;
  grpc::Status converted;
  MINGCHA_CHECK(grpc::SetErrorDetails(status, &converted).ok());
  return converted;
}

}  // namespace mingcha
