// The guards asked and reported.

#include <gtest/gtest.h>

#include "evaluate/guards/guards.h"
#include "unit/evaluate/guard_cases.h"

namespace mingcha {
namespace {

using ::mingcha::testing::ExpectDoesNotHold;
using ::mingcha::testing::ExpectHolds;

TEST(AskedGuardTest, HoldsForAHitInAQuestion) {
  ExpectHolds(Guard::kAsked, Speaker::kCustomer,
              {
                  "这款【保本】吗",
                  "这款【保本】么",
                  "你们是不是【保本】",
                  "有没有【保本】的",
                  "【保本】?",
                  "请问这款【保本】,收益是多少?",
                  "新闻里说【安全账户】是骗局,是真的吗?",
                  "你们短信里的【链接】安全吗?",
                  "中介【收前期费】,靠谱吗",
                  "怎么【保本】呢",
                  "这款【保本】不",
                  "真的【保本】嘛",
                  "听说你们【保本】。真的假的",
              });
}

TEST(AskedGuardTest, DoesNotHoldForRhetoricalQuestions) {
  ExpectDoesNotHold(Guard::kAsked, Speaker::kAgent,
                    {
                        "难道还不【保本】?",
                        "这还能不【保本】吗?",
                        "谁不想【稳赚】呢?",
                        "这不是【保本】吗?",
                        "没办法,谁让它【保本】呢",
                        "谁说理财不【保本】?",
                    });
}

TEST(AskedGuardTest, DoesNotHoldForOffersAndTagsOfTheBusinessSide) {
  ExpectDoesNotHold(Guard::kAsked, Speaker::kAgent,
                    {
                        "要不要试试【稳赚不赔】的项目?",
                        "【保本】的,知道吗",
                        "这款【保本】,您要多少?",
                        "【稳赚】的机会,考虑一下?",
                        "【保本】的理财您要吗?",
                        "【稳赚】不香吗",
                        "这么好的【保本】产品,您说呢?",
                    });
}

TEST(AskedGuardTest, DoesNotHoldForStatements) {
  ExpectDoesNotHold(Guard::kAsked, Speaker::kAgent,
                    {
                        "这款【保本】呢",
                        "这么【稳赚】的机会",
                        "我们【保本】。您有什么想问的吗?",
                        "您怎么看?这款【保本】",
                        "您的【积分】能换礼品不",
                    });
}

TEST(AskedGuardTest, DoesNotHoldForWhatIsDoneAlready) {
  ExpectDoesNotHold(Guard::kAsked, Speaker::kCustomer,
                    {
                        "我已经【转到安全账户】了,这是真的吗?",
                        "【验证码】我给他了,是真的吗?",
                        "他让我【交保证金】,我转了,靠谱吗",
                    });
}

TEST(ReportedGuardTest, HoldsForWhatOthersSaidOrWanted) {
  ExpectHolds(Guard::kReported, Speaker::kAgent,
              {
                  "他是不是让您【把验证码给他】?",
                  "对方要求您【转账】",
                  "对方说【保本】是吗",
                  "骗子说的【安全账户】不要信",
                  "您说对方让您【下载软件】",
                  "客户说【保本】",
                  "有人让您【开屏幕共享】",
                  "他们告诉您【稳赚】",
              });
  ExpectHolds(Guard::kReported, Speaker::kCustomer,
              {
                  "当初跟我讲【保本】的,录音我都有。",
                  "你们客服说【保本】的",
                  "导师让我【下载软件】",
                  "对方让我【把验证码给他】",
                  "听说你们【保本】",
                  "他答应我【稳赚】",
              });
}

TEST(ReportedGuardTest, DoesNotHoldForWhatTheSpeakerPassesOnAsHisOwn) {
  ExpectDoesNotHold(Guard::kReported, Speaker::kAgent,
                    {
                        "领导让我告诉您,这款【保本】",
                        "经理让我跟您说【保本】",
                        "他说【保本】,我也保",
                        "我跟您说,这款【保本】",
                        "我给您说【稳赚】",
                        "您的钱要【转到安全账户】才能保全",
                        "您只要【出个名字】",
                        "专业导师教您【日赚五百】",
                        "我们经理说【稳赚】",
                        "这款【保本】",
                        "对方没说什么。我们【保本】",
                        "您买的有问题,按我说的【领退款】",
                    });
}

TEST(ReportedGuardTest, DoesNotHoldForWhatIsDoneAlready) {
  ExpectDoesNotHold(Guard::kReported, Speaker::kCustomer,
                    {
                        "他让我【把验证码给他】,我给了",
                        "对方让我【转账】,已经转过去了",
                        "客服让我【下载软件】,我下载了",
                    });
}

TEST(ReportedGuardTest, HoldsForWhatACustomerHasJustTold) {
  ExpectHolds(Guard::kReported, Speaker::kAgent,
              {
                  "您刚才说对方让您【交保证金】",
                  "您刚刚说了,对方让您【交保证金】",
                  "您已经告诉我们客服他要您【转到安全账户】",
                  "您刚才说客服承诺【保本】",
              });
}

TEST(ReportedGuardTest, DoesNotHoldForADeedThatACustomerHasJustToldOf) {
  ExpectDoesNotHold(Guard::kReported, Speaker::kAgent,
                    {
                        "您刚才说对方让您【交保证金】,您已经交了",
                        "我刚才跟您说了,【交保证金】就能提现",
                        "您说的没错,先【交保证金】",
                    });
}

TEST(AskedGuardTest, HoldsForTheParticleMaInAQuestion) {
  ExpectHolds(Guard::kAsked, Speaker::kCustomer, {"这款【保本】嘛", "真的【保本】嘛"});
  ExpectHolds(Guard::kAsked, Speaker::kAgent, {"您是问这款【保本】嘛", "您想知道【保不保本】嘛"});
}

TEST(AskedGuardTest, DoesNotHoldForTheParticleMaThatAsserts) {
  ExpectDoesNotHold(Guard::kAsked, Speaker::kAgent,
                    {
                        "这款【保本】嘛,您放心",
                        "我们这款就是【保本】嘛",
                        "【稳赚】的嘛",
                        "银行的东西,【保本】嘛",
                    });
  ExpectDoesNotHold(Guard::kAsked, Speaker::kCustomer,
                    {"你们当初就是说【保本】嘛", "本来就【保本】的嘛", "反正【保本】嘛"});
}

TEST(AskedGuardTest, HoldsForAThingBesideItsOpposite) {
  ExpectHolds(Guard::kAsked, Speaker::kAgent,
              {
                  "您看的是【保本】还是非保本的产品呢",
                  "您看的是保本还是非【保本】的产品呢",
                  "您问的是【保本】还是不保本的",
                  "您要不保本还是【保本】的",
              });
  ExpectDoesNotHold(Guard::kAsked, Speaker::kAgent,
                    {
                        "我们这款还是【保本】的",
                        "跌了还是【保本】",
                        "【保本】还是很稳的",
                        "别家不行还是我们【保本】",
                    });
}

TEST(AskedGuardTest, HoldsForWhatACustomerAsksOfUs) {
  ExpectHolds(Guard::kAsked, Speaker::kCustomer,
              {
                  "你们会不会让我【把验证码告诉客服】",
                  "【验证码告诉客服】就能登录吗",
                  "【贷款要交保证金】吗",
                  "其他银行【贷款要交保证金】吗",
              });
}

TEST(AskedGuardTest, DoesNotHoldForWhatACustomerWasToldByOthers) {
  ExpectDoesNotHold(Guard::kAsked, Speaker::kCustomer,
                    {
                        "他说【解冻要交保证金】,是真的吗",
                        "有人让我【转到安全账户】,靠谱吗",
                        "对方要【验证码】,能给吗",
                        "说【解冻要交保证金】,是真的吗",
                        "警察让我【转到安全账户】,是真的吗",
                    });
}

TEST(ReportedGuardTest, DoesNotHoldForCustomersCalledAsWitnesses) {
  ExpectDoesNotHold(Guard::kReported, Speaker::kAgent,
                    {
                        "客户都说【稳赚】,您跟上",
                        "很多用户说【保本】",
                        "其他客户个个说【稳赚】",
                        "我们老客户说【稳赚】",
                    });
  ExpectHolds(Guard::kReported, Speaker::kAgent,
              {
                  "客户说【保本】",
                  "有个客户反映销售说【保本】",
                  "很多客户问【保本】的事",
                  "您说【保本】",
              });
}

}  // namespace
}  // namespace mingcha
