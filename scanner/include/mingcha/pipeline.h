// The whole way, once, for every door: records in, results out, findings and tickets in the store.

#ifndef MINGCHA_PIPELINE_H_
#define MINGCHA_PIPELINE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "mingcha/across.h"
#include "mingcha/conversation.h"
#include "mingcha/finding.h"
#include "mingcha/measures.h"
#include "mingcha/message.h"
#include "mingcha/rule_pack.h"
#include "mingcha/scan_result.h"
#include "mingcha/scanner.h"
#include "mingcha/store.h"

namespace mingcha {

// The answer to one record.
struct RecordResult {
  std::vector<IncompleteReason> incomplete;  // Empty: complete.
  std::vector<Finding> findings;  // Of this message, and of conversation windows that it closed.
  std::vector<OpenedObligation> opened;
  std::vector<ObligationAtRisk> at_risk;
  bool duplicate = false;
  bool late = false;
  // Findings and opened obligations are on disk. False without a store, and when `not_stored` says
  // why: then the record must be sent again.
  bool durable = false;
  absl::Status not_stored;
  std::vector<Fact> facts;
  ScanCounters counters;
};

// What one worker does to one record. The real one scans; an echo measures the way itself.
class RecordEngine {
 public:
  virtual ~RecordEngine() = default;

  struct Output {
    RecordResult result;
    // Conversations whose state must be stored with the findings.
    std::vector<ConversationKey> changed;
    // What the record says to rules that count over conversations.
    std::vector<Sighting> sightings;
  };

  struct Late {
    uint64_t input = 0;
    std::vector<Finding> findings;
    std::vector<ConversationKey> changed;
    std::vector<Fact> facts;
  };

  virtual Output Process(const Record& record, const ConversationTracker::Context& context) = 0;
  virtual std::vector<Late> AdvanceWallClock(Timestamp now) = 0;
  virtual std::optional<Timestamp> NextWallDeadline() const = 0;
  virtual std::vector<Late> EndOfInput(uint64_t input, Timestamp latest) = 0;
  // What must be stored of the conversation as it is now. Writing it takes longer than following a
  // message: ask once for many records, and only if there is a store.
  virtual StoredConversation StateOf(const ConversationKey& conversation) const = 0;
  // `now`: the wall clock's time.
  virtual absl::Status Restore(const StoredConversation& conversation, Timestamp now) = 0;
  virtual ConversationTracker::Counters counters() const = 0;
  // Hands over what was counted up to the last EndOfInput, and begins anew.
  virtual Measures TakeMeasures() { return {}; }
};

// Scans, follows conversations, and makes findings, with one pack.
std::unique_ptr<RecordEngine> MakeScanEngine(std::shared_ptr<const RulePack> pack,
                                             const Scanner::Options& scanner_options,
                                             const ConversationTracker::Options& tracker_options,
                                             const MeasureOptions& measure_options = {});

// Records of one conversation are processed by one worker, in the order in which they were
// submitted. All methods may be called from any thread.
class Pipeline {
 public:
  struct Options {
    int workers = 1;
    // Taken on and not answered, over all workers: records, and bytes of their texts.
    size_t max_queued_records = 65'536;
    size_t max_queued_bytes = size_t{256} << 20;
    // While the store fails: about as many bytes of findings and states are kept for its next
    // commit before TrySubmit refuses.
    size_t max_backlog_bytes = size_t{64} << 20;
    // Group commit: a commit takes whatever has come in, and waits this long for company.
    Duration commit_interval = std::chrono::milliseconds(2);
    size_t commit_findings = 64;
    // How conversations are counted together, where the pack has rules for it.
    AcrossOptions across{};
  };

  using Batch = std::vector<Record>;
  // Results stand in the order of the batch's records. Called once, on a thread of the pipeline: it
  // must be quick and must not call Drain or Stop.
  using Done = std::function<void(std::vector<RecordResult>)>;
  // Findings that come later than the answers (a deadline that passed; a conversation's finding
  // that was answered as not stored), durable when told. The same rules hold as for Done. May be
  // called before Start has returned.
  using LateFindings = std::function<void(uint64_t input, std::vector<Finding>)>;

  // `store` may be null: then nothing is durable. It must outlive the pipeline. What the store
  // still holds open is restored before the first record is taken. Errors: those of the store.
  static absl::StatusOr<std::unique_ptr<Pipeline>> Start(
      const Options& options, std::shared_ptr<const RulePack> pack,
      const std::function<std::unique_ptr<RecordEngine>()>& make_engine, FindingStore* store,
      LateFindings late_findings);

  virtual ~Pipeline() = default;

  // Takes the batch on, or returns false at once when the queues are full, or the store is too far
  // behind; then nothing happened, and `batch` and `done` are untouched.
  virtual bool TrySubmit(const ConversationTracker::Context& context, Batch& batch, Done& done) = 0;
  // Waits until there is room.
  virtual void Submit(const ConversationTracker::Context& context, Batch batch, Done done) = 0;
  // Calls `retry` once, on a thread of the pipeline, when there is room again.
  virtual void WhenRoom(std::function<void()> retry) = 0;

  // The end of `input`; deadlines up to `latest` have passed. `done` gets the findings this gave,
  // durable, after every record of the input was answered. If the store fails they are told all the
  // same, and kept for its next commit; counters().store_status says so.
  virtual void EndOfInput(uint64_t input, Timestamp latest,
                          std::function<void(std::vector<Finding>)> done) = 0;

  // Waits until everything submitted has been answered.
  virtual void Drain() = 0;

  struct Counters {
    uint64_t records = 0;
    uint64_t messages = 0;
    uint64_t incomplete = 0;
    uint64_t duplicates = 0;
    uint64_t late = 0;
    uint64_t findings = 0;  // Told, before the store took out those it had already.
    uint64_t stored_findings = 0;
    size_t queued_records = 0;
    size_t conversations = 0;
    size_t open_obligations = 0;
    uint64_t evicted_conversations = 0;
    std::map<std::string, double, std::less<>> facts;  // Sums of their values, by key.
    absl::Status store_status;                         // Of the last commit.
  };
  virtual Counters counters() const = 0;
  // What the engines have counted in the inputs that have ended.
  virtual Measures measures() const = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_PIPELINE_H_
