// Puts the records of a conversation in order, and hands them to the pure step when their turn has
// come.
//
// A record waits until the watermark has passed it: the conversation's latest time less the allowed
// lateness, or the wall clock less the same. Records that mean nothing to the logic do not wait,
// they only move the clock.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mingcha/conversation.h"

#include "base/log.h"
#include "conversation/conversation_state.h"
#include "conversation/conversation_table.h"
#include "conversation/meaning.h"
#include "conversation/provisional.h"
#include "conversation/sightings.h"
#include "conversation/split_words.h"
#include "conversation/step.h"

namespace mingcha {
namespace {

constexpr Duration kTick = std::chrono::milliseconds(1);

// What a rule that judges once begins with says nothing to it once it has judged, as long as no end
// of the conversation waits.
bool Matters(const ConversationState& state, const Meaning& meaning) {
  const bool ends =
      std::any_of(state.pending.begin(), state.pending.end(), [](const Meaning& waiting) {
        return waiting.is_event() && waiting.event == EventKind::kClosed;
      });
  return std::any_of(meaning.signals.begin(), meaning.signals.end(), [&](const Signal& signal) {
    return signal.kind != SignalKind::kPart || ends || !state.step.IsDone(signal.rule);
  });
}

// Something is open, or something waits that may begin or settle it. A plain reply that waits
// without a question in sight is neither.
bool Owes(const ConversationState& state) {
  return state.step.owes() || state.split.waits() ||
         std::any_of(state.pending.begin(), state.pending.end(),
                     [&](const Meaning& meaning) { return Matters(state, meaning); });
}

size_t CountObligations(const ConversationRules& rules, const ConversationState& state) {
  size_t count = CountOwed(rules, state.step);
  for (const Meaning& meaning : state.pending) {
    for (const Signal& signal : meaning.signals) count += signal.kind == SignalKind::kAsk;
  }
  return count;
}

// The first time of a record that waits, or of a deadline.
std::optional<Timestamp> FirstTime(const ConversationState& state,
                                   std::optional<Timestamp> of_split_words) {
  Timestamp first = FirstDeadline(state.step);
  if (of_split_words) first = std::min(first, *of_split_words);
  if (!state.pending.empty()) first = std::min(first, state.pending.front().key.time);
  if (first == Timestamp::max()) return std::nullopt;
  return first;
}

template <typename T>
void Append(std::vector<T>&& from, std::vector<T>* to) {
  to->insert(to->end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

bool IsWorthTelling(const ConversationOutcome& outcome) {
  return outcome.owes_changed || !outcome.findings.empty() || !outcome.facts.empty() ||
         !outcome.joined.empty();
}

}  // namespace

class ConversationTracker::Impl {
 public:
  Impl(std::shared_ptr<const RulePack> pack, const Options& options)
      : pack_(std::move(pack)),
        rules_(pack_->compiled(), options.include_drafts),
        options_(options),
        lateness_(options.allowed_lateness),
        joiner_(options.max_joined_messages, options.max_joined_gap),
        joins_(!pack_->compiled().split_terms.empty()),
        table_(options.max_conversations) {}

  ConversationOutcome OnMessage(const Message& message, const ScanResult& scan,
                                const Context& context) {
    std::optional<SplitRecord> split;
    if (joins_) split = SplitRecordOf(message, scan, context.context_only);
    ConversationOutcome outcome =
        OnRecord(Use(message.conversation), KeyOf(message), MeaningOf(rules_, message, scan),
                 std::move(split), context);
    if (!context.context_only) outcome.sightings = SightingsOf(rules_, message, scan);
    return outcome;
  }

  ConversationOutcome OnEvent(const ConversationEvent& event, const Context& context) {
    std::optional<SplitRecord> split;
    if (joins_) split = SplitRecordOf(event, context.context_only);
    return OnRecord(Use(event.conversation), KeyOf(event), MeaningOf(rules_, event),
                    std::move(split), context);
  }

  std::vector<Expired> AdvanceWallClock(Timestamp now) {
    if (wall_now_ == Timestamp::min()) {
      for (Conversation* conversation : table_.kept()) conversation->used_at = now;
    }
    wall_now_ = std::max(wall_now_, now);
    std::vector<Expired> expired;
    while (Conversation* conversation = table_.FirstDue(now)) {
      Expired one{conversation->key, conversation->state.input, {}};
      bool changed = ApplyBefore(*conversation, now - lateness_, false, &one.outcome);
      SplitState& split = conversation->state.split;
      changed |= split.waits();
      joiner_.ApplyBefore(conversation->key, now - lateness_, &split, &one.outcome.joined);
      Settle(*conversation, changed, &one.outcome);
      if (IsWorthTelling(one.outcome)) expired.push_back(std::move(one));
    }
    while (const std::optional<Timestamp> given_up_at = NextGivenUp()) {
      if (*given_up_at > now) break;
      GiveUp(*table_.kept().front(), now);
    }
    const auto given_up = std::count_if(evicted_.begin(), evicted_.end(), [](const Expired& one) {
      return !one.outcome.findings.empty();
    });
    if (given_up > 0) {
      Log(LogLevel::kWarning, "conversations_given_up",
          {{"conversations", static_cast<int64_t>(given_up)}});
    }
    Append(std::exchange(evicted_, {}), &expired);
    return expired;
  }

  std::optional<Timestamp> NextWallDeadline() const {
    if (!evicted_.empty()) return Timestamp::min();
    const std::optional<Timestamp> due = table_.NextDue();
    const std::optional<Timestamp> given_up_at = NextGivenUp();
    return !given_up_at || (due && *due < *given_up_at) ? due : given_up_at;
  }

  std::vector<Expired> EndOfInput(uint64_t input, Timestamp latest) {
    std::vector<Expired> expired;
    for (Conversation* conversation : table_.WaitingFor(input)) {
      Expired one{conversation->key, input, {}};
      bool changed = ApplyPending(*conversation, conversation->state.pending.size(), &one.outcome);
      // Nothing more will come: a deadline at `latest` itself has passed, too.
      changed |= Pass(*conversation, latest + kTick, false, &one.outcome);
      changed |= EndSplitWords(*conversation, latest + kTick, &one.outcome);
      Settle(*conversation, changed, &one.outcome);
      if (IsWorthTelling(one.outcome)) expired.push_back(std::move(one));
    }
    return expired;
  }

  std::string SerializeState(const ConversationKey& key) const {
    const Conversation* conversation = table_.Find(key);
    if (conversation == nullptr || conversation->state.empty()) return {};
    return WriteState(rules_.pack, conversation->state);
  }

  absl::Status RestoreState(const ConversationKey& key, std::string_view text, Timestamp now) {
    absl::StatusOr<ConversationState> state = ReadState(rules_.pack, text);
    if (!state.ok()) return state.status();
    for (const Meaning& meaning : state->pending) {
      if (!state->Remembers(meaning.key.fingerprint)) state->Remember(meaning.key.fingerprint);
    }
    for (const SplitRecord& record : state->split.pending) {
      if (!state->Remembers(record.key.fingerprint)) state->Remember(record.key.fingerprint);
    }
    Conversation& conversation = table_.Use(key);
    conversation.state = *std::move(state);
    conversation.stored = true;
    conversation.used_at = now;
    conversation.quiet_until = now + options_.restart_grace;
    ConversationOutcome nothing_new;
    Settle(conversation, false, &nothing_new);
    KeepToBudget();
    return absl::OkStatus();
  }

  Counters counters() const {
    Counters counters = counters_;
    counters.conversations = table_.size();
    counters.evicted += table_.evicted();
    return counters;
  }

 private:
  Conversation& Use(const ConversationKey& key) {
    Conversation& conversation = table_.Use(key);
    conversation.used_at = wall_now_;
    // A backlog that is sent after a break is old by the clock: its next record may be on its way.
    if (wall_now_ != Timestamp::min()) {
      conversation.quiet_until = std::max(conversation.quiet_until, wall_now_ + lateness_);
    }
    return conversation;
  }

  // Follows the conversation to the input that carries it now. A record that is sent again changes
  // the input (whoever reads one anew will end it, and nobody else), but only where its clock is
  // the conversation's: no replay takes a live conversation over. Returns whether it has changed.
  static bool Follow(const Context& context, bool is_news, ConversationState* state) {
    const bool wall_clock = context.clock == ClockMode::kWall;
    if (!is_news && wall_clock != state->wall_clock) return false;
    state->wall_clock |= wall_clock;
    return std::exchange(state->input, context.input) != context.input;
  }

  ConversationOutcome OnRecord(Conversation& conversation, const RecordKey& key,
                               std::optional<Meaning> meaning, std::optional<SplitRecord> split,
                               const Context& context) {
    ConversationOutcome outcome;
    if (meaning) meaning->context_only = context.context_only;
    bool changed = TakeRecord(conversation, key, std::move(meaning), context, &outcome);
    changed |= TakeSplit(conversation, std::move(split), context, &outcome);
    Settle(conversation, changed, &outcome);
    KeepToBudget();
    return outcome;
  }

  // Returns whether what is owed may have changed.
  bool TakeRecord(Conversation& conversation, const RecordKey& key, std::optional<Meaning> meaning,
                  const Context& context, ConversationOutcome* outcome) {
    ConversationState& state = conversation.state;
    outcome->duplicate = state.Remembers(key.fingerprint) || state.Holds(key);
    outcome->late = !outcome->duplicate && key <= state.step.frontier;
    bool changed = Follow(context, !outcome->duplicate && !outcome->late, &state);
    if (outcome->duplicate || outcome->late) {
      ++(outcome->duplicate ? counters_.duplicates : counters_.late);
      if (outcome->late) state.Remember(key.fingerprint);
      if (meaning && !context.context_only) {
        changed |= MakeLive(key, &state);
        outcome->opened = StillOpenOf(rules_, *meaning, state);
      }
      return changed;
    }
    state.Remember(key.fingerprint);

    state.latest = std::max(state.latest, key.time);
    if (meaning) {
      changed = true;
      if (!context.context_only) {
        outcome->opened = OpenedBy(rules_, *meaning);
        if (conversation.obligations > 0) {
          outcome->at_risk = PutAtRiskBy(rules_, conversation.key, *meaning, state);
        }
      }
      Insert(conversation, *std::move(meaning), outcome);
    }
    return ApplyBefore(conversation, state.latest - lateness_, context.context_only, outcome) ||
           changed;
  }

  // Takes part in split words, unless the record is no news. Returns whether what is open, or
  // waits, may have changed.
  bool TakeSplit(Conversation& conversation, std::optional<SplitRecord> record,
                 const Context& context, ConversationOutcome* outcome) {
    SplitState& state = conversation.state.split;
    if (record && outcome->duplicate && !context.context_only) {
      SplitJoiner::MakeLive(record->key, &state);
    }
    if (outcome->duplicate || outcome->late) return false;
    const bool waited = state.waits();
    if (record) {
      const bool may_join = record->words != nullptr;
      if (!joiner_.Insert(conversation.key, *std::move(record), &state, &outcome->joined) &&
          may_join) {
        outcome->late = true;
        ++counters_.late;
      }
    }
    joiner_.ApplyBefore(conversation.key, conversation.state.latest - lateness_, &state,
                        &outcome->joined);
    return waited || state.waits();
  }

  // Everything up to `time` was seen.
  bool EndSplitWords(Conversation& conversation, Timestamp time, ConversationOutcome* outcome) {
    SplitState& state = conversation.state.split;
    const bool waited = state.waits();
    joiner_.ApplyAll(conversation.key, &state, &outcome->joined);
    joiner_.ApplyBefore(conversation.key, time, &state, &outcome->joined);
    return waited;
  }

  // A record that was told as context is now sent as news.
  static bool MakeLive(const RecordKey& key, ConversationState* state) {
    for (Meaning& meaning : state->pending) {
      if (meaning.key == key) return std::exchange(meaning.context_only, false);
    }
    return false;
  }

  void Insert(Conversation& conversation, Meaning meaning, ConversationOutcome* outcome) {
    std::vector<Meaning>& pending = conversation.state.pending;
    const auto place =
        std::upper_bound(pending.begin(), pending.end(), meaning,
                         [](const Meaning& a, const Meaning& b) { return a.key < b.key; });
    pending.insert(place, std::move(meaning));
    if (pending.size() > kMaxPending) ApplyPending(conversation, 1, outcome);
  }

  // Applies the first `count` records that wait.
  bool ApplyPending(Conversation& conversation, size_t count, ConversationOutcome* outcome) {
    std::vector<Meaning>& pending = conversation.state.pending;
    for (size_t i = 0; i < count; ++i) {
      Take(ApplyRecord(rules_, conversation.key, std::move(conversation.state.step), pending[i]),
           conversation, outcome);
    }
    pending.erase(pending.begin(), pending.begin() + static_cast<ptrdiff_t>(count));
    return count > 0;
  }

  // Lets deadlines before `time` pass.
  bool Pass(Conversation& conversation, Timestamp time, bool context_only,
            ConversationOutcome* outcome) {
    if (FirstDeadline(conversation.state.step) >= time) return false;
    Take(PassTime(rules_, conversation.key, std::move(conversation.state.step), time, context_only),
         conversation, outcome);
    return true;
  }

  // Moves the watermark.
  bool ApplyBefore(Conversation& conversation, Timestamp watermark, bool context_only,
                   ConversationOutcome* outcome) {
    const std::vector<Meaning>& pending = conversation.state.pending;
    const auto end = std::find_if(pending.begin(), pending.end(), [&](const Meaning& meaning) {
      return meaning.key.time >= watermark;
    });
    const bool applied =
        ApplyPending(conversation, static_cast<size_t>(end - pending.begin()), outcome);
    return Pass(conversation, watermark, context_only, outcome) || applied;
  }

  void Take(StepResult step, Conversation& conversation, ConversationOutcome* outcome) {
    conversation.state.step = std::move(step.state);
    Append(std::move(step.findings), &outcome->findings);
    Append(std::move(step.facts), &outcome->facts);
  }

  // Decides whether the state must be stored, and finds the conversation its place. Once nothing is
  // owed any more, records that still wait are worth no write; the last write comes when they are
  // gone.
  void Settle(Conversation& conversation, bool changed, ConversationOutcome* outcome) {
    const ConversationState& state = conversation.state;
    const bool owed = std::exchange(conversation.owing, Owes(state));
    if (changed && (conversation.owing || (conversation.stored && (owed || state.empty())))) {
      outcome->owes_changed = true;
      conversation.stored = !state.empty();
    }
    counters_.open_obligations -= conversation.obligations;
    conversation.obligations = CountObligations(rules_, state);
    counters_.open_obligations += conversation.obligations;

    // What is only remembered is worth the room until it is given up, where anything ever is.
    const bool keep =
        conversation.owing || (options_.evict_owing && conversation.stored && !state.empty());
    std::optional<Timestamp> due;
    if (keep && state.wall_clock) due = FirstTime(state, joiner_.FirstTime(state.split));
    if (due) due = std::max(*due + lateness_ + kTick, conversation.quiet_until);
    table_.Place(conversation, keep, due, keep && !state.wall_clock);
  }

  // When the conversation that was left alone for the longest time is given up.
  std::optional<Timestamp> NextGivenUp() const {
    if (!options_.evict_owing || wall_now_ == Timestamp::min() || table_.kept().empty()) {
      return std::nullopt;
    }
    return table_.kept().front()->used_at + options_.idle_limit + kTick;
  }

  void KeepToBudget() {
    if (!options_.evict_owing) return;
    while (table_.IsOverBudget()) Evict(*table_.kept().front());
  }

  // What is owed and runs out by itself has not been forgotten: a limit may last for days.
  void GiveUp(Conversation& conversation, Timestamp now) {
    if (conversation.obligations == 0 || !conversation.due()) return Evict(conversation);
    table_.Use(conversation.key).used_at = now;
  }

  // What waits is applied; what is open then stays unjudged, and is told with the next move of the
  // wall clock.
  void Evict(Conversation& conversation) {
    Expired one{conversation.key, conversation.state.input, {}};
    ApplyPending(conversation, conversation.state.pending.size(), &one.outcome);
    joiner_.ApplyAll(conversation.key, &conversation.state.split, &one.outcome.joined);
    conversation.state.split.tail.clear();
    Take(DropOpen(rules_, conversation.key, std::move(conversation.state.step),
                  conversation.state.latest),
         conversation, &one.outcome);
    Settle(conversation, true, &one.outcome);
    table_.Evict(conversation);
    if (IsWorthTelling(one.outcome)) evicted_.push_back(std::move(one));
  }

  std::shared_ptr<const RulePack> pack_;
  ConversationRules rules_;
  const Options options_;
  Duration lateness_;
  const SplitJoiner joiner_;
  const bool joins_;  // A pattern of the pack is matched in the joined view.
  ConversationTable table_;
  std::vector<Expired> evicted_;
  Timestamp wall_now_ = Timestamp::min();
  Counters counters_;
};

ConversationTracker::ConversationTracker(std::shared_ptr<const RulePack> pack,
                                         const Options& options)
    : impl_(std::make_unique<Impl>(std::move(pack), options)) {}
ConversationTracker::~ConversationTracker() = default;

ConversationOutcome ConversationTracker::OnMessage(const Message& message, const ScanResult& scan,
                                                   const Context& context) {
  return impl_->OnMessage(message, scan, context);
}
ConversationOutcome ConversationTracker::OnEvent(const ConversationEvent& event,
                                                 const Context& context) {
  return impl_->OnEvent(event, context);
}
std::vector<ConversationTracker::Expired> ConversationTracker::AdvanceWallClock(Timestamp now) {
  return impl_->AdvanceWallClock(now);
}
std::optional<Timestamp> ConversationTracker::NextWallDeadline() const {
  return impl_->NextWallDeadline();
}
std::vector<ConversationTracker::Expired> ConversationTracker::EndOfInput(uint64_t input,
                                                                          Timestamp latest) {
  return impl_->EndOfInput(input, latest);
}
std::string ConversationTracker::SerializeState(const ConversationKey& conversation) const {
  return impl_->SerializeState(conversation);
}
absl::Status ConversationTracker::RestoreState(const ConversationKey& conversation,
                                               std::string_view state, Timestamp now) {
  return impl_->RestoreState(conversation, state, now);
}
ConversationTracker::Counters ConversationTracker::counters() const { return impl_->counters(); }

}  // namespace mingcha
