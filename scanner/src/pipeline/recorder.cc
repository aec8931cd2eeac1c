#include "pipeline/recorder.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "base/status_util.h"
#include "pipeline/ticket_merge.h"

namespace mingcha {
namespace {

using SteadyClock = std::chrono::steady_clock;

// How long a failed commit waits when no new work asks for another: doubled each time.
constexpr auto kFirstRetry = std::chrono::milliseconds(100);
constexpr auto kLastRetry = std::chrono::seconds(5);

// What a finding in memory comes to, more or less.
constexpr size_t kBytesOfFinding = 2048;

// Hands every finding of the entry to `visit`.
template <typename Visit>
void VisitFindings(const Recorder::Entry& entry, Visit visit) {
  if (const auto* part = std::get_if<BatchPart>(&entry.part)) {
    for (const uint32_t index : part->indices) {
      for (const Finding& finding : part->batch->results[index].findings) visit(finding);
    }
  } else if (const auto* end = std::get_if<EndPart>(&entry.part)) {
    for (const Finding& finding : end->end->findings[end->worker]) visit(finding);
  } else {
    for (const Finding& finding : std::get<LatePart>(entry.part).findings) visit(finding);
  }
}

// Whether a resend makes the finding again: one of a single message by itself.
bool ComesAgain(const Finding& finding) {
  return finding.subject.kind == SubjectKind::kMessage &&
         std::none_of(finding.evidence.begin(), finding.evidence.end(),
                      [](const Evidence& evidence) { return evidence.view == View::kJoined; });
}

size_t CountFindings(const Recorder::Entry& entry) {
  size_t count = 0;
  VisitFindings(entry, [&](const Finding&) { ++count; });
  return count;
}

void AnswerPart(const BatchPart& part, bool durable, const absl::Status& not_stored,
                InFlight* in_flight) {
  for (const uint32_t index : part.indices) {
    RecordResult& result = part.batch->results[index];
    result.durable = durable;
    result.not_stored = not_stored;
  }
  in_flight->Answered(part.batch);
}

}  // namespace

Recorder::Recorder(const Options& options, FindingStore* store, const TicketPolicy* policy,
                   std::unique_ptr<AcrossTracker> across, InFlight* in_flight,
                   Pipeline::LateFindings late_findings)
    : options_(options),
      store_(store),
      policy_(policy),
      in_flight_(in_flight),
      late_findings_(std::move(late_findings)),
      has_thread_(store != nullptr || across != nullptr),
      across_(std::move(across)) {
  if (has_thread_) thread_ = std::thread([this] { Run(); });
}

Recorder::~Recorder() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyOne();
  }
  if (thread_.joinable()) thread_.join();
}

void Recorder::Record(Entry entry) {
  if (!has_thread_) return Answer(entry, absl::OkStatus());
  const size_t findings = CountFindings(entry);
  MutexLock lock(mutex_);
  const bool was_empty = entries_.empty();
  entries_.push_back(std::move(entry));
  findings_waiting_ += findings;
  if (was_empty || findings_waiting_ >= options_.commit_findings) wake_.NotifyOne();
}

void Recorder::AnswerUnwritten(const BatchPart& part) {
  AnswerPart(part, store_ != nullptr, absl::OkStatus(), in_flight_);
}

uint64_t Recorder::stored_findings() const {
  MutexLock lock(mutex_);
  return stored_findings_;
}

std::map<std::string, double, std::less<>> Recorder::across_facts() const {
  MutexLock lock(mutex_);
  return across_facts_;
}

absl::Status Recorder::status() const {
  MutexLock lock(mutex_);
  return status_;
}

void Recorder::Run() {
  std::vector<Entry> entries;
  while (Next(&entries)) Commit(std::exchange(entries, {}));
  if (!backlog_.empty()) Commit({});
}

