#include "step_fixture.h"

namespace mingcha::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SequenceStepTest : public WatchStepTest {
 protected:
  SequenceStepTest() : WatchStepTest("seq.fee") {}
};

class UnorderedStepTest : public WatchStepTest {
 protected:
  UnorderedStepTest() : WatchStepTest("seq.score") {}
};

TEST_F(SequenceStepTest, FindsTheStepsInTheirOrder) {
  Customer(seconds(0), Part(0));
  Agent(seconds(60), Part(1));
  Agent(seconds(70), "words");
  EXPECT_THAT(Rules(), IsEmpty());
  Customer(seconds(90), Part(2));
  ASSERT_THAT(Rules(), ElementsAre("seq.fee"));
  const Finding& finding = findings_[0];
  EXPECT_EQ(finding.at, At(seconds(90)));
  EXPECT_THAT(Quotes(finding), ElementsAre("m-1", "m-2", "m-4"));
  EXPECT_EQ(finding.message_id, "m-4") << "the message that completed it";
  EXPECT_EQ(finding.agent_id, "a-1");
  EXPECT_EQ(finding.features.at("steps"), "3");
  EXPECT_THAT(state_.watches, IsEmpty());
}

TEST_F(SequenceStepTest, WantsTheOrder) {
  Agent(seconds(0), Part(1));
  Customer(seconds(10), Part(0));
  Customer(seconds(20), Part(2));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(SequenceStepTest, WantsEachStepOfItsOwnMessage) {
  Customer(seconds(0), Part(0) + " " + Part(2));
  Agent(seconds(10), Part(1));
  EXPECT_THAT(Rules(), IsEmpty());
  Customer(seconds(20), Part(0) + " " + Part(2));
  ASSERT_THAT(Rules(), SizeIs(1));
  EXPECT_THAT(Quotes(findings_[0]), ElementsAre("m-1", "m-2", "m-3"));
}

TEST_F(SequenceStepTest, DoesNotTakeAnEditForTheNextStep) {
  Customer(seconds(0), Part(0));
  SayAs("a", seconds(10), Speaker::kAgent, Part(1));
  SayAs("a", seconds(20), Speaker::kAgent, Part(1) + " edited");
  Customer(seconds(30), Part(2));
  EXPECT_THAT(Quotes(findings_.at(0)), ElementsAre("m-1", "a", "m-2"));
}

TEST_F(SequenceStepTest, HasUntilTheEndOfItsTime) {
  Customer(seconds(0), Part(0));
  Agent(seconds(10), Part(1));
  Customer(seconds(3600), Part(2));
  EXPECT_THAT(Rules(), SizeIs(1));
}

TEST_F(SequenceStepTest, HasNotAMillisecondMore) {
  Customer(seconds(0), Part(0));
  Agent(seconds(10), Part(1));
  Customer(seconds(3600) + milliseconds(1), Part(2));
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(state_.watches, IsEmpty());
}

TEST_F(SequenceStepTest, KeepsTheRunThatBeganLast) {
  Customer(seconds(0), Part(0));
  Agent(seconds(10), Part(1));
  Customer(seconds(3000), Part(0));
  Agent(seconds(3010), Part(1));
  Customer(seconds(5000), Part(2));
  ASSERT_THAT(Rules(), SizeIs(1));
  EXPECT_THAT(Quotes(findings_[0]), ElementsAre("m-3", "m-4", "m-5"));
}

TEST_F(SequenceStepTest, NeverHoldsMoreRunsThanSteps) {
  for (int i = 0; i < 200; ++i) {
    Customer(seconds(i), Part(0));
    Agent(seconds(i) + milliseconds(500), Part(1));
  }
  EXPECT_LE(state_.watches.size(), 2U);
}

TEST_F(SequenceStepTest, ForgetsWhenTheConversationCloses) {
  Customer(seconds(0), Part(0));
  Agent(seconds(10), Part(1));
  Event(seconds(20), EventKind::kClosed);
  Customer(seconds(30), Part(2));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(SequenceStepTest, IsNoObligationToBeGivenUp) {
  Customer(seconds(0), Part(0));
  Drop(seconds(10));
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(FactKeys(), ElementsAre("sequence.opened", "sequence.dropped"));
}

TEST_F(UnorderedStepTest, FindsSoManyOfItsStepsInAnyOrder) {
  Agent(seconds(0), Part(2));
  Agent(seconds(1), Part(2));
  EXPECT_THAT(Rules(), IsEmpty()) << "the same step twice is one step";
  Customer(seconds(2), Part(0));
  ASSERT_THAT(Rules(), ElementsAre("seq.score"));
  EXPECT_THAT(Quotes(findings_[0]), ElementsAre("m-2", "m-3"));
}

TEST_F(UnorderedStepTest, TakesSeveralStepsOfOneMessage) {
  Agent(seconds(0), Part(0) + " " + Part(1));
  EXPECT_THAT(Rules(), ElementsAre("seq.score"));
}

TEST_F(UnorderedStepTest, LetsOneStepLapseAndKeepsTheOther) {
  Agent(seconds(0), Part(0));
  Agent(seconds(600) + milliseconds(1), Part(1));
  EXPECT_THAT(Rules(), IsEmpty());
  Agent(seconds(1200) + milliseconds(1), Part(2));
  ASSERT_THAT(Rules(), SizeIs(1));
  EXPECT_THAT(Quotes(findings_[0]), ElementsAre("m-2", "m-3"));
}

}  // namespace
}  // namespace mingcha::testing
