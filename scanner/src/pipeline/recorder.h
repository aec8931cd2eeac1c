// Writes what the workers found, many answers in one transaction, and gives the answers out when
// they are on disk.

#ifndef MINGCHA_PIPELINE_RECORDER_H_
#define MINGCHA_PIPELINE_RECORDER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <variant>
#include <vector>

#include "absl/status/status.h"

#include "mingcha/finding.h"
#include "mingcha/pipeline.h"
#include "mingcha/store.h"

#include "base/mutex.h"
#include "conversation/across_tracker.h"
#include "pipeline/calendar_notice.h"
#include "pipeline/in_flight.h"
#include "ticket/ticket_policy.h"

namespace mingcha {

// The records of a batch that one worker has. Sorted.
struct BatchPart {
  InFlightBatch* batch = nullptr;
  std::vector<uint32_t> indices;
};

// One worker's share of the end of an input.
struct EndPart {
  InFlightEnd* end = nullptr;
  size_t worker = 0;
};

// Findings that come later than the answers.
struct LatePart {
  uint64_t input = 0;
  std::vector<Finding> findings;
};

// One recorder serves all workers: Record may be called by any thread. It also counts what
// conversations have in common, because it alone sees all of them. Without a store, and with
// nothing to count, it answers at once, on the caller's thread.
class Recorder {
 public:
  struct Options {
    Duration commit_interval = std::chrono::milliseconds(2);
    size_t commit_findings = 64;
    size_t max_backlog_bytes = size_t{64} << 20;
  };

  struct Entry {
    std::variant<BatchPart, EndPart, LatePart> part;
    std::vector<StoredConversation> changed;
    std::vector<Sighting> sightings;  // Of a BatchPart.
  };

  // `store`, `policy`, `across` and `late_findings` may be null; store, policy and `in_flight` must
  // outlive the recorder.
  Recorder(const Options& options, FindingStore* store, const TicketPolicy* policy,
           std::unique_ptr<AcrossTracker> across, InFlight* in_flight,
           Pipeline::LateFindings late_findings);
  // Writes and answers what it was given.
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  void Record(Entry entry);
  // The part gave nothing that must be stored: answers it at once.
  void AnswerUnwritten(const BatchPart& part);

  // Whether states of conversations are written anywhere.
  bool keeps_states() const { return store_ != nullptr; }

  uint64_t stored_findings() const;
  // Sums of the facts of what is counted over conversations.
  std::map<std::string, double, std::less<>> across_facts() const;
  absl::Status status() const;
  // Which deadlines the calendar did not quite know.
  const CalendarNotice& calendar() const { return calendar_; }

 private:
  // By tenant, rule, key and part.
  using AcrossStates =
      std::map<std::tuple<std::string, std::string, uint64_t, std::string>, std::string>;

  // What a failed commit leaves to the next one. Findings of single messages are not here: whoever
  // sends the message again gets them again.
  struct Backlog {
    std::vector<LatePart> late;  // Told once they are durable.
    std::vector<Finding> told;   // By the end of an input, durable or not.
    std::map<ConversationKey, std::string> states;
    AcrossStates across;
    size_t bytes = 0;  // About.

    bool empty() const { return late.empty() && told.empty() && states.empty() && across.empty(); }
  };

  void Run();
  bool Next(std::vector<Entry>* entries) MINGCHA_EXCLUDES(mutex_);
  void Commit(std::vector<Entry> entries);
  // Counts what the entries have seen over conversations: findings become entries of their own, and
  // those of an input that has ended are told with its end. Returns what has changed, the last
  // state of each part.
  AcrossStates CountAcross(std::vector<Entry>* entries) MINGCHA_EXCLUDES(mutex_);
  std::optional<Timestamp> WakeAt() const;
  absl::Status Write(const std::vector<Entry>& entries, const AcrossStates& across,
                     uint64_t* stored);
  void Keep(const Entry& entry);
  void KeepLate(LatePart late);
  void Note(const absl::Status& status, uint64_t stored) MINGCHA_EXCLUDES(mutex_);
  void Answer(Entry& entry, const absl::Status& status);
  void Tell(LatePart late);

  const Options options_;
  FindingStore* const store_;
  const TicketPolicy* const policy_;
  InFlight* const in_flight_;
  const Pipeline::LateFindings late_findings_;

  CalendarNotice calendar_;
  const bool has_thread_;

  // Of the recorder's own thread.
  const std::unique_ptr<AcrossTracker> across_;  // Null: the pack counts nothing.
  Backlog backlog_;
  std::chrono::steady_clock::time_point retry_at_;
  std::chrono::steady_clock::duration retry_delay_{};

  mutable Mutex mutex_;
  CondVar wake_;
  std::vector<Entry> entries_ MINGCHA_GUARDED_BY(mutex_);
  size_t findings_waiting_ MINGCHA_GUARDED_BY(mutex_) = 0;
  bool stopping_ MINGCHA_GUARDED_BY(mutex_) = false;
  uint64_t stored_findings_ MINGCHA_GUARDED_BY(mutex_) = 0;
  std::map<std::string, double, std::less<>> across_facts_ MINGCHA_GUARDED_BY(mutex_);
  absl::Status status_ MINGCHA_GUARDED_BY(mutex_);

  std::thread thread_;  // Last: it uses the others.
};

}  // namespace mingcha

#endif  // MINGCHA_PIPELINE_RECORDER_H_
