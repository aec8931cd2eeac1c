#include "conversation/across_tracker.h"

#include <algorithm>

#include "base/check.h"
#include "base/status_util.h"

namespace mingcha {
namespace {

constexpr Duration kTick = std::chrono::milliseconds(1);

void Tell(std::string_view what, Timestamp time, std::vector<Fact>* facts) {
  facts->push_back({"across." + std::string(what), time});
}

}  // namespace

bool AcrossTracker::IsNeeded(const RulePack& pack, bool include_drafts) {
  const ConversationRules rules(pack.compiled(), include_drafts);
  return std::any_of(
      rules.pack.rules.begin(), rules.pack.rules.end(),
      [&](const CompiledRule& rule) { return rule.kind == RuleKind::kAcross && rules.Runs(rule); });
}

AcrossTracker::AcrossTracker(std::shared_ptr<const RulePack> pack, const AcrossOptions& options)
    : pack_(std::move(pack)), rules_(pack_->compiled(), options.include_drafts), options_(options) {
  for (const CompiledRule& rule : rules_.pack.rules) {
    if (rule.kind == RuleKind::kAcross) {
      longest_window_ = std::max(longest_window_, rule.watch.window);
    }
  }
}

void AcrossTracker::Take(Sighting sighting, const ConversationTracker::Context& context,
                         Timestamp now, Outcome* outcome) {
  const KeyId id{sighting.rule, sighting.conversation.tenant, sighting.key};
  const auto key = Use(id, now);
  WaitingSighting waiting;
  waiting.sighting = std::move(sighting);
  waiting.input = context.input;
  waiting.wall_clock = context.clock == ConversationTracker::ClockMode::kWall;
  waiting.due = DueOf(waiting, now);

  const Place place = PlaceOf(waiting.sighting);
  const Lane lane = LaneOf(waiting);
  if (const auto known = key->second.waiting.find(place); known != key->second.waiting.end()) {
    // Whoever reads an archive anew will end it, and nobody else.
    if (LaneOf(known->second) == lane || waiting.wall_clock != known->second.wall_clock) return;
    StopWaiting(key, known);
  }
  outcome->changed.push_back(
      Stored(id, waiting.sighting.evidence.message_identity, WriteWaitingSighting(waiting)));
  Wait(key, std::move(waiting));
  if (waiting_ > options_.max_waiting) {
    Tell("hurried", now, &outcome->facts);
    const auto first = key->second.waiting.begin();
    Apply(key, LaneOf(first->second), first->first, outcome);
  }
  while (keys_.size() > options_.max_keys) {
    Tell("evicted", now, &outcome->facts);
    Evict(keys_.find(*used_.front()), outcome);
  }
}

void AcrossTracker::Advance(Timestamp now, Outcome* outcome) {
  while (!due_.empty() && due_.begin()->first <= now) {
    ApplyDue(keys_.find(*due_.begin()->second), now, outcome);
  }
  // What was not used for longer than any window is told nothing by what comes.
  while (!used_.empty()) {
    const auto key = keys_.find(*used_.front());
    if (key->second.used_at + longest_window_ + options_.allowed_lateness >= now) break;
    if (!key->second.waiting.empty()) break;
    Evict(key, outcome);
  }
}

std::optional<Timestamp> AcrossTracker::NextDeadline() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

void AcrossTracker::EndOfInput(uint64_t input, Outcome* outcome) {
  const auto ended = by_input_.find(input);
  if (ended == by_input_.end()) return;
  for (const KeyId* id : std::set<const KeyId*>(ended->second)) {
    const auto key = keys_.find(*id);
    Apply(key, input, key->second.waiting.rbegin()->first, outcome);
  }
}

absl::Status AcrossTracker::Restore(const StoredAcross& stored, Timestamp now) {
  const uint32_t rule = rules_.pack.FindRule(stored.rule_id);
  if (rule == kNone || rules_.pack.rules[rule].kind != RuleKind::kAcross) return absl::OkStatus();
  const KeyId id{rule, stored.tenant, stored.key};
  if (stored.part.empty()) {
    MINGCHA_ASSIGN_OR_RETURN(AcrossState state, ReadAcrossState(stored.state));
    Key& key = Use(id, now)->second;
    key.state = std::move(state);
    key.stored = true;
    return absl::OkStatus();
  }
  MINGCHA_ASSIGN_OR_RETURN(WaitingSighting waiting, ReadWaitingSighting(stored.state));
  waiting.sighting.rule = rule;
  waiting.sighting.key = stored.key;
  waiting.sighting.conversation.tenant = stored.tenant;
  waiting.due = now + (waiting.wall_clock ? options_.restart_grace : options_.idle_limit);
  Wait(Use(id, now), std::move(waiting));
  return absl::OkStatus();
}

AcrossTracker::Place AcrossTracker::PlaceOf(const Sighting& sighting) {
  return {sighting.at, sighting.seq, sighting.evidence.message_id,
          sighting.evidence.message_identity};
}

AcrossTracker::Keys::iterator AcrossTracker::Use(const KeyId& id, Timestamp now) {
  const auto [key, is_new] = keys_.try_emplace(id);
  if (is_new) {
    key->second.used = used_.insert(used_.end(), &key->first);
  } else {
    used_.splice(used_.end(), used_, key->second.used);
  }
  key->second.used_at = now;
  return key;
}

// A backlog that is sent after a break is old by the clock: what comes before it may be on its way.
Timestamp AcrossTracker::DueOf(const WaitingSighting& waiting, Timestamp now) const {
  if (!waiting.wall_clock) return now + options_.idle_limit;
  return std::max(waiting.sighting.at, now) + options_.allowed_lateness + kTick;
}

void AcrossTracker::Wait(Keys::iterator key, WaitingSighting waiting) {
  due_.emplace(waiting.due, &key->first);
  if (!waiting.wall_clock) by_input_[waiting.input].insert(&key->first);
  const Place place = PlaceOf(waiting.sighting);
  ++key->second.lanes[LaneOf(waiting)];
  key->second.waiting.emplace(place, std::move(waiting));
  ++waiting_;
}

void AcrossTracker::StopWaiting(Keys::iterator key,
                                std::map<Place, WaitingSighting>::iterator waiting) {
  due_.erase(due_.find({waiting->second.due, &key->first}));
  const Lane lane = LaneOf(waiting->second);
  key->second.waiting.erase(waiting);
  --waiting_;
  const auto left = key->second.lanes.find(lane);
  if (--left->second > 0) return;
  key->second.lanes.erase(left);
  if (!lane) return;
  const auto input = by_input_.find(*lane);
  input->second.erase(&key->first);
  if (input->second.empty()) by_input_.erase(input);
}

void AcrossTracker::Apply(Keys::iterator key, Lane lane, Place last, Outcome* outcome) {
  auto& waiting = key->second.waiting;
  for (auto at = waiting.begin(); at != waiting.end() && at->first <= last;) {
    const auto one = at++;
    if (LaneOf(one->second) != lane) continue;
    ApplyOne(key->first, &key->second, one->second, outcome);
    StopWaiting(key, one);
  }
  key->second.stored = true;
  outcome->changed.push_back(Stored(key->first, {}, WriteAcrossState(key->second.state)));
}

void AcrossTracker::ApplyDue(Keys::iterator key, Timestamp now, Outcome* outcome) {
  std::map<Lane, Place> last;
  for (const auto& [place, waiting] : key->second.waiting) {
    if (waiting.due <= now) last.insert_or_assign(LaneOf(waiting), place);
  }
  for (const auto& [lane, place] : last) Apply(key, lane, place, outcome);
}

void AcrossTracker::ApplyOne(const KeyId& id, Key* key, const WaitingSighting& waiting,
                             Outcome* outcome) {
  const Sighting& sighting = waiting.sighting;
  AcrossStep step = ApplySighting(rules_.pack, sighting, &key->state);
  outcome->changed.push_back(Stored(id, sighting.evidence.message_identity, {}));
  Tell(step.too_late ? "late" : "counted", sighting.at, &outcome->facts);
  if (step.dropped) Tell("dropped", sighting.at, &outcome->facts);
  if (!step.finding) return;
  Tell("found", sighting.at, &outcome->facts);
  outcome->findings.emplace_back(waiting.input, *std::move(step.finding));
}

// What waits is counted first.
void AcrossTracker::Evict(Keys::iterator key, Outcome* outcome) {
  while (!key->second.waiting.empty()) {
    const auto last = std::prev(key->second.waiting.end());
    Apply(key, LaneOf(last->second), last->first, outcome);
  }
  if (key->second.stored) outcome->changed.push_back(Stored(key->first, {}, {}));
  used_.erase(key->second.used);
  keys_.erase(key);
}

StoredAcross AcrossTracker::Stored(const KeyId& id, std::string part, std::string state) const {
  return {id.tenant, rules_.pack.rules[id.rule].id, id.key, std::move(part), std::move(state)};
}

}  // namespace mingcha
