// Sends records through a pipeline in batches, and hands the answers back in the order of the
// records.

#ifndef MINGCHA_CLI_RECORD_FEED_H_
#define MINGCHA_CLI_RECORD_FEED_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "mingcha/pipeline.h"

#include "base/mutex.h"

namespace mingcha::cli {

// Records are added, and the input ended, by one thread; the answers come on a thread of the feed,
// so that they are told while the next record is waited for.
class RecordFeed {
 public:
  struct Options {
    // 1 for an input that somebody types or a program writes as it goes: each answer at once.
    size_t batch_records = 64;
    size_t max_batches_in_flight = 512;  // Add waits beyond.
    bool keep_records = false;           // Hand the records back with the answers.
  };

  // `record` is null unless records are kept. The findings are the caller's to take.
  using OnAnswer = std::function<void(const Record* record, RecordResult& result)>;

  // `pipeline` must outlive the feed.
  RecordFeed(Pipeline* pipeline, const Options& options, OnAnswer on_answer);
  ~RecordFeed();
  RecordFeed(const RecordFeed&) = delete;
  RecordFeed& operator=(const RecordFeed&) = delete;

  void Add(Record record);

  // The end of the input, whose clock stands at `latest`: waits for every answer, and returns the
  // findings of deadlines that have passed by then. Nothing may be added after it.
  std::vector<Finding> Finish(std::optional<Timestamp> latest);

 private:
  struct InFlight {
    std::vector<Record> kept;
    std::optional<std::vector<RecordResult>> results;
  };

  void SubmitPending();
  void StopTelling();
  void TellAnswers();

  Pipeline* const pipeline_;
  const Options options_;
  const OnAnswer on_answer_;
  Pipeline::Batch pending_;  // Of the adding thread.

  Mutex mutex_;
  CondVar changed_;
  std::deque<std::unique_ptr<InFlight>> in_flight_ MINGCHA_GUARDED_BY(mutex_);
  bool ended_ MINGCHA_GUARDED_BY(mutex_) = false;

  std::thread teller_;
};

}  // namespace mingcha::cli

#endif  // MINGCHA_CLI_RECORD_FEED_H_
