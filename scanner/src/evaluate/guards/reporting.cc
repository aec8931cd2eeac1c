// reported: the hit is what somebody else said or wanted, retold ("他是不是让您把验证码给他",
// "对方说保本").
//
// Counter-forms: the speaker passes it on as his own ("领导让我告诉您,这款保本"), or promises it
// himself behind it; the business side calls its customers as witnesses ("客户都说稳赚"); what has
// been done already.

#include "evaluate/cue_table.h"
#include "evaluate/guards/counter_forms.h"
#include "evaluate/guards/guards.h"
#include "evaluate/sentences.h"
#include "evaluate/tense.h"

namespace mingcha {
namespace {

constexpr uint32_t kSubjectReach = 8;  // Between who reports and the verb.
constexpr uint32_t kReportReach = 20;  // Between the verb and the hit.

enum : CueKind { kSomebody, kNobody };
const CueTable& Subjects() {
  static const CueTable table({
      {kSomebody, "他 她 他们 她们 对方 那边 那人 那个人 这人 骗子 有人 有个人 别人 人家 网友"},
      {kNobody, "其他 他行"},
  });
  return table;
}

// For customers also those whom they write to, and whom they met: the business side would speak of
// its own people ("导师教您日赚…").
const CueTable& SubjectsOfCustomers() {
  static const CueTable table(
      "你们 您们 客服 你 您 贵司 坐席 销售 柜员 顾问 业务员 经理 老师 导师 群主 群里 朋友 同事 "
      "领导 警官 民警 平台 中介 电话里 短信 邮件 视频里 自称");
  return table;
}

// For the business side also those who write to them, if the verb is one of saying: "您要…" tells
// them what to do.
const CueTable& SubjectsOfBusiness() {
  static const CueTable table("客户 用户 您 你 您家人");
  return table;
}

enum : CueKind { kSaying, kWanting, kAsking, kNoReport };
const CueTable& Verbs() {
  static const CueTable table({
      {kSaying, "说 说的 称 讲 告诉 表示 跟我说 跟我讲 和我说 提到"},
      {kAsking, "问 反映"},
      {kNoReport,
       "问题 问卷 问候 说的对 说得对 说的没错 说得没错 说的没问题 说的有道理 说得有道理"},
      {kWanting, "让 叫 要 要求 承诺 答应 教 骗 发短信 通知 催 保证 宣传 介绍 推荐"},
  });
  return table;
}

// Without anybody named: "当初跟我讲保本的".
const CueTable& ToMe() {
  static const CueTable table(
      "跟我讲 跟我说 和我说 和我讲 对我说 给我讲 给我说 告诉我 向我承诺 给我承诺 跟我保证 "
      "向我保证 听说 据说 传言 网传");
  return table;
}

// The speaker passes it on.
const CueTable& PassedOn() {
  static const CueTable table(
      "我跟您 我和您 我给您 我向您 我告诉您 让告诉您 让跟您 转告您 通知您 我跟你 我和你 我给你 "
      "我向你 我告诉你 让告诉你 让跟你 转告你 通知你");
  return table;
}

const CueTable& Listeners() {
  static const CueTable table("跟 和 给 对 向 与");
  return table;
}

// Many speak with one voice. What customers ask and complain of is no testimony.
bool IsTestimony(const HitPlace& place, ByteSpan who, const CueHit& verb) {
  static const CueTable customers("客户 用户");
  static const CueTable many("很多 好多 许多 不少 多数 大部分 所有 老 其他 别的 每个");
  static const CueTable all("都 全 个个 人人 纷纷 一致 也 很多 好多 不少");
  if (verb.kind != kSaying || !customers.At(place.text, who.begin, who.end)) return false;
  const ByteSpan before = {StepBack(place.text, who.begin, 4, place.sentence.begin), who.begin};
  return many.In(place.text, before) || all.In(place.text, {who.end, verb.span.begin});
}

bool HasSubject(const HitPlace& place, const CueHit& verb) {
  const std::string_view text = place.text;
  const uint32_t end = verb.span.begin;
  const ByteSpan reach = {StepBack(text, end, kSubjectReach, place.sentence.begin), end};
  const auto third = Subjects().Last(text, reach);
  if (third && third->kind == kSomebody) return place.HoldsBy(third->span);
  const bool business = IsBusinessSide(place.speaker);
  if (business && verb.kind == kWanting) return false;
  const CueTable& others = business ? SubjectsOfBusiness() : SubjectsOfCustomers();
  const auto who = others.Last(text, reach);
  if (!who || (business && IsTestimony(place, who->span, verb))) return false;
  return !Listeners().EndsAt(text, place.sentence.begin, who->span.begin) &&
         place.HoldsBy(who->span);
}

// The words that make the hit somebody else's.
std::optional<ByteSpan> RetoldBy(const HitPlace& place) {
  const std::string_view text = place.text;
  const ByteSpan left = {place.sentence.begin, place.hit.begin};
  if (PassedOn().In(text, left)) return std::nullopt;
  const auto impersonal = ToMe().Last(text, left);
  if (impersonal && CodePointsIn(text, impersonal->span.end, left.end) <= kReportReach) {
    place.HoldsBy(impersonal->span);
    return impersonal->span;
  }
  for (uint32_t at = left.begin; at < left.end;) {
    const auto verb = Verbs().At(text, at, left.end);
    if (!verb) {
      at = NextCharacter(text, at);
      continue;
    }
    at = verb->span.end;
    const bool near = CodePointsIn(text, at, left.end) <= kReportReach;
    if (near && verb->kind != kNoReport && HasSubject(place, *verb)) {
      place.HoldsBy(verb->span);
      return verb->span;
    }
  }
  return std::nullopt;
}

}  // namespace

bool IsReported(const HitPlace& place) {
  const auto retold = RetoldBy(place);
  return retold && !WinksAfter(place) && !PromisesAfter(place) &&
         TenseOf(place.text, place.hit, *retold) != Tense::kDone;
}

}  // namespace mingcha
