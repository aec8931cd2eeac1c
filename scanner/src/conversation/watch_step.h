// What the kinds of watching rules share, and how a record finds its way to them.

#ifndef MINGCHA_CONVERSATION_WATCH_STEP_H_
#define MINGCHA_CONVERSATION_WATCH_STEP_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conversation/step_context.h"

namespace mingcha {

// How one kind of rule takes a step.
struct WatchKind {
  // A record for which a part of the rule holds, or that comes while the rule watches.
  void (*apply)(StepContext& context, uint32_t rule, const Meaning& meaning);
  // The deadline of `watch` has passed; it has been taken out of the state.
  void (*expire)(StepContext& context, Watch watch, bool context_only);
  // The conversation has closed; the watch will be taken out of the state.
  void (*close)(StepContext& context, const Watch& watch, const Meaning& closing);
};

extern const WatchKind kMissingWatch;
extern const WatchKind kSequenceWatch;
extern const WatchKind kCountWatch;
extern const WatchKind kRepeatWatch;
extern const WatchKind kResponseWatch;
extern const WatchKind kAllAutomaticWatch;

// Its end must be told, even if it was never judged. The others only remember what was seen.
constexpr bool IsOwed(RuleKind kind) {
  return kind == RuleKind::kMissing || kind == RuleKind::kResponse ||
         kind == RuleKind::kAllAutomatic;
}

void ApplyToWatches(StepContext& context, const Meaning& meaning);
void ExpireWatchesBefore(StepContext& context, Timestamp time, bool context_only);
void DropWatches(StepContext& context, Timestamp time);

// For the kinds.

// The signal by which a part of the rule holds; nullptr if it does not, or needs none.
const Signal* SignalOfPart(const Meaning& meaning, uint32_t rule, uint32_t part);
// The first signal of the rule's parts of this role.
const Signal* SignalOfRole(const StepContext& context, const Meaning& meaning, uint32_t rule,
                           PartRole role);
// Whether a part of this role holds, by a signal, or as any message of its speakers does.
bool RoleHolds(const StepContext& context, const Meaning& meaning, uint32_t rule, PartRole role);

Moment MomentOf(const Meaning& meaning, const Signal& signal);

// The rule's watch; nullptr if it has none. Valid until the next change of the state.
Watch* FindWatch(StepContext& context, uint32_t rule);
// Opens a watch that has seen `moment`. Makes room if there are too many.
void OpenWatch(StepContext& context, uint32_t rule, Moment moment, Timestamp deadline,
               const Meaning& meaning);
void RemoveWatches(StepContext& context, uint32_t rule);
void EraseWatch(StepContext& context, Watch* watch);
// Tells `what` of the rule's kind: "missing.settled".
void TellOf(StepContext& context, uint32_t rule, std::string_view what, Timestamp time);
// The rule has judged; it is done with the conversation if it judges once.
void MarkJudged(StepContext& context, uint32_t rule);

// A message that the watch has not counted yet.
bool CountMessage(const Meaning& meaning, Watch* watch);

// What a finding of a watch has besides what it has from its rule.
struct WatchFinding {
  Timestamp at;
  std::string explanation;
  Features features;
  // It is told of what somebody left undone, not of who spoke last.
  bool of_omission = false;
};

// Finds, unless all of it only rebuilds state, and marks the rule as judged.
void Find(StepContext& context, const Watch& watch, bool context_only, WatchFinding finding);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_WATCH_STEP_H_
