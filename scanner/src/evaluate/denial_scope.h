// Where a denial stops: "我没细看就把验证码发给他了" denies the look and tells the deed.

#ifndef MINGCHA_EVALUATE_DENIAL_SCOPE_H_
#define MINGCHA_EVALUATE_DENIAL_SCOPE_H_

#include <cstdint>
#include <string_view>

#include "evaluate/cue_table.h"

namespace mingcha {

// They begin like a denial, and say only that something was done without a thought: 没多想.
const CueTable& Heedless();

// Whether a consequence (就, 便, 于是, 结果) begins behind what was denied at `denial_end` and in
// front of `limit`: what comes behind it is no longer denied. A consequence right behind the denial
// is none ("不能就收益作出保证"), nor is one that an adverb draws into the denial ("不轻易就…").
bool ConsequenceFollows(std::string_view text, uint32_t denial_end, uint32_t limit);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_DENIAL_SCOPE_H_
