#include "pipeline/in_flight.h"

#include <iterator>
#include <utility>

namespace mingcha {
namespace {

// Of what a sender can make as long as he likes.
size_t BytesOf(const Pipeline::Batch& batch) {
  size_t bytes = 0;
  for (const Record& record : batch) {
    const auto* message = std::get_if<Message>(&record);
    if (message == nullptr) continue;
    bytes += message->text.size();
    for (const auto& [name, value] : message->attributes) bytes += name.size() + value.size();
  }
  return bytes;
}

}  // namespace

InFlightBatch* InFlight::Take(const ConversationTracker::Context& context, Pipeline::Batch& batch,
                              size_t bytes, Pipeline::Done& done) {
  batches_.emplace_back();
  InFlightBatch& taken = batches_.back();
  taken.self = std::prev(batches_.end());
  taken.context = context;
  taken.records = std::move(batch);
  taken.bytes = bytes;
  taken.results.resize(taken.records.size());
  taken.done = std::move(done);
  records_ += taken.records.size();
  bytes_ += bytes;
  return &taken;
}

InFlightBatch* InFlight::TryAdd(const ConversationTracker::Context& context, Pipeline::Batch& batch,
                                Pipeline::Done& done) {
  const size_t bytes = BytesOf(batch);
  MutexLock lock(mutex_);
  return !blocked_ && Fits(batch.size(), bytes) ? Take(context, batch, bytes, done) : nullptr;
}

InFlightBatch* InFlight::Add(const ConversationTracker::Context& context, Pipeline::Batch& batch,
                             Pipeline::Done& done) {
  const size_t bytes = BytesOf(batch);
  MutexLock lock(mutex_);
  while (!Fits(batch.size(), bytes)) room_.Wait(mutex_);
  return Take(context, batch, bytes, done);
}

InFlightEnd* InFlight::AddEnd(uint64_t input, Timestamp latest, size_t workers,
                              std::function<void(std::vector<Finding>)> done) {
  MutexLock lock(mutex_);
  ends_.emplace_back();
  InFlightEnd& end = ends_.back();
  end.self = std::prev(ends_.end());
  end.input = input;
  end.latest = latest;
  end.findings.resize(workers);
  end.done = std::move(done);
  end.parts_left = workers;
  return &end;
}

void InFlight::Answered(InFlightBatch* batch) {
  if (batch->parts_left.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const size_t records = batch->records.size();
  batch->done(std::move(batch->results));

  std::vector<std::function<void()>> retries;
  {
    MutexLock lock(mutex_);
    records_ -= records;
    bytes_ -= batch->bytes;
    // Not at the first free place: many may wait, and each is called.
    if (!blocked_ && records_ <= max_records_ / 2 && bytes_ <= max_bytes_ / 2) {
      retries.swap(retries_);
    }
    room_.NotifyAll();
  }
  for (const std::function<void()>& retry : retries) retry();

  // Idle only now: a retry may have brought more.
  std::list<InFlightBatch> gone;
  MutexLock lock(mutex_);
  gone.splice(gone.end(), batches_, batch->self);
  if (batches_.empty() && ends_.empty()) idle_.NotifyAll();
}

void InFlight::Answered(InFlightEnd* end) {
  if (end->parts_left.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  std::vector<Finding> findings;
  for (std::vector<Finding>& part : end->findings) {
    findings.insert(findings.end(), std::make_move_iterator(part.begin()),
                    std::make_move_iterator(part.end()));
  }
  end->done(std::move(findings));

  std::list<InFlightEnd> gone;
  MutexLock lock(mutex_);
  gone.splice(gone.end(), ends_, end->self);
  if (batches_.empty() && ends_.empty()) idle_.NotifyAll();
}

bool InFlight::CallWhenRoom(std::function<void()>& retry) {
  MutexLock lock(mutex_);
  if (records_ == 0 && !blocked_) return false;
  retries_.push_back(std::move(retry));
  return true;
}

void InFlight::SetBlocked(bool blocked) {
  std::vector<std::function<void()>> retries;
  {
    MutexLock lock(mutex_);
    if (std::exchange(blocked_, blocked) && !blocked) retries.swap(retries_);
  }
  for (const std::function<void()>& retry : retries) retry();
}

void InFlight::WaitUntilIdle() {
  MutexLock lock(mutex_);
  while (!batches_.empty() || !ends_.empty()) idle_.Wait(mutex_);
}

size_t InFlight::records() const {
  MutexLock lock(mutex_);
  return records_;
}

}  // namespace mingcha
