#include "evaluate/guards/negation_cues.h"

namespace mingcha::negation {

const CueTable& Operators() {
  static const CueTable table({
      {kNegator,
       "不 没 没有 无 未 非 不会 不能 不可 不可能 不存在 不承诺 不保证 不支持 不提供 从不 从未 "
       "尚未 未曾 未必 绝不 决不 绝非 毫无 毫不 无法 不一定 不见得 没法 没办法 难以 很难 无需 "
       "无须 不需要 不需 不必 不用 打破 谈不上 算不上 拒绝 不再 并不 并没有 并未 没有谁敢 "
       "没有谁能 没谁敢 没人敢 没人能 没有人敢 没有人能"},
      {kNotBe, "不是 并非 并不是 不属于 不算 非属 不等于 不代表 不意味着 不构成"},
      {kProhibition,
       "谨防 严禁 禁止 不得 不准 不许 不允许 不应 不应当 不可以 杜绝 严厉打击 切忌 无权 一律不 "
       "一概不"},
      {kImperative, "请勿 切勿 勿 不要 请不要 千万别 千万不要 别 切莫 避免 防止 不让"},
      {kRhetoric,
       "哪有 哪来 哪会 哪能 哪敢 哪里有 哪还有 哪还会 哪还能 哪里还有 哪里会 "
       "哪里能 哪儿有 哪儿还有 上哪找 上哪儿找 去哪找 去哪儿找 哪里找 怎么可能 怎么会 怎会 谁敢 "
       "谁能 谁说 岂 岂能 难道 何来"},
      {kInability,
       "还不上 还不起 还不了 付不起 付不上 交不起 缴不起 供不起 用不了 用不上 办不下来 批不下来 "
       "借不到 借不出 贷不到 贷不下来 周转不开"},
      {kIdiom,
       // Words that begin with a negator, or hold one, and deny nothing.
       "不错 不仅 不但 不只 不只是 不光 不光是 不单 不止 不管 不论 不愧 不得了 不得不 不好意思 "
       "不客气 不一样 不少 不断 不久 不妨 不如 不限 不同 不变 不实 不法 不法分子 不瞒您说 "
       "不瞒你说 不怕 不愁 不懂 不知不觉 不小心 不然 不亏 不赔 不跌 不费力 毫不犹豫 差不多 "
       "了不起 对不起 来不及 数不清 一分不少 一分不差 只赚不赔 稳赚不赔 包赚不赔 只涨不跌 "
       "要不 要不要 不用担心 不必担心 不要担心 不担心 别担心 不用怕 别怕 不用愁 别愁 不用操心 "
       "不用管 "
       "不用犹豫 别犹豫 不要犹豫 别急 不急 不着急 别着急 不用等 别等 不要等 不要错过 别错过 "
       "不容错过 不可错过 别客气 别忘了 不要忘记 不要忘了 别浪费 没问题 没关系 没事 没错 没得说 "
       "没话说 没毛病 没商量 没准 没几个 没多少 没想到 没有比 没比 无论 无非 无疑 无忧 无条件 "
       "无门槛 无限 无敌 无缝 无偿 无数 无比 无理由 无所谓 无损 无痛 未来 未婚 未成年 非常 非法 "
       "除非 非要 非得 莫非 非标 非同 特别 区别 级别 个别 分别 别人 别家 别的 别处 辨别 鉴别 "
       "性别 类别 识别 差别 告别 别看 别墅 不得已 只要不 只要没有 不满意 不满 不足 不够 "
       "足不出户 不求人 不封顶 涨不停 不打烊 不画饼 无视 不收费 不要钱 不花钱 不收手续费 "
       "不收佣金 不收管理费 不收利息 不扣费"},
      {kBreak,
       // Adversatives, and what begins a predicate of its own: 逾期未还 | 已冻结.
       "但 但是 不过 然而 只是 其实 可是 却 而是 反而 倒是 现在 如今 这次 才是 才能 就能 "
       "就是 只有 已 已经 请 即可"},
      {kComma, ", :"},
      {kPause, "、 和 与 及 以及 跟"},
      {kOr, "或 或者 / 或是"},
      {kAlso, "也 又 更 既 还 都"},
      {kSubject, "我们 我 咱 咱们 这款 这只 本产品 本平台 我司 该产品 您 你"},
  });
  return table;
}

const CueTable& OwnObjects() {
  static const CueTable table(
      "风险 损失 亏损 亏 套路 隐形费用 手续费 费用 门槛 顾虑 后顾之忧 压力 限制 期限 抵押 担保 "
      "看征信 查征信 上征信 看流水 查流水 看负债 查负债 看资质 查大数据 打回访 "
      "征信要求 审核 排队 验资 等待 犹豫 担心 错过 错失 浪费 坑 押车 押证 押 追高 再等");
  return table;
}

const CueTable& Quantifiers() {
  static const CueTable table("任何 什么 一点 半点 丝毫 前期 隐藏");
  return table;
}

const CueTable& ListVerbs() {
  static const CueTable table(
      "承诺 保证 担保 宣传 宣称 说 讲 使用 提供 涉及 存在 支持 具备 能 会 敢 可 得 要 做 作");
  return table;
}

const CueTable& OfAThing() {
  static const CueTable table(
      "的产品 的理财 的说法 的承诺 的情况 的事 的投资 的项目 产品 型产品 这种 这回事");
  return table;
}

const CueTable& RightForms() {
  static const CueTable table({
      {kVerdict,
       "是不可能的 不可能的 不可能实现 不可能做到 不可能存在 是骗人的 都是骗人 是假的 都是假的 "
       "不是真的 不可信 不要相信 别信 别相信 不能信 信不得 是不行的 不合规 不合法 是错误的 "
       "是不对的 不靠谱 属于误导 是误导 纯属误导 不成立 没有依据 没有数据来源 没有这回事 "
       "没这回事 没有的事 属违规 属于违规 是违规的 是违法的 都是违规 被禁止 不被允许 不作数 "
       "已打破 已经打破"},
      {kOfItself, "是不可能 是不会 是不能"},
      {kEndsClause,
       "不可能 不存在 并不存在 不能保证 不作保证 无法保证 不敢保证 不保证 没法保证 不允许 "
       "不可以 不能用 不能说 做不到 办不到 不能承诺 不承诺 不属实 不存在的 "
       "不对 不正确 不准确"},
      {kNotMeaning, "不代表 并不代表 不等于 并不等于 不意味 并不意味 不能代表 不能说明"},
  });
  return table;
}

const CueTable& OfItselfAgain() {
  static const CueTable table("有 存在 实现 做到 承诺 保证 给 出现 发生 达到 写 说");
  return table;
}

const CueTable& ClausePadding() {
  static const CueTable table(
      "都 均 也 这 那 这是 那是 全 其实 根本 绝对 肯定 目前 并 的说法 的宣传 的产品");
  return table;
}

const CueTable& FinalParticles() {
  static const CueTable table("的 哦 呢 啊 了 呀 吧 哈 喔 噢 \" ” ) 」 ~ .");
  return table;
}

const CueTable& OtherMatters() {
  static const CueTable table("亏 损 风险 赔 跌 骗 , 但");
  return table;
}

const CueTable& Exceptions() {
  static const CueTable table("除了 除我们 除咱");
  return table;
}

}  // namespace mingcha::negation
