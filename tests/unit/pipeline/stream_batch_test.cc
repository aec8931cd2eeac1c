// The stream and the batch find the same: a thousand conversations in order by one worker, and
// the same ones shuffled within the lateness, a tenth of them twice, in frames of 1 to 64 records,
// over 1 to 8 workers, and split over restarts. The rescan goes this way too (doors_test.py
// compares the doors).

#include <algorithm>
#include <cstdlib>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "mingcha/pipeline.h"

#include "base/mutex.h"
#include "support/delivery.h"
#include "support/memory_store.h"
#include "support/scripted_engine.h"
#include "support/status_matchers.h"

namespace mingcha::testing {
namespace {

constexpr int kRecordsEach = 12;
constexpr int kSpread = 200;  // Conversations that go on at the same time.

using Found = std::map<std::string, std::string>;

// The records of many conversations, in the order of their times within each of them.
std::vector<Record> MakeAll(Chance& chance, size_t conversations) {
  std::vector<std::vector<Record>> all;
  size_t count = 0;
  for (size_t i = 0; i < conversations; ++i) {
    std::vector<Record> records = ConversationMaker(chance, 1).Make(kRecordsEach);
    for (Record& record : records) {
      const std::string id = "c-" + std::to_string(i);
      std::visit([&](auto& one) { one.conversation.conversation_id = id; }, record);
    }
    count += records.size();
    all.push_back(std::move(records));
  }
  // Some conversations at a time, their records between each other.
  std::vector<Record> mixed;
  mixed.reserve(count);
  for (size_t first = 0; first < all.size(); first += kSpread) {
    for (size_t at = 0; at < kRecordsEach; ++at) {
      for (size_t i = first; i < std::min(all.size(), first + kSpread); ++i) {
        mixed.push_back(std::move(all[i][at]));
      }
    }
  }
  return mixed;
}

// Each conversation's records out of their order within the lateness, some of them twice.
std::vector<Record> Disturb(Chance& chance, std::vector<Record> records) {
  std::map<ConversationKey, std::vector<Record>> conversations;
  for (Record& record : records) {
    std::vector<Record>& own = conversations[ConversationOf(record)];
    if (Between(chance, 0, 9) == 0) own.push_back(record);
    own.push_back(std::move(record));
  }
  std::vector<std::vector<Record>> queues;
  size_t count = 0;
  for (auto& [key, own] : conversations) {
    std::vector<Arrival> arrivals;
    for (Record& record : own) {
      const Timestamp at =
          TimeOf(record) + std::chrono::milliseconds(Between(chance, 0, kLateness.count()));
      arrivals.push_back({at, std::move(record)});
    }
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
    std::vector<Record>& queue = queues.emplace_back();
    for (Arrival& arrival : arrivals) queue.push_back(std::move(arrival.record));
    count += queue.size();
  }
  std::vector<Record> mixed;
  mixed.reserve(count);
  for (size_t at = 0; mixed.size() < count; ++at) {
    for (std::vector<Record>& queue : queues) {
      if (at < queue.size()) mixed.push_back(std::move(queue[at]));
    }
  }
  return mixed;
}

class StreamBatchTest : public ::testing::Test {
 protected:
  struct Way {
    int workers = 1;
    int64_t largest_frame = 1;
    int restarts = 0;
  };

  void Start(int workers, FindingStore* store) {
    pipeline_.reset();
    ConversationTracker::Options options;
    options.allowed_lateness = kLateness;
    options.max_conversations = 1'000'000;
    auto pipeline = Pipeline::Start(
        {.workers = workers}, pack_,
        [&] { return std::make_unique<ScriptedEngine>(pack_, nullptr, options); }, store, {});
    ASSERT_THAT(pipeline, IsOk());
    pipeline_ = *std::move(pipeline);
  }

  void Gather(const std::vector<Finding>& findings) {
    MutexLock lock(mutex_);
    for (const Finding& finding : findings) {
      found_[finding.finding_id] = DumpLine(ToJson(finding));
    }
  }

  void Send(Pipeline::Batch frame) {
    pipeline_->Submit(context_, std::move(frame), [this](const std::vector<RecordResult>& results) {
      for (const RecordResult& result : results) Gather(result.findings);
    });
  }

