#include "step_fixture.h"

namespace mingcha::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RepeatStepTest : public WatchStepTest {
 protected:
  RepeatStepTest() : WatchStepTest("rep.same") {}

  const std::string excuse_ = "资料不全请您重新提交身份证明与银行流水然后等待审核";
};

TEST_F(RepeatStepTest, FindsTheThirdOfNearlyTheSame) {
  Agent(seconds(0), excuse_);
  Agent(seconds(10), "这边先帮您登记一下具体的情况稍后回复");
  Bot(seconds(20), excuse_ + "！");
  EXPECT_THAT(Rules(), IsEmpty());
  Agent(seconds(30), "，" + excuse_);
  ASSERT_THAT(Rules(), ElementsAre("rep.same"));
  EXPECT_THAT(Quotes(findings_[0]), ElementsAre("m-1", "m-3", "m-4"));
  EXPECT_EQ(findings_[0].features.at("count"), "3");
  EXPECT_EQ(findings_[0].evidence[0].quote, excuse_);
}

TEST_F(RepeatStepTest, LeavesOutTheCustomerAndOtherWords) {
  for (int i = 0; i < 5; ++i) Customer(seconds(i), excuse_);
  Agent(seconds(10), excuse_);
  Agent(seconds(11), "您的提现已经受理流水号是二零二六一一一六请查收");
  Agent(seconds(12), "您的账户已经解除冻结可以正常登录使用了请放心");
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(RepeatStepTest, LeavesOutShortTexts) {
  for (int i = 0; i < 5; ++i) Agent(seconds(i), "请您稍等一下");
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(state_.watches, IsEmpty());
}

TEST_F(RepeatStepTest, LeavesOutKnownTemplates) {
  template_ = "welcome-1";
  for (int i = 0; i < 5; ++i) Agent(seconds(i), excuse_);
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(RepeatStepTest, CountsTemplatesThatAreNotAmongTheKnown) {
  WatchSpec& spec = pack_->rules[pack_->FindRule("rep.same")].watch;
  spec.exempts_every_template = false;
  spec.exempt_templates = {"welcome-1"};
  template_ = "excuse-7";
  for (int i = 0; i < 3; ++i) Agent(seconds(i), excuse_);
  EXPECT_THAT(Rules(), SizeIs(1));
}

TEST_F(RepeatStepTest, CountsAnEditedMessageOnce) {
  for (int i = 0; i < 5; ++i)
    SayAs("a", seconds(i), Speaker::kAgent, excuse_ + std::string(i, '!'));
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(RepeatStepTest, SlidesItsWindow) {
  Agent(seconds(0), excuse_);
  Agent(seconds(3000), excuse_);
  Agent(seconds(3600) + milliseconds(1), excuse_);
  EXPECT_THAT(Rules(), IsEmpty());
  Agent(seconds(6600), excuse_);
  ASSERT_THAT(Rules(), SizeIs(1));
  EXPECT_THAT(Quotes(findings_[0]), ElementsAre("m-2", "m-3", "m-4"));
}

TEST_F(RepeatStepTest, KeepsOnlySoManyFamilies) {
  for (char c = 'a'; c <= 'z'; ++c) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += std::string(1, c) + std::to_string(i * (c - 'a' + 3));
    Agent(seconds(c), text);
  }
  EXPECT_EQ(state_.watches.size(), kMaxFamilies);
}

}  // namespace
}  // namespace mingcha::testing
