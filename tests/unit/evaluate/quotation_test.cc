// The guard quoted.

#include <gtest/gtest.h>

#include "evaluate/guards/guards.h"
#include "unit/evaluate/guard_cases.h"

namespace mingcha {
namespace {

using ::mingcha::testing::ExpectDoesNotHold;
using ::mingcha::testing::ExpectHolds;

TEST(QuotedGuardTest, HoldsForWordsBetweenMarksThatAreSpokenAbout) {
  ExpectHolds(Guard::kQuoted, Speaker::kAgent,
              {
                  "课程中出现\"【三个月翻倍】\"的宣传,属于误导。",
                  "“【保本】”这个词不能用",
                  "以\"【全额退保】\"为名的代办服务多为骗局。",
                  "\"【免费领】\"后续往往收费,请留意。",
                  "\"【九成都赚】\"没有数据来源,不能用。",
                  "所谓「【稳赚】」是宣传话术",
                  "文案里写“【零风险】”的要改掉",
              });
}

TEST(QuotedGuardTest, HoldsForWhatALawOrAWordingRuleSays) {
  ExpectHolds(Guard::kQuoted, Speaker::kAgent,
              {
                  "《广告法》第二十五条规定不得出现【保本】",
                  "广告法不允许用【受益者】名义作推荐。",
                  "私募推介中不能使用【预期收益】的说法。",
                  "话术规范里禁用词包括【稳赚】",
                  "资管新规明确,金融机构不得承诺【保本】",
                  "监管要求不得使用【保本】字样",
                  "【保本】字样要从海报上拿掉",
              });
}

TEST(QuotedGuardTest, HoldsForWhatOthersSay) {
  ExpectHolds(Guard::kQuoted, Speaker::kAgent,
              {
                  "他们说【保本】,您别信",
                  "有些平台宣称【保本】",
                  "网上说的【稳赚】不可信",
                  "您刚才说的【保本】是指什么",
                  "如果有人说【保本】",
                  "别家承诺【保本】",
              });
}

TEST(QuotedGuardTest, DoesNotHoldForMarksThatDecorateAPromise) {
  ExpectDoesNotHold(Guard::kQuoted, Speaker::kAgent,
                    {"这款是“【保本】”的", "我们主打\"【保本】\"理财", "「【稳赚】」产品来了"});
}

TEST(QuotedGuardTest, DoesNotHoldForALawNamedForItsAuthority) {
  ExpectDoesNotHold(Guard::kQuoted, Speaker::kAgent,
                    {
                        "符合《证券法》要求,我们这款【保本】",
                        "按照规定,我们的产品【保本】",
                        "根据国家规定本产品【保本】",
                    });
}

TEST(QuotedGuardTest, DoesNotHoldWhenTheSpeakerPromisesItHimself) {
  ExpectDoesNotHold(Guard::kQuoted, Speaker::kAgent,
                    {
                        "虽然第二十五条规定不让说【保本】,我给您保",
                        "他们说【保本】,我们也保",
                        "话术规范不让说【保本】,您懂的",
                        "我跟您说【保本】",
                        "我给您承诺【保本】",
                        "老客户都说【稳赚】",
                        "我们老师说【稳赚】",
                    });
}

TEST(QuotedGuardTest, DoesNotHoldForWhatStandsBesideAQuotation) {
  ExpectDoesNotHold(Guard::kQuoted, Speaker::kAgent,
                    {"“安心”系列【保本】", "\"安心\"是名字,【保本】是真的", "《安心宝》【保本】"});
}

TEST(QuotedGuardTest, HoldsForAContractThatForbids) {
  ExpectHolds(Guard::kQuoted, Speaker::kAgent,
              {
                  "合同条款明确不得承诺【保本】",
                  "产品说明书里写了禁止宣传【稳赚】",
                  "协议约定不得向客户保证【最低收益】",
              });
}

TEST(QuotedGuardTest, DoesNotHoldForAContractThatPromises) {
  ExpectDoesNotHold(Guard::kQuoted, Speaker::kAgent,
                    {
                        "合同约定到期【保本】",
                        "条款里写明了【保本保息】,白纸黑字",
                        "协议里规定【保本】",
                        "产品说明书上载明【保本】",
                        "《产品合同》第三条规定【保本】",
                    });
}

TEST(QuotedGuardTest, DoesNotHoldBehindAWordThatOnlyHoldsAVerbOfSaying) {
  ExpectDoesNotHold(Guard::kQuoted, Speaker::kAgent,
                    {"您先交保证金,马上给您【放款】", "您签个承诺书就【保本】"});
  ExpectHolds(Guard::kQuoted, Speaker::kAgent, {"他们承诺交了保证金就【放款】"});
}

TEST(QuotedGuardTest, HoldsForCountedCharactersAndAdvertisements) {
  ExpectHolds(Guard::kQuoted, Speaker::kAgent,
              {
                  "看到“【稳赚不赔】”四个字要多想想",
                  "【保本】这两个字不能写",
                  "【零风险】三个大字印在传单上",
                  "您投诉的“【稳赚不赔】”宣传语我们已核实",
                  "您举报的【稳赚】广告已下架",
                  "该机构\"【保本】\"海报已撤下",
                  "客户反映的【保本】宣传正在核查",
              });
}

TEST(QuotedGuardTest, DoesNotHoldForOnesOwnWordsAndAdvertisements) {
  ExpectDoesNotHold(Guard::kQuoted, Speaker::kAgent,
                    {
                        "我们的“【保本】”海报您收好",
                        "【保本】两个字我敢写在合同里",
                        "您反映的情况我懂,我们【保本】",
                        "您看到的这款【保本】",
                    });
}

}  // namespace
}  // namespace mingcha
