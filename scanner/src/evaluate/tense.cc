// Chinese has no tenses; what is done shows in particles and adverbs beside a verb: V 了, V 过,
// 已经 V, 被…了. A verb alone shows nothing, and a negated, wished or demanded verb is not done:
// "没转了", "要 转了才能提", "如果我转了".

#include "evaluate/tense.h"

#include <array>

#include "base/enum_names.h"
#include "evaluate/cue_table.h"
#include "evaluate/denial_scope.h"
#include "evaluate/sentences.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"asked", "ongoing", "done", "refused"};

// A neighbouring sentence goes on with the matter if it is this short, or begins like this.
constexpr uint32_t kShortSentence = 12;

// Acts of giving away, paying, installing, obeying. Longer words stand here so that the verb inside
// them is not taken for one ("发现", "有点").
enum : CueKind { kVerb, kNoVerb };
const CueTable& Verbs() {
  static const CueTable table({
      {kVerb,
       "给 发 转 转账 交 告诉 告知 打 打款 付 付款 充 充值 汇 汇款 存 买 点 点开 点击 扫 扫码 "
       "输 输入 填 填写 报 念 下 下载 装 安装 开 开启 打开 共享 提供 操作 登录 登陆 注册 做 刷 "
       "垫 垫付 借 寄 拍 说 卸 卸载 加 签 绑 绑定 授权 泄露 上传 下单 办 缴 投 入金"},
      {kNoVerb,
       "发现 发生 发觉 发财 发票 发货 有点 一点 差点 早点 晚点 快点 几点 两点 三点 十点 点钟 "
       "打算 打电话 打扰 开始 开会 离开 加油 说法 听说 据说 下午 下班 下次 下周 下月 一下 以下 "
       "交易 交流 转人工 付出 办法 怎么办 报警 报案 举报 买卖 借口 填补 更加 做梦 投诉 投资 "
       "登记"},
  });
  return table;
}

// What may stand between the verb and 了: whom it went to, how far, how much.
const CueTable& Complements() {
  static const CueTable table(
      "给 到 出 去 过去 过来 出去 进去 上 下 完 好 他 她 他们 她们 对方 人家 那边 那人 骗子 "
      "客服 你们 钱 款 账 码 一 二 两 三 四 五 六 七 八 九 十 百 千 万 几 多 块 元 笔 次 个 0 1 "
      "2 3 4 5 6 7 8 9");
  return table;
}

const CueTable& Perfectives() {
  static const CueTable table("了 过 完了 走了");
  return table;
}

// How what stands in front of a verb keeps it from having happened.
enum : CueKind {
  kSupposed,  // Over the whole clause.
  kDenied,    // As far as a consequence: 没验证就 V 了.
  kWanted,    // As far as the speaker's own deed: 他要我就 V 了.
};

// In front of the verb, these say that it has not happened, or not by the speaker's will yet.
const CueTable& Unreal() {
  static const CueTable table({
      {kSupposed, "别 勿 不要 如果 要是 万一 假如 假设 若 倘若 才 谨防 是否 差点 差一点 险些"},
      {kDenied, "没 没有 未 不 不会 不能 没想 没有想 不想 能 会 怕 担心 快"},
      {kWanted, "要 需要 得 必须 想 准备 打算 正要"},
  });
  return table;
}

// "转了才能提" is a demand, "不转就冻结" a threat.
const CueTable& Demands() {
  static const CueTable table("才能 才可以 才给 才会 就能 就可以");
  return table;
}
const CueTable& Threats() {
  static const CueTable table("就 会 的话");
  return table;
}

// 被…了: it happened to the speaker, by whatever verb.
const CueTable& Passives() {
  static const CueTable table("被");
  return table;
}
const CueTable& PassiveEnds() {
  static const CueTable table("了 走 光");
  return table;
}

// Between "already" and a verb, these give the verb to somebody else's wish.
const CueTable& Diverted() {
  static const CueTable table({
      {kSupposed, "别 ,"},
      {kDenied, "没 不 未"},
      {kWanted, "让 叫 要 说 问 想 教 催 逼 准备 打算"},
  });
  return table;
}

// Words that hold one of these, and keep nothing from having happened.
const CueTable& Actual() {
  static const CueTable table(
      "没问题 问题 没事 没关系 不小心 不知道 不懂 不清楚 不明白 不了解 不得不 不该 不应该 觉得 "
      "记得 得到 取得 获得 值得 只能 功能 万能 智能 会员 会议 机会 学会 按要求 按照要求 重要 主要 "
      "很快 赶快 尽快 快递 快手 快捷 未来 别人 别的 特别");
  return table;
}

