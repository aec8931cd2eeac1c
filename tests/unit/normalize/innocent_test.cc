// Honest sentences beside the terms that they might be taken for: no view beyond folded and compact
// finds anything.

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "normalize/normalizer.h"
#include "views_support.h"

namespace mingcha {
namespace {

constexpr std::string_view kTerms[] = {
    "保本",     "保息",     "保本保息", "微信",   "加微", "加微信", "加QQ", "稳赚", "包赚",
    "刚兑",     "刚性兑付", "零风险",   "无风险", "内幕", "返现",   "返利", "私下", "代客",
    "转账",     "安全账户", "验证码",   "密码",   "荐股", "带单",   "跟单", "股票", "基金",
    "高收益",   "年化",     "兜底",     "承诺",   "保证", "必涨",   "翻倍", "杠杆", "配资",
    "套现",     "刷单",     "垫付",     "解冻",   "贷款", "征信",   "洗白", "黑户", "通道",
    "稳赚不赔", "支付宝",   "群",       "私聊",   "飞单", "老师",   "收益", "提现", "担保"};

class InnocentTest : public ::testing::TestWithParam<const char*> {};

TEST_P(InnocentTest, IsFoundInNoView) {
  for (const std::string_view term : kTerms) {
    for (const View view : {View::kShape, View::kSound}) {
      const std::optional<std::string> found = testing::FindIn(view, GetParam(), term);
      EXPECT_FALSE(found.has_value()) << *found << " for " << term << " in view " << ToString(view);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sentences, InnocentTest,
    ::testing::Values(
        // Words that sound alike.
        "宝贝，快来领取会员礼包", "我家宝贝今年三岁了", "这个月的薪水什么时候发",
        "领导在团队里很有威信", "他在业内威信很高", "树立品牌威信需要时间", "员工薪资按月发放",
        "报本地区的政策来办理", "请报本人姓名和手机号", "周末带孩子去抱抱熊乐园",
        "请问饱和脂肪酸含量是多少", "宝马汽车分期怎么办理", "这本笔记本是我的", "我想买一本书",
        "请在本周五之前提交", "确保本人操作", "请确保本金充足后再下单", "他这个人很笨",
        "包包还没有发货", "红包本周内有效", "本宝宝不开心", "报本书的快递单号",
        "成为新股东需要什么手续", "因为新冠疫情延期了", "作为新用户有什么优惠", "称为信托计划",
        "以为信号不好", "家维修师傅什么时候来", "加为好友可以吗", "佳薇是我同事",
        "请维护好您的信息", "卫星信号很弱", "未新增任何费用", "委信函已经寄出",
        "问卷加分规则在哪里看",
        // Latin words that are pinyin by accident.
        "I can help you", "women and men", "please note the time", "the banana is on the menu",
        "Shanghai is a big city", "he came here again", "use your pen", "login page", "gao jian li",
        "Android和iOS都支持", "我用的是OPPO手机", "WiFi信号不好", "请下载APP办理",
        "打开Excel表格看看", "按Ctrl+V粘贴", "V领毛衣有货吗", "大V博主推荐的", "加V认证流程",
        "A股和B股的区别", "这款手机是vivo的", "LV包多少钱", "VX9型号还有货吗",
        // Words with rare characters, and characters that together look like one.
        "暧昧的话不要说", "安徽信用社的电话", "国徽信仰", "薇娅的直播间", "妻子和女子篮球队",
        "日月潭的门票", "请在口口相传的店里买", "人人都可以参加", "女子监狱", "白木耳怎么卖",
        "木又寸是个笔名", "王里长是我们村的", "贝者是谁", "弓长张还是立早章", "口十字路口等你",
        "李耳又名老子",
        // What a bank writes.
        "您的信用卡账单已出，请按时还款", "本行提醒您注意账户安全", "基金有风险，投资需谨慎",
        "登录密码请勿告知他人", "您尾号8888的账户收入1000元", "营业时间为周一至周五",
        "如需帮助请拨打客服热线", "定期存款利率已调整"));

}  // namespace
}  // namespace mingcha
