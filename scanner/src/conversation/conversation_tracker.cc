// Puts the records of a conversation in order, and hands them to the pure step when their turn has
// come.
//
// A record waits until the watermark has passed it: the conversation's latest time less the allowed
// lateness, or the wall clock less the same. Records that mean nothing to the logic do not wait,
// they only move the clock. What a reader must know at once (a question was opened, a first dodge
// was seen) is told from the provisional order; findings come from the final one only.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mingcha/conversation.h"

#include "conversation/conversation_state.h"
#include "conversation/conversation_table.h"
#include "conversation/meaning.h"
#include "conversation/qa_step.h"

namespace mingcha {
namespace {

constexpr Duration kTick = std::chrono::milliseconds(1);

// Something is open, or something waits that a question may need. A plain reply that waits without
// a question in sight is neither.
bool Owes(const ConversationState& state) {
  return !state.qa.open.empty() ||
         std::any_of(state.pending.begin(), state.pending.end(),
                     [](const Meaning& meaning) { return !meaning.signals.empty(); });
}

size_t CountObligations(const ConversationState& state) {
  size_t count = state.qa.open.size();
  for (const Meaning& meaning : state.pending) {
    for (const Signal& signal : meaning.signals) count += signal.kind == SignalKind::kAsk;
  }
  return count;
}

// The first time of a record that waits, or of a deadline.
std::optional<Timestamp> FirstTime(const ConversationState& state) {
  std::optional<Timestamp> first;
  if (!state.pending.empty()) first = state.pending.front().key.time;
  for (const Obligation& obligation : state.qa.open) {
    if (!first || obligation.deadline < *first) first = obligation.deadline;
  }
  return first;
}

bool HasPassed(const ConversationState& state, Timestamp time) {
  return std::any_of(state.qa.open.begin(), state.qa.open.end(),
                     [&](const Obligation& obligation) { return obligation.deadline < time; });
}

template <typename T>
void Append(std::vector<T>&& from, std::vector<T>* to) {
  to->insert(to->end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

bool IsWorthTelling(const ConversationOutcome& outcome) {
  return outcome.owes_changed || !outcome.findings.empty() || !outcome.facts.empty();
}

}  // namespace

class ConversationTracker::Impl {
 public:
  Impl(std::shared_ptr<const RulePack> pack, const Options& options)
      : pack_(std::move(pack)),
        rules_{pack_->compiled(), options.include_drafts},
        lateness_(options.allowed_lateness),
        table_(options.max_conversations) {}

  ConversationOutcome OnMessage(const Message& message, const ScanResult& scan,
                                const Context& context) {
    Conversation& conversation = Use(message.conversation, context);
    return OnRecord(conversation,
                    {message.sent_at, RecordKey::kMessage, message.seq, message.message_id,
                     FingerprintOf(message)},
                    MeaningOf(rules_, message, scan), context);
  }

  ConversationOutcome OnEvent(const ConversationEvent& event, const Context& context) {
    Conversation& conversation = Use(event.conversation, context);
    return OnRecord(conversation,
                    {event.at, RecordKey::kEvent, 0, event.event_id, FingerprintOf(event)},
                    MeaningOf(event), context);
  }

  std::vector<Expired> AdvanceWallClock(Timestamp now) {
    wall_now_ = std::max(wall_now_, now);
    std::vector<Expired> expired;
    while (Conversation* conversation = table_.FirstDue(now)) {
      Expired one{conversation->key, conversation->input, {}};
      const bool changed = ApplyBefore(*conversation, now - lateness_, false, &one.outcome);
      Settle(*conversation, changed, &one.outcome);
      if (IsWorthTelling(one.outcome)) expired.push_back(std::move(one));
    }
    return expired;
  }

  std::optional<Timestamp> NextWallDeadline() const { return table_.NextDue(); }

  std::vector<Expired> EndOfInput(uint64_t input, Timestamp latest) {
    std::vector<Expired> expired;
    for (Conversation* conversation : table_.WaitingFor(input)) {
      Expired one{conversation->key, input, {}};
      bool changed = ApplyPending(*conversation, conversation->state.pending.size(), &one.outcome);
      // Nothing more will come: a deadline at `latest` itself has passed, too.
      changed |= Pass(*conversation, latest + kTick, false, &one.outcome);
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

  absl::Status RestoreState(const ConversationKey& key, std::string_view text,
                            const Context& context) {
    absl::StatusOr<ConversationState> state = ReadState(rules_.pack, text);
    if (!state.ok()) return state.status();
    for (const Meaning& meaning : state->pending) {
      if (!state->Remembers(meaning.key.fingerprint)) state->Remember(meaning.key.fingerprint);
    }
    Conversation& conversation = table_.Use(key);
    state->wall_clock = state->wall_clock || context.clock == ClockMode::kWall;
    conversation.state = *std::move(state);
    conversation.input = context.input;
    conversation.stored = true;
    ConversationOutcome nothing_new;
    Settle(conversation, false, &nothing_new);
    return absl::OkStatus();
  }

  Counters counters() const {
    Counters counters = counters_;
    counters.conversations = table_.size();
    counters.evicted += table_.evicted();
    return counters;
  }

 private:
  Conversation& Use(const ConversationKey& key, const Context& context) {
    Conversation& conversation = table_.Use(key);
    conversation.input = context.input;
    conversation.state.wall_clock = context.clock == ClockMode::kWall;
    // A backlog that is sent after a break is old by the clock: its next record may be on its way.
    if (wall_now_ != Timestamp::min()) conversation.quiet_until = wall_now_ + lateness_;
    return conversation;
  }

  ConversationOutcome OnRecord(Conversation& conversation, const RecordKey& key,
                               std::optional<Meaning> meaning, const Context& context) {
    ConversationState& state = conversation.state;
    ConversationOutcome outcome;
    if (meaning) meaning->context_only = context.context_only;

    if (state.Remembers(key.fingerprint) || state.Holds(key)) {
      outcome.duplicate = true;
      ++counters_.duplicates;
      bool changed = false;
      if (meaning && !context.context_only) {
        changed = MakeLive(key, &state);
        TellOpened(state, *meaning, true, &outcome);
      }
      Settle(conversation, changed, &outcome);
      return outcome;
    }
    state.Remember(key.fingerprint);
    if (key <= state.qa.frontier) {
      outcome.late = true;
      ++counters_.late;
      Settle(conversation, false, &outcome);
      return outcome;
    }

    bool changed = false;
    state.latest = std::max(state.latest, key.time);
    if (meaning) {
      changed = true;
      if (!context.context_only) {
        TellOpened(state, *meaning, false, &outcome);
        TellAtRisk(conversation, *meaning, &outcome);
      }
      Insert(conversation, *std::move(meaning), &outcome);
    }
    changed |= ApplyBefore(conversation, state.latest - lateness_, context.context_only, &outcome);
    Settle(conversation, changed, &outcome);
    return outcome;
  }

  // A record that was told as context is now sent as news.
  static bool MakeLive(const RecordKey& key, ConversationState* state) {
    for (Meaning& meaning : state->pending) {
      if (meaning.key == key) return std::exchange(meaning.context_only, false);
    }
    return false;
  }

  // Whether the question's obligation is open, or waits to be.
  static bool IsOwed(const ConversationState& state, const Meaning& question, const Signal& ask) {
    return state.Holds(question.key) ||
           std::any_of(
               state.qa.open.begin(), state.qa.open.end(), [&](const Obligation& obligation) {
                 return obligation.topic == ask.topic &&
                        obligation.question.message_identity == ask.evidence.message_identity;
               });
  }

  // Of a record that came before, only what is still owed is told again.
  void TellOpened(const ConversationState& state, const Meaning& meaning, bool again,
                  ConversationOutcome* outcome) const {
    for (const Signal& signal : meaning.signals) {
      if (signal.kind != SignalKind::kAsk || (again && !IsOwed(state, meaning, signal))) continue;
      const CompiledTopic& topic = rules_.pack.topics[signal.topic];
      const bool told =
          std::any_of(outcome->opened.begin(), outcome->opened.end(),
                      [&](const OpenedObligation& opened) { return opened.topic == topic.id; });
      if (!told) {
        outcome->opened.push_back({topic.id, meaning.key.id, meaning.key.time + topic.window});
      }
    }
  }

  // Tries the provisional order on a copy: which questions would this reply be the first to dodge?
  void TellAtRisk(const Conversation& conversation, const Meaning& reply,
                  ConversationOutcome* outcome) const {
    const bool dodges =
        std::any_of(reply.signals.begin(), reply.signals.end(),
                    [](const Signal& signal) { return signal.kind == SignalKind::kEvaded; });
    if (!dodges || conversation.obligations == 0) return;
    QaState state = conversation.state.qa;
    const auto apply = [&](const Meaning& meaning) {
      state = ApplyRecord(rules_, conversation.key, std::move(state), meaning).state;
    };
    bool applied = false;
    for (const Meaning& meaning : conversation.state.pending) {
      if (!applied && reply.key < meaning.key) {
        apply(reply);
        applied = true;
      }
      apply(meaning);
    }
    if (!applied) apply(reply);
    for (const Obligation& obligation : state.open) {
      if (obligation.dodges.empty() ||
          obligation.dodges.front().evidence.front().message_id != reply.key.id) {
        continue;
      }
      const Dodge& first = obligation.dodges.front();
      outcome->at_risk.push_back({rules_.pack.topics[obligation.topic].id,
                                  rules_.pack.rules[first.rule].id, obligation.question.message_id,
                                  reply.key.id, obligation.deadline});
    }
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
      Take(ApplyRecord(rules_, conversation.key, std::move(conversation.state.qa), pending[i]),
           conversation, outcome);
    }
    pending.erase(pending.begin(), pending.begin() + static_cast<ptrdiff_t>(count));
    return count > 0;
  }

  // Lets deadlines before `time` pass.
  bool Pass(Conversation& conversation, Timestamp time, bool context_only,
            ConversationOutcome* outcome) {
    if (!HasPassed(conversation.state, time)) return false;
    Take(PassTime(rules_, conversation.key, std::move(conversation.state.qa), time, context_only),
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
    conversation.state.qa = std::move(step.state);
    counters_.evicted += step.dropped;
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
    conversation.obligations = CountObligations(state);
    counters_.open_obligations += conversation.obligations;

    const bool keep = conversation.owing || (conversation.stored && !state.empty());
    std::optional<Timestamp> due;
    if (keep && state.wall_clock) due = FirstTime(state);
    if (due) due = std::max(*due + lateness_ + kTick, conversation.quiet_until);
    table_.Place(conversation, keep, due, keep && !state.wall_clock);
  }

  std::shared_ptr<const RulePack> pack_;
  QaRules rules_;
  Duration lateness_;
  ConversationTable table_;
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
                                               std::string_view state, const Context& context) {
  return impl_->RestoreState(conversation, state, context);
}
ConversationTracker::Counters ConversationTracker::counters() const { return impl_->counters(); }

}  // namespace mingcha
