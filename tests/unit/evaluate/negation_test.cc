// The guard negated.

#include <gtest/gtest.h>

#include "evaluate/guards/guards.h"
#include "unit/evaluate/guard_cases.h"

namespace mingcha {
namespace {

using ::mingcha::testing::ExpectDoesNotHold;
using ::mingcha::testing::ExpectHolds;
using ::mingcha::testing::Marked;
using ::mingcha::testing::Unmark;

TEST(NegatedGuardTest, HoldsForAHitBehindANegator) {
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {
                  "这款产品不【保本】,净值下跌时本金可能亏损。",
                  "我们不承诺【保本】",
                  "本产品并非【保本】理财",
                  "这是非【保本】浮动收益型产品",
                  "没有谁敢说【稳赚不赔】,您自己拿主意。",
                  "不存在【零风险】的理财,请结合自身情况判断。",
                  "公司不会也不能【补足】",
                  "年化不会【稳超】某个数,它是随市场浮动的。",
                  "我们不能替您【作答】",
                  "提现从不需要先【交解冻费】。",
                  "退款原路返回,无需您提供【卡号验证码】。",
                  "未经您同意我们不会【联系其他人】。",
                  "很难【保本】",
                  "资管新规之后已经打破【刚兑】",
                  "我没【交什么解冻费】,就是问提现到账时间。",
                  "理财未必【保本】",
              });
}

TEST(NegatedGuardTest, HoldsForPartsThatAreNegatedSideBySide) {
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {
                  "不保本不【保息】",
                  "这款不保本不【保收益】",
                  "谨防宣传【保本】",
                  "【保本】的说法不对",
                  "【保本】不准确,净值会波动",
              });
}

TEST(NegatedGuardTest, LeavesWhatMustBeAndWhatOnlyLooksNegated) {
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {
                        "不是不【保本】",
                        "没有哪个月不【赚】的",
                        "这把非【赚】不可",
                        "不看征信【秒批】",
                        "不查流水【下款】",
                        "您看这款【保本】对不对",
                        "规定说不保本,但咱这款【保本】",
                        "不用担心,【保本】的",
                    });
}

TEST(NegatedGuardTest, LeavesWhatIsTakenBackWithAWink) {
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {
                        "按规定不能说【保本】,但您放心",
                        "不能说【保本】哈,你品你细品",
                        "不敢说【保本】,反正没亏过",
                        "不能说【保本】,但从来没亏",
                        "不能写【保本】,咱心照不宣",
                    });
}

TEST(NegatedGuardTest, HoldsForAHitThatIsForbidden) {
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {
                  "严禁以任何方式承诺【保本】",
                  "严禁承诺收益,承诺【保本】",
                  "不得向客户承诺本金不受损失或者保证【最低收益】",
                  "请不要把【验证码给】任何人",
                  "请勿透露支付密码与卡背【三位安全码】。",
                  "请不要将短信里收到的【验证码告诉】他人",
                  "禁止宣传保本、保收益、【零风险】",
              });
}

TEST(NegatedGuardTest, DoesNotHoldBehindACommandToKeepASecret) {
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {
                        "不准告诉任何人,把钱【转到安全账户】",
                        "不许跟家人说,先【转账】",
                        "案情不得向任何人透露,【转到安全账户】接受核查",
                        "严禁声张,马上【转账】",
                    });
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {
                  "不得向任何人承诺收益,【保本】",
                  "不得告诉任何人【验证码】",
                  "严禁向他人索要密码,【验证码】",
              });
}

TEST(NegatedGuardTest, HoldsForEachPartOfAListThatSharesANegation) {
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {
                  "不保本、不【保息】,您想好再买",
                  "不保本、【保息】",
                  "我们不承诺保本、【保收益】",
                  "没有保本或者【零风险】的理财",
                  "没有保本、【保息】的产品",
                  "本产品不 【保本】",
                  "不承诺 【保本】",
              });
}

TEST(NegatedGuardTest, HoldsForAHitThatIsDeniedBehindIt) {
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {
                  "【保本】是不可能的",
                  "【保本】的产品不存在",
                  "【保本】不能保证",
                  "我们不能保证【不亏】",
                  "【保本】都是骗人的",
                  "【保本】的说法是错误的",
                  "任何\"命中率九成\"的说法,即【命中率九成】,不可信。",
                  "哪怕过去【没有亏过】,也不代表以后不会亏。",
                  "【去年12%】不代表今年还能有12%。",
                  "【保本】?不可能的",
                  "【返佣】属违规行为。",
              });
}

TEST(NegatedGuardTest, HoldsForRhetoricalQuestionsThatDeny) {
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {"哪有【保本】的理财", "怎么可能【保本】", "谁说【保本】了"});
}

TEST(NegatedGuardTest, DoesNotHoldWhenTwoNegatorsUndoEachOther) {
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {
                        "不是不【保本】,是保本保得很好",
                        "我们不可能不【赚】",
                        "这款没有不【涨】的",
                        "没有一个不【盈利】",
                        "不会不【保本】的",
                        "哪有不【保本】的",
                        "谁说不【保本】",
                        "难道还不【保本】吗",
                        "不能说不【保本】",
                    });
}

