#include "service/stream_frames.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <grpcpp/support/slice.h>
#include <gtest/gtest.h>

#include "service_fixture.h"

namespace mingcha {
namespace {

using ::testing::ElementsAre;
using testing::MakeFinding;
using testing::MessageRecord;

grpc::ByteBuffer BytesOf(const std::string& wire) {
  const grpc::Slice slice(wire);
  return grpc::ByteBuffer(&slice, 1);
}

// A frame of three records, of which the second has a text that is no UTF-8.
std::string FrameWithABrokenString() {
  v1::ScanStreamRequest frame;
  for (const char* id : {"m-1", "m-2", "m-3"}) {
    *frame.mutable_records()->add_records() = MessageRecord(id, "0123456789");
  }
  frame.mutable_records()->set_context_only(true);
  std::string wire = frame.SerializeAsString();
  wire[wire.find("0123456789", wire.find("m-2"))] = '\xff';
  return wire;
}

TEST(ReadFrameTest, GivesUpOnOneRecordAndNotOnItsFrame) {
  ClientFrame frame;
  ASSERT_TRUE(ReadFrame(BytesOf(FrameWithABrokenString()), &frame));
  EXPECT_THAT(frame.unreadable, ElementsAre(1));
  EXPECT_TRUE(frame.request.records().context_only());

  std::vector<Record> batch;
  Owed owed;
  Timestamp latest = Timestamp::min();
  TakeRecords(&frame, {}, &batch, &owed, &latest);
  EXPECT_EQ(batch.size(), 2U);
  ASSERT_EQ(owed.invalid.size(), 1U);
  EXPECT_EQ(owed.invalid[0].place, 1U);
  EXPECT_THAT(owed.ids, ElementsAre("m-1", "", "m-3"));
}

TEST(ReadFrameTest, RefusesWhatIsNoFrame) {
  ClientFrame frame;
  EXPECT_FALSE(ReadFrame(BytesOf("\xff\xff\xff\xff"), &frame));
  EXPECT_FALSE(ReadFrame(BytesOf(FrameWithABrokenString().substr(0, 40)), &frame));
}

std::shared_ptr<Owed> OwedResults(uint64_t first, size_t records, size_t findings_each) {
  auto owed = std::make_shared<Owed>();
  owed->first_sequence = first;
  owed->weight = records;
  owed->frame_bytes = 10;
  owed->ids.assign(records, "m");
  owed->results.resize(records);
  for (RecordResult& result : owed->results) {
    result.findings.assign(findings_each, MakeFinding("c-1", "m"));
  }
  return owed;
}

TEST(FillFrameTest, PutsTheAnswersToManyFramesIntoOne) {
  std::deque<std::shared_ptr<Owed>> outgoing = {OwedResults(1, 1, 0), OwedResults(2, 3, 0)};
  v1::ScanStreamResponse frame;
  const Settled settled = FillFrame(&outgoing, &frame);
  EXPECT_EQ(frame.results().results_size(), 4);
  EXPECT_EQ(frame.results().results(3).sequence(), 4U);
  EXPECT_EQ(settled.weight, 4U);
  EXPECT_EQ(settled.frame_bytes, 20U);
  EXPECT_TRUE(outgoing.empty());
}

TEST(FillFrameTest, SpreadsManyFindingsOverSeveralFrames) {
  constexpr size_t kRecords = 40;
  std::deque<std::shared_ptr<Owed>> outgoing = {OwedResults(1, kRecords, /*findings_each=*/100)};
  size_t weight = 0;
  uint64_t next = 1;
  int frames = 0;
  while (!outgoing.empty()) {
    v1::ScanStreamResponse frame;
    weight += FillFrame(&outgoing, &frame).weight;
    EXPECT_LT(frame.ByteSizeLong(), 4U << 20) << "what clients take by default";
    for (const v1::RecordResult& result : frame.results().results()) {
      EXPECT_EQ(result.sequence(), next++);
    }
    ++frames;
  }
  EXPECT_EQ(next, kRecords + 1);
  EXPECT_GT(frames, 1);
  EXPECT_EQ(weight, kRecords) << "the window is given back once";
}

TEST(FillFrameTest, TellsLateFindingsBeforeTheEndOfTheInput) {
  const auto owed = std::make_shared<Owed>();
  owed->kind = Owed::Kind::kEndOfInput;
  owed->findings.assign(3000, MakeFinding("c-1", "m"));
  std::deque<std::shared_ptr<Owed>> outgoing = {owed};
  int findings = 0;
  v1::ScanStreamResponse frame;
  while (!outgoing.empty()) {
    frame.Clear();
    FillFrame(&outgoing, &frame);
    findings += frame.late_findings().findings_size();
  }
  EXPECT_EQ(findings, 3000);
  EXPECT_TRUE(frame.has_end_of_input_done());
}

}  // namespace
}  // namespace mingcha
