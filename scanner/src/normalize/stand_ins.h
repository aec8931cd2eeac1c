// What stands for a word by custom, not by its looks or by its usual sound: vx, V信 and 薇❤ for
// 微信, +v for 加微, 扣扣 and 企鹅 for QQ. A small table of ours, reviewed.

#ifndef MINGCHA_NORMALIZE_STAND_INS_H_
#define MINGCHA_NORMALIZE_STAND_INS_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "mingcha/span.h"

namespace mingcha {

struct StandIn {
  ByteSpan folded;  // Begins before the place that was asked about if a plus sign stands there.
  // Syllables with a blank between them: "jia wei xin". "qq" is no syllable and stays as it is.
  std::string_view sounds;
};

// Whether a stand-in may begin with the character; most do not.
bool MayStandIn(char32_t folded);
// The stand-in that begins with the character at `at`.
std::optional<StandIn> FindStandIn(std::string_view folded, uint32_t at);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_STAND_INS_H_
