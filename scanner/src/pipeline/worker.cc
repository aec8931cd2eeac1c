#include "pipeline/worker.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/clock.h"

namespace mingcha {
namespace {

template <typename T>
void Append(std::vector<T>&& from, std::vector<T>* to) {
  to->insert(to->end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void Sum(const std::vector<Fact>& facts, Pipeline::Counters* counters) {
  for (const Fact& fact : facts) counters->facts[fact.key] += fact.value;
}

void Count(const Record& record, const RecordResult& result, Pipeline::Counters* counters) {
  ++counters->records;
  counters->messages += std::holds_alternative<Message>(record);
  counters->incomplete += !result.incomplete.empty();
  counters->duplicates += result.duplicate;
  counters->late += result.late;
  counters->findings += result.findings.size();
  Sum(result.facts, counters);
}

}  // namespace

Worker::Worker(std::unique_ptr<RecordEngine> engine, Recorder* recorder)
    : engine_(std::move(engine)), recorder_(recorder) {
  Publish();
  thread_ = std::thread([this] { Run(); });
}

Worker::~Worker() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyOne();
  }
  thread_.join();
}

void Worker::Push(Work work) {
  const Timestamp now = WallNow();
  MutexLock lock(mutex_);
  queue_.push_back({now, std::move(work)});
  if (queue_.size() == 1) wake_.NotifyOne();
}

Pipeline::Counters Worker::counters() const {
  MutexLock lock(mutex_);
  return published_;
}

Measures Worker::measures() const {
  MutexLock lock(mutex_);
  return measures_;
}

void Worker::Run() {
  Task task;
  while (true) {
    switch (Next(engine_->NextWallDeadline(), &task)) {
      case Wake::kTask:
        Advance(task.taken_at);
        std::visit([this](const auto& work) { Do(work); }, task.work);
        break;
      case Wake::kTimer:
        Advance(WallNow());
        Publish();
        break;
      case Wake::kStop:
        return;
    }
  }
}

Worker::Wake Worker::Next(std::optional<Timestamp> due, Task* task) {
  MutexLock lock(mutex_);
  while (queue_.empty()) {
    if (stopping_) return Wake::kStop;
    if (!due) {
      wake_.Wait(mutex_);
    } else if (WallNow() < *due) {
      wake_.WaitUntil(mutex_, *due);
    } else {
      return Wake::kTimer;
    }
  }
  *task = std::move(queue_.front());
  queue_.pop_front();
  return Wake::kTask;
}

void Worker::Advance(Timestamp now) {
  for (RecordEngine::Late& late : engine_->AdvanceWallClock(now)) {
    counted_.findings += late.findings.size();
    Sum(late.facts, &counted_);
    if (late.findings.empty() && late.changed.empty()) continue;
    recorder_->Record({LatePart{late.input, std::move(late.findings)}, StatesOf(late.changed), {}});
  }
}

std::vector<StoredConversation> Worker::StatesOf(std::vector<ConversationKey> changed) const {
  std::vector<StoredConversation> states;
  if (!recorder_->keeps_states()) return states;
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  states.reserve(changed.size());
  for (const ConversationKey& conversation : changed) {
    states.push_back(engine_->StateOf(conversation));
  }
  return states;
}

void Worker::Do(const BatchPart& part) {
  InFlightBatch& batch = *part.batch;
  std::vector<ConversationKey> changed;
  std::vector<Sighting> sightings;
  bool must_be_written = false;
  for (const uint32_t index : part.indices) {
    RecordEngine::Output output = engine_->Process(batch.records[index], batch.context);
    Count(batch.records[index], output.result, &counted_);
    // A duplicate may be of a record whose commit is still on its way, or has failed; so may a late
    // record, when the conversation has forgotten that it has seen it.
    must_be_written |=
        !output.result.findings.empty() || output.result.duplicate || output.result.late;
    Append(std::move(output.changed), &changed);
    Append(std::move(output.sightings), &sightings);
    batch.results[index] = std::move(output.result);
  }
  // Before the answer: whoever has it reads counters that know of it.
  Publish();
  if (must_be_written || !changed.empty() || !sightings.empty()) {
    recorder_->Record({part, StatesOf(std::move(changed)), std::move(sightings)});
  } else {
    recorder_->AnswerUnwritten(part);
  }
}

void Worker::Do(const EndPart& part) {
  std::vector<ConversationKey> changed;
  std::vector<Finding>& findings = part.end->findings[part.worker];
  for (RecordEngine::Late& late : engine_->EndOfInput(part.end->input, part.end->latest)) {
    Sum(late.facts, &counted_);
    Append(std::move(late.findings), &findings);
    Append(std::move(late.changed), &changed);
  }
  counted_.findings += findings.size();
  Publish();
  const Measures measures = engine_->TakeMeasures();
  {
    MutexLock lock(mutex_);
    measures_.Merge(measures);
  }
  // Always by way of the recorder, behind the answers that wait there.
  recorder_->Record({part, StatesOf(std::move(changed)), {}});
}

void Worker::Publish() {
  const ConversationTracker::Counters conversations = engine_->counters();
  counted_.conversations = conversations.conversations;
  counted_.open_obligations = conversations.open_obligations;
  counted_.evicted_conversations = conversations.evicted;
  MutexLock lock(mutex_);
  published_ = counted_;
}

}  // namespace mingcha
