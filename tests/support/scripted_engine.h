// A RecordEngine over scripted scans: the conversation logic is the real one.

#ifndef MINGCHA_TESTS_SUPPORT_SCRIPTED_ENGINE_H_
#define MINGCHA_TESTS_SUPPORT_SCRIPTED_ENGINE_H_

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "mingcha/pipeline.h"

#include "pipeline/finding_builder.h"
#include "support/scripted_scan.h"

namespace mingcha::testing {

class ScriptedEngine : public RecordEngine {
 public:
  // `before` is called with each record before it is processed, on the worker's thread.
  explicit ScriptedEngine(std::shared_ptr<const RulePack> pack,
                          std::function<void(const Record&)> before = {},
                          const ConversationTracker::Options& options = {})
      : pack_(std::move(pack)), before_(std::move(before)), tracker_(pack_, options) {}

  Output Process(const Record& record, const ConversationTracker::Context& context) override {
    if (before_) before_(record);
    Output output;
    ConversationOutcome outcome;
    if (const auto* message = std::get_if<Message>(&record)) {
      const ScanResult scan = ScriptedScan(pack_->compiled(), *message);
      if (!context.context_only) {
        output.result.findings = FindingsOfMessage(pack_->compiled(), *message, scan);
      }
      outcome = tracker_.OnMessage(*message, scan, context);
    } else {
      outcome = tracker_.OnEvent(std::get<ConversationEvent>(record), context);
    }
    for (Finding& finding : outcome.findings) output.result.findings.push_back(std::move(finding));
    output.result.opened = std::move(outcome.opened);
    output.result.duplicate = outcome.duplicate;
    output.result.late = outcome.late;
    output.result.facts = std::move(outcome.facts);
    output.sightings = std::move(outcome.sightings);
    if (outcome.owes_changed) output.changed.push_back(ConversationOf(record));
    return output;
  }

  std::vector<Late> AdvanceWallClock(Timestamp now) override {
    return LateOf(tracker_.AdvanceWallClock(now));
  }
  std::optional<Timestamp> NextWallDeadline() const override { return tracker_.NextWallDeadline(); }
  std::vector<Late> EndOfInput(uint64_t input, Timestamp latest) override {
    return LateOf(tracker_.EndOfInput(input, latest));
  }
  StoredConversation StateOf(const ConversationKey& conversation) const override {
    return {conversation, tracker_.SerializeState(conversation)};
  }
  absl::Status Restore(const StoredConversation& conversation, Timestamp now) override {
    return tracker_.RestoreState(conversation.conversation, conversation.state, now);
  }
  ConversationTracker::Counters counters() const override { return tracker_.counters(); }

 private:
  std::vector<Late> LateOf(std::vector<ConversationTracker::Expired> expired) {
    std::vector<Late> late;
    for (ConversationTracker::Expired& one : expired) {
      late.push_back(
          {one.input, std::move(one.outcome.findings), {}, std::move(one.outcome.facts)});
      if (one.outcome.owes_changed) late.back().changed.push_back(one.conversation);
    }
    return late;
  }

  std::shared_ptr<const RulePack> pack_;
  std::function<void(const Record&)> before_;
  ConversationTracker tracker_;
};

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_SUPPORT_SCRIPTED_ENGINE_H_
