// What the kinds share that find when enough of a sort has come within a sliding window of time.

#ifndef MINGCHA_CONVERSATION_WINDOW_STEP_H_
#define MINGCHA_CONVERSATION_WINDOW_STEP_H_

#include <string>

#include "absl/strings/str_format.h"

#include "conversation/watch_step.h"

namespace mingcha {

const WatchSpec& WatchSpecOf(const StepContext& context, uint32_t rule);

// The window ends so long after the first moment that is still in it.
void SetWindowDeadline(const WatchSpec& spec, Watch* watch);

// Adds a moment of `meaning`; an edit of a message that is in it already is no further one. Returns
// whether the window is full: FindFull is then to be called.
bool AddMoment(const WatchSpec& spec, const Meaning& meaning, Moment moment, Watch* watch);

// Finds the full window and ends it. `said` tells reviewers what came how often: its %d is the
// number, its %s the rule's title.
void FindFull(StepContext& context, const Meaning& meaning, Watch* watch,
              const absl::FormatSpec<size_t, std::string>& said);

// The first moment leaves the window; it lapses if none is left.
void ExpireWindow(StepContext& context, Watch watch, bool context_only);
void CloseWindow(StepContext& context, const Watch& watch, const Meaning& closing);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_WINDOW_STEP_H_
