#include "cli/record_feed.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mingcha::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// Holds batches back and answers them, the latest first, when it is told to, or at the end of the
// input. Used by one thread.
class BackwardPipeline : public Pipeline {
 public:
  bool TrySubmit(const ConversationTracker::Context& context, Batch& batch, Done& done) override {
    Submit(context, std::move(batch), std::move(done));
    return true;
  }
  void Submit(const ConversationTracker::Context&, Batch batch, Done done) override {
    sizes.push_back(batch.size());
    waiting_.emplace_back(std::move(batch), std::move(done));
  }
  void WhenRoom(std::function<void()> retry) override { retry(); }
  void EndOfInput(uint64_t, Timestamp latest,
                  std::function<void(std::vector<Finding>)> done) override {
    AnswerAll();
    Finding finding;
    finding.at = latest;
    done({finding});
  }
  void Drain() override { AnswerAll(); }
  Counters counters() const override { return {}; }
  Measures measures() const override { return {}; }

  void AnswerAll() {
    std::reverse(waiting_.begin(), waiting_.end());
    for (auto& [batch, done] : std::exchange(waiting_, {})) {
      std::vector<RecordResult> results(batch.size());
      for (size_t i = 0; i < batch.size(); ++i) {
        Finding finding;
        finding.message_id = std::get<Message>(batch[i]).message_id;
        results[i].findings.push_back(std::move(finding));
      }
      done(std::move(results));
    }
  }

  std::vector<size_t> sizes;

 private:
  std::vector<std::pair<Batch, Done>> waiting_;
};

Record MessageWithId(int id) {
  Message message;
  message.message_id = absl::StrFormat("m-%d", id);
  return message;
}

TEST(RecordFeedTest, TellsAnswersInTheOrderOfTheRecords) {
  BackwardPipeline pipeline;
  std::vector<std::string> told;
  RecordFeed::Options options;
  options.batch_records = 2;
  RecordFeed feed(&pipeline, options, [&](const Record* record, const RecordResult& result) {
    EXPECT_EQ(record, nullptr) << "records are not kept unless asked for";
    told.push_back(result.findings.at(0).message_id);
  });
  for (int i = 1; i <= 5; ++i) feed.Add(MessageWithId(i));
  const auto late = feed.Finish(Timestamp(Duration(42)));
  EXPECT_THAT(told, ElementsAre("m-1", "m-2", "m-3", "m-4", "m-5"));
  EXPECT_THAT(pipeline.sizes, ElementsAre(2, 2, 1));
  ASSERT_THAT(late, SizeIs(1));
  EXPECT_EQ(late[0].at, Timestamp(Duration(42)));
}

TEST(RecordFeedTest, HandsTheRecordsBackWhenTheyAreKept) {
  BackwardPipeline pipeline;
  std::vector<std::string> told;
  RecordFeed::Options options;
  options.batch_records = 1;
  options.keep_records = true;
  RecordFeed feed(&pipeline, options, [&](const Record* record, const RecordResult& result) {
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(std::get<Message>(*record).message_id, result.findings.at(0).message_id);
    told.push_back(std::get<Message>(*record).message_id);
  });
  for (int i = 1; i <= 3; ++i) feed.Add(MessageWithId(i));
  feed.Finish(Timestamp());
  EXPECT_THAT(told, ElementsAre("m-1", "m-2", "m-3"));
}

TEST(RecordFeedTest, EndsAnEmptyInputWithoutAClock) {
  BackwardPipeline pipeline;
  RecordFeed feed(&pipeline, {}, [](const Record*, const RecordResult&) { FAIL(); });
  EXPECT_THAT(feed.Finish(std::nullopt), SizeIs(0));
}

}  // namespace
}  // namespace mingcha::cli