// The speaker's own deed comes now.
const CueTable& OwnDeeds() {
  static const CueTable table("我就 我便 我也就 我还是 我当时就 我就直接 于是");
  return table;
}

const CueTable& Already() {
  static const CueTable table("已经 已 刚刚 刚才 刚 早就 早已");
  return table;
}

// Things that have happened to somebody, as words of their own.
const CueTable& DoneStates() {
  static const CueTable table(
      "上当了 受骗了 中招了 被骗了 被骗走 扣款了 扣钱了 扣走 扣了 转走 划走 盗刷 黑屏了 "
      "屏幕黑了 卡单 钱没了 钱不见了 提不出 照做了");
  return table;
}

// Nothing is refused by these, though they begin like a refusal.
enum : CueKind { kRefusal, kNoRefusal };
const CueTable& Refusals() {
  static const CueTable table({
      {kRefusal, "没 没有 还没 未 不 不会 不敢 没敢 不肯 不想 不愿 不愿意 没想 绝不"},
      {kNoRefusal,
       "不是 不小心 不知道 不懂 不得不 不清楚 不停 不断 不止 不过 不到 不了 不能 没法 没人 没钱 "
       "没问题 没事 要不要 有没有 是不是 能不能 可不可以 该不该 会不会 用不用 敢不敢 行不行 "
       "对不对 好不好 不仅 不管 不然 不就 不用 没收到 没到账"},
  });
  return table;
}

const CueTable& RefusedStates() {
  static const CueTable table(
      "拒绝了 我拒绝 挂了 挂断 挂掉 拉黑 没理 没搭理 没信 没上当 没被骗 没答应 没同意 没照做 "
      "不信 没听他 不理");
  return table;
}

// Whose refusal it would be, if not the speaker's.
const CueTable& Others() {
  static const CueTable table("他 她 他们 对方 平台 你们 您们 骗子 客服 那边 银行 公司 系统 人家");
  return table;
}

const CueTable& OngoingCues() {
  static const CueTable table(
      "正在 正等 等着 正准备 准备 正要 马上 这就 在催 催我 一直催 还在 快要 打算 立刻 立即 赶紧 "
      "现在就");
  return table;
}

const CueTable& Continuations() {
  static const CueTable table("我 已经 刚 没 但 后来 结果 然后 现在 还没 钱 就 也");
  return table;
}

// Whether one of `cues` in front of a verb reaches as far as the verb.
bool Reaches(const CueTable& cues, std::string_view text, ByteSpan before) {
  for (uint32_t at = before.begin; at < before.end;) {
    auto harmless = Heedless().At(text, at, before.end);
    if (!harmless) harmless = Actual().At(text, at, before.end);
    const auto cue = harmless ? harmless : cues.At(text, at, before.end);
    if (!cue) {
      at = NextCharacter(text, at);
      continue;
    }
    at = cue->span.end;
    if (harmless) continue;
    const bool ended = (cue->kind != kSupposed && OwnDeeds().In(text, {at, before.end})) ||
                       (cue->kind == kDenied && ConsequenceFollows(text, at, before.end));
    if (!ended) return true;
  }
  return false;
}

// Whether the verb that ends at `verb.end` is followed by 了 or 过, over its complements.
bool IsPerfective(std::string_view text, CueHit verb, uint32_t clause_end) {
  uint32_t at = verb.span.end;
  while (at < clause_end) {
    const auto perfective = Perfectives().At(text, at, clause_end);
    const auto complement = Complements().At(text, at, clause_end);
    // 过去 goes before 过: "转过去" is not done.
    const bool goes_on =
        complement && (!perfective || complement->span.size() > perfective->span.size());
    if (!goes_on) return perfective.has_value();
    at = complement->span.end;
  }
  return false;
}

// 了 at the end of the clause covers the verb and all that hangs on it ("转到安全账户了"), unless
// the verb is somebody's wish ("让我转账了") or an advice ("转过去就行了").
bool IsCoveredByFinalParticle(std::string_view text, CueHit verb, ByteSpan clause) {
  constexpr std::string_view kParticle = "了";
  if (!text.substr(clause.begin, clause.size()).ends_with(kParticle)) return false;
  const auto particle = clause.end - static_cast<uint32_t>(kParticle.size());
  if (particle < verb.span.end || CodePointsIn(text, verb.span.end, particle) > 10) return false;
  static const CueTable advice("就 不了 好了 行了 才");
  return !advice.In(text, {verb.span.end, clause.end}) &&
         !Reaches(Diverted(), text, {clause.begin, verb.span.begin});
}