// The time to try the backlog again, or to count what has waited over conversations.
std::optional<Timestamp> Recorder::WakeAt() const {
  std::optional<Timestamp> at;
  if (across_ != nullptr) at = across_->NextDeadline();
  if (backlog_.empty()) return at;
  const Timestamp retry = WallNow() + std::chrono::ceil<Duration>(retry_at_ - SteadyClock::now());
  return at ? std::min(*at, retry) : retry;
}

// Waits for entries, or until it is time to wake: then there may be none. False: it is time to
// stop, and everything was taken.
bool Recorder::Next(std::vector<Entry>* entries) {
  const std::optional<Timestamp> wake_at = WakeAt();
  MutexLock lock(mutex_);
  while (entries_.empty() && !stopping_) {
    if (!wake_at) {
      wake_.Wait(mutex_);
    } else if (WallNow() < *wake_at) {
      wake_.WaitUntil(mutex_, *wake_at);
    } else {
      return true;
    }
  }
  if (entries_.empty()) return false;
  const SteadyClock::time_point until = SteadyClock::now() + options_.commit_interval;
  while (!stopping_ && findings_waiting_ < options_.commit_findings && SteadyClock::now() < until) {
    wake_.WaitUntil(mutex_, until);
  }
  findings_waiting_ = 0;
  entries->swap(entries_);
  return true;
}

Recorder::AcrossStates Recorder::CountAcross(std::vector<Entry>* entries) {
  AcrossStates changed;
  if (across_ == nullptr) return changed;
  const Timestamp now = WallNow();
  AcrossTracker::Outcome counted;
  for (Entry& entry : *entries) {
    if (auto* part = std::get_if<BatchPart>(&entry.part)) {
      for (Sighting& sighting : entry.sightings) {
        across_->Take(std::move(sighting), part->batch->context, now, &counted);
      }
    } else if (auto* part_of_end = std::get_if<EndPart>(&entry.part)) {
      InFlightEnd& end = *part_of_end->end;
      if (++end.recorded < end.findings.size()) continue;
      AcrossTracker::Outcome at_end;
      across_->EndOfInput(end.input, &at_end);
      for (auto& [input, finding] : at_end.findings) {
        end.findings[part_of_end->worker].push_back(std::move(finding));
      }
      std::move(at_end.changed.begin(), at_end.changed.end(), std::back_inserter(counted.changed));
      std::move(at_end.facts.begin(), at_end.facts.end(), std::back_inserter(counted.facts));
    }
  }
  across_->Advance(now, &counted);
  for (auto& [input, finding] : counted.findings) {
    entries->push_back({LatePart{input, {std::move(finding)}}, {}, {}});
  }
  for (StoredAcross& one : counted.changed) {
    changed[{std::move(one.tenant), std::move(one.rule_id), one.key, std::move(one.part)}] =
        std::move(one.state);
  }
  MutexLock lock(mutex_);
  for (const Fact& fact : counted.facts) across_facts_[fact.key] += fact.value;
  return changed;
}

void Recorder::Commit(std::vector<Entry> entries) {
  AcrossStates across = CountAcross(&entries);
  uint64_t stored = 0;
  const absl::Status status = Write(entries, across, &stored);
  Note(status, status.ok() ? stored : 0);
  if (status.ok()) {
    retry_delay_ = {};
    for (LatePart& late : std::exchange(backlog_, {}).late) Tell(std::move(late));
  } else {
    for (const Entry& entry : entries) Keep(entry);
    for (auto& [place, state] : across) {
      std::string& kept = backlog_.across[place];
      backlog_.bytes += state.size() - kept.size();
      kept = std::move(state);
    }
    retry_delay_ = std::clamp<SteadyClock::duration>(2 * retry_delay_, kFirstRetry, kLastRetry);
    retry_at_ = SteadyClock::now() + retry_delay_;
  }
  for (Entry& entry : entries) Answer(entry, status);
  in_flight_->SetBlocked(backlog_.bytes > options_.max_backlog_bytes);
}

