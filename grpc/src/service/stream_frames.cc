#include "service/stream_frames.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include <google/protobuf/unknown_field_set.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include "base/check.h"

namespace mingcha {
namespace {

using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

// A frame of ours ends with the answer that reaches one of these. Clients take 4 MiB by default.
constexpr size_t kMaxResultsInFrame = 1024;
constexpr size_t kMaxFindingBytesInFrame = 1 << 20;
// About what a finding takes besides its quotes: ids, digest, explanation, suggestion.
constexpr size_t kFindingBytes = 1024;

constexpr std::string_view kUnreadable =
    "cannot be read; a text that may not be UTF-8 belongs into raw_text";

const std::string* AsBytes(const UnknownField& field, int number) {
  if (field.number() != number || field.type() != UnknownField::TYPE_LENGTH_DELIMITED) {
    return nullptr;
  }
  return &field.length_delimited();
}

// Reads a Records message one record at a time.
bool ReadRecordsApart(const std::string& bytes, ClientFrame* frame) {
  UnknownFieldSet fields;
  if (!fields.ParseFromString(bytes)) return false;
  v1::Records* records = frame->request.mutable_records();
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& field = fields.field(i);
    if (const std::string* record = AsBytes(field, v1::Records::kRecordsFieldNumber)) {
      v1::Record* added = records->add_records();
      if (!added->ParseFromString(*record)) {
        added->Clear();
        frame->unreadable.push_back(records->records_size() - 1);
      }
    } else if (field.number() == v1::Records::kContextOnlyFieldNumber &&
               field.type() == UnknownField::TYPE_VARINT) {
      records->set_context_only(field.varint() != 0);
    }
  }
  return true;
}

size_t BytesOf(const std::vector<Finding>& findings) {
  size_t bytes = 0;
  for (const Finding& finding : findings) {
    bytes += kFindingBytes;
    for (const Evidence& evidence : finding.evidence) bytes += evidence.quote.size();
  }
  return bytes;
}

// Tells the next record of `owed`; returns about how many bytes its findings take.
size_t TellNextResult(Owed* owed, v1::RecordResult* to) {
  const size_t place = owed->told++;
  to->set_sequence(owed->first_sequence + place);
  to->set_message_id(std::move(owed->ids[place]));
  if (owed->told_invalid < owed->invalid.size() &&
      owed->invalid[owed->told_invalid].place == place) {
    InvalidRecord(owed->invalid[owed->told_invalid++].faults, to);
    return 0;
  }
  const RecordResult& result = owed->results[place - owed->told_invalid];
  ToProto(result, to);
  return BytesOf(result.findings);
}

Settled FillResults(std::deque<std::shared_ptr<Owed>>* outgoing, v1::Results* results) {
  Settled settled;
  size_t told = 0;
  size_t finding_bytes = 0;
  while (!outgoing->empty() && outgoing->front()->kind == Owed::Kind::kResults) {
    Owed& owed = *outgoing->front();
    while (owed.told < owed.ids.size()) {
      if (told == kMaxResultsInFrame || finding_bytes >= kMaxFindingBytesInFrame) return settled;
      finding_bytes += TellNextResult(&owed, results->add_results());
      ++told;
    }
    settled.weight += owed.weight;
    settled.frame_bytes += owed.frame_bytes;
    outgoing->pop_front();
  }
  return settled;
}

// Tells findings from where the last frame stopped; true if these were the last.
bool FillFindings(Owed* owed, v1::LateFindings* to) {
  size_t bytes = 0;
  while (owed->told < owed->findings.size() && bytes < kMaxFindingBytesInFrame) {
    const Finding& finding = owed->findings[owed->told++];
    ToProto(finding, to->add_findings());
    bytes += BytesOf({finding});
  }
  return owed->told == owed->findings.size();
}

}  // namespace

bool ReadFrame(const grpc::ByteBuffer& bytes, ClientFrame* frame) {
  frame->unreadable.clear();
  grpc::ByteBuffer shared = bytes;  // The reader wants it mutable; the bytes themselves are shared.
  {
    grpc::ProtoBufferReader reader(&shared);
    if (frame->request.ParseFromZeroCopyStream(&reader)) return true;
  }
  frame->request.Clear();
  grpc::ProtoBufferReader reader(&shared);
  UnknownFieldSet fields;
  if (!fields.ParseFromZeroCopyStream(&reader)) return false;
  for (int i = 0; i < fields.field_count(); ++i) {
    const std::string* records =
        AsBytes(fields.field(i), v1::ScanStreamRequest::kRecordsFieldNumber);
    if (records != nullptr) return ReadRecordsApart(*records, frame);
  }
  return false;
}

void TakeRecords(ClientFrame* frame, const RecordScope& scope, std::vector<Record>* batch,
                 Owed* owed, Timestamp* latest) {
  v1::Records* records = frame->request.mutable_records();
  const int count = records->records_size();
  owed->ids.reserve(static_cast<size_t>(count));
  batch->reserve(static_cast<size_t>(count));
  auto unreadable = frame->unreadable.begin();
  std::vector<FieldFault> faults;
  for (int i = 0; i < count; ++i) {
    v1::Record* proto = records->mutable_records(i);
    owed->ids.push_back(IdOf(*proto));
    Record& record = batch->emplace_back();
    if (unreadable != frame->unreadable.end() && *unreadable == i) {
      ++unreadable;
      faults.push_back({"record", std::string(kUnreadable)});
    } else if (TakeRecord(proto, scope, "record", &record, &faults)) {
      *latest = std::max(*latest, TimeOf(record));
      continue;
    }
    batch->pop_back();
    owed->invalid.push_back({static_cast<size_t>(i), std::exchange(faults, {})});
  }
}

Settled FillFrame(std::deque<std::shared_ptr<Owed>>* outgoing, v1::ScanStreamResponse* frame) {
  MINGCHA_CHECK(!outgoing->empty());
  Owed& owed = *outgoing->front();
  switch (owed.kind) {
    case Owed::Kind::kResults:
      return FillResults(outgoing, frame->mutable_results());
    case Owed::Kind::kWelcome:
      frame->mutable_welcome()->Swap(&owed.welcome);
      break;
    case Owed::Kind::kLateFindings:
      if (!FillFindings(&owed, frame->mutable_late_findings())) return {};
      break;
    case Owed::Kind::kEndOfInput:
      if (owed.told < owed.findings.size()) {
        FillFindings(&owed, frame->mutable_late_findings());
        return {};
      }
      frame->mutable_end_of_input_done();
      break;
    case Owed::Kind::kFlushDone:
      frame->mutable_flush_done()->set_flush_id(owed.flush_id);
      break;
    case Owed::Kind::kDrain:
      frame->mutable_drain()->set_reason("the service is about to stop");
      *frame->mutable_drain()->mutable_reconnect_after() = ToProto(owed.reconnect_after);
      break;
  }
  const Settled settled = {owed.weight, owed.frame_bytes};
  outgoing->pop_front();
  return settled;
}

}  // namespace mingcha
