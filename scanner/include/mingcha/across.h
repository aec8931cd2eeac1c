// What is counted over many conversations.

#ifndef MINGCHA_ACROSS_H_
#define MINGCHA_ACROSS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/scan_result.h"
#include "mingcha/time.h"

namespace mingcha {

// A message that a rule of kind across counts, under one key. It follows from the message alone:
// whoever sees the message again sees the same.
struct Sighting {
  uint32_t rule = 0;  // Index into the pack's rules.
  // A hash of the tenant and of all that the rule counts by.
  uint64_t key = 0;
  Subject subject;      // The key as it is told: a number in it is masked.
  uint64_t member = 0;  // A hash of what must be several: the conversation, the customer, …
  ConversationKey conversation;
  Timestamp at;
  int64_t seq = 0;
  Speaker speaker = Speaker::kAgent;
  std::string agent_id;
  Evidence evidence;
  bool evasion = false;
  std::optional<TextSketch> sketch;  // If only texts that are nearly the same are counted together.
};

struct AcrossOptions {
  // By the wall clock, how long a sighting of a live stream waits for earlier ones.
  Duration allowed_lateness = std::chrono::seconds(5);
  // By the wall clock: an input with an event clock that has not ended, and has told nothing about
  // a key for so long, is not waited for any more.
  Duration idle_limit = std::chrono::hours(24);
  // By the wall clock: how long after a restart its clients have time to come back.
  Duration restart_grace = std::chrono::seconds(60);
  // Beyond it the keys that were used last the longest time ago are forgotten; about 500 bytes
  // each.
  size_t max_keys = 100'000;
  // Sightings that wait for their turn. Beyond it a key's first one does not wait; about 700 bytes
  // each.
  size_t max_waiting = 200'000;
  // Also judge by rules with status draft.
  bool include_drafts = false;
};

}  // namespace mingcha

#endif  // MINGCHA_ACROSS_H_
