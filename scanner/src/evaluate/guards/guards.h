// Guards: scopes of the language that take one hit back.
//
// Each is asked about ONE hit, at its place: whether this hit stands in the scope of a negation, a
// quotation, a warning, a question, a report. A guard never judges the whole message, so that a
// harmless sentence cannot hide a guilty one. The cue words stand in small tables at the top of
// each file, in folded form; each file also says which counter-forms leave the hit standing.

#ifndef MINGCHA_EVALUATE_GUARDS_GUARDS_H_
#define MINGCHA_EVALUATE_GUARDS_GUARDS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "mingcha/finding.h"
#include "mingcha/message.h"
#include "mingcha/span.h"

namespace mingcha {

// A set of the characters that negations begin with (不 没 无 未 非 别 勿).
using NegatorSet = uint8_t;
inline constexpr NegatorSet kAllNegators = 0x7f;

// The negators that `regex` spells: found inside its hits they are the author's, and negate
// nothing.
NegatorSet NegatorsSpelledBy(std::string_view regex);

// One hit and where it stands. All spans are of the folded text.
struct HitPlace {
  std::string_view text;  // The whole message; must outlive the place.
  ByteSpan hit;
  ByteSpan sentence;
  ByteSpan clause;
  Speaker speaker = Speaker::kAgent;
  // Negators that, inside the hit, were passed over by a gap of its regex ("本金不能保证安全").
  NegatorSet gap_negators = 0;
  // For explanations: where a guard that holds notes the words it goes by. Null: nowhere.
  std::vector<ByteSpan>* cues = nullptr;

  // Returns true, so that a guard may say so with its cue.
  bool HoldsBy(ByteSpan cue) const {
    if (cues != nullptr) cues->push_back(cue);
    return true;
  }
};

HitPlace PlaceOf(std::string_view text, ByteSpan hit, Speaker speaker, NegatorSet gap_negators = 0);

bool IsNegated(const HitPlace& place);
bool IsQuoted(const HitPlace& place);
bool IsWarning(const HitPlace& place);
bool IsAsked(const HitPlace& place);
bool IsReported(const HitPlace& place);

// One of the five above. kLawful depends on the rule, and is judged where rules are.
bool GuardHolds(Guard guard, const HitPlace& place);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_GUARDS_GUARDS_H_
