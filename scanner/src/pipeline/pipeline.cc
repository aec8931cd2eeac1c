// Splits batches over the workers, and puts the parts together.

#include "mingcha/pipeline.h"

#include <string>
#include <utility>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/status_util.h"
#include "conversation/across_tracker.h"
#include "pipeline/in_flight.h"
#include "pipeline/recorder.h"
#include "pipeline/worker.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

size_t WorkerOf(const ConversationKey& conversation, size_t workers) {
  return workers == 1 ? 0 : StableHash(conversation) % workers;
}

class WorkerPipeline : public Pipeline {
 public:
  WorkerPipeline(const Options& options, std::shared_ptr<const RulePack> pack,
                 std::vector<std::unique_ptr<RecordEngine>> engines,
                 std::unique_ptr<AcrossTracker> across, FindingStore* store,
                 LateFindings late_findings)
      : pack_(std::move(pack)),
        in_flight_(options.max_queued_records, options.max_queued_bytes),
        recorder_({options.commit_interval, options.commit_findings, options.max_backlog_bytes},
                  store, pack_ == nullptr ? nullptr : &pack_->compiled().policy, std::move(across),
                  &in_flight_, std::move(late_findings)) {
    for (std::unique_ptr<RecordEngine>& engine : engines) {
      workers_.push_back(std::make_unique<Worker>(std::move(engine), &recorder_));
    }
  }

  // Before the workers go: a retry may still submit.
  ~WorkerPipeline() override {
    in_flight_.SetBlocked(false);
    in_flight_.WaitUntilIdle();
  }

  bool TrySubmit(const ConversationTracker::Context& context, Batch& batch, Done& done) override {
    InFlightBatch* taken = in_flight_.TryAdd(context, batch, done);
    if (taken == nullptr) return false;
    HandOut(taken);
    return true;
  }

  void Submit(const ConversationTracker::Context& context, Batch batch, Done done) override {
    HandOut(in_flight_.Add(context, batch, done));
  }

  void WhenRoom(std::function<void()> retry) override {
    if (!in_flight_.CallWhenRoom(retry)) workers_.front()->Push(std::move(retry));
  }

  void EndOfInput(uint64_t input, Timestamp latest,
                  std::function<void(std::vector<Finding>)> done) override {
    InFlightEnd* end = in_flight_.AddEnd(input, latest, workers_.size(), std::move(done));
    for (size_t i = 0; i < workers_.size(); ++i) workers_[i]->Push(EndPart{end, i});
  }

  void Drain() override { in_flight_.WaitUntilIdle(); }

  Measures measures() const override {
    Measures sum;
    for (const std::unique_ptr<Worker>& worker : workers_) sum.Merge(worker->measures());
    return sum;
  }

  Counters counters() const override {
    Counters sum;
    for (const std::unique_ptr<Worker>& worker : workers_) {
      const Counters part = worker->counters();
      sum.records += part.records;
      sum.messages += part.messages;
      sum.incomplete += part.incomplete;
      sum.duplicates += part.duplicates;
      sum.late += part.late;
      sum.findings += part.findings;
      sum.conversations += part.conversations;
      sum.open_obligations += part.open_obligations;
      sum.evicted_conversations += part.evicted_conversations;
      for (const auto& [key, value] : part.facts) sum.facts[key] += value;
    }
    for (const auto& [key, value] : recorder_.across_facts()) sum.facts[key] += value;
    if (const auto found = sum.facts.find("across.found"); found != sum.facts.end()) {
      sum.findings += static_cast<uint64_t>(found->second);
    }
    // Deadlines of tickets that were counted by a year the calendar does not quite know.
    if (const uint64_t count = recorder_.calendar().provisional(); count > 0) {
      sum.facts["calendar.provisional"] += static_cast<double>(count);
    }
    if (const uint64_t count = recorder_.calendar().unknown(); count > 0) {
      sum.facts["calendar.unknown"] += static_cast<double>(count);
    }
    sum.stored_findings = recorder_.stored_findings();
    sum.store_status = recorder_.status();
    sum.queued_records = in_flight_.records();
    return sum;
  }

 private:
  void HandOut(InFlightBatch* batch) {
    std::vector<std::vector<uint32_t>> indices(workers_.size());
    for (uint32_t i = 0; i < batch->records.size(); ++i) {
      indices[WorkerOf(ConversationOf(batch->records[i]), workers_.size())].push_back(i);
    }
    size_t parts = 0;
    for (const std::vector<uint32_t>& part : indices) parts += !part.empty();
    // An empty batch is answered, too.
    batch->parts_left = parts == 0 ? 1 : parts;
    if (parts == 0) return workers_.front()->Push(BatchPart{batch, {}});
    for (size_t i = 0; i < indices.size(); ++i) {
      if (!indices[i].empty()) workers_[i]->Push(BatchPart{batch, std::move(indices[i])});
    }
  }

  // In the order in which they need each other: workers end first, then the recorder.
  const std::shared_ptr<const RulePack> pack_;
  InFlight in_flight_;
  Recorder recorder_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

// What cannot be read stays in the store, for a release that can.
void RestoreInto(RecordEngine& engine, const StoredConversation& conversation, Timestamp now) {
  if (const absl::Status status = engine.Restore(conversation, now); !status.ok()) {
    Log(LogLevel::kError, "conversation_not_restored",
        {{"tenant", conversation.conversation.tenant},
         {"conversation_id", conversation.conversation.conversation_id},
         {"status", status.ToString()}});
  }
}

void RestoreInto(AcrossTracker& across, const StoredAcross& stored, Timestamp now) {
  if (const absl::Status status = across.Restore(stored, now); !status.ok()) {
    Log(LogLevel::kError, "across_not_restored",
        {{"tenant", stored.tenant}, {"rule", stored.rule_id}, {"status", status.ToString()}});
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Pipeline>> Pipeline::Start(
    const Options& options, std::shared_ptr<const RulePack> pack,
    const std::function<std::unique_ptr<RecordEngine>()>& make_engine, FindingStore* store,
    LateFindings late_findings) {
  MINGCHA_CHECK(options.workers > 0);
  std::vector<std::unique_ptr<RecordEngine>> engines;
  for (int i = 0; i < options.workers; ++i) engines.push_back(make_engine());
  std::unique_ptr<AcrossTracker> across;
  if (pack != nullptr && AcrossTracker::IsNeeded(*pack, options.across.include_drafts)) {
    across = std::make_unique<AcrossTracker>(pack, options.across);
  }
  const Timestamp now = WallNow();
  if (store != nullptr && across != nullptr) {
    MINGCHA_RETURN_IF_ERROR(
        store->VisitAcross([&](const StoredAcross& stored) { RestoreInto(*across, stored, now); }));
  }
  if (store != nullptr) {
    MINGCHA_RETURN_IF_ERROR(store->VisitConversations([&](const StoredConversation& conversation) {
      RestoreInto(*engines[WorkerOf(conversation.conversation, engines.size())], conversation, now);
    }));
  }
  return std::make_unique<WorkerPipeline>(options, std::move(pack), std::move(engines),
                                          std::move(across), store, std::move(late_findings));
}

}  // namespace mingcha
