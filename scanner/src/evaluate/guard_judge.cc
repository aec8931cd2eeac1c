#include "evaluate/guard_judge.h"

#include <algorithm>
#include <string>

namespace mingcha {

GuardJudge::GuardJudge(const CompiledPack& pack) {
  for (const CompiledPattern& pattern : pack.patterns) {
    NegatorSet spelled = pattern.regexes.empty() ? kAllNegators : NegatorSet{0};
    for (const std::string& regex : pattern.regexes) {
      spelled = static_cast<NegatorSet>(spelled | NegatorsSpelledBy(regex));
    }
    gap_negators_.push_back(static_cast<NegatorSet>(kAllNegators & ~spelled));
  }
}

void GuardJudge::SetMessage(const ScannedMessage& message) {
  message_ = &message;
  verdicts_.assign(message.finder.hits().size(), Verdicts{});
}

HitPlace GuardJudge::PlaceOfHit(uint32_t hit) const {
  const Hit& h = message_->finder.hits()[hit];
  return PlaceOf(message_->folded, h.folded, message_->message.speaker, gap_negators_[h.pattern]);
}

bool GuardJudge::HoldsInCompact(Guard guard, uint32_t hit) const {
  const NormalizedText* compact = message_->finder.compact();
  if (compact == nullptr) return true;
  const Hit& h = message_->finder.hits()[hit];
  const ByteSpan span = compact->map.ToUpper(h.folded);
  return span.empty() || GuardHolds(guard, PlaceOf(compact->text, span, message_->message.speaker,
                                                   gap_negators_[h.pattern]));
}

std::vector<ByteSpan> GuardJudge::CuesOf(Guard guard, uint32_t hit) const {
  std::vector<ByteSpan> cues;
  HitPlace place = PlaceOfHit(hit);
  place.cues = &cues;
  if (!GuardHolds(guard, place)) return {};
  std::sort(cues.begin(), cues.end());
  cues.erase(std::unique(cues.begin(), cues.end()), cues.end());
  return cues;
}

std::optional<Guard> GuardJudge::FirstThatHolds(GuardSet guards, uint32_t hit) {
  Verdicts& verdicts = verdicts_[hit];
  std::optional<HitPlace> place;
  for (const Guard guard :
       {Guard::kNegated, Guard::kQuoted, Guard::kWarning, Guard::kAsked, Guard::kReported}) {
    if ((guards & GuardBit(guard)) == 0) continue;
    if ((verdicts.judged & GuardBit(guard)) == 0) {
      if (!place) place = PlaceOfHit(hit);
      verdicts.judged |= GuardBit(guard);
      if (GuardHolds(guard, *place) && HoldsInCompact(guard, hit)) {
        verdicts.held |= GuardBit(guard);
      }
    }
    if ((verdicts.held & GuardBit(guard)) != 0) return guard;
  }
  return std::nullopt;
}

}  // namespace mingcha
