// The same records give the same findings: in any order within the allowed lateness, twice, live or
// from an archive, with a restart at any point.

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
#include "support/scripted_scan.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using ClockMode = ConversationTracker::ClockMode;

constexpr int kRounds = 100;
constexpr int64_t kLatenessMs = 5000;

struct Arrival {
  Timestamp at;
  Record record;
};

struct Ways {
  ClockMode clock = ClockMode::kEvent;
  bool restarts = false;  // After each record.
};

class ConversationPropertyTest : public ::testing::TestWithParam<uint32_t> {
 protected:
  int64_t Random(int64_t least, int64_t most) {
    return std::uniform_int_distribution<int64_t>(least, most)(random_);
  }

  Record RandomRecord(int number, Duration at) {
    static const std::vector<std::string> customer = {"ask:license", "ask:withdraw", "words",
                                                      "ask:license ask:withdraw", "withdraw"};
    static const std::vector<std::string> business = {"dodge:evs.license",
                                                      "dodge:evs.generic",
                                                      "dodge:evs.withdraw dodge:evs.shadow",
                                                      "good:license",
                                                      "good:withdraw",
                                                      "words",
                                                      "hello"};
    const std::string conversation = "c-" + std::to_string(Random(1, 2));
    // Some ids come back with other words: edits.
    const bool is_edit = Random(0, 9) == 0;
    const std::string id = "m-" + std::to_string(is_edit ? number / 2 : number);
    const int64_t kind = Random(0, 19);
    if (kind == 0) return MakeEvent("e-" + id, at, EventKind::kClosed, conversation);
    if (kind == 1) return MakeEvent(id, at, EventKind::kRecalled, conversation);
    const bool asks = kind < 8;
    const std::vector<std::string>& texts = asks ? customer : business;
    const auto text = static_cast<size_t>(Random(0, static_cast<int64_t>(texts.size()) - 1));
    Message message =
        MakeMessage(id, at, asks ? Speaker::kCustomer : Speaker::kAgent, texts[text], conversation);
    if (is_edit) message.text += " edit-" + std::to_string(number);
    message.seq = Random(0, 1);
    return message;
  }

  // Bursts with ties, and pauses that let deadlines pass.
  std::vector<Record> RandomRecords() {
    std::vector<Record> records;
    Duration at(0);
    for (int i = 0; i < 24; ++i) {
      const int64_t pause = Random(0, 9);
      at += milliseconds(pause < 3 ? 0 : pause < 7 ? Random(1, 3000) : Random(3000, 400'000));
      records.push_back(RandomRecord(i, at));
    }
    return records;
  }

  // Each record comes by the allowed lateness after its time at the latest, and once more.
  std::vector<Arrival> Shuffle(const std::vector<Record>& records, int64_t latest_duplicate_ms) {
    std::vector<Arrival> arrivals;
    for (const Record& record : records) {
      const Timestamp time = TimeOf(record);
      arrivals.push_back({time + milliseconds(Random(0, kLatenessMs)), record});
      arrivals.push_back({time + milliseconds(Random(0, latest_duplicate_ms)), record});
    }
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
    return arrivals;
  }

  void Restart(Timestamp now, std::unique_ptr<ConversationTracker>* tracker) {
    auto next = std::make_unique<ConversationTracker>(pack_, options_);
    for (const char* id : {"c-1", "c-2"}) {
      const ConversationKey key{"default", id};
      const std::string state = (*tracker)->SerializeState(key);
      if (!state.empty()) {
        ASSERT_THAT(next->RestoreState(key, state, now), IsOk());
      }
    }
    *tracker = std::move(next);
  }

  // All findings, by id, as they would be written.
  std::map<std::string, std::string> Run(const std::vector<Arrival>& arrivals, const Ways& ways) {
    std::map<std::string, std::string> found;
    int told = 0;
    const auto take = [&](const ConversationOutcome& outcome) {
      for (const Finding& finding : outcome.findings) {
        found[finding.finding_id] = DumpLine(ToJson(finding));
        ++told;
      }
    };
    auto tracker = std::make_unique<ConversationTracker>(pack_, options_);
    const ConversationTracker::Context context{ways.clock, 1, false};
    for (const Arrival& arrival : arrivals) {
      for (const auto& expired : tracker->AdvanceWallClock(arrival.at)) take(expired.outcome);
      if (const auto* message = std::get_if<Message>(&arrival.record)) {
        take(tracker->OnMessage(*message, ScriptedScan(pack_->compiled(), *message), context));
      } else {
        take(tracker->OnEvent(std::get<ConversationEvent>(arrival.record), context));
      }
      if (ways.restarts) Restart(arrival.at, &tracker);
    }
    const Timestamp end = arrivals.back().at + hours(1);
    for (const auto& expired : tracker->AdvanceWallClock(end)) take(expired.outcome);
    for (const auto& expired : tracker->EndOfInput(1, end)) take(expired.outcome);
    EXPECT_EQ(static_cast<size_t>(told), found.size()) << "a finding was told twice";
    EXPECT_EQ(tracker->counters().open_obligations, 0U);
    return found;
  }

  static std::vector<Arrival> InOrder(const std::vector<Record>& records) {
    std::vector<Arrival> arrivals;
    for (const Record& record : records) arrivals.push_back({TimeOf(record), record});
    return arrivals;
  }

  std::shared_ptr<const RulePack> pack_ = MakePack(ScriptedRules());
  ConversationTracker::Options options_{.allowed_lateness = milliseconds(kLatenessMs)};
  std::mt19937 random_{GetParam()};
};

TEST_P(ConversationPropertyTest, FindsTheSameInEveryOrderAndOnEveryWay) {
  size_t found = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<Record> records = RandomRecords();
    const auto expected = Run(InOrder(records), {});
    found += expected.size();
    for (const ClockMode clock : {ClockMode::kEvent, ClockMode::kWall}) {
      ASSERT_EQ(Run(Shuffle(records, 60'000), {clock, false}), expected) << "round " << round;
      // A duplicate beyond the lateness would find nothing that remembers it after a restart.
      ASSERT_EQ(Run(Shuffle(records, kLatenessMs), {clock, true}), expected) << "round " << round;
    }
  }
  EXPECT_GT(found, static_cast<size_t>(kRounds)) << "the rounds must have something to find";
}

INSTANTIATE_TEST_SUITE_P(Seeds, ConversationPropertyTest, ::testing::Values(1U, 20261116U),
                         [](const auto& seed) { return "Seed" + std::to_string(seed.param); });

}  // namespace
}  // namespace mingcha::testing
