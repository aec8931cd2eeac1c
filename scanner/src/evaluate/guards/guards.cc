#include "evaluate/guards/guards.h"

#include "evaluate/sentences.h"

namespace mingcha {

HitPlace PlaceOf(std::string_view text, ByteSpan hit, Speaker speaker, NegatorSet gap_negators) {
  return {text,         hit,    SentenceAround(text, hit), ClauseAround(text, hit), speaker,
          gap_negators, nullptr};
}

bool GuardHolds(Guard guard, const HitPlace& place) {
  switch (guard) {
    case Guard::kNegated:
      return IsNegated(place);
    case Guard::kQuoted:
      return IsQuoted(place);
    case Guard::kWarning:
      return IsWarning(place);
    case Guard::kAsked:
      return IsAsked(place);
    case Guard::kReported:
      return IsReported(place);
    case Guard::kLawful:
      return false;
  }
  return false;
}

}  // namespace mingcha
