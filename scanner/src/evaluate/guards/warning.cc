// warning: the hit is what people are warned of ("凡是承诺保本的都是诈骗", "谨防…", "如遇…请挂断").
//
// Whoever it may be (任何人) and whatever one meets (遇到) warn only of what is claimed or
// demanded: "任何人来买都保本" promises. Whom nothing is to be told ("不准告诉任何人") is no cue.
//
// Counter-forms: a solicitation that hides behind the warning ("为防诈骗,请把验证码发给我"), one's
// own goods behind it ("警惕高收益陷阱,我们这款保本"), a customer to whom it has happened already.

#include <optional>
#include <vector>

#include "evaluate/cue_table.h"
#include "evaluate/guards/counter_forms.h"
#include "evaluate/guards/guards.h"
#include "evaluate/sentences.h"
#include "evaluate/tense.h"

namespace mingcha {
namespace {

constexpr uint32_t kCloselyBefore = 4;  // In front of a cue.

// On the left of the hit, in its sentence. A customer who speaks of a villain tells what happened
// to him, and does not teach: for customers only general warnings count.
enum : CueKind { kGeneral, kVillain, kAnyone, kMeeting, kNoWarning };
const CueTable& LeftCues() {
  static const CueTable table({
      {kGeneral,
       "谨防 警惕 当心 小心 提防 防范 严防 防诈骗 防骗 凡是 但凡 凡以 凡要求 凡需要 凡承诺 凡让 "
       "凡自称 凡称 只要是 任何要求 任何要 任何让 任何叫 任何以 任何自称 任何声称 任何承诺 "
       "以任何名义 一切要求 所有要求 不要相信 切勿相信 不要轻信 "
       "请勿轻信 切勿轻信 别轻信 别相信 勿信 所谓 反诈提醒 反诈提示 防诈提示 常见骗局 常见诈骗 "
       "诈骗手法"},
      {kVillain,
       "骗子会 骗子常 骗子往往 骗子一般 诈骗分子 不法分子 犯罪分子 如有人 如果有人 若有人 "
       "要是有人 有人让您 有人要求您 有人让你 有人要求你"},
      {kAnyone,
       "任何人 任何客服 任何机构 任何平台 任何单位 任何公司 任何陌生 任何电话 任何短信 任何理财 "
       "任何项目 任何产品"},
      {kMeeting, "遇到 遇见 碰到 碰见 凡遇"},
      {kNoWarning, "不小心 一不小心 小心别错过 小心错过 当心别错过 当心错过 小心没货"},
  });
  return table;
}

// What is claimed or demanded by those of whom people are warned.
enum : CueKind { kClaim, kNoClaim };
const CueTable& Claims() {
  static const CueTable table({
      {kClaim,
       "说 称 承诺 保证 答应 宣称 声称 自称 号称 吹 推荐 要 要求 让 叫 请您 请你 教 催 骗 索要 "
       "问您 问你 向您 向你 找您 找你 跟您 跟你 给您打 给你打 以"},
      {kNoClaim,
       "需要 想要 只要 重要 主要 要用 要买 要办 要是 说明 可以 以后 以上 以下 以及 以前 所以 得以"},
  });
  return table;
}

// Between the claim and the hit: the speaker asserts it of all.
const CueTable& ForAll() {
  static const CueTable table("都 均 全 一样 照样");
  return table;
}

// At the end of the hit's clause: it was the topic, and what to do about it comes now.
const CueTable& Topics() {
  static const CueTable table(
      "的 的人 的话 的电话 的短信 的链接 的平台 的公司 的机构 的中介 的客服 的群 的情况 时 时候");
  return table;
}

// On the right of the hit, in its sentence. A protective deed may also be a threat, a good-bye, or
// what the swindler wants done with others.
enum : CueKind { kVerdict, kDeed, kOtherDeed };
const CueTable& RightCues() {
  static const CueTable table({
      {kDeed, "挂掉 挂了 直接挂 直接挂断 直接挂掉 可以报警 直接报警 可直接报警 赶紧报警 马上报警"},
      {kOtherDeed, "直接挂失 直接挂号 直接挂单 挂了号 挂了单 挂了失"},
      {kVerdict,
       "都是骗 都是诈骗 均为骗 均为诈骗 均属诈骗 全是骗 多为骗 多为诈骗 多半是骗 往往是诈骗 "
       "往往是骗 是骗局 是诈骗 是骗子 是骗术 是圈套 是陷阱 属于诈骗 属诈骗 就是诈骗 就是骗 骗局 "
       "诈骗话术 诈骗手法 诈骗行为 请挂断 请立即挂断 立即挂断 请立刻挂断 立刻挂断 马上挂断 "
       "请马上挂断 尽快挂断 及时挂断 请报警 立即报警 及时报警 "
       "拨打110 拨打96110 打96110 请拨打 请警惕 请提高警惕 提高警惕 要警惕 得警惕 需警惕 应警惕 "
       "多留个心眼 请先怀疑 请怀疑 要当心 请当心 请小心 千万别信 别信 不要信 不要相信 不要轻信 "
       "切勿相信 切勿轻信 请勿相信 请勿轻信 "
       "涉嫌违法 涉嫌犯罪 涉嫌诈骗 违法犯罪 可能涉嫌 承担法律责任 负法律责任 属于非法 属非法 "
       "涉嫌非法 是违法 被追究 非法金融活动 不可信 请核实身份 请勿理会 不要理会 请拒绝 果断拒绝 "
       "请勿操作 请勿转账 请勿点击 请勿提供 切勿操作 切勿转账 切勿点击 切勿提供 不要给 不要转 "
       "不要操作 不要点击 不要提供 别给 别转"},
  });
  return table;
}

// In the next sentence, at its beginning: "…?那是骗子".
const CueTable& NextSentenceCues() {
  static const CueTable table(
      "那是骗 这是骗 那是诈骗 这是诈骗 都是骗 都是诈骗 这都是骗 这些都是骗 这就是骗 这就是诈骗 "
      "一定是骗 肯定是骗 这类都是骗");
  return table;
}

// They name a purpose and no danger: what comes behind the comma is what the speaker wants.
const CueTable& Purposes() {
  static const CueTable table(
      "为防 为了防 为避免 为了避免 为保障 为了保障 为确保 为了您 为了安全 防止 防诈骗 防范");
  return table;
}

// In front of a right cue it is a question, not a warning: 是不是骗局, 会不会是诈骗.
const CueTable& Doubts() {
  static const CueTable table("不 不会 会不会 是否 难道 算不算 有没有 怎么知道 不知道 怀疑 我怕");
  return table;
}

// In front of a deed: it is not done by those who are warned, or not to whom it should be.
const CueTable& OtherDoers() {
  static const CueTable table("我 我们 咱 这边 先 别 不要");
  return table;
}
const CueTable& Threats() {
  static const CueTable table("不然 否则 再不 不还 不给 其他 其它 别的 银行打 银行来电 银行的电话");
  return table;
}

// The speaker's goods: what is warned of behind a comma is other people's.
const CueTable& OwnGoods() {
  static const CueTable table("这款 这只 本产品 本平台 我们家 咱家 咱这 我们这");
  return table;
}

uint32_t ClauseBegin(std::string_view text, uint32_t at, uint32_t limit) {
  while (at > limit && !IsClauseMark(text, PreviousCharacter(text, at))) {
    at = PreviousCharacter(text, at);
  }
  return at;
}

bool WarnsFromBehind(const HitPlace& place, const CueHit& cue) {
  const std::string_view text = place.text;
  const uint32_t at = cue.span.begin;
  const ByteSpan near = {StepBack(text, at, kCloselyBefore, place.hit.end), at};
  if (cue.kind == kOtherDeed || Doubts().In(text, near)) return false;
  const bool same_clause = at < place.clause.end;
  if (!same_clause && AsksToGiveToUs(place)) return false;
  if (!same_clause && OwnGoods().In(text, {place.clause.begin, place.hit.begin})) return false;
  if (cue.kind == kVerdict) return true;
  const ByteSpan in_clause = {ClauseBegin(text, at, place.hit.end), at};
  if (OtherDoers().In(text, near) || Threats().In(text, in_clause)) return false;
  return same_clause || !Solicits(place) ||
         Topics().EndsAt(text, place.hit.begin, place.clause.end);
}

// Whether somebody claims or demands the hit, between the cue and the hit's first words.
bool IsClaimed(const HitPlace& place, const CueHit& cue) {
  const std::string_view text = place.text;
  const uint32_t limit = StepForward(text, place.hit.begin, 2, place.hit.end);
  std::optional<CueHit> claim;
  for (uint32_t at = cue.span.end; at <= place.hit.begin; at = NextCharacter(text, at)) {
    const auto found = Claims().At(text, at, limit);
    if (found && found->kind == kClaim) claim = found;
    if (found) at = PreviousCharacter(text, found->span.end);
  }
  if (!claim) return false;
  return claim->span.end >= place.hit.begin ||
         !ForAll().In(text, {claim->span.end, place.hit.begin});
}

bool IsMetWith(const HitPlace& place, const CueHit& cue) {
  return cue.span.begin >= place.clause.begin && IsClaimed(place, cue) &&
         Topics().EndsAt(place.text, place.hit.begin, place.clause.end);
}

// What one meets with without a demand is no cue at all.
std::optional<CueHit> NearestLeftCue(const HitPlace& place) {
  std::vector<CueHit> cues;
  LeftCues().All(place.text, {place.sentence.begin, place.hit.begin}, &cues);
  for (auto cue = cues.rbegin(); cue != cues.rend(); ++cue) {
    if (cue->kind != kMeeting || IsMetWith(place, *cue)) return *cue;
  }
  return std::nullopt;
}

bool WarnsOfTheHit(const HitPlace& place, const CueHit& cue) {
  switch (cue.kind) {
    case kVillain:
      return place.speaker != Speaker::kCustomer;
    case kAnyone:
      // "不准告诉任何人" wants a secret kept.
      return !AreListeners(place.text, place.sentence.begin, cue.span.begin) &&
             IsClaimed(place, cue);
    default:
      return cue.kind != kNoWarning;
  }
}

// A cue in the hit's own clause holds whatever the clause asks for: it tells what others ask for.
// One in another clause leaves a solicitation of one's own standing.
bool WarnsFromTheLeft(const HitPlace& place) {
  const std::string_view text = place.text;
  const auto cue = NearestLeftCue(place);
  if (!cue || !WarnsOfTheHit(place, *cue)) return false;
  // "无任何要求" promises.
  static const CueTable denied("无任何 没任何 没有任何 不收任何 不要任何 您有任何 你有任何");
  const uint32_t any = StepForward(text, cue->span.begin, 2, cue->span.end);
  if (denied.EndsAt(text, place.sentence.begin, any)) return false;
  const bool same_clause = cue->span.begin >= place.clause.begin;
  if (!same_clause && Solicits(place)) return false;
  if (!same_clause && Purposes().In(text, {place.sentence.begin, cue->span.end})) return false;
  const uint32_t own_from = same_clause ? cue->span.end : place.clause.begin;
  return !SpeaksOfOwn(text, {own_from, place.hit.begin}) && place.HoldsBy(cue->span);
}

bool WarnsFromTheRight(const HitPlace& place) {
  const std::string_view text = place.text;
  const bool customer = place.speaker == Speaker::kCustomer;
  const uint32_t end = customer ? place.clause.end : place.sentence.end;
  for (uint32_t at = place.hit.end; at < end;) {
    const auto cue = RightCues().At(text, at, place.sentence.end);
    if (cue && WarnsFromBehind(place, *cue)) return place.HoldsBy(cue->span);
    at = cue && cue->kind == kOtherDeed ? cue->span.end : NextCharacter(text, at);
  }
  if (customer) return false;
  const ByteSpan next = NextSentence(text, place.sentence.end);
  if (next.empty()) return false;
  const auto cue = NextSentenceCues().At(text, next.begin, next.end);
  return cue && !AsksToGiveToUs(place) && place.HoldsBy(cue->span);
}

}  // namespace

bool IsWarning(const HitPlace& place) {
  if (!WarnsFromTheLeft(place) && !WarnsFromTheRight(place)) return false;
  // Whom it has happened to is no teacher: "转完才知道都是骗子".
  return place.speaker != Speaker::kCustomer || TenseOf(place.text, place.hit) != Tense::kDone;
}

}  // namespace mingcha
