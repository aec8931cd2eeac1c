#include "service/scan_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"

#include "mingcha/v1/scan.grpc.pb.h"

#include "service/convert.h"

namespace mingcha {
namespace {

constexpr Duration kRetryWhenFull = std::chrono::milliseconds(200);

// The unary call: takes all records or none.
class ScanCall {
 public:
  ScanCall(const ScanParts& parts, v1::ScanRequest request)
      : parts_(parts), request_(std::move(request)) {}

  // Returns what is wrong; then nothing was submitted. Otherwise `reactor` is finished later.
  google::rpc::Status Submit(grpc::ServerUnaryReactor* reactor, v1::ScanResponse* response) {
    if (parts_.streams->draining()) return Draining(parts_.limits.reconnect_after);
    if (std::vector<FieldFault> faults = TakeRecords(); !faults.empty()) {
      return InvalidFields(faults);
    }
    ConversationTracker::Context context;
    context.clock = request_.clock() == v1::CLOCK_EVENT ? ConversationTracker::ClockMode::kEvent
                                                        : ConversationTracker::ClockMode::kWall;
    context.input = kNoInput;
    if (batch_.empty()) {
      reactor->Finish(grpc::Status::OK);
      return {};
    }
    Pipeline::Done done = [reactor, response,
                           ids = std::move(ids_)](std::vector<RecordResult> results) {
      for (size_t i = 0; i < results.size(); ++i) {
        v1::RecordResult* to = response->add_results();
        to->set_sequence(i + 1);
        to->set_message_id(ids[i]);
        ToProto(results[i], to);
      }
      reactor->Finish(grpc::Status::OK);
    };
    if (!parts_.pipeline->TrySubmit(context, batch_, done)) {
      return TryLater("QUEUE_FULL", "the service is busy: its queues are full", kRetryWhenFull);
    }
    return {};
  }

 private:
  std::vector<FieldFault> TakeRecords() {
    std::vector<FieldFault> faults;
    if (!v1::Clock_IsValid(request_.clock())) {
      faults.push_back({"clock", "has a value that is not known here"});
    }
    const auto count = static_cast<uint32_t>(request_.records_size());
    if (count > parts_.limits.max_records_per_frame) {
      faults.push_back({"records", absl::StrFormat("has %d entries, at most %d are taken", count,
                                                   parts_.limits.max_records_per_frame)});
      return faults;
    }
    const RecordScope scope = {request_.tenant(), !request_.tenant().empty()};
    for (int i = 0; i < request_.records_size(); ++i) {
      v1::Record* proto = request_.mutable_records(i);
      ids_.push_back(IdOf(*proto));
      TakeRecord(proto, scope, absl::StrFormat("records[%d]", i), &batch_.emplace_back(), &faults);
    }
    return faults;
  }

  const ScanParts& parts_;
  v1::ScanRequest request_;
  Pipeline::Batch batch_;
  std::vector<std::string> ids_;
};

using ScanServiceBase = v1::ScanService::WithRawCallbackMethod_ScanStream<
    v1::ScanService::WithCallbackMethod_Scan<v1::ScanService::Service>>;

class ScanServiceImpl final : public ScanServiceBase {
 public:
  explicit ScanServiceImpl(const ScanParts* parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* Scan(grpc::CallbackServerContext* context,
                                 const v1::ScanRequest* request,
                                 v1::ScanResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const google::rpc::Status refusal = ScanCall(*parts_, *request).Submit(reactor, response);
    if (refusal.code() != grpc::StatusCode::OK) reactor->Finish(ToGrpcStatus(refusal));
    return reactor;
  }

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ScanStream(
      grpc::CallbackServerContext* /*context*/) override {
    return mingcha::ScanStream::Open(parts_);
  }

 private:
  const ScanParts* parts_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeScanService(const ScanParts* parts) {
  return std::make_unique<ScanServiceImpl>(parts);
}

}  // namespace mingcha