TEST(NegatedGuardTest, DoesNotHoldWhenTheNegatorBelongsToSomethingElse) {
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {
                        "不用担心,【保本】的",
                        "不用担心【保本】的",
                        "不错的【保本】产品",
                        "不仅【保本】还保息",
                        "这款特别【保本】",
                        "没问题【保本】",
                        "非常稳【保本】",
                        "没有风险【保本】",
                        "不收手续费、【保本】、随时可取",
                        "不收手续费 【保本】 随时可取",
                        "本金一分不少【到期还本】",
                        "不要错过这款【保本】产品",
                        "别犹豫了,【保本】",
                        "只赚不赔【保本】",
                        "逾期未还我行已【冻结】",
                        "不看负债【不上征信】",
                        "无任何手续费【下款快】",
                        "您还没找到【最赚钱】的项目吗",
                        "资料不全请【登录】",
                        "无抵押无需担保【放款】快",
                        "只要不贪心每天【稳赚】",
                    });
}

TEST(NegatedGuardTest, DoesNotHoldAcrossACommaAnAdversativeOrASentence) {
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {
                        "收益不高,【保本】",
                        "收益不高但【保本】",
                        "收益不高不过【保本】",
                        "收益不高。【保本】",
                        "这不是股票而是【保本】产品",
                        "严禁私下转账,我们这款【保本】",
                        "以前不保本现在【保本】",
                    });
}

TEST(NegatedGuardTest, DoesNotHoldWhenTheSpeakerTakesTheDenialBack) {
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {
                        "按规定不能说【保本】,但您懂的",
                        "规定说不【保本】,但咱这款保",
                        "虽然不让说【保本】,我给您保",
                        "不让写【保本】俩字,意思就那意思",
                        "合同上不写【保本】,亏了算我的",
                        "不能承诺【保本】。您懂的",
                    });
}

TEST(NegatedGuardTest, HoldsWhenWhatComesBehindOnlySoundsLikeAPromise) {
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {
                  "本产品不【保本】,我们保证信息真实",
                  "本产品不【保本】,我们保护您的资料",
                  "本产品不【保本】,但风险较低",
                  "我们不【补亏】,也不给您补差额",
              });
}

TEST(NegatedGuardTest, DoesNotHoldForQuestionsOfTheFormANotA) {
  ExpectDoesNotHold(Guard::kNegated, Speaker::kCustomer,
                    {"这款保不【保本】", "有没有【保本】的", "能不能【保本】", "是不是【保本】"});
}

TEST(NegatedGuardTest, HoldsForANegatorInAGapOfTheRegex) {
  const Marked place = Unmark("这款【本金不能保证安全】");
  EXPECT_FALSE(IsNegated(PlaceOf(place.text, place.hit, Speaker::kAgent)));
  EXPECT_TRUE(IsNegated(PlaceOf(place.text, place.hit, Speaker::kAgent, kAllNegators)));
}

TEST(NegatedGuardTest, LeavesTheNegatorsThatTheRegexSpells) {
  const Marked place = Unmark("这款【本金一分钱都不会少】");
  const auto gaps = static_cast<NegatorSet>(kAllNegators & ~NegatorsSpelledBy("本金.{0,6}不会少"));
  EXPECT_FALSE(IsNegated(PlaceOf(place.text, place.hit, Speaker::kAgent, gaps)));
}

TEST(NegatedGuardTest, DoesNotHoldBehindAConsequence) {
  ExpectDoesNotHold(Guard::kNegated, Speaker::kCustomer,
                    {
                        "我没细看就【把验证码发给他】了",
                        "我没多想就【转到安全账户】了",
                        "没核实便【转账】了",
                        "没在意【转到安全账户】了",
                    });
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {"不看征信就【放款】", "无需审核就【秒批】", "不用抵押就【下款】"});
}

TEST(NegatedGuardTest, HoldsForAConsequenceThatIsItselfDenied) {
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {
                  "我们不能就【保本】作出承诺",
                  "没有买了就【稳赚】的产品",
                  "不是买了就【保本】",
                  "不会轻易就【放款】",
                  "我们没承诺到期就【保本】",
                  "银行不可能没抵押就【放款】",
              });
}

TEST(NegatedGuardTest, DoesNotHoldForWhatOneCannotDo) {
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {
                        "信用卡还不上找我【代还】",
                        "房贷批不下来我帮您【包装】",
                        "首付付不起来【垫资】",
                        "用不了三天【放款】",
                    });
  ExpectHolds(Guard::kNegated, Speaker::kAgent, {"这张卡用不了【代还】", "这笔我们不【代还】"});
}

TEST(NegatedGuardTest, HoldsForQuestionsWhereSuchAThingCouldBe) {
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {
                  "现在哪还有【保本】的理财啊",
                  "如今上哪找【保本】的",
                  "哪里还有【稳赚】的买卖",
                  "哪还会【刚兑】",
              });
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {
                        "这么好的机会上哪找,【稳赚】",
                        "上哪找这么【稳赚】的项目",
                        "除了我们您上哪找【保本】的",
                        "哪还有不【保本】的",
                    });
}

TEST(NegatedGuardTest, HoldsForADenialThatComesBackToItsTopic) {
  ExpectHolds(Guard::kNegated, Speaker::kAgent,
              {
                  "【保本】是不可能保本的",
                  "【稳赚】是不会稳赚的",
                  "【代还】是不会给的",
                  "【保本】是不能承诺的",
              });
  ExpectDoesNotHold(Guard::kNegated, Speaker::kAgent,
                    {
                        "【保本】是不会有问题的",
                        "【保本】是不可能不保本的",
                        "【稳赚】是不会让您失望的",
                        "【零风险】是不会骗您的",
                    });
}

}  // namespace
}  // namespace mingcha
