// What leaves a hit standing although a guard's cue is there: counter-forms that several guards
// share.

#ifndef MINGCHA_EVALUATE_GUARDS_COUNTER_FORMS_H_
#define MINGCHA_EVALUATE_GUARDS_COUNTER_FORMS_H_

#include <string_view>

#include "mingcha/span.h"

#include "evaluate/guards/guards.h"

namespace mingcha {

// Behind the hit the speaker winks: "按规定不能说保本,但您懂的", "…意思就那意思".
bool WinksAfter(const HitPlace& place);

// Behind the hit the speaker promises it himself: "虽然不让说,我给您保", "但咱这款保".
bool PromisesAfter(const HitPlace& place);

// The clause of the hit, up to the hit, is about the speaker's own goods or self ("我们这款",
// "咱家"), and `before_hit` allows for cues that stand in front of it.
bool SpeaksOfOwn(std::string_view text, ByteSpan before_hit);

// Somebody is to tell nobody, and there the clause ends: "不准告诉任何人,…", "不得跟家人说,…".
// `clause` begins behind the prohibition. Whoever wants a thing kept secret warns of nothing.
bool IsSecrecy(std::string_view text, ByteSpan clause);
// What ends at `end` makes those behind it listeners, as 告诉 and 跟 do in "不准告诉任何人".
bool AreListeners(std::string_view text, uint32_t begin, uint32_t end);

// The hit's clause asks the other side for something: it is to be given to the speaker ("发给我"),
// or begins as an imperative that is not itself a protective one ("请把…", not "请挂断").
bool Solicits(const HitPlace& place);
// Only the former.
bool AsksToGiveToUs(const HitPlace& place);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_GUARDS_COUNTER_FORMS_H_
