#include "step_fixture.h"

namespace mingcha::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CountStepTest : public WatchStepTest {
 protected:
  CountStepTest() : WatchStepTest("cnt.ask") {}
};

class CountFindingsStepTest : public WatchStepTest {
 protected:
  CountFindingsStepTest() : WatchStepTest("cnt.hits") {}
};

TEST_F(CountStepTest, FindsTheThirdInTime) {
  Customer(seconds(0), Part(0));
  Customer(seconds(300), Part(0));
  Customer(seconds(600), Part(0));
  ASSERT_THAT(Rules(), ElementsAre("cnt.ask"));
  EXPECT_THAT(Quotes(findings_[0]), ElementsAre("m-1", "m-2", "m-3"));
  EXPECT_EQ(findings_[0].features.at("count"), "3");
  EXPECT_EQ(findings_[0].speaker, Speaker::kCustomer);
}

TEST_F(CountStepTest, SlidesItsWindow) {
  Customer(seconds(0), Part(0));
  Customer(seconds(300), Part(0));
  Customer(seconds(600) + milliseconds(1), Part(0));
  EXPECT_THAT(Rules(), IsEmpty()) << "the first is a millisecond too old";
  Customer(seconds(900), Part(0));
  ASSERT_THAT(Rules(), SizeIs(1));
  EXPECT_THAT(Quotes(findings_[0]), ElementsAre("m-2", "m-3", "m-4"));
}

TEST_F(CountStepTest, CountsAnEditedMessageOnce) {
  for (int i = 0; i < 5; ++i) {
    SayAs("m", seconds(i), Speaker::kCustomer, Part(0) + " " + std::to_string(i));
  }
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(CountStepTest, LapsesInTime) {
  Customer(seconds(0), Part(0));
  Pass(seconds(601));
  EXPECT_THAT(state_.watches, IsEmpty());
  EXPECT_THAT(FactKeys(), ElementsAre("count.opened", "count.lapsed"));
}

TEST_F(CountStepTest, JudgesOnceInAConversation) {
  for (int i = 0; i < 9; ++i) Customer(seconds(i), Part(0));
  EXPECT_THAT(Rules(), SizeIs(1));
}

TEST_F(CountFindingsStepTest, CountsTheFindingsOfOtherRules) {
  Agent(seconds(0), "hit:mkt.promise");
  Agent(seconds(1), "words");
  Customer(seconds(2), "words");
  Agent(seconds(3), "hit:mkt.promise");
  ASSERT_THAT(Rules(), ElementsAre("cnt.hits"));
  EXPECT_THAT(Quotes(findings_[0]), ElementsAre("m-1", "m-4"));
}

TEST_F(CountFindingsStepTest, LeavesOutWhatLiesTooManyMessagesBack) {
  Agent(seconds(0), "hit:mkt.promise");
  Agent(seconds(1), "words");
  Bot(seconds(2), "hello");
  Agent(seconds(3), "hit:mkt.promise");
  EXPECT_THAT(Rules(), IsEmpty());
  Agent(seconds(4), "hit:mkt.promise");
  ASSERT_THAT(Rules(), SizeIs(1));
  EXPECT_THAT(Quotes(findings_[0]), ElementsAre("m-4", "m-5"));
}

}  // namespace
}  // namespace mingcha::testing