absl::Status Recorder::Write(const std::vector<Entry>& entries, const AcrossStates& across,
                             uint64_t* stored) {
  if (store_ == nullptr) return absl::OkStatus();
  MINGCHA_ASSIGN_OR_RETURN(const std::unique_ptr<StoreTransaction> transaction, store_->Begin());
  TicketMerge tickets(policy_, transaction.get(), &calendar_);
  absl::Status status;
  const auto write = [&](const Finding& finding) {
    if (!status.ok()) return;
    const absl::StatusOr<std::optional<int64_t>> sequence = transaction->InsertFinding(finding);
    if (!sequence.ok()) {
      status = sequence.status();
    } else if (*sequence) {
      ++*stored;
      status = tickets.Add(finding);
    }
  };
  for (const Finding& finding : backlog_.told) write(finding);
  for (const LatePart& late : backlog_.late) {
    for (const Finding& finding : late.findings) write(finding);
  }
  for (const Entry& entry : entries) VisitFindings(entry, write);
  MINGCHA_RETURN_IF_ERROR(status);
  MINGCHA_RETURN_IF_ERROR(tickets.Finish());

  // Of each conversation only the last state counts.
  std::map<ConversationKey, const std::string*> states;
  for (const auto& [conversation, state] : backlog_.states) states[conversation] = &state;
  for (const Entry& entry : entries) {
    for (const StoredConversation& changed : entry.changed) {
      states[changed.conversation] = &changed.state;
    }
  }
  for (const auto& [conversation, state] : states) {
    MINGCHA_RETURN_IF_ERROR(transaction->PutConversation({conversation, *state}));
  }
  for (const AcrossStates* const states_of : {&std::as_const(backlog_.across), &across}) {
    for (const auto& [place, state] : *states_of) {
      const auto& [tenant, rule_id, key, part] = place;
      MINGCHA_RETURN_IF_ERROR(transaction->PutAcross({tenant, rule_id, key, part, state}));
    }
  }
  return transaction->Commit();
}

void Recorder::Keep(const Entry& entry) {
  if (const auto* part = std::get_if<BatchPart>(&entry.part)) {
    LatePart late{part->batch->context.input, {}};
    VisitFindings(entry, [&](const Finding& finding) {
      if (!ComesAgain(finding)) late.findings.push_back(finding);
    });
    KeepLate(std::move(late));
  } else if (const auto* late = std::get_if<LatePart>(&entry.part)) {
    KeepLate(*late);
  } else {
    VisitFindings(entry, [&](const Finding& finding) { backlog_.told.push_back(finding); });
    backlog_.bytes += CountFindings(entry) * kBytesOfFinding;
  }
  for (const StoredConversation& changed : entry.changed) {
    std::string& state = backlog_.states[changed.conversation];
    backlog_.bytes += changed.state.size() - state.size();
    state = changed.state;
  }
}

void Recorder::KeepLate(LatePart late) {
  if (late.findings.empty()) return;
  backlog_.bytes += late.findings.size() * kBytesOfFinding;
  backlog_.late.push_back(std::move(late));
}

void Recorder::Note(const absl::Status& status, uint64_t stored) {
  bool news = false;
  {
    MutexLock lock(mutex_);
    stored_findings_ += stored;
    news = status.code() != status_.code();
    status_ = status;
  }
  if (!news) return;
  if (status.ok()) {
    Log(LogLevel::kInfo, "store_recovered");
  } else {
    Log(LogLevel::kError, "store_failed", {{"status", status.ToString()}});
  }
}

void Recorder::Answer(Entry& entry, const absl::Status& status) {
  if (const auto* part = std::get_if<BatchPart>(&entry.part)) {
    AnswerPart(*part, store_ != nullptr && status.ok(), status, in_flight_);
  } else if (const auto* end = std::get_if<EndPart>(&entry.part)) {
    in_flight_->Answered(end->end);
  } else if (status.ok()) {
    Tell(std::move(std::get<LatePart>(entry.part)));
  }
}

void Recorder::Tell(LatePart late) {
  if (late_findings_ && !late.findings.empty()) {
    late_findings_(late.input, std::move(late.findings));
  }
}

}  // namespace mingcha
