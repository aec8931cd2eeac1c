// The guard warning.

#include <gtest/gtest.h>

#include "evaluate/guards/guards.h"
#include "unit/evaluate/guard_cases.h"

namespace mingcha {
namespace {

using ::mingcha::testing::ExpectDoesNotHold;
using ::mingcha::testing::ExpectHolds;

TEST(WarningGuardTest, HoldsForWhatPeopleAreWarnedOf) {
  ExpectHolds(Guard::kWarning, Speaker::kAgent,
              {
                  "凡是承诺【保本保息】的都是诈骗",
                  "谨防【安全账户】骗局",
                  "任何人向您【保证收益】,请先怀疑他的身份。",
                  "以任何名义要求您【先交钱再放款】的,都是诈骗。",
                  "任何客服要求【屏幕共享】都是骗局,请勿打开。",
                  "遇到让您【转到安全账户】的,请立即挂断并拨打96110。",
                  "【出借账户】、征信换钱可能涉嫌违法犯罪。",
                  "出租、【出借银行账户】要承担法律责任。",
                  "公检法和银行都没有所谓【安全账户】。",
                  "自称公检法并要求【转账】的都是诈骗。",
                  "以内幕消息为噱头【荐股】的,多为骗局。",
                  "骗子会说【验证码给我】,请警惕",
                  "谨防诈骗,不法分子会让您【转账到安全账户】",
                  "【虚拟货币】相关业务活动属于非法金融活动。",
                  "有人让您【把验证码给他】?那是骗子",
                  "不要相信【稳赚不赔】",
              });
}

TEST(WarningGuardTest, DoesNotHoldForASolicitationThatHidesBehindAWarning) {
  ExpectDoesNotHold(Guard::kWarning, Speaker::kAgent,
                    {
                        "为防诈骗,请把【验证码发给我】核验",
                        "谨防诈骗,请将资金【转入安全账户】",
                        "防范风险,您先把【验证码念一下】",
                        "【验证码给我】,别人要都是骗子",
                        "为了您的资金安全,请【打开屏幕共享】",
                        "近期诈骗多,请提高警惕,麻烦您把【验证码报给我】",
                    });
}

TEST(WarningGuardTest, DoesNotHoldForOnesOwnGoodsBehindAWarning) {
  ExpectDoesNotHold(Guard::kWarning, Speaker::kAgent,
                    {
                        "警惕高收益陷阱,我们这款【保本】",
                        "市面上骗局多,本平台【保本】",
                        "小心别家,咱家【稳赚】",
                        "这款【保本】,放心买",
                        "【保本】。谨防诈骗",
                        "无需任何抵押,【当天放款】",
                        "无任何要求,【稳赚】",
                        "今日失效请【登录】办理,敬请留意",
                        "您一不小心就错过了【保本】产品",
                    });
}

TEST(WarningGuardTest, DoesNotHoldForAQuestionWhetherItIsAFraud) {
  ExpectDoesNotHold(Guard::kWarning, Speaker::kCustomer,
                    {"他让我【转到安全账户】,是不是骗局", "让我【交解冻费】,会不会是诈骗"});
}

TEST(WarningGuardTest, DoesNotHoldForACustomerWhoTellsOfAFraudster) {
  ExpectDoesNotHold(Guard::kWarning, Speaker::kCustomer,
                    {
                        "有诈骗分子让我【转到安全账户】",
                        "对方问我要【验证码】,我觉得是诈骗",
                        "我不小心点了链接,他要【验证码】",
                    });
  ExpectHolds(Guard::kWarning, Speaker::kCustomer, {"新闻里说【安全账户】是骗局"});
}

TEST(WarningGuardTest, DoesNotHoldForACustomerToWhomItHasHappened) {
  ExpectDoesNotHold(Guard::kWarning, Speaker::kCustomer,
                    {"我把【验证码给】他了才知道都是骗子", "【转到安全账户】了,后来才知道是骗局"});
}

TEST(WarningGuardTest, HoldsForAnyoneWhoClaimsOrDemandsIt) {
  ExpectHolds(Guard::kWarning, Speaker::kAgent,
              {
                  "任何人让您【转到安全账户】都不要理",
                  "任何平台说【稳赚不赔】,都要警惕",
                  "任何人以客服名义要【验证码】",
                  "任何要您把钱【转到安全账户】的电话,挂掉就对了",
                  "任何叫您【打开屏幕共享】的,直接挂断",
                  "任何机构承诺【保本】",
              });
}

TEST(WarningGuardTest, DoesNotHoldForAnyoneWhomTheSpeakerServes) {
  ExpectDoesNotHold(Guard::kWarning, Speaker::kAgent,
                    {
                        "任何人来买都【保本】",
                        "任何人都可以【秒批】",
                        "任何时候任何人进来都【稳赚】",
                        "任何人来问都【保本】",
                        "任何单位的员工均【当天放款】",
                    });
}

TEST(WarningGuardTest, HoldsForWhatOneMayMeetWith) {
  ExpectHolds(Guard::kWarning, Speaker::kAgent,
              {
                  "遇到要先交保证金才【放款】的,可以直接报警",
                  "碰到让您【转到安全账户】的人,别理",
                  "遇见承诺【稳赚不赔】的,多半不靠谱",
                  "接到让您【转到安全账户】的电话,可以报警",
              });
  ExpectDoesNotHold(Guard::kWarning, Speaker::kAgent,
                    {
                        "遇到急需用钱,【当天放款】",
                        "遇到好行情就【稳赚】",
                        "碰到我算您走运,【保本】",
                        "遇到资金周转的,我们【秒批】",
                    });
}

TEST(WarningGuardTest, DoesNotHoldForACommandToKeepASecret) {
  ExpectDoesNotHold(Guard::kWarning, Speaker::kAgent,
                    {
                        "这件事不准告诉任何人,现在要您【转到安全账户】",
                        "不准告诉任何人我们要您【转到安全账户】",
                        "案子保密,不许跟任何人说是我们让您【转账】的",
                        "不得向任何人透露,您要把钱【转到安全账户】",
                        "别让任何人知道我们要您【打开屏幕共享】",
                    });
  ExpectHolds(Guard::kWarning, Speaker::kAgent,
              {
                  "任何人不让您告诉家人,还要您【转到安全账户】,都是诈骗",
                  "不管任何人要您【转到安全账户】,都别理",
              });
}

TEST(WarningGuardTest, HoldsForAdviceToHangUpOrToBeWary) {
  ExpectHolds(Guard::kWarning, Speaker::kAgent,
              {
                  "看到“【稳赚不赔】”四个字您就要警惕了",
                  "让您【转到安全账户】的电话直接挂",
                  "张口就要您【转账】的,挂了就行",
              });
}

TEST(WarningGuardTest, DoesNotHoldForDeedsOfOthersAndThreats) {
  ExpectDoesNotHold(Guard::kWarning, Speaker::kAgent,
                    {
                        "您把钱【转到安全账户】,我先挂了",
                        "您把钱【转到安全账户】,其他电话直接挂",
                        "【转到安全账户】,别挂了电话",
                        "【冻结】后直接挂失",
                        "再不还就【上门】,我们直接报警",
                        "我们这款【保本】,别家的要警惕",
                    });
}

}  // namespace
}  // namespace mingcha
