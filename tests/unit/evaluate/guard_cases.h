// Guards by table: a sentence with the hit between 【 and 】, in folded form. Each guard has forms
// that take the hit back and counter-forms that leave it standing.

#ifndef MINGCHA_TESTS_UNIT_EVALUATE_GUARD_CASES_H_
#define MINGCHA_TESTS_UNIT_EVALUATE_GUARD_CASES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "mingcha/message.h"

#include "evaluate/guards/guards.h"

namespace mingcha::testing {

struct Marked {
  std::string text;
  ByteSpan hit;
};

// Takes the brackets out and notes where they stood.
inline Marked Unmark(std::string_view marked) {
  constexpr std::string_view kOpen = "【";
  constexpr std::string_view kClose = "】";
  const size_t open = marked.find(kOpen);
  const size_t close = marked.find(kClose);
  EXPECT_NE(open, std::string_view::npos) << marked;
  EXPECT_NE(close, std::string_view::npos) << marked;
  Marked result;
  result.text = std::string(marked.substr(0, open));
  result.hit.begin = static_cast<uint32_t>(open);
  result.text += marked.substr(open + kOpen.size(), close - open - kOpen.size());
  result.hit.end = static_cast<uint32_t>(result.text.size());
  result.text += marked.substr(close + kClose.size());
  return result;
}

inline bool Holds(Guard guard, std::string_view marked, Speaker speaker) {
  const Marked place = Unmark(marked);
  return GuardHolds(guard, PlaceOf(place.text, place.hit, speaker));
}

inline void ExpectHolds(Guard guard, Speaker speaker,
                        const std::vector<std::string_view>& sentences) {
  for (const std::string_view marked : sentences) {
    EXPECT_TRUE(Holds(guard, marked, speaker)) << marked;
  }
}

inline void ExpectDoesNotHold(Guard guard, Speaker speaker,
                              const std::vector<std::string_view>& sentences) {
  for (const std::string_view marked : sentences) {
    EXPECT_FALSE(Holds(guard, marked, speaker)) << marked;
  }
}

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_UNIT_EVALUATE_GUARD_CASES_H_
