// Words that are split over messages give the same findings in any order within the allowed
// lateness, twice, and with a restart after each record.

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>

#include "mingcha/pipeline.h"

#include "base/json.h"
#include "support/small_pack.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace mingcha::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr int kRounds = 40;
constexpr int kRecords = 30;
constexpr int64_t kLatenessMs = 5000;

constexpr std::string_view kRules = R"(schema: 1
rules:
  - id: mkt.guarantee.principal
    title: 承诺保本
    status: test
    severity: critical
    speaker: [agent, bot]
    rationale: For a test.
    basis: [AD25]
    guards: [negated]
    patterns: {keeps: {terms: [保本, 稳赚不赔], views: [compact, joined]}}
    suggestion: 请改。
)";

struct Arrival {
  Timestamp at;
  Record record;
};

class JoinedPropertyTest : public ::testing::TestWithParam<uint32_t> {
 protected:
  void SetUp() override {
    pack_ = LoadSmallPack(folder_, kRules);
    ASSERT_NE(pack_, nullptr);
  }

  int64_t Random(int64_t least, int64_t most) {
    return std::uniform_int_distribution<int64_t>(least, most)(random_);
  }

  Record RandomRecord(int number, Timestamp at) {
    static const std::vector<std::string> texts = {
        "这款保", "保", "保~",  "我们不保", "本", "本的，您放心", "本", "稳赚", "稳",
        "赚",     "不", "赚不", "不赔",     "赔", "保。",         "好", "保本"};
    const ConversationKey conversation{"default", "c-" + std::to_string(Random(1, 2))};
    if (Random(0, 39) == 0) {
      return ConversationEvent{conversation, "e-" + std::to_string(number), EventKind::kClosed, at};
    }
    Message message;
    message.conversation = conversation;
    // Some ids come back with other words: edits.
    message.message_id = "m-" + std::to_string(Random(0, 14) == 0 ? number / 2 : number);
    message.sent_at = at;
    message.seq = Random(0, 1);
    message.speaker = Random(0, 11) == 0 ? Speaker::kCustomer : Speaker::kAgent;
    message.text = texts[static_cast<size_t>(Random(0, static_cast<int64_t>(texts.size()) - 1))];
    return message;
  }

  // Bursts with ties, and pauses that end a tail.
  std::vector<Record> RandomRecords() {
    std::vector<Record> records;
    Timestamp at = *ParseTimestamp("2026-11-16T10:00:00+08:00");
    for (int i = 0; i < kRecords; ++i) {
      const int64_t pause = Random(0, 9);
      at += milliseconds(pause < 2 ? 0 : pause < 9 ? Random(1, 4000) : Random(50'000, 90'000));
      records.push_back(RandomRecord(i, at));
    }
    return records;
  }

  // Records of the same time come in the order that they have in a conversation: what ends a word
  // is not stored unless the word is open.
  static std::vector<Arrival> InOrder(const std::vector<Record>& records) {
    const auto key = [](const Arrival& arrival) {
      const auto* message = std::get_if<Message>(&arrival.record);
      return message != nullptr ? std::tuple(arrival.at, false, message->seq, message->message_id)
                                : std::tuple(arrival.at, true, int64_t{0}, std::string());
    };
    std::vector<Arrival> arrivals;
    for (const Record& record : records) arrivals.push_back({TimeOf(record), record});
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [&](const Arrival& a, const Arrival& b) { return key(a) < key(b); });
    return arrivals;
  }

  // Each record comes by the allowed lateness after its time at the latest, and once more.
  std::vector<Arrival> Shuffle(const std::vector<Record>& records) {
    std::vector<Arrival> arrivals;
    for (const Record& record : records) {
      for (int i = 0; i < 2; ++i) {
        arrivals.push_back({TimeOf(record) + milliseconds(Random(0, kLatenessMs)), record});
      }
    }
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
    return arrivals;
  }

  // A new engine has what the last one told to store, and nothing else.
  void Restart(const std::map<std::string, StoredConversation>& stored, Timestamp now) {
    engine_ = MakeScanEngine(pack_, {}, {});
    for (const auto& [id, state] : stored) {
      if (!state.state.empty()) {
        ASSERT_THAT(engine_->Restore(state, now), IsOk());
      }
    }
  }

  // The findings that name several messages, by id, as they would be written.
  std::map<std::string, std::string> Run(const std::vector<Arrival>& arrivals,
                                         ConversationTracker::ClockMode clock, bool restarts) {
    std::map<std::string, std::string> found;
    std::map<std::string, StoredConversation> stored;
    const auto take = [&](const std::vector<Finding>& findings,
                          const std::vector<ConversationKey>& changed) {
      for (const Finding& finding : findings) {
        if (finding.evidence.front().view != View::kJoined) continue;
        EXPECT_TRUE(found.emplace(finding.finding_id, DumpLine(ToJson(finding))).second)
            << "told twice";
      }
      for (const ConversationKey& key : changed) {
        stored[key.conversation_id] = engine_->StateOf(key);
      }
    };
    engine_ = MakeScanEngine(pack_, {}, {});
    for (const Arrival& arrival : arrivals) {
      for (const auto& late : engine_->AdvanceWallClock(arrival.at)) {
        take(late.findings, late.changed);
      }
      const auto output = engine_->Process(arrival.record, {clock, 1, false});
      take(output.result.findings, output.changed);
      if (restarts) Restart(stored, arrival.at);
    }
    const Timestamp end = arrivals.back().at + minutes(30);
    for (const auto& late : engine_->AdvanceWallClock(end)) take(late.findings, late.changed);
    for (const auto& late : engine_->EndOfInput(1, end)) take(late.findings, late.changed);
    return found;
  }

  TempDir folder_;
  std::shared_ptr<const RulePack> pack_;
  std::unique_ptr<RecordEngine> engine_;
  std::mt19937 random_{GetParam()};
};

TEST_P(JoinedPropertyTest, TheWayOfTheRecordsDoesNotMatter) {
  using enum ConversationTracker::ClockMode;
  size_t findings = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::vector<Record> records = RandomRecords();
    const auto expected = Run(InOrder(records), kEvent, false);
    findings += expected.size();
    EXPECT_EQ(Run(Shuffle(records), kEvent, false), expected) << "shuffled and doubled";
    EXPECT_EQ(Run(InOrder(records), kWall, false), expected) << "live";
    EXPECT_EQ(Run(Shuffle(records), kWall, false), expected) << "live, shuffled and doubled";
    EXPECT_EQ(Run(InOrder(records), kEvent, true), expected) << "with restarts";
    if (HasFailure()) break;
  }
  EXPECT_GT(findings, 20U) << "the records must be worth the while";
}

INSTANTIATE_TEST_SUITE_P(Seeds, JoinedPropertyTest, ::testing::Values(1U, 2U, 3U));

}  // namespace
}  // namespace mingcha::testing
