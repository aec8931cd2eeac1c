// How far a thing told has come: asked, ongoing, done, refused.
//
// "客服让我把验证码发给他" is asked, "…正等着呢" ongoing, "验证码我给他了" done, "我没给" refused.
// The tense decides what people do about a finding: stop a payment, dissuade, educate.

#ifndef MINGCHA_EVALUATE_TENSE_H_
#define MINGCHA_EVALUATE_TENSE_H_

#include <cstdint>
#include <string_view>

#include "mingcha/span.h"

namespace mingcha {

enum class Tense : uint8_t { kAsked, kOngoing, kDone, kRefused };

// "asked", "ongoing", "done", "refused".
std::string_view ToString(Tense tense);

// Returns the tense of what `folded` tells, from its sentence and from a neighbouring one that goes
// on with it. What cannot be told is asked. Where several are told, done goes before refused and
// ongoing: who has given something away must be helped, whatever was refused later.
// The verb at `retold` tells whose words it are, and is no deed: 您刚才说对方让您交钱 is asked.
Tense TenseOf(std::string_view text, ByteSpan folded, ByteSpan retold = {});

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_TENSE_H_