bool ClauseTellsDone(std::string_view text, ByteSpan clause, ByteSpan retold) {
  for (uint32_t at = clause.begin; at < clause.end;) {
    const auto verb = Verbs().At(text, at, clause.end);
    if (!verb) {
      at = NextCharacter(text, at);
      continue;
    }
    at = verb->span.end;
    if (verb->kind == kNoVerb || retold.Contains(verb->span)) continue;
    const ByteSpan before = {clause.begin, verb->span.begin};
    const bool completed =
        IsPerfective(text, *verb, clause.end) || IsCoveredByFinalParticle(text, *verb, clause);
    if (completed && !Reaches(Unreal(), text, before) &&
        !Demands().In(text, {verb->span.end, clause.end})) {
      return true;
    }
    const auto already = Already().Last(text, before);
    if (already && CodePointsIn(text, already->span.end, verb->span.begin) <= 10 &&
        !Reaches(Diverted(), text, {already->span.end, verb->span.begin})) {
      return true;
    }
  }
  const auto passive = Passives().Last(text, clause);
  if (passive && !Reaches(Unreal(), text, {clause.begin, passive->span.begin}) &&
      PassiveEnds().In(text, {passive->span.end, clause.end})) {
    return true;
  }
  const auto state = DoneStates().Last(text, clause);
  return state && !Reaches(Unreal(), text, {clause.begin, state->span.begin});
}

bool ClauseTellsRefused(std::string_view text, ByteSpan clause) {
  if (RefusedStates().In(text, clause)) return true;
  for (uint32_t at = clause.begin; at < clause.end;) {
    const auto heedless = Heedless().At(text, at, clause.end);
    const auto refusal = heedless ? heedless : Refusals().At(text, at, clause.end);
    if (!refusal) {
      at = NextCharacter(text, at);
      continue;
    }
    at = refusal->span.end;
    if (heedless || refusal->kind == kNoRefusal) continue;
    if (Others().In(text, {clause.begin, refusal->span.begin})) continue;
    const uint32_t reach = StepForward(text, at, 8, clause.end);
    const auto verb = Verbs().First(text, {at, reach});
    if (!verb || verb->kind == kNoVerb) continue;
    if (ConsequenceFollows(text, at, verb->span.begin)) continue;
    const ByteSpan behind = {verb->span.end, StepForward(text, verb->span.end, 4, clause.end)};
    if (!Threats().In(text, behind)) return true;
  }
  return false;
}

template <typename Tells>
bool AnyClause(std::string_view text, ByteSpan window, Tells tells) {
  for (uint32_t begin = window.begin; begin < window.end;) {
    uint32_t end = begin;
    while (end < window.end && !IsClauseMark(text, end)) end = NextCharacter(text, end);
    if (tells(text, ByteSpan{begin, end})) return true;
    begin = end < window.end ? NextCharacter(text, end) : end;
  }
  return false;
}

// The sentence, and the neighbours that go on with it.
ByteSpan WindowAround(std::string_view text, ByteSpan folded) {
  ByteSpan window = SentenceAround(text, folded);
  const ByteSpan next = NextSentence(text, window.end);
  const ByteSpan previous = PreviousSentence(text, window.begin);
  const auto goes_on = [&](ByteSpan sentence) {
    return !sentence.empty() &&
           (CodePointsIn(text, sentence.begin, sentence.end) <= kShortSentence ||
            Continuations().At(text, sentence.begin, sentence.end));
  };
  if (goes_on(next)) window.end = next.end;
  if (goes_on(previous)) window.begin = previous.begin;
  return window;
}

}  // namespace

std::string_view ToString(Tense tense) { return NameOf(kNames, tense); }

Tense TenseOf(std::string_view text, ByteSpan folded, ByteSpan retold) {
  const ByteSpan window = WindowAround(text, folded);
  const auto tells_done = [&](std::string_view words, ByteSpan clause) {
    return ClauseTellsDone(words, clause, retold);
  };
  if (AnyClause(text, window, tells_done)) return Tense::kDone;
  if (AnyClause(text, window, ClauseTellsRefused)) return Tense::kRefused;
  return OngoingCues().In(text, window) ? Tense::kOngoing : Tense::kAsked;
}

}  // namespace mingcha
