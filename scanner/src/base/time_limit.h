// How long something may take, as rules and policies write it: "15m", "3wd", "1wd@09:30".

#ifndef MINGCHA_BASE_TIME_LIMIT_H_
#define MINGCHA_BASE_TIME_LIMIT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mingcha/time.h"

#include "base/service_hours.h"

namespace mingcha {

// Which time counts.
enum class ClockKind : uint8_t {
  kNatural,       // All of it.
  kWorkday,       // Workdays, from midnight to midnight.
  kServiceHours,  // Only while somebody serves.
};

std::string_view ToString(ClockKind kind);  // "natural", "workday", "service_hours".

// A length of time by one of the clocks, or a number of workdays.
struct TimeLimit {
  ClockKind clock = ClockKind::kNatural;
  Duration duration{};    // Without meaning if there are `workdays`.
  uint32_t workdays = 0;  // Up to the end of the nth workday after the day of the beginning,
  std::optional<TimeOfDay> at{};  // or up to this time of that day.

  friend bool operator==(const TimeLimit&, const TimeLimit&) = default;
};

inline constexpr uint32_t kMaxWorkdays = 1000;

// Reads a length of time (ParseDuration) with the clock natural, or workdays: "3wd" and
// "1wd@09:30", from 1 to kMaxWorkdays. nullopt for anything else.
std::optional<TimeLimit> ParseTimeLimit(std::string_view text);
std::string FormatTimeLimit(const TimeLimit& limit);

}  // namespace mingcha

#endif  // MINGCHA_BASE_TIME_LIMIT_H_
