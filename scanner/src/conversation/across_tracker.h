// Counts over conversations: sightings of many conversations in, findings about what they share
// out.
//
// Each key of each rule has a state of its own. A sighting waits until those before it can have
// come: one of a live stream by the wall clock, one of an archive for the end of its input, because
// an archive may tell one conversation after the other. Then they are counted in the order of their
// times, so that the order of arrival, and who shares a key with whom on which worker, make no
// difference.

#ifndef MINGCHA_CONVERSATION_ACROSS_TRACKER_H_
#define MINGCHA_CONVERSATION_ACROSS_TRACKER_H_

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "mingcha/across.h"
#include "mingcha/conversation.h"
#include "mingcha/rule_pack.h"
#include "mingcha/store.h"

#include "conversation/across_state.h"
#include "conversation/conversation_rules.h"

namespace mingcha {

// For one thread at a time.
class AcrossTracker {
 public:
  // What has changed. `changed` may hold several states of one part: the last one counts.
  struct Outcome {
    std::vector<std::pair<uint64_t, Finding>> findings;  // With the input that completed it.
    std::vector<StoredAcross> changed;
    std::vector<Fact> facts;  // across.counted, .found, .late, .hurried, .dropped, .evicted
  };

  // Whether `pack` has a rule of kind across that runs.
  static bool IsNeeded(const RulePack& pack, bool include_drafts);

  AcrossTracker(std::shared_ptr<const RulePack> pack, const AcrossOptions& options);
  AcrossTracker(const AcrossTracker&) = delete;
  AcrossTracker& operator=(const AcrossTracker&) = delete;

  // `now` is the wall clock's time, here and below.
  void Take(Sighting sighting, const ConversationTracker::Context& context, Timestamp now,
            Outcome* outcome);
  // Counts what has waited long enough.
  void Advance(Timestamp now, Outcome* outcome);
  // When Advance will next have something to count.
  std::optional<Timestamp> NextDeadline() const;
  // Everything of `input` has come.
  void EndOfInput(uint64_t input, Outcome* outcome);

  // What was stored. INVALID_ARGUMENT: it cannot be read. What belongs to a rule that the pack has
  // no more, or has as another kind, stays in the store.
  absl::Status Restore(const StoredAcross& stored, Timestamp now);

  size_t keys() const { return keys_.size(); }
  size_t waiting() const { return waiting_; }

 private:
  struct KeyId {
    uint32_t rule = 0;
    std::string tenant;
    uint64_t key = 0;

    friend auto operator<=>(const KeyId&, const KeyId&) = default;
  };
  // The order in which sightings of a key are counted.
  using Place = std::tuple<Timestamp, int64_t, std::string, std::string>;
  // The input that must end, or nullopt for the wall clock.
  using Lane = std::optional<uint64_t>;
  struct Key {
    AcrossState state;
    bool stored = false;
    std::map<Place, WaitingSighting> waiting;
    std::map<Lane, size_t> lanes;  // How many wait in each.
    Timestamp used_at;
    std::list<const KeyId*>::iterator used;
  };
  using Keys = std::map<KeyId, Key>;

  static Lane LaneOf(const WaitingSighting& waiting) {
    return waiting.wall_clock ? Lane() : Lane(waiting.input);
  }
  static Place PlaceOf(const Sighting& sighting);

  Keys::iterator Use(const KeyId& id, Timestamp now);
  Timestamp DueOf(const WaitingSighting& waiting, Timestamp now) const;
  void Wait(Keys::iterator key, WaitingSighting waiting);
  // Counts what waits in `lane` of the key, up to `last`.
  void Apply(Keys::iterator key, Lane lane, Place last, Outcome* outcome);
  void ApplyDue(Keys::iterator key, Timestamp now, Outcome* outcome);
  void ApplyOne(const KeyId& id, Key* key, const WaitingSighting& waiting, Outcome* outcome);
  void StopWaiting(Keys::iterator key, std::map<Place, WaitingSighting>::iterator waiting);
  void Evict(Keys::iterator key, Outcome* outcome);
  StoredAcross Stored(const KeyId& id, std::string part, std::string state) const;

  const std::shared_ptr<const RulePack> pack_;
  const ConversationRules rules_;
  const AcrossOptions options_;
  Duration longest_window_{};
  Keys keys_;
  std::list<const KeyId*> used_;  // The longest unused one first.
  std::multiset<std::pair<Timestamp, const KeyId*>> due_;
  std::map<uint64_t, std::set<const KeyId*>> by_input_;
  size_t waiting_ = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_ACROSS_TRACKER_H_
