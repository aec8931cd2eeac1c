#include "cli/record_feed.h"

#include <future>
#include <utility>

namespace mingcha::cli {

RecordFeed::RecordFeed(Pipeline* pipeline, const Options& options, OnAnswer on_answer)
    : pipeline_(pipeline), options_(options), on_answer_(std::move(on_answer)) {
  teller_ = std::thread([this] { TellAnswers(); });
}

RecordFeed::~RecordFeed() { StopTelling(); }

void RecordFeed::Add(Record record) {
  pending_.push_back(std::move(record));
  if (pending_.size() >= options_.batch_records) SubmitPending();
}

void RecordFeed::SubmitPending() {
  if (pending_.empty()) return;
  auto batch = std::make_unique<InFlight>();
  if (options_.keep_records) batch->kept = pending_;
  InFlight* const slot = batch.get();
  {
    MutexLock lock(mutex_);
    while (in_flight_.size() >= options_.max_batches_in_flight) changed_.Wait(mutex_);
    in_flight_.push_back(std::move(batch));
  }
  pipeline_->Submit({}, std::exchange(pending_, {}),
                    [this, slot](std::vector<RecordResult> results) {
                      MutexLock lock(mutex_);
                      slot->results = std::move(results);
                      changed_.NotifyAll();
                    });
}

std::vector<Finding> RecordFeed::Finish(std::optional<Timestamp> latest) {
  SubmitPending();
  std::vector<Finding> findings;
  if (latest.has_value()) {
    // Shared: the thread that fulfils it may still be inside it when this one goes on.
    const auto told = std::make_shared<std::promise<std::vector<Finding>>>();
    pipeline_->EndOfInput(ConversationTracker::Context().input, *latest,
                          [told](std::vector<Finding> late) { told->set_value(std::move(late)); });
    findings = told->get_future().get();
  }
  StopTelling();
  return findings;
}

void RecordFeed::StopTelling() {
  if (!teller_.joinable()) return;
  {
    MutexLock lock(mutex_);
    ended_ = true;
  }
  changed_.NotifyAll();
  teller_.join();
}

void RecordFeed::TellAnswers() {
  while (true) {
    std::unique_ptr<InFlight> batch;
    {
      MutexLock lock(mutex_);
      while (in_flight_.empty() ? !ended_ : !in_flight_.front()->results.has_value()) {
        changed_.Wait(mutex_);
      }
      if (in_flight_.empty()) return;
      batch = std::move(in_flight_.front());
      in_flight_.pop_front();
    }
    changed_.NotifyAll();
    std::vector<RecordResult>& results = *batch->results;
    for (size_t i = 0; i < results.size(); ++i) {
      on_answer_(i < batch->kept.size() ? &batch->kept[i] : nullptr, results[i]);
    }
  }
}

}  // namespace mingcha::cli
