// quoted: the hit is mentioned, not said. It stands between quotation marks as a word that is
// spoken about, in what a law or a wording rule says, or in the mouth of somebody else.
//
// Counter-forms: quotation marks as decoration on one's own promise ('这款是"保本"的'); a law that
// is named for its authority ("符合《…》,我们保本"); "跟您说" and the like, where the speaker
// himself speaks; a promise of one's own, or a wink, behind the quotation.

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "evaluate/cue_table.h"
#include "evaluate/guards/counter_forms.h"
#include "evaluate/guards/guards.h"
#include "evaluate/sentences.h"

namespace mingcha {
namespace {

struct Marks {
  std::string_view open;
  std::string_view close;
};
constexpr std::array<Marks, 6> kMarks = {{
    {"“", "”"},
    {"\"", "\""},
    {"「", "」"},
    {"『", "』"},
    {"‘", "’"},
    {"'", "'"},
}};

// How far from the hit an opening mark is looked for, and how long a quotation must be to be one
// without a word that says so.
constexpr uint32_t kQuoteReach = 24;
constexpr uint32_t kLongQuote = 10;
constexpr uint32_t kMentionReach = 8;
constexpr uint32_t kSpeakerReach = 6;  // Between who speaks and the verb of speaking.
constexpr uint32_t kSpeechReach = 14;  // Between that verb and the hit.

// In front of an opening mark: what follows is a word.
const CueTable& MentionsBefore() {
  static const CueTable table(
      "说 称 叫 叫做 所谓 出现 使用 用 写 以 号称 类似 诸如 宣称 声称 自称 提到 包含 含有 带有 "
      "带 如 像 例如 比如 说法 字样 词 词语 名为 打着 禁用 看到 看见 投诉的 反映的 举报的 反馈的");
  return table;
}

// Behind the hit or its closing mark: that was a word.
const CueTable& MentionsBehind() {
  static const CueTable table(
      "的说法 的表述 的字样 的宣传 的话术 的广告 的口号 的诱导 的话 的用语 等说法 等表述 等字样 "
      "等用语 等词 等话术 等宣传 之类 字样 一词 一说 二字 两字 俩字 个字 个大字 这个词 这种话 "
      "这句话 这类话 为名 为噱头 为由 为幌子 往往 多为 后续 属 都是 均为 没有 不能 不得 不允许 "
      "不可 不应 是禁用 是违禁 是敏感");
  return table;
}

// Behind the closing mark: that was what some advertisement says, if it is not the speaker's own.
const CueTable& Advertisements() {
  static const CueTable table("宣传语 广告语 标语 口号 海报 文案 传单 话术 宣传 广告");
  return table;
}

// The same without quotation marks, where less may be read into a word.
const CueTable& PlainMentions() {
  static const CueTable table(
      "的说法 的表述 的字样 的话术 的用语 等说法 等表述 等字样 等用语 等词 等话术 字样 一词 "
      "二字 两字 俩字 个字 个大字 这个词 这类词 这种话 这句话 宣传语 广告语 "
      "的海报 的文案 为噱头 为名 为幌子 属于禁用 是禁用 是违禁词 是敏感词");
  return table;
}

// What people complain of, without marks.
const CueTable& Complaints() {
  static const CueTable table("投诉的 反映的 举报的 反馈的");
  return table;
}

// What speaks about wording, or is a law; what the speaker's side may have written itself; and what
// may belong to either.
enum : CueKind { kLaw, kContract, kClause };
const CueTable& Sources() {
  static const CueTable table({
      {kLaw,
       "》 广告法 证券法 资管新规 条例 办法规定 法规 法律 监管规定 监管要求 监管明确 监管部门 "
       "合规要求 规范 话术规范 禁用词 违禁词 敏感词 禁用语 负面清单 红线 公司规定 按规定 "
       "按照规定"},
      {kContract, "条款 合同 协议 说明书 合同》 协议》 说明书》 条款》"},
      {kClause, "规定 制度 款规定 条规定"},
  });
  return table;
}

// Without one of these, a contract promises.
const CueTable& Forbidding() {
  static const CueTable table("不得 禁止 严禁 不保 非保 不承诺 不能 不可 不允许 不让");
  return table;
}

// Behind a source: what it says comes now.
const CueTable& SourceSays() {
  static const CueTable table(
      "规定 明确 要求 指出 载明 禁止 不得 不允许 不让 不能 不可 严禁 写明 约定 提到 中的 里的 "
      "里面 中提 包括 包含 如 : 所称 第");
  return table;
}

const CueTable& Speakers() {
  static const CueTable table(
      "他 她 他们 她们 有人 有些人 有的人 别人 别家 对方 某些 某平台 某机构 有的 有些 网上 网传 "
      "外面 外头 您 你 骗子 不法分子 群里 广告里 广告 新闻 电视 视频里 短信里");
  return table;
}

// Whom customers quote; the business side would let them vouch ("老客户都说稳赚").
const CueTable& SpeakersOfCustomers() {
  static const CueTable table("你们 客服 老师 导师 中介 业务员 经理 朋友 同事 媒体 客户 用户 平台");
  return table;
}

enum : CueKind { kSpeech, kNoSpeech };
const CueTable& Speaking() {
  static const CueTable table({
      {kSpeech,
       "说 说的 称 讲 讲的 宣称 声称 自称 号称 承诺 承诺的 宣传 宣传的 吹 吹嘘 提到 提到的 "
       "所说的 问的 喊 保证"},
      // Words that hold one of these.
      {kNoSpeech, "保证金 保证人 保证书 保证保险 承诺书 承诺函 名称 职称 讲师 说明书"},
  });
  return table;
}

// In front of 您: the speaker himself is speaking.
const CueTable& ToYou() {
  static const CueTable table("跟 和 给 对 向 同 与 帮 为 替 教 告诉");
  return table;
}

std::string_view Between(std::string_view text, uint32_t begin, uint32_t end) {
  return text.substr(begin, end - begin);
}

// The quotation around the hit, its marks included.
std::optional<ByteSpan> QuotationAround(const HitPlace& place) {
  const std::string_view text = place.text;
  const uint32_t from = StepBack(text, place.hit.begin, kQuoteReach, place.sentence.begin);
  const uint32_t to = StepForward(text, place.hit.end, kQuoteReach, place.sentence.end);
  for (const Marks& marks : kMarks) {
    const std::string_view left = Between(text, from, place.hit.begin);
    const size_t open = left.rfind(marks.open);
    if (open == std::string_view::npos) continue;
    if (marks.open == marks.close) {
      // Marks that look alike come in pairs: an even number means that the last one closed.
      size_t count = 0;
      for (uint32_t at = place.sentence.begin; at < place.hit.begin; ++at) {
        if (text[at] == marks.open[0]) ++count;
      }
      if (count % 2 == 0) continue;
    } else if (left.find(marks.close, open) != std::string_view::npos) {
      continue;
    }
    const size_t close = Between(text, place.hit.end, to).find(marks.close);
    if (close == std::string_view::npos) continue;
    return ByteSpan{from + static_cast<uint32_t>(open),
                    place.hit.end + static_cast<uint32_t>(close + marks.close.size())};
  }
  return std::nullopt;
}

bool IsMention(const HitPlace& place, ByteSpan quotation) {
  const std::string_view text = place.text;
  if (CodePointsIn(text, quotation.begin, quotation.end) >= kLongQuote + 2) return true;
  uint32_t before = quotation.begin;
  if (before > place.sentence.begin && (text[before - 1] == ':' || text[before - 1] == ' '))
    --before;
  if (MentionsBefore().EndsAt(text, place.sentence.begin, before)) return true;
  const uint32_t reach = StepForward(text, quotation.end, kMentionReach, place.sentence.end);
  if (const auto behind = MentionsBehind().First(text, {quotation.end, reach})) {
    return place.HoldsBy(behind->span);
  }
  static const CueTable ours("我们的 咱们的 咱的 我的 我行的 我司的 这款 这只");
  return quotation.end < place.sentence.end &&
         Advertisements().At(text, quotation.end, place.sentence.end) &&
         !ours.EndsAt(text, place.sentence.begin, quotation.begin);
}

bool IsMentionedBetweenMarks(const HitPlace& place) {
  const auto quotation = QuotationAround(place);
  return quotation && IsMention(place, *quotation) && place.HoldsBy(*quotation);
}

bool IsMentionedPlainly(const HitPlace& place) {
  const uint32_t reach = StepForward(place.text, place.hit.end, 4, place.clause.end);
  for (uint32_t at = place.hit.end; at <= reach && at < place.clause.end;
       at = NextCharacter(place.text, at)) {
    if (const auto mention = PlainMentions().At(place.text, at, place.clause.end)) {
      return place.HoldsBy(mention->span);
    }
  }
  return false;
}

bool IsComplainedOf(const HitPlace& place) {
  const auto complaint = Complaints().Last(place.text, {place.clause.begin, place.hit.begin});
  return complaint && !SpeaksOfOwn(place.text, {complaint->span.end, place.hit.begin}) &&
         CodePointsIn(place.text, complaint->span.end, place.hit.begin) <= kSpeechReach &&
         place.HoldsBy(complaint->span);
}

// A law or a wording rule says it: a source on the left, behind it a word that hands over to it,
// and nobody's own goods between the two and the hit.
bool IsCited(const HitPlace& place) {
  const std::string_view text = place.text;
  std::vector<CueHit> sources;
  Sources().All(text, {place.sentence.begin, place.hit.begin}, &sources);
  if (sources.empty()) return false;
  const ByteSpan between = {sources.back().span.end, place.hit.begin};
  if (SpeaksOfOwn(text, between)) return false;
  // Whose clause it is says the source in front of it.
  const auto owner = std::find_if(sources.rbegin(), sources.rend(),
                                  [](const CueHit& source) { return source.kind != kClause; });
  if (owner != sources.rend() && owner->kind == kContract &&
      !Forbidding().In(text, {owner->span.end, place.hit.begin})) {
    return false;
  }
  // "资管新规规定…": the last source may be the handing word of the first.
  if (sources.size() > 1) return place.HoldsBy(sources.back().span);
  return SourceSays().In(text, {sources.back().span.begin, place.hit.begin}) &&
         place.HoldsBy(sources.back().span);
}

// Somebody else says it.
bool IsSaidByOthers(const HitPlace& place) {
  const std::string_view text = place.text;
  std::vector<CueHit> verbs;
  Speaking().All(text, {place.sentence.begin, place.hit.begin}, &verbs);
  const auto verb = std::find_if(verbs.rbegin(), verbs.rend(),
                                 [](const CueHit& cue) { return cue.kind == kSpeech; });
  if (verb == verbs.rend() || CodePointsIn(text, verb->span.end, place.hit.begin) > kSpeechReach)
    return false;
  if (SpeaksOfOwn(text, {verb->span.end, place.hit.begin})) return false;
  const uint32_t from = StepBack(text, verb->span.begin, kSpeakerReach, place.sentence.begin);
  auto who = Speakers().Last(text, {from, verb->span.begin});
  if (!who && !IsBusinessSide(place.speaker)) {
    who = SpeakersOfCustomers().Last(text, {from, verb->span.begin});
  }
  if (!who) return false;
  // "我跟您说", "给客户承诺": the one behind the preposition listens.
  return !ToYou().EndsAt(text, place.sentence.begin, who->span.begin) && place.HoldsBy(who->span) &&
         place.HoldsBy(verb->span);
}

}  // namespace

bool IsQuoted(const HitPlace& place) {
  const bool quoted = IsMentionedBetweenMarks(place) || IsMentionedPlainly(place) ||
                      IsComplainedOf(place) || IsCited(place) || IsSaidByOthers(place);
  return quoted && !WinksAfter(place) && !PromisesAfter(place);
}

}  // namespace mingcha
