// An engine that does nothing: what is left is the way itself.

#ifndef MINGCHA_BENCH_ECHO_ENGINE_H_
#define MINGCHA_BENCH_ECHO_ENGINE_H_

#include <optional>
#include <vector>

#include "mingcha/pipeline.h"

namespace mingcha::bench {

class EchoEngine final : public RecordEngine {
 public:
  Output Process(const Record& /*record*/,
                 const ConversationTracker::Context& /*context*/) override {
    return {};
  }
  std::vector<Late> AdvanceWallClock(Timestamp /*now*/) override { return {}; }
  std::optional<Timestamp> NextWallDeadline() const override { return std::nullopt; }
  std::vector<Late> EndOfInput(uint64_t /*input*/, Timestamp /*latest*/) override { return {}; }
  StoredConversation StateOf(const ConversationKey& conversation) const override {
    return {conversation, {}};
  }
  absl::Status Restore(const StoredConversation& /*conversation*/, Timestamp /*now*/) override {
    return absl::OkStatus();
  }
  ConversationTracker::Counters counters() const override { return {}; }
};

}  // namespace mingcha::bench

#endif  // MINGCHA_BENCH_ECHO_ENGINE_H_