  // What a client sends again after a break: what is younger than its conversation's watermark.
  static std::vector<Record> Recent(const std::vector<Record>& sent) {
    std::map<ConversationKey, Timestamp> latest;
    for (const Record& record : sent) {
      Timestamp& time = latest.emplace(ConversationOf(record), Timestamp::min()).first->second;
      time = std::max(time, TimeOf(record));
    }
    std::vector<Record> recent;
    for (const Record& record : sent) {
      if (TimeOf(record) >= latest[ConversationOf(record)] - kLateness) recent.push_back(record);
    }
    return recent;
  }

  Found Run(Chance& chance, const std::vector<Record>& records, const Way& way,
            FindingStore* store) {
    found_.clear();
    Start(way.workers, store);
    const size_t part = records.size() / static_cast<size_t>(way.restarts + 1) + 1;
    for (size_t at = 0; at < records.size();) {
      if (at > 0 && at % part == 0) {
        pipeline_->Drain();
        Start(way.workers, store);
        Send(Recent({records.begin(), records.begin() + static_cast<ptrdiff_t>(at)}));
      }
      const auto size = static_cast<size_t>(Between(chance, 1, way.largest_frame));
      const size_t end = std::min({records.size(), at + size, (at / part + 1) * part});
      Send({records.begin() + static_cast<ptrdiff_t>(at),
            records.begin() + static_cast<ptrdiff_t>(end)});
      at = end;
    }
    std::promise<void> ended;
    pipeline_->EndOfInput(1, At(std::chrono::hours(24 * 30)), [&](const auto& findings) {
      Gather(findings);
      ended.set_value();
    });
    ended.get_future().wait();
    pipeline_->Drain();
    MutexLock lock(mutex_);
    return found_;
  }

  std::shared_ptr<const RulePack> pack_ = MakePack(ScriptedAcross());
  ConversationTracker::Context context_{ConversationTracker::ClockMode::kEvent, 1, false};
  std::unique_ptr<Pipeline> pipeline_;
  Mutex mutex_;
  Found found_ MINGCHA_GUARDED_BY(mutex_);
};

// How many findings of the rule there are.
size_t CountOf(std::string_view rule, const Found& found) {
  const std::string member = "\"rule_id\":\"" + std::string(rule) + "\"";
  return static_cast<size_t>(std::count_if(found.begin(), found.end(), [&](const auto& finding) {
    return finding.second.find(member) != std::string::npos;
  }));
}

// MINGCHA_CONVERSATIONS raises the number; 10'000 take more than a minute.
size_t ConversationsToTry() {
  const char* const wanted = std::getenv("MINGCHA_CONVERSATIONS");
  return wanted == nullptr ? 1000 : std::strtoul(wanted, nullptr, 10);
}

TEST_F(StreamBatchTest, FindsTheSameInManyConversationsOnEveryWay) {
  Chance chance(20261116);
  const size_t conversations = ConversationsToTry();
  const std::vector<Record> records = MakeAll(chance, conversations);
  const Found expected = Run(chance, records, {}, nullptr);
  EXPECT_GT(expected.size(), conversations);
  EXPECT_GT(CountOf("xs.alike", expected), 5);
  EXPECT_GT(CountOf("xs.promise", expected), 5);
  for (const Way& way : {Way{2, 64}, Way{8, 17}}) {
    const Found found = Run(chance, Disturb(chance, records), way, nullptr);
    EXPECT_TRUE(found == expected) << "workers " << way.workers << ": " << found.size()
                                   << " findings, not " << expected.size();
  }
}

TEST_F(StreamBatchTest, FindsTheSameOverRestarts) {
  Chance chance(7);
  const std::vector<Record> records = MakeAll(chance, 200);
  const Found expected = Run(chance, records, {}, nullptr);
  for (const int workers : {1, 3, 5}) {
    MemoryStore store;
    const Found found = Run(chance, Disturb(chance, records), {workers, 16, 3}, &store);
    EXPECT_TRUE(found == expected)
        << "workers " << workers << ": " << found.size() << " findings, not " << expected.size();
    EXPECT_EQ(store.data().findings.size(), expected.size()) << "nothing is stored twice";
  }
}

}  // namespace
}  // namespace mingcha::testing
