#include "service/scan_stream.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/str_format.h"
#include <google/protobuf/arena.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/log.h"

namespace mingcha {
namespace {

// Late findings that wait for a client that does not read. More are not kept: they are in the
// store.
constexpr size_t kMaxAsides = 1024;

std::shared_ptr<Owed> MakeOwed(Owed::Kind kind) {
  auto owed = std::make_shared<Owed>();
  owed->kind = kind;
  return owed;
}

// A session goes on where its last stream stopped, also after a restart: its input is the same in
// every process. Without one the input is like no other, because stored conversations name theirs.
uint64_t InputOf(const v1::Hello& hello) {
  std::random_device random;
  const uint64_t input = hello.session().empty()
                             ? uint64_t{random()} << 32 | random()
                             : StableHash64(hello.session(), StableHash64(hello.tenant()));
  return std::max(input, kNoInput + 1);
}

void Serialize(const v1::ScanStreamResponse& frame, grpc::ByteBuffer* bytes) {
  bool own_buffer = false;
  const grpc::Status status =
      grpc::SerializationTraits<v1::ScanStreamResponse>::Serialize(frame, bytes, &own_buffer);
  MINGCHA_CHECK(status.ok());
}

}  // namespace

ScanStream* ScanStream::Open(const ScanParts* parts) {
  const std::shared_ptr<ScanStream> stream(new ScanStream(parts));
  stream->self_ = stream;
  stream->number_ = parts->streams->Add(stream);
  stream->Advance();
  return stream.get();
}

// ---- Reactions

void ScanStream::OnReadDone(bool ok) {
  if (ok) return TakeFrame();
  {
    MutexLock lock(mutex_);
    half_closed_ = true;
  }
  EndReadingTurn();
}

void ScanStream::OnWriteDone(bool ok) {
  {
    MutexLock lock(mutex_);
    unanswered_records_ -= settled_.weight;
    unanswered_bytes_ -= settled_.frame_bytes;
    writing_ = false;
    if (!ok) cancelled_ = true;
  }
  Advance();
}

void ScanStream::OnCancel() {
  {
    MutexLock lock(mutex_);
    cancelled_ = true;
  }
  Advance();
}

void ScanStream::OnDone() {
  parts_.streams->Remove(number_);
  self_.reset();  // Nothing of this object may be touched behind here.
}

// ---- From the pipeline and the server

void ScanStream::OnLateFindings(std::vector<Finding> findings) {
  const size_t count = findings.size();
  bool kept = false;
  {
    MutexLock lock(mutex_);
    kept = !finished_ && !cancelled_ && asides_.size() < kMaxAsides;
    if (kept) {
      asides_.push_back(MakeOwed(Owed::Kind::kLateFindings));
      asides_.back()->findings = std::move(findings);
    }
  }
  if (kept) return Advance();
  Log(LogLevel::kWarning, "late_findings_not_told",
      {{"stream", static_cast<int64_t>(number_)}, {"findings", static_cast<int64_t>(count)}});
}

void ScanStream::BeginDrain() {
  {
    MutexLock lock(mutex_);
    if (draining_) return;
    draining_ = true;
    asides_.push_back(MakeOwed(Owed::Kind::kDrain));
    asides_.back()->reconnect_after = parts_.limits.reconnect_after;
  }
  Advance();
}

// ---- With the reading turn

void ScanStream::TakeFrame() {
  const size_t frame_bytes = in_.Length();
  const bool readable = ReadFrame(in_, &frame_);
  in_.Clear();
  if (!readable) return Refuse("frame", "is no ScanStreamRequest");
  const auto kind = frame_.request.frame_case();
  if (!greeted_ && kind != v1::ScanStreamRequest::kHello) {
    return Refuse("frame.hello", "must be the first frame");
  }
  if (ended_) return Refuse("frame", "comes after end_of_input");

  switch (kind) {
    case v1::ScanStreamRequest::kHello:
      return TakeHello();
    case v1::ScanStreamRequest::kRecords:
      return TakeRecordsFrame(frame_bytes);
    case v1::ScanStreamRequest::kEndOfInput:
      return TakeEndOfInput();
    case v1::ScanStreamRequest::kFlush: {
      const std::shared_ptr<Owed> owed = MakeOwed(Owed::Kind::kFlushDone);
      owed->flush_id = frame_.request.flush().flush_id();
      owed->ready = true;
      Owe(owed);
      return EndReadingTurn();
    }
    case v1::ScanStreamRequest::FRAME_NOT_SET:
      break;
  }
  Refuse("frame", "is empty, or of a kind that is not known here");
}

void ScanStream::TakeHello() {
  const v1::Hello& hello = frame_.request.hello();
  if (greeted_) return Refuse("frame.hello", "comes twice");
  if (!v1::Clock_IsValid(hello.clock())) {
    return Refuse("frame.hello.clock", "has a value that is not known here");
  }
  if (std::max({hello.client().size(), hello.tenant().size(), hello.session().size()}) >
      kMaxIdBytes) {
    return Refuse("frame.hello", absl::StrFormat("names are at most %d bytes long", kMaxIdBytes));
  }
  greeted_ = true;
  scope_ = {hello.tenant(), !hello.tenant().empty()};
  session_ = !hello.session().empty();
  context_.input = InputOf(hello);
  parts_.streams->Carry(number_, context_.input);
  const bool event_clock = hello.clock() == v1::CLOCK_EVENT;
  context_.clock =
      event_clock ? ConversationTracker::ClockMode::kEvent : ConversationTracker::ClockMode::kWall;
  const uint32_t window = hello.window() == 0 ? parts_.limits.window
                                              : std::min(hello.window(), parts_.limits.max_window);

  const std::shared_ptr<Owed> owed = MakeOwed(Owed::Kind::kWelcome);
  owed->ready = true;
  owed->welcome.set_pack(parts_.pack);
  owed->welcome.set_pack_digest(parts_.pack_digest);
  owed->welcome.set_clock(event_clock ? v1::CLOCK_EVENT : v1::CLOCK_WALL);
  owed->welcome.set_window(window);
  owed->welcome.set_max_records_per_frame(parts_.limits.max_records_per_frame);
  owed->welcome.set_max_frame_bytes(parts_.limits.max_frame_bytes);
  owed->welcome.set_max_text_bytes(parts_.limits.max_text_bytes);
  {
    MutexLock lock(mutex_);
    window_ = window;
  }
  Log(LogLevel::kInfo, "stream_opened",
      {{"stream", static_cast<int64_t>(number_)},
       {"client", hello.client()},
       {"tenant", hello.tenant()},
       {"event_clock", event_clock},
       {"window", static_cast<int64_t>(window)}});
  Owe(owed);
  EndReadingTurn();
}

void ScanStream::TakeRecordsFrame(size_t frame_bytes) {
  const auto count = static_cast<uint32_t>(frame_.request.records().records_size());
  if (count > parts_.limits.max_records_per_frame) {
    return Refuse("frame.records.records",
                  absl::StrFormat("has %d entries, at most %d are taken in a frame", count,
                                  parts_.limits.max_records_per_frame));
  }
  const std::shared_ptr<Owed> owed = MakeOwed(Owed::Kind::kResults);
  owed->first_sequence = next_sequence_;
  owed->frame_bytes = frame_bytes;
  batch_.clear();
  TakeRecords(&frame_, scope_, &batch_, owed.get(), &latest_);
  owed->ready = batch_.empty();
  next_sequence_ += count;
  if (!Owe(owed) || batch_.empty()) return EndReadingTurn();

  context_.context_only = frame_.request.records().context_only();
  done_ = [self = shared_from_this(), owed](std::vector<RecordResult> results) {
    MINGCHA_CHECK(results.size() + owed->invalid.size() == owed->ids.size());
    owed->results = std::move(results);  // Nobody reads it before Settle.
    self->Settle(owed);
  };
  Submit();
}

void ScanStream::Submit() {
  if (pipeline_.TrySubmit(context_, batch_, done_)) return EndReadingTurn();
  bool cancelled = false;
  {
    MutexLock lock(mutex_);
    cancelled = cancelled_;
  }
  if (cancelled) {
    done_ = nullptr;  // It holds this stream.
    return EndReadingTurn();
  }
  pipeline_.WhenRoom([self = shared_from_this()] { self->Submit(); });
}

void ScanStream::TakeEndOfInput() {
  const v1::EndOfInput& end = frame_.request.end_of_input();
  if (end.has_latest()) {
    const std::optional<Timestamp> latest = FromProto(end.latest());
    if (!latest) return Refuse("frame.end_of_input.latest", "is no point in time");
    latest_ = std::max(latest_, *latest);
  }
  ended_ = true;
  const std::shared_ptr<Owed> owed = MakeOwed(Owed::Kind::kEndOfInput);
  owed->ready = next_sequence_ == 1 && !session_;  // Without records there is nothing to end.
  const bool must_wait = !owed->ready;
  if (Owe(owed) && must_wait) {
    pipeline_.EndOfInput(context_.input, latest_,
                         [self = shared_from_this(), owed](std::vector<Finding> findings) {
                           owed->findings = std::move(findings);
                           self->Settle(owed);
                         });
  }
  EndReadingTurn();
}

void ScanStream::Refuse(std::string field, std::string description) {
  {
    MutexLock lock(mutex_);
    refusal_ = InvalidFields({{std::move(field), std::move(description)}});
  }
  EndReadingTurn();
}

bool ScanStream::Owe(const std::shared_ptr<Owed>& owed) {
  MutexLock lock(mutex_);
  if (draining_ || cancelled_ || finished_) return false;
  owed->weight = std::max<size_t>(1, owed->ids.size());
  unanswered_records_ += owed->weight;
  unanswered_bytes_ += owed->frame_bytes;
  owed_.push_back(owed);
  return true;
}

void ScanStream::EndReadingTurn() {
  {
    MutexLock lock(mutex_);
    reading_ = false;
  }
  Advance();
}

// ---- With the writing turn

void ScanStream::WriteNext() {
  google::protobuf::Arena arena;
  auto* frame = google::protobuf::Arena::CreateMessage<v1::ScanStreamResponse>(&arena);
  settled_ = FillFrame(&outgoing_, frame);
  out_.Clear();
  Serialize(*frame, &out_);
  StartWrite(&out_);
}

// ---- Without a turn

void ScanStream::Settle(const std::shared_ptr<Owed>& owed) {
  {
    MutexLock lock(mutex_);
    owed->ready = true;
    if (owed_.empty() || owed_.front() != owed) return;  // Others are told before it.
  }
  Advance();
}

void ScanStream::Advance() {
  bool write = false;
  std::optional<grpc::Status> finish;
  {
    MutexLock lock(mutex_);
    if (finished_) return;
    if (!writing_) {
      CollectReady();
      finish = MayFinish();
      finished_ = finish.has_value();
      writing_ = write = !finished_ && !outgoing_.empty();
    }
    if (MayRead()) {
      reading_ = true;
      // Under the lock, so that no Finish comes in between; gRPC runs no reaction inside of it.
      StartRead(&in_);
    }
  }
  if (finish) Finish(*finish);
  if (write) WriteNext();
}

void ScanStream::CollectReady() {
  outgoing_.insert(outgoing_.end(), asides_.begin(), asides_.end());
  asides_.clear();
  while (!owed_.empty() && owed_.front()->ready) {
    outgoing_.push_back(std::move(owed_.front()));
    owed_.pop_front();
  }
}

bool ScanStream::MayRead() const {
  return !reading_ && !half_closed_ && !draining_ && !cancelled_ && !finished_ && !refusal_ &&
         unanswered_records_ < window_ && unanswered_bytes_ < parts_.limits.max_window_bytes;
}

std::optional<grpc::Status> ScanStream::MayFinish() {
  if (cancelled_) return grpc::Status(grpc::StatusCode::CANCELLED, "cancelled by the client");
  if (!outgoing_.empty() || !owed_.empty()) return std::nullopt;
  if (refusal_) return ToGrpcStatus(*refusal_);
  if (half_closed_) return grpc::Status::OK;
  if (draining_) return ToGrpcStatus(Draining(parts_.limits.reconnect_after));
  return std::nullopt;
}

}  // namespace mingcha
