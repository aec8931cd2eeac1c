// The engine that scans: Scanner, ConversationTracker, and findings out of both.

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "mingcha/pipeline.h"
#include "mingcha/scanner.h"

#include "pipeline/finding_builder.h"
#include "pipeline/measures/measure_taker.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

void Add(const ScanCounters& counters, ScanCounters* sum) {
  sum->pattern_hits += counters.pattern_hits;
  sum->replaced_bytes += counters.replaced_bytes;
  for (size_t i = 0; i < counters.suppressed.size(); ++i) {
    sum->suppressed[i] += counters.suppressed[i];
  }
  sum->suppressed_locally += counters.suppressed_locally;
}

class ScanEngine : public RecordEngine {
 public:
  ScanEngine(std::shared_ptr<const RulePack> pack, const Scanner::Options& scanner_options,
             const ConversationTracker::Options& tracker_options,
             const MeasureOptions& measure_options)
      : scanner_(pack, scanner_options), tracker_(pack, tracker_options) {
    if (measure_options.keep == MeasureOptions::Keep::kNothing) return;
    MeasureTaker::Options options;
    options.lateness = tracker_options.allowed_lateness;
    options.max_conversations = measure_options.max_conversations;
    options.keep_sums = measure_options.keep == MeasureOptions::Keep::kSums;
    measures_ = std::make_unique<MeasureTaker>(std::move(pack), options);
  }

  Output Process(const Record& record, const ConversationTracker::Context& context) override {
    Output output;
    if (const auto* message = std::get_if<Message>(&record)) {
      ScanResult scan = scanner_.Scan(*message);
      // Findings of a duplicate are told again: whoever lost the answer gets it.
      if (!context.context_only) {
        output.result.findings = FindingsOfMessage(scanner_.pack().compiled(), *message, scan);
      }
      Take(message->conversation, tracker_.OnMessage(*message, scan, context), &output);
      Measure(*message, scan, context, &output.result);
      output.result.incomplete = std::move(scan.incomplete);
      Add(scan.counters, &output.result.counters);
    } else {
      const auto& event = std::get<ConversationEvent>(record);
      Take(event.conversation, tracker_.OnEvent(event, context), &output);
    }
    return output;
  }

  std::vector<Late> AdvanceWallClock(Timestamp now) override {
    std::vector<Late> late = Measured(LateOf(tracker_.AdvanceWallClock(now)));
    std::vector<Fact> facts;
    if (measures_ != nullptr) measures_->AdvanceWallClock(now, &facts);
    if (!facts.empty()) late.emplace_back().facts = std::move(facts);
    return late;
  }
  std::optional<Timestamp> NextWallDeadline() const override {
    const std::optional<Timestamp> of_tracker = tracker_.NextWallDeadline();
    const std::optional<Timestamp> of_measures =
        measures_ == nullptr ? std::nullopt : measures_->NextWallDeadline();
    return !of_tracker || (of_measures && *of_measures < *of_tracker) ? of_measures : of_tracker;
  }
  std::vector<Late> EndOfInput(uint64_t input, Timestamp latest) override {
    std::vector<Late> late = Measured(LateOf(tracker_.EndOfInput(input, latest)));
    if (measures_ != nullptr && measures_->keeps_sums()) {
      late.emplace_back().input = input;
      measures_->Finish(latest, &late.back().facts);
    }
    return late;
  }
  StoredConversation StateOf(const ConversationKey& conversation) const override {
    return {conversation, tracker_.SerializeState(conversation)};
  }
  absl::Status Restore(const StoredConversation& conversation, Timestamp now) override {
    return tracker_.RestoreState(conversation.conversation, conversation.state, now);
  }
  ConversationTracker::Counters counters() const override { return tracker_.counters(); }
  Measures TakeMeasures() override {
    return measures_ == nullptr ? Measures() : measures_->TakeSums();
  }

 private:
  // Scans what belongs together, in the order of event time.
  void AddJoined(const std::vector<JoinedMessages>& joined, std::vector<Finding>* findings,
                 ScanCounters* counters) {
    for (const JoinedMessages& messages : joined) {
      const ScanResult scan = scanner_.ScanJoined(messages);
      std::vector<Finding> found =
          FindingsOfMessage(scanner_.pack().compiled(), messages.message, scan);
      std::move(found.begin(), found.end(), std::back_inserter(*findings));
      if (counters != nullptr) Add(scan.counters, counters);
    }
  }

  void Measure(const Message& message, const ScanResult& scan,
               const ConversationTracker::Context& context, RecordResult* result) {
    if (measures_ == nullptr || result->duplicate || context.context_only) return;
    if (result->late) return measures_->OnLate();
    std::vector<uint32_t> asked;
    for (const Signal& signal : scan.signals) {
      if (signal.kind == SignalKind::kAsk) asked.push_back(signal.topic);
    }
    measures_->OnMessage(message, asked, result->findings, &result->facts);
  }

  std::vector<Late> Measured(std::vector<Late> late) {
    if (measures_ == nullptr) return late;
    for (const Late& one : late) measures_->OnFindings(one.findings);
    return late;
  }

  void Take(const ConversationKey& conversation, ConversationOutcome outcome, Output* output) {
    RecordResult& result = output->result;
    AddJoined(outcome.joined, &result.findings, &result.counters);
    result.findings.insert(result.findings.end(), std::make_move_iterator(outcome.findings.begin()),
                           std::make_move_iterator(outcome.findings.end()));
    result.opened = std::move(outcome.opened);
    result.at_risk = std::move(outcome.at_risk);
    result.duplicate = outcome.duplicate;
    result.late = outcome.late;
    result.facts = std::move(outcome.facts);
    output->sightings = std::move(outcome.sightings);
    if (outcome.owes_changed) output->changed.push_back(conversation);
  }

  std::vector<Late> LateOf(std::vector<ConversationTracker::Expired> expired) {
    std::vector<Late> late;
    for (ConversationTracker::Expired& one : expired) {
      Late& told = late.emplace_back();
      told.input = one.input;
      AddJoined(one.outcome.joined, &told.findings, nullptr);
      std::move(one.outcome.findings.begin(), one.outcome.findings.end(),
                std::back_inserter(told.findings));
      told.facts = std::move(one.outcome.facts);
      if (one.outcome.owes_changed) told.changed.push_back(one.conversation);
    }
    return late;
  }

  Scanner scanner_;
  ConversationTracker tracker_;
  std::unique_ptr<MeasureTaker> measures_;  // Null: nothing is counted.
};

}  // namespace

std::unique_ptr<RecordEngine> MakeScanEngine(std::shared_ptr<const RulePack> pack,
                                             const Scanner::Options& scanner_options,
                                             const ConversationTracker::Options& tracker_options,
                                             const MeasureOptions& measure_options) {
  ConversationTracker::Options tracked = tracker_options;
  tracked.include_drafts |= scanner_options.include_drafts;
  return std::make_unique<ScanEngine>(std::move(pack), scanner_options, tracked, measure_options);
}

}  // namespace mingcha
