#include "evaluate/guards/counter_forms.h"

#include "evaluate/cue_table.h"
#include "evaluate/sentences.h"

namespace mingcha {
namespace {

// How far into the next sentence a wink or a promise may come behind.
constexpr uint32_t kAfterthought = 12;

const CueTable& Winks() {
  static const CueTable table(
      "您懂的 你懂的 懂的都懂 您懂得 你懂得 您明白的 你明白的 您知道的 你知道的 心里有数 "
      "意思就那意思 那个意思 就那意思 意思到了 意思一样 没区别 没什么区别 没啥区别 没两样 "
      "差不离 懂我意思 心照不宣 心领神会 你品你细品 您品您细品 您细品 你细品 自己体会 但您放心 "
      "但你放心 不过您放心 反正没亏过 从来没亏 从没亏 没让客户亏 没让您亏 没让你亏");
  return table;
}

// The speaker vouches in his own name. What ends in 保 is looked at further: 保险, 保护
// are no promise, and 保本 is a statement of its own, found for itself.
const CueTable& Promises() {
  static const CueTable table(
      "我给您保 我给你保 给您保 给你保 我保 咱保 咱们保 我们保 我们家保 这款保 这只保 我也保 "
      "我们也保 也给您保 跟保本一样 和保本一样 跟保的 等于保 就是保 一样保 照样保 还是保 实际保 "
      "实际上保 其实保 私下保 我担保 我们担保 我个人担保 我兜 我们兜 给您兜 给你兜 我补 给您补 "
      "给你补 我包 包您 包你 我敢说 我敢写 敢写进 敢打包票 亏不了 不会让您亏 亏了算我 亏了我");
  return table;
}

const CueTable& AfterKeep() {
  static const CueTable table("证 持 障 护 管 险 存 留 密 守 养 本 息");
  return table;
}

// 保证 promises only with one of these behind it: "我们保证不亏", not "我们保证信息真实".
const CueTable& AfterGuarantee() {
  static const CueTable table("不 本 收 赚 回 年 兑 没 绝对 百分百 100% 您不 您赚 你不 你赚");
  return table;
}

const CueTable& Own() {
  static const CueTable table(
      "我们 我 咱 咱们 本产品 本平台 本公司 我司 我行 这款 这只 这个产品 该产品 我家 咱家 我们家");
  return table;
}

const CueTable& ToUs() {
  static const CueTable table(
      "给我 发我 告诉我 报我 念我 转我 转给我 加我 找我 私我 联系我 发给客服 报给客服 发给我 "
      "告知我 到我 给咱 回复我 发过来 报一下 念一下 报过来 发来 我帮您 我帮你 我来帮 我给您核 "
      "核验一下 核实一下 我们核");
  return table;
}

const CueTable& Imperatives() {
  static const CueTable table(
      "请 请您 请你 麻烦 麻烦您 麻烦你 务必 赶紧 马上 立即 立刻 您先 你先 您把 你把 先把 先将 "
      "需要您 需要你 您需要 你需要 您要 你要 您得 你得 现在把 快把 配合");
  return table;
}

// Imperatives that protect, and prohibitions.
const CueTable& Protective() {
  static const CueTable table(
      "挂断 报警 报案 拨打 警惕 核实 远离 拒绝 谨慎 小心 当心 注意 留意 勿 不要 不 别 提高 牢记 "
      "记住 保持 防范 相信 停止 通过官方 致电");
  return table;
}

const CueTable& Denials() {
  static const CueTable table("不 没 无法 别 勿 谁");
  return table;
}

const CueTable& Listeners() {
  static const CueTable table(
      "任何人 别人 其他人 他人 外人 旁人 第三人 第三方 家人 家里人 家属 父母 爸妈 子女 孩子 老公 "
      "老婆 "
      "亲友 朋友 同事 银行 柜员 民警");
  return table;
}

const CueTable& ToListeners() {
  static const CueTable table("告诉 告知 透露给 泄露给 跟 和 向 对 与 同 让 给 被");
  return table;
}

const CueTable& Telling() {
  static const CueTable table("说 讲 提 提起 透露 泄露 声张 外传 说出去 讲出去 知道 泄密");
  return table;
}

bool StandsAsPromise(std::string_view text, const CueHit& cue, uint32_t end) {
  const ByteSpan before = {StepBack(text, cue.span.begin, 3), cue.span.begin};
  if (Denials().In(text, before)) return false;
  constexpr std::string_view kKeep = "保";
  if (!text.substr(0, cue.span.end).ends_with(kKeep)) return true;
  const auto next = AfterKeep().At(text, cue.span.end, end);
  if (!next) return true;
  const bool guarantee = text.substr(next->span.begin, next->span.size()) == "证";
  return guarantee && next->span.end < end &&
         AfterGuarantee().At(text, next->span.end, end).has_value();
}

// From the end of the hit to the end of its sentence, and a little beyond.
ByteSpan Afterwards(const HitPlace& place) {
  const ByteSpan next = NextSentence(place.text, place.sentence.end);
  const uint32_t end = next.empty() ? place.sentence.end
                                    : StepForward(place.text, next.begin, kAfterthought, next.end);
  return {place.hit.end, end};
}

}  // namespace

bool WinksAfter(const HitPlace& place) { return Winks().In(place.text, Afterwards(place)); }

bool PromisesAfter(const HitPlace& place) {
  const ByteSpan after = Afterwards(place);
  for (uint32_t at = after.begin; at < after.end; at = NextCharacter(place.text, at)) {
    const auto cue = Promises().At(place.text, at, after.end);
    if (cue && StandsAsPromise(place.text, *cue, after.end)) return true;
  }
  return false;
}

bool AreListeners(std::string_view text, uint32_t begin, uint32_t end) {
  return ToListeners().EndsAt(text, begin, end);
}

bool IsSecrecy(std::string_view text, ByteSpan clause) {
  static const CueTable secret("声张 外传 泄密 说出去 讲出去");
  if (secret.EndsAt(text, clause.begin, clause.end)) return true;
  const auto listener = Listeners().Last(text, clause);
  if (!listener || !AreListeners(text, clause.begin, listener->span.begin)) return false;
  return listener->span.end == clause.end || Telling().EndsAt(text, listener->span.end, clause.end);
}

bool SpeaksOfOwn(std::string_view text, ByteSpan before_hit) { return Own().In(text, before_hit); }

bool AsksToGiveToUs(const HitPlace& place) { return ToUs().In(place.text, place.clause); }

bool Solicits(const HitPlace& place) {
  if (AsksToGiveToUs(place)) return true;
  const uint32_t reach = StepForward(place.text, place.clause.begin, 3, place.hit.end);
  const auto imperative = Imperatives().First(place.text, {place.clause.begin, reach});
  if (!imperative) return false;
  const uint32_t behind = imperative->span.end;
  const uint32_t near = StepForward(place.text, behind, 4, place.clause.end);
  return !Protective().In(place.text, {behind, near});
}

}  // namespace mingcha
