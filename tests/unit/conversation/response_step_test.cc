#include "conversation/promised_time.h"
#include "step_fixture.h"

namespace mingcha::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FirstReplyTest : public WatchStepTest {
 protected:
  FirstReplyTest() : WatchStepTest("sla.first") {}
};
class TransferTest : public WatchStepTest {
 protected:
  TransferTest() : WatchStepTest("sla.transfer") {}
};
class PausedReplyTest : public WatchStepTest {
 protected:
  PausedReplyTest() : WatchStepTest("sla.material") {}
};
class AllAutomaticTest : public WatchStepTest {
 protected:
  AllAutomaticTest() : WatchStepTest("auto.person") {}
};

TEST_F(FirstReplyTest, TakesAReplyExactlyAtTheLimitAsInTime) {
  Customer(seconds(0), "words");
  Agent(seconds(300), "hello");
  Pass(hours(1));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(FirstReplyTest, FindsAReplyAMillisecondLater) {
  Customer(seconds(0), "some words of the customer");
  Agent(seconds(300) + milliseconds(1), "hello");
  ASSERT_THAT(Rules(), ElementsAre("sla.first"));
  const Finding& finding = findings_[0];
  EXPECT_EQ(finding.at, At(seconds(300)));
  EXPECT_EQ(finding.message_id, "m-1");
  EXPECT_EQ(finding.speaker, Speaker::kAgent);
  EXPECT_EQ(finding.features.at("waited_s"), "300");
  EXPECT_EQ(finding.evidence[0].quote, "some words of the customer");
}

TEST_F(FirstReplyTest, FindsWithoutAnyMessage) {
  Customer(seconds(0), "words");
  Pass(seconds(300));
  EXPECT_THAT(Rules(), IsEmpty());
  Pass(seconds(300) + milliseconds(1));
  EXPECT_THAT(Rules(), SizeIs(1));
}

TEST_F(FirstReplyTest, DoesNotTakeABotForAPerson) {
  Customer(seconds(0), "words");
  Bot(seconds(3), "words");
  Pass(seconds(301));
  EXPECT_THAT(Rules(), SizeIs(1));
}

TEST_F(FirstReplyTest, TakesTheEventOfAnAnswer) {
  Customer(seconds(0), "words");
  Event(seconds(20), EventKind::kAnswered);
  Pass(seconds(301));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(FirstReplyTest, BeginsWithTheFirstMessageOfSubstance) {
  Customer(seconds(0), "hello");
  Customer(seconds(100), "words");
  Customer(seconds(200), "words");
  Agent(seconds(400), "words");
  Customer(seconds(500), "words");
  Pass(hours(1));
  EXPECT_THAT(Rules(), IsEmpty())
      << "the first reply was in time, and later ones are not asked for";
}

TEST_F(FirstReplyTest, OwesNothingOnceTheQuestionIsTakenBack) {
  Customer(seconds(0), "words");
  Customer(seconds(10), "withdraw");
  Pass(seconds(301));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(FirstReplyTest, DoesNotJudgeAConversationThatClosedInTime) {
  Customer(seconds(0), "words");
  Event(seconds(100), EventKind::kClosed);
  Pass(hours(1));
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(FactKeys(), ElementsAre("response.opened", "response.unanswered"));
}

TEST_F(TransferTest, RunsFromAnEventToAPerson) {
  Event(seconds(0), EventKind::kTransferRequested, "t-1");
  Event(seconds(5), EventKind::kTransferred, "t-2");
  Pass(seconds(600) + milliseconds(1));
  ASSERT_THAT(Rules(), ElementsAre("sla.transfer"));
  EXPECT_EQ(findings_[0].message_id, "t-1");
  EXPECT_FALSE(findings_[0].evidence[0].message_identity.empty());
}

TEST_F(TransferTest, JudgesEachTransferAnew) {
  Event(seconds(0), EventKind::kTransferRequested, "t-1");
  Agent(seconds(60), "hello");
  Event(seconds(1000), EventKind::kTransferRequested, "t-2");
  Pass(seconds(1601));
  Event(seconds(2000), EventKind::kTransferRequested, "t-3");
  Pass(seconds(2601));
  ASSERT_THAT(Rules(), SizeIs(2));
  EXPECT_NE(findings_[0].finding_id, findings_[1].finding_id);
}

TEST_F(PausedReplyTest, StopsTheClockWhileItWaitsForTheCustomer) {
  Customer(seconds(0), Part(0));
  Agent(seconds(100), Part(2));
  Pass(hours(5));
  EXPECT_THAT(Rules(), IsEmpty());
  Customer(hours(6), "words");
  Pass(hours(6) + seconds(200));
  EXPECT_THAT(Rules(), IsEmpty());
  Pass(hours(6) + seconds(200) + milliseconds(1));
  EXPECT_THAT(Rules(), ElementsAre("sla.material"));
  EXPECT_EQ(findings_.at(0).at, At(hours(6) + seconds(200)));
}

TEST_F(PausedReplyTest, CanBeAnsweredWhileTheClockStands) {
  Customer(seconds(0), Part(0));
  Agent(seconds(100), Part(2));
  Agent(seconds(5000), Part(1));
  Pass(hours(5));
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(state_.watches, IsEmpty());
}

TEST_F(PausedReplyTest, DoesNotTakeAnyMessageForAnAnswer) {
  Customer(seconds(0), Part(0));
  Agent(seconds(100), "words");
  Pass(seconds(301));
  EXPECT_THAT(Rules(), SizeIs(1));
}

TEST_F(AllAutomaticTest, FindsACustomerWhomOnlyBotsAnswered) {
  Customer(seconds(0), Part(0));
  Bot(seconds(5), "words");
  Event(seconds(10), EventKind::kTransferred);
  Pass(seconds(600) + milliseconds(1));
  ASSERT_THAT(Rules(), ElementsAre("auto.person"));
  EXPECT_EQ(findings_[0].at, At(seconds(600)));
}

TEST_F(AllAutomaticTest, FindsWhenTheConversationClosesBefore) {
  Customer(seconds(0), Part(0));
  Bot(seconds(5), "words");
  Event(seconds(60), EventKind::kClosed);
  ASSERT_THAT(Rules(), ElementsAre("auto.person"));
  EXPECT_EQ(findings_[0].features.at("waited_s"), "60");
}

TEST_F(AllAutomaticTest, IsContentWithAPersonInTime) {
  Customer(seconds(0), Part(0));
  Agent(seconds(600), "hello");
  Event(seconds(700), EventKind::kClosed);
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(AllAutomaticTest, TellsWhatItGivesUpUnjudged) {
  Customer(seconds(0), Part(0));
  Drop(seconds(10));
  EXPECT_THAT(Rules(), ElementsAre("system.obligation-dropped"));
}

TEST(PromisedTimeTest, ReadsLengthsOfTime) {
  EXPECT_EQ(PromisedTimeIn("30分钟内给您回电"), ParseTimeLimit("30m"));
  EXPECT_EQ(PromisedTimeIn("两小时内一定给您回电"), ParseTimeLimit("2h"));
  EXPECT_EQ(PromisedTimeIn("两个小时"), ParseTimeLimit("2h"));
  EXPECT_EQ(PromisedTimeIn("十五分钟"), ParseTimeLimit("15m"));
  EXPECT_EQ(PromisedTimeIn("二十分钟"), ParseTimeLimit("20m"));
  EXPECT_EQ(PromisedTimeIn("二十五分钟"), ParseTimeLimit("25m"));
  EXPECT_EQ(PromisedTimeIn("半小时回复"), ParseTimeLimit("30m"));
  EXPECT_EQ(PromisedTimeIn("一个半小时"), ParseTimeLimit("90m"));
  EXPECT_EQ(PromisedTimeIn("24小时"), ParseTimeLimit("24h"));
  EXPECT_EQ(PromisedTimeIn("3个工作日"), ParseTimeLimit("3wd"));
  EXPECT_EQ(PromisedTimeIn("一个半工作日"), ParseTimeLimit("2wd"));
  EXPECT_EQ(PromisedTimeIn("半个工作日"), ParseTimeLimit("1wd"));
  EXPECT_EQ(PromisedTimeIn("今天3号，48小时内回您"), ParseTimeLimit("48h"));
}

TEST(PromisedTimeTest, ReadsNothingIntoOtherNumbers) {
  EXPECT_EQ(PromisedTimeIn("工号一零零八六给您回电"), std::nullopt);
  EXPECT_EQ(PromisedTimeIn("尽快给您回电"), std::nullopt);
  EXPECT_EQ(PromisedTimeIn("0小时"), std::nullopt);
  EXPECT_EQ(PromisedTimeIn("999天"), std::nullopt) << "longer than anything is watched";
  EXPECT_EQ(PromisedTimeIn(""), std::nullopt);
}

}  // namespace
}  // namespace mingcha::testing
