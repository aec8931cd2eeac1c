// asked: the hit stands in a question whether it is so ("这款保本吗", "是不是要先交保证金").
//
// Counter-forms: rhetorical questions, which assert ("难道还不保本?"); offers of the business side
// ("要不要试试 稳赚的?"); what a customer was told or asked by others, whatever he asks
// about it ("他说解冻要交保证金,是真的吗"); tags that ask for consent and not for truth
// ("保本的,知道吗"); 嘛 in the mouth of the business side, or beside 就是 ("就是保本嘛"); what has
// been done already.

#include <algorithm>
#include <vector>

#include "evaluate/cue_table.h"
#include "evaluate/guards/guards.h"
#include "evaluate/sentences.h"
#include "evaluate/tense.h"

namespace mingcha {
namespace {

// How long a clause behind the hit may be to be a tag on it.
constexpr uint32_t kLongestTag = 10;
constexpr uint32_t kAskerReach = 8;  // Between who asks a customer and the verb.

// At the end of a clause. 不, 没有 and 嘛 ask only in the mouth of customers.
const CueTable& Particles() {
  static const CueTable table("吗 么 真的假的");
  return table;
}
const CueTable& ParticlesOfCustomers() {
  static const CueTable table("没有 不 没 嘛");
  return table;
}

// With one of these 嘛 asserts what everybody knows: "本来就是保本嘛".
const CueTable& Obvious() {
  static const CueTable table(
      "就是 就会 就能 本来 当然 明明 反正 肯定 都说 说了 毕竟 其实 早就 说好 自然 总归 因为");
  return table;
}

// They make 嘛 ask, whoever writes it: "您是问保本嘛".
const CueTable& Asking() {
  static const CueTable table("问 想知道 想了解 咨询 是说");
  return table;
}

// Words that end like a particle.
const CueTable& NoParticles() {
  static const CueTable table(
      "什么 怎么 这么 那么 多么 要么 并没有 就没有 都没有 还没有 从没有 也没有 从来没有 也不 "
      "才不 都不");
  return table;
}

// Inside a clause.
const CueTable& Alternatives() {
  static const CueTable table(
      "是不是 有没有 能不能 会不会 可不可以 是否 算不算 能否 可否 要不要 该不该 保不保 用不用 "
      "需不需要 "
      "靠不靠谱 安不安全 真的假的");
  return table;
}

// Between the hit and its opposite: "保本还是非保本", "不保本还是保本".
const CueTable& Opposites() {
  static const CueTable table("还是非 还是不 还是没 或者不 或者非");
  return table;
}
const CueTable& OrElse() {
  static const CueTable table("还是 或者");
  return table;
}

// In the mouth of a customer: somebody told or asked him.
enum : CueKind { kSomebody, kDemand, kNobody };
const CueTable& Strangers() {
  static const CueTable table({
      {kSomebody, "他 她 他们 她们 对方 那边 那人 那个人 这人 骗子 有人 有个人 自称 网友 陌生人"},
      {kDemand,
       "说 让我 叫我 要我 要求我 教我 催我 逼我 骗我 喊我 劝我 拉我 问我要 通知我 跟我说 和我说 "
       "跟我讲 告诉我"},
      // Words that hold one of these, and the news.
      {kNobody,
       "其他 他行 他人 听说 据说 说明 说法 怎么说 就是说 请说 说一下 新闻里说 新闻说 网上说 "
       "电视上说 报道说"},
  });
  return table;
}

// Who may ask a customer without being a stranger: those whom he writes to, and himself.
const CueTable& Familiar() {
  static const CueTable table("你们 您们 你 您 贵行 贵司 我想 我说");
  return table;
}

// Ask for a fact; with a question mark or 呢 at the end only.
const CueTable& QuestionWords() {
  static const CueTable table("什么 怎么 哪 谁 几 多少 为何 为什么 如何 多久 多长");
  return table;
}

// In front of the hit: what follows is a question, as far as the sentence goes.
const CueTable& Announcements() {
  static const CueTable table("请问 想问 问一下 问下 咨询 想知道 想了解 请教 麻烦问 我问");
  return table;
}

// A clause of its own behind the hit that asks whether it is true, or what to do.
const CueTable& TruthTags() {
  static const CueTable table(
      "是真的吗 真的吗 是真的么 真的么 真的假的 是吗 是么 对吗 是不是真的 是真是假 靠谱吗 "
      "靠谱么 可信吗 能信吗 可靠吗 是不是骗 是骗子吗 是骗人的吗 是诈骗吗 是骗局吗 会不会是骗 "
      "安全吗 合法吗 正规吗 怎么办 有这回事吗 有这事吗 是这样吗 能相信吗 真有这 要信吗 该信吗 "
      "正常吗");
  return table;
}

const CueTable& Rhetoric() {
  static const CueTable table(
      "难道 岂 还能不 能不 不是 还怕 还用说 还用问 何必 谁不 哪能不 哪会不 怎么会不 怎么可能不 "
      "怎会不 何愁 还担心 还犹豫 还等什么 还考虑 怕什么 您怕啥 你怕啥 谁说 谁让 谁叫");
  return table;
}

// Questions that offer, put by the business side.
const CueTable& Offers() {
  static const CueTable table(
      "要不要 想不想 愿不愿意 考虑一下 考虑下 考虑考虑 试试 试一下 感兴趣 来一份 了解一下 "
      "需要我 需要吗 帮您办 给您办 心动 有兴趣 有需要 您要吗 你要吗 您买吗 你买吗 您做吗 您办吗 "
      "您存吗 您投吗 来吗 考虑吗 想要吗 不香吗 不好吗 不要吗 好不好 您说呢");
  return table;
}

// The end of a clause without blanks and marks of decoration.
uint32_t TrimmedEnd(std::string_view text, ByteSpan clause) {
  static const CueTable trailing("啊 呀 哦 呢 了 的 ~ . 哈");
  uint32_t end = clause.end;
  while (end > clause.begin) {
    const uint32_t last = PreviousCharacter(text, end);
    if (text[last] != ' ' && !trailing.At(text, last, end)) break;
    end = last;
  }
  return end;
}

bool EndsWith(std::string_view text, ByteSpan clause, std::string_view word) {
  return text.substr(clause.begin, clause.size()).ends_with(word);
}

// Whether a clause asks by its form. `marked`: a question mark stands behind it.
bool IsInterrogative(const HitPlace& place, ByteSpan clause, bool marked) {
  const std::string_view text = place.text;
  if (marked) {
    return place.HoldsBy({place.sentence.end, NextCharacter(text, place.sentence.end)});
  }
  const ByteSpan trimmed = {clause.begin, TrimmedEnd(text, clause)};
  if (const auto cue = Alternatives().First(text, clause)) return place.HoldsBy(cue->span);
  if (EndsWith(text, clause, "呢")) {
    if (const auto cue = QuestionWords().First(text, clause)) return place.HoldsBy(cue->span);
  }
  if (NoParticles().EndsAt(text, trimmed.begin, trimmed.end)) return false;
  const bool like_customers = place.speaker == Speaker::kCustomer || Asking().In(text, clause);
  const bool obvious = EndsWith(text, trimmed, "嘛") && Obvious().In(text, clause);
  const bool asks = Particles().EndsAt(text, trimmed.begin, trimmed.end) ||
                    (like_customers && !obvious &&
                     ParticlesOfCustomers().EndsAt(text, trimmed.begin, trimmed.end));
  return asks && place.HoldsBy({PreviousCharacter(text, trimmed.end), trimmed.end});
}

ByteSpan LastClause(const HitPlace& place) {
  uint32_t begin = place.sentence.end;
  while (begin > place.sentence.begin) {
    const uint32_t previous = PreviousCharacter(place.text, begin);
    if (IsClauseMark(place.text, previous)) break;
    begin = previous;
  }
  return {begin, place.sentence.end};
}

bool NamesItsOpposite(const HitPlace& place) {
  const std::string_view text = place.text;
  const std::string_view first =
      text.substr(place.hit.begin, NextCharacter(text, place.hit.begin) - place.hit.begin);
  const ByteSpan behind = {place.hit.end, StepForward(text, place.hit.end, 5, place.clause.end)};
  const auto opposite = Opposites().First(text, behind);
  if (opposite && text.substr(opposite->span.end).starts_with(first)) {
    return place.HoldsBy(opposite->span);
  }
  // The hit may be the latter of the two.
  static const CueTable negators("不 非 没");
  const auto either = OrElse().Last(text, {place.clause.begin, place.hit.begin});
  if (!either) return false;
  const bool negated = negators.EndsAt(text, either->span.end, place.hit.begin);
  const uint32_t limit = negated ? PreviousCharacter(text, place.hit.begin) : place.hit.begin;
  if (either->span.end != limit) return false;
  const std::string_view left =
      text.substr(place.clause.begin, either->span.begin - place.clause.begin);
  const size_t twin = left.rfind(first);
  if (twin == std::string_view::npos) return false;
  const auto at = place.clause.begin + static_cast<uint32_t>(twin);
  return negated != negators.EndsAt(text, place.clause.begin, at) && place.HoldsBy(either->span);
}

// Somebody other than those whom the customer writes to told or asked him for it.
bool WasToldByOthers(const HitPlace& place) {
  const std::string_view text = place.text;
  std::vector<CueHit> cues;
  Strangers().All(text, {place.sentence.begin, place.hit.end}, &cues);
  return std::any_of(cues.begin(), cues.end(), [&](const CueHit& cue) {
    if (cue.kind == kSomebody) return true;
    const uint32_t from = StepBack(text, cue.span.begin, kAskerReach, place.sentence.begin);
    return cue.kind == kDemand && !Familiar().In(text, {from, cue.span.begin});
  });
}

bool AsksAboutTheHit(const HitPlace& place) {
  const std::string_view text = place.text;
  const bool marked = EndsWithQuestionMark(text, place.sentence.end);
  const ByteSpan last = LastClause(place);
  const bool in_last = place.clause.end >= last.begin;
  if (IsInterrogative(place, place.clause, in_last && marked)) return true;
  if (NamesItsOpposite(place)) return true;
  // The question may be put behind the hit, or announced in front of it.
  if (!in_last && CodePointsIn(text, last.begin, last.end) <= kLongestTag) {
    if (const auto tag = TruthTags().First(text, last)) return place.HoldsBy(tag->span);
  }
  const ByteSpan next = NextSentence(text, place.sentence.end);
  if (!next.empty() && CodePointsIn(text, next.begin, next.end) <= kLongestTag) {
    if (const auto tag = TruthTags().First(text, next)) return place.HoldsBy(tag->span);
  }
  const auto announcement = Announcements().First(text, {place.sentence.begin, place.hit.begin});
  return announcement && IsInterrogative(place, last, marked) && place.HoldsBy(announcement->span);
}

}  // namespace

bool IsAsked(const HitPlace& place) {
  if (!AsksAboutTheHit(place)) return false;
  const ByteSpan up_to_hit = {place.clause.begin, place.hit.begin};
  const auto rhetoric = Rhetoric().First(place.text, place.clause);
  // "是不是" holds "不是" and is no rhetoric.
  const bool alternative = Alternatives().In(place.text, place.clause);
  if (rhetoric && !alternative) return false;
  if (IsBusinessSide(place.speaker)) {
    if (Offers().In(place.text, place.sentence)) return false;
    static const CueTable rhetorical_openings("难道 岂");
    if (rhetorical_openings.In(place.text, up_to_hit)) return false;
  }
  if (place.speaker == Speaker::kCustomer && WasToldByOthers(place)) return false;
  return TenseOf(place.text, place.hit) != Tense::kDone;
}

}  // namespace mingcha
