// Conversations made by chance, and the ways on which their records may come: in order, out of
// order within the lateness, twice, over restarts, over several trackers, live or from an archive.

#ifndef MINGCHA_TESTS_SUPPORT_DELIVERY_H_
#define MINGCHA_TESTS_SUPPORT_DELIVERY_H_

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>

#include "mingcha/conversation.h"

#include "base/json.h"
#include "support/scripted_watches.h"
#include "support/status_matchers.h"

namespace mingcha::testing {

inline constexpr Duration kLateness = std::chrono::seconds(5);

using Chance = std::mt19937;

inline int64_t Between(Chance& chance, int64_t least, int64_t most) {
  return std::uniform_int_distribution<int64_t>(least, most)(chance);
}

template <typename T>
const T& OneOf(Chance& chance, const std::vector<T>& choices) {
  return choices[static_cast<size_t>(Between(chance, 0, static_cast<int64_t>(choices.size()) - 1))];
}

// Makes conversations in which every scripted rule has something to find, and as often something
// that keeps it from finding.
class ConversationMaker {
 public:
  ConversationMaker(Chance& chance, int conversations)
      : chance_(chance), conversations_(conversations) {}

  // Bursts with ties, and pauses that let deadlines pass.
  std::vector<Record> Make(int count) {
    std::vector<Record> records;
    Duration at(0);
    for (int i = 0; i < count; ++i) {
      const int64_t pause = Between(chance_, 0, 99);
      at += std::chrono::milliseconds(pause < 30   ? 0
                                      : pause < 70 ? Between(chance_, 1, 3000)
                                      : pause < 97 ? Between(chance_, 3000, 400'000)
                                                   : Between(chance_, 80'000'000, 90'000'000));
      records.push_back(MakeRecord(i, at));
    }
    return records;
  }

 private:
  Record MakeRecord(int number, Duration at) {
    const std::string conversation = "c-" + std::to_string(Between(chance_, 1, conversations_));
    // Some ids come back with other words: edits.
    const bool is_edit = Between(chance_, 0, 9) == 0;
    const std::string id = "m-" + std::to_string(is_edit ? number / 2 : number);
    const int64_t kind = Between(chance_, 0, 19);
    if (kind == 0) return MakeEvent("e-" + id, at, EventKind::kClosed, conversation);
    if (kind == 1) return MakeEvent(id, at, EventKind::kRecalled, conversation);
    if (kind == 2) {
      return MakeEvent("e-" + id, at,
                       OneOf(chance_, std::vector{EventKind::kTransferRequested,
                                                  EventKind::kTransferred, EventKind::kAnswered}),
                       conversation);
    }
    static const std::vector<std::string> customer = {"ask:license",
                                                      "ask:withdraw",
                                                      "words",
                                                      "withdraw",
                                                      "part:cnt.ask/0",
                                                      "part:cnt.ask/0",
                                                      "part:seq.fee/0",
                                                      "part:seq.fee/2",
                                                      "part:cnt.ask/0",
                                                      "part:sla.material/0",
                                                      "part:auto.person/0",
                                                      "part:disc.again/0",
                                                      "part:seq.score/0",
                                                      "hello"};
    static const std::vector<std::string> business = {"dodge:evs.license",
                                                      "dodge:evs.generic",
                                                      "good:license",
                                                      "words",
                                                      "hello",
                                                      "part:disc.risk/0",
                                                      "part:disc.risk/1",
                                                      "part:disc.again/0",
                                                      "part:disc.again/1",
                                                      "part:seq.fee/1",
                                                      "part:seq.score/1",
                                                      "part:seq.score/2",
                                                      "part:sla.material/1",
                                                      "part:sla.material/2",
                                                      "hit:mkt.promise",
                                                      "the same long excuse again",
                                                      "the same long excuse again!",
                                                      "quite another long excuse here"};
    const bool asks = kind < 9;
    const Speaker speaker = asks                          ? Speaker::kCustomer
                            : Between(chance_, 0, 2) == 0 ? Speaker::kBot
                                                          : Speaker::kAgent;
    std::string text = OneOf(chance_, asks ? customer : business);
    if (Between(chance_, 0, 4) == 0) text += " " + OneOf(chance_, asks ? customer : business);
    Message message = MakeMessage(id, at, speaker, text, conversation);
    if (is_edit) message.text += " edit-" + std::to_string(number);
    message.seq = Between(chance_, 0, 1);
    return message;
  }

  Chance& chance_;
  const int conversations_;
};

struct Arrival {
  Timestamp at;
  Record record;
};

struct Delivery {
  ConversationTracker::ClockMode clock = ConversationTracker::ClockMode::kEvent;
  bool shuffled = false;    // Each record comes by the lateness after its time at the latest,
  bool duplicated = false;  // and once more.
  bool restarts = false;    // After every kRecordsPerRun records.
  size_t trackers = 1;
};

inline std::vector<Arrival> Arrive(Chance& chance, const std::vector<Record>& records,
                                   const Delivery& way) {
  std::vector<Arrival> arrivals;
  const auto delay = [&] {
    return std::chrono::milliseconds(way.shuffled ? Between(chance, 0, kLateness.count()) : 0);
  };
  for (const Record& record : records) {
    arrivals.push_back({TimeOf(record) + delay(), record});
    if (way.duplicated) arrivals.push_back({TimeOf(record) + delay(), record});
  }
  std::stable_sort(arrivals.begin(), arrivals.end(),
                   [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
  return arrivals;
}

// Delivers records, and gathers what is found.
class Delivered {
 public:
  Delivered(std::shared_ptr<const RulePack> pack, const Delivery& way)
      : pack_(std::move(pack)), way_(way) {
    for (size_t i = 0; i < way.trackers; ++i) trackers_.push_back(MakeTracker());
  }

  // All findings, by id, as they would be written.
  std::map<std::string, std::string> Run(const std::vector<Arrival>& arrivals) {
    for (const Arrival& arrival : arrivals) {
      AdvanceTo(arrival.at);
      Take(TrackerOf(ConversationOf(arrival.record)), arrival.record);
      if (way_.restarts && ++taken_ % kRecordsPerRun == 0) Restart(arrival.at);
    }
    const Timestamp end = arrivals.back().at + std::chrono::hours(48);
    AdvanceTo(end);
    for (auto& tracker : trackers_) {
      for (const auto& expired : tracker->EndOfInput(1, end)) Gather(expired.outcome);
    }
    return std::move(found_);
  }

  bool told_twice() const { return told_twice_; }

 private:
  static constexpr size_t kRecordsPerRun = 3;

  std::unique_ptr<ConversationTracker> MakeTracker() const {
    ConversationTracker::Options options;
    options.allowed_lateness = kLateness;
    options.idle_limit = std::chrono::hours(1000);
    options.restart_grace = Duration(0);
    return std::make_unique<ConversationTracker>(pack_, options);
  }

  ConversationTracker& TrackerOf(const ConversationKey& key) {
    return *trackers_[StableHash(key) % trackers_.size()];
  }

  void AdvanceTo(Timestamp now) {
    for (auto& tracker : trackers_) {
      for (const auto& expired : tracker->AdvanceWallClock(now)) Gather(expired.outcome);
    }
  }

  void Take(ConversationTracker& tracker, const Record& record) {
    const ConversationTracker::Context context{way_.clock, 1, false};
    seen_.insert({ConversationOf(record), 0});
    if (const auto* message = std::get_if<Message>(&record)) {
      Gather(tracker.OnMessage(*message, ScriptedScan(pack_->compiled(), *message), context));
    } else {
      Gather(tracker.OnEvent(std::get<ConversationEvent>(record), context));
    }
  }

  void Restart(Timestamp now) {
    std::vector<std::unique_ptr<ConversationTracker>> next;
    for (size_t i = 0; i < trackers_.size(); ++i) next.push_back(MakeTracker());
    for (const auto& [key, unused] : seen_) {
      const size_t tracker = StableHash(key) % trackers_.size();
      const std::string state = trackers_[tracker]->SerializeState(key);
      if (!state.empty()) {
        ASSERT_THAT(next[tracker]->RestoreState(key, state, now), IsOk());
      }
    }
    trackers_ = std::move(next);
  }

  void Gather(const ConversationOutcome& outcome) {
    for (const Finding& finding : outcome.findings) {
      const bool is_new = found_.emplace(finding.finding_id, DumpLine(ToJson(finding))).second;
      told_twice_ = told_twice_ || !is_new;
    }
  }

  std::shared_ptr<const RulePack> pack_;
  const Delivery way_;
  size_t taken_ = 0;
  std::vector<std::unique_ptr<ConversationTracker>> trackers_;
  std::map<ConversationKey, int> seen_;
  std::map<std::string, std::string> found_;
  bool told_twice_ = false;
};

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_SUPPORT_DELIVERY_H_
