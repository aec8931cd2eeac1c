// negated: the hit is what is denied or forbidden.
//
// A negator on the left reaches six characters, a prohibition further; a comma, an adversative and
// the end of the sentence break its scope (a prohibition passes a comma, but not a new subject). It
// is spent when it has an object of its own ("没有风险保本"), or a consequence of its own
// ("不看征信就放款"), or demands a secret ("不准告诉任何人,…"). A second negator right in front of
// it turns it over ("不是不保本"). On the right, "…是不可能的" and the like deny what stands before
// them.
//
// Counter-forms: words that hold a negator and deny nothing (不错, 特别); questions of the form
// A-not-A; the speaker takes the denial back with a wink or a promise of his own
// ("不能说保本,但您懂的").

#include <algorithm>
#include <array>
#include <vector>

#include "evaluate/cue_table.h"
#include "evaluate/denial_scope.h"
#include "evaluate/guards/counter_forms.h"
#include "evaluate/guards/guards.h"
#include "evaluate/guards/negation_cues.h"
#include "evaluate/sentences.h"

namespace mingcha {
namespace negation {
namespace {

constexpr uint32_t kReach = 6;         // Characters between a negator and the hit.
constexpr uint32_t kSharedReach = 16;  // With coordinated parts between them.
constexpr uint32_t kProhibitionReach = 24;
constexpr uint32_t kDoubleReach = 3;  // Between two negators that undo each other.
constexpr uint32_t kRightReach = 14;  // Between the hit and a verdict behind it.

constexpr std::array<std::string_view, 7> kNegators = {"不", "没", "无", "未", "非", "别", "勿"};

std::string_view WordsAt(std::string_view text, ByteSpan span) {
  return text.substr(span.begin, span.size());
}

bool IsDenial(CueKind kind) { return kind <= kRhetoric; }

// A-not-A, a question: "保不保本", "有没有".
bool IsAlternative(std::string_view text, ByteSpan negator) {
  const std::string_view words = WordsAt(text, negator);
  if (!words.starts_with("不") && !words.starts_with("没")) return false;
  const uint32_t second = NextCharacter(text, negator.begin);
  if (negator.begin == 0 || second >= text.size()) return false;
  const ByteSpan before = {PreviousCharacter(text, negator.begin), negator.begin};
  return WordsAt(text, before) == WordsAt(text, {second, NextCharacter(text, second)});
}

// A blank between words of two and more characters does a comma's work; one between single
// characters is decoration, and one behind the negator or its verb is a slip.
bool IsPausingBlank(std::string_view text, uint32_t at, uint32_t begin) {
  const uint32_t one = StepBack(text, at, 1, begin);
  const uint32_t two = StepBack(text, one, 1, begin);
  return two < one && one < at && text[one] != ' ' && text[two] != ' ';
}

// The operators of [begin, end), idioms left out.
std::vector<CueHit> OperatorsIn(std::string_view text, uint32_t begin, uint32_t end) {
  std::vector<CueHit> found;
  for (uint32_t at = begin; at < end;) {
    if (text[at] == ' ' && IsPausingBlank(text, at, begin)) {
      found.push_back({{at, at + 1}, kPause});
    }
    const auto heedless = Heedless().At(text, at, end);
    auto hit = heedless ? heedless : Operators().At(text, at, end);
    if (!hit) {
      at = NextCharacter(text, at);
      continue;
    }
    at = hit->span.end;
    if (hit->kind == kInability && at == end) hit->kind = kNegator;
    const bool skip = heedless || hit->kind == kIdiom || hit->kind == kInability ||
                      (IsDenial(hit->kind) && IsAlternative(text, hit->span));
    if (!skip) found.push_back(*hit);
  }
  return found;
}

bool IsSpent(std::string_view text, uint32_t negator_end, uint32_t limit) {
  const auto quantifier = Quantifiers().At(text, negator_end, limit);
  const uint32_t at = quantifier ? quantifier->span.end : negator_end;
  return OwnObjects().At(text, at, limit).has_value();
}

// 不看负债不上征信: one bare negator, and the hit begins with the same one. They stand side by
// side.
bool IsParallel(const HitPlace& place, const CueHit& negator) {
  const std::string_view words = WordsAt(place.text, negator.span);
  return negator.kind == kNegator && WordsAt(place.text, place.hit).starts_with(words) &&
         negator.span.end < place.hit.begin &&
         !ListVerbs().At(place.text, negator.span.end, place.hit.begin);
}

// "您还没找到…吗": the business side asks, and means yes.
bool IsInvitation(const HitPlace& place, const std::vector<CueHit>& operators, size_t i) {
  constexpr std::string_view kParticle = "吗";
  const bool rhetorical = i > 1 && operators[i - 2].kind == kRhetoric;
  const bool still = !rhetorical && i > 0 && operators[i - 1].kind == kAlso &&
                     operators[i - 1].span.end == operators[i].span.begin;
  return still && IsBusinessSide(place.speaker) &&
         WordsAt(place.text, place.clause).ends_with(kParticle);
}

// 没有买了就赚的产品: what is denied is the thing, and all that is said of it.
bool DeniesAThing(const HitPlace& place, const CueHit& negator) {
  static const CueTable conditions("了就 一");
  static const CueTable attribute("的");
  return WordsAt(place.text, negator.span).ends_with("有") &&
         conditions.In(place.text, {negator.span.end, place.hit.begin}) &&
         place.hit.end < place.clause.end &&
         attribute.At(place.text, place.hit.end, place.clause.end);
}

// 没核实就转了: what stands behind the consequence is no longer denied.
bool IsCutShort(const HitPlace& place, const CueHit& negator) {
  return negator.kind == kNegator && !DeniesAThing(place, negator) &&
         ConsequenceFollows(place.text, negator.span.end, place.hit.begin);
}

// "上哪找这么…的": boasts that there is only one such place.
bool IsBoast(const HitPlace& place, const CueHit& rhetoric) {
  static const CueTable praise("这么 这样 如此 比这");
  return rhetoric.kind == kRhetoric && WordsAt(place.text, rhetoric.span).ends_with("找") &&
         praise.In(place.text, {rhetoric.span.end, place.hit.begin});
}

// Whether one negation holds for every part of the list that the hit stands in.
bool SharesList(const HitPlace& place, const CueHit& negator, uint32_t first_pause) {
  if (negator.kind != kNegator) return true;
  if (ListVerbs().EndsAt(place.text, negator.span.begin, negator.span.end) &&
      negator.span.size() > 3) {
    return true;  // The verb is part of the cue: 不承诺, 不能.
  }
  if (ListVerbs().At(place.text, negator.span.end, place.hit.begin)) return true;
  if (first_pause == negator.span.end) return true;  // "不 保本": a slip.
  if (OfAThing().At(place.text, place.hit.end, place.sentence.end)) return true;
  // 不保本、保息: the parts are alike.
  const std::string_view part =
      WordsAt(place.text, {negator.span.end, NextCharacter(place.text, negator.span.end)});
  return WordsAt(place.text, place.hit).starts_with(part);
}

// Whether the scope of the denial operators[i] comes as far as the hit.
bool Reaches(const HitPlace& place, const std::vector<CueHit>& operators, size_t i) {
  const CueHit& negator = operators[i];
  bool comma = false;
  bool coordinated = false;
  uint32_t first_pause = 0;
  for (size_t k = i + 1; k < operators.size(); ++k) {
    const CueHit& between = operators[k];
    if (between.kind == kBreak || (between.kind == kSubject && comma)) return false;
    if (between.kind == kComma) {
      if (negator.kind != kProhibition) return false;
      if (IsSecrecy(place.text, {negator.span.end, between.span.begin})) return false;
      comma = true;
    }
    if (between.kind == kPause && first_pause == 0) first_pause = between.span.begin;
    if (between.kind == kPause || between.kind == kOr) coordinated = true;
  }
  if (IsSpent(place.text, negator.span.end, place.hit.begin)) return false;
  if (IsParallel(place, negator) || IsInvitation(place, operators, i)) return false;
  if (IsCutShort(place, negator) || IsBoast(place, negator)) return false;
  // 不是…是…: the second 是 asserts.
  const uint32_t distance = CodePointsIn(place.text, negator.span.end, place.hit.begin);
  if (negator.kind == kNotBe) {
    static const CueTable affirmation("是");
    if (affirmation.In(place.text, {negator.span.end, place.hit.begin})) return false;
  }
  if (first_pause != 0 && !SharesList(place, negator, first_pause)) return false;
  if (negator.kind == kProhibition || negator.kind == kImperative) {
    return distance <= kProhibitionReach;
  }
  return distance <= (coordinated ? kSharedReach : kReach);
}

// 不保本不保息: the two stand side by side, each with a part of its own.
bool IsAside(const HitPlace& place, ByteSpan between) {
  return !between.empty() &&
         WordsAt(place.text, place.hit)
             .starts_with(
                 WordsAt(place.text, {between.begin, NextCharacter(place.text, between.begin)}));
}

// Whether denials that follow each other closely undo each other, the one nearest to the hit being
// operators[i].
bool IsUndone(const HitPlace& place, const std::vector<CueHit>& operators, size_t i) {
  const std::string_view text = place.text;
  bool undone = false;
  for (size_t k = i; k > 0; --k) {
    // 难道还不…: what stands between a rhetorical question and its negator coordinates nothing.
    const bool padded =
        operators[k - 1].kind == kAlso && k > 1 && operators[k - 2].kind == kRhetoric;
    if (padded) return !undone;
    const CueHit& outer = operators[k - 1];
    const uint32_t gap = CodePointsIn(text, outer.span.end, operators[k].span.begin);
    if (!IsDenial(outer.kind) || gap > kDoubleReach) break;
    if (IsAside(place, {outer.span.end, operators[k].span.begin})) break;
    undone = !undone;
  }
  return undone;
}

// 非赚不可: it must be.
bool IsMust(const HitPlace& place, const CueHit& negator) {
  static const CueTable must("不可 莫属");
  return WordsAt(place.text, negator.span) == "非" && place.hit.end < place.clause.end &&
         must.At(place.text, place.hit.end, place.clause.end);
}

bool IsNegatedFromTheLeft(const HitPlace& place) {
  const std::vector<CueHit> operators =
      OperatorsIn(place.text, place.sentence.begin, place.hit.begin);
  for (size_t i = operators.size(); i-- > 0;) {
    if (!IsDenial(operators[i].kind) || !Reaches(place, operators, i)) continue;
    if (IsMust(place, operators[i])) return false;
    const ByteSpan before = {place.clause.begin, operators[i].span.begin};
    return !IsUndone(place, operators, i) &&
           (before.begin >= before.end || !Exceptions().In(place.text, before)) &&
           place.HoldsBy(operators[i].span);
  }
  return false;
}

bool EndsClause(std::string_view text, uint32_t at, uint32_t end) {
  while (at < end) {
    if (IsClauseMark(text, at)) return true;
    const auto particle = FinalParticles().At(text, at, end);
    if (!particle) return false;
    at = particle->span.end;
  }
  return true;
}

// Whether the clause goes on behind `at` with the first words of the hit, or means them.
bool ComesBackToHit(const HitPlace& place, uint32_t at) {
  const uint32_t two = StepForward(place.text, place.hit.begin, 2, place.hit.end);
  const std::string_view words = WordsAt(place.text, {place.hit.begin, two});
  if (place.text.substr(at).starts_with(words)) return true;
  const auto again =
      at < place.clause.end ? OfItselfAgain().At(place.text, at, place.clause.end) : std::nullopt;
  return again && EndsClause(place.text, again->span.end, place.clause.end);
}

bool IsVerdict(const HitPlace& place, const CueHit& cue, uint32_t end) {
  const std::string_view text = place.text;
  static const CueTable undoing("不 没 未 非");
  if (cue.span.begin > 0 && undoing.At(text, PreviousCharacter(text, cue.span.begin), end)) {
    return false;
  }
  if (IsAlternative(text, cue.span)) return false;  // 对不对.
  if (cue.kind == kOfItself) return ComesBackToHit(place, cue.span.end);
  return cue.kind != kEndsClause || EndsClause(text, cue.span.end, end);
}

// A clause that begins at `at` and passes the verdict with its first words.
bool BeginsWithVerdict(const HitPlace& place, uint32_t at, uint32_t end) {
  const std::string_view text = place.text;
  while (const auto padding = at < end ? ClausePadding().At(text, at, end) : std::nullopt) {
    at = padding->span.end;
  }
  const auto cue = at < end ? RightForms().At(text, at, end) : std::nullopt;
  return cue && IsVerdict(place, *cue, end) && place.HoldsBy(cue->span);
}

bool IsNegatedFromTheRight(const HitPlace& place) {
  const std::string_view text = place.text;
  const uint32_t reach = StepForward(text, place.hit.end, kRightReach, place.clause.end);
  for (uint32_t at = place.hit.end; at < reach; at = NextCharacter(text, at)) {
    const auto cue = RightForms().At(text, at, place.clause.end);
    if (!cue || !IsVerdict(place, *cue, place.sentence.end)) continue;
    return !OtherMatters().In(text, {place.hit.end, at}) && place.HoldsBy(cue->span);
  }
  // The next clause, or the answer to a question just put: "保本?不可能的".
  const bool near = CodePointsIn(text, place.hit.end, place.clause.end) <= kReach;
  if (!near) return false;
  if (place.clause.end < place.sentence.end) {
    return BeginsWithVerdict(place, NextCharacter(text, place.clause.end), place.sentence.end);
  }
  if (!EndsWithQuestionMark(text, place.sentence.end)) return false;
  const ByteSpan answer = NextSentence(text, place.sentence.end);
  return BeginsWithVerdict(place, answer.begin, answer.end);
}

// "本金不能保证安全", found by 本金.{0,6}安全.
bool IsNegatedInside(const HitPlace& place) {
  if (place.gap_negators == 0) return false;
  const uint32_t begin = NextCharacter(place.text, place.hit.begin);
  for (const CueHit& cue : OperatorsIn(place.text, begin, place.hit.end)) {
    if (!IsDenial(cue.kind) || IsSpent(place.text, cue.span.end, place.hit.end)) continue;
    for (size_t i = 0; i < kNegators.size(); ++i) {
      const bool from_gap = (place.gap_negators >> i & 1) != 0;
      if (from_gap && WordsAt(place.text, cue.span).starts_with(kNegators[i])) {
        return place.HoldsBy(cue.span);
      }
    }
  }
  return false;
}

}  // namespace
}  // namespace negation

NegatorSet NegatorsSpelledBy(std::string_view regex) {
  NegatorSet spelled = 0;
  for (size_t i = 0; i < negation::kNegators.size(); ++i) {
    if (regex.find(negation::kNegators[i]) != std::string_view::npos) {
      spelled = static_cast<NegatorSet>(spelled | 1U << i);
    }
  }
  return spelled;
}

bool IsNegated(const HitPlace& place) {
  const bool negated = negation::IsNegatedFromTheLeft(place) ||
                       negation::IsNegatedFromTheRight(place) || negation::IsNegatedInside(place);
  return negated && !WinksAfter(place) && !PromisesAfter(place);
}

}  // namespace mingcha
