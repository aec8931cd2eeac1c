// Points in time and lengths of time, as all of Mingcha measures them.

#ifndef MINGCHA_TIME_H_
#define MINGCHA_TIME_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mingcha {

// UTC, in milliseconds.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

// Reads RFC 3339 with an offset ("2026-11-16T10:00:05.120+08:00", "…Z"). Digits beyond the
// millisecond are cut off. A text without an offset is no point in time: nullopt.
std::optional<Timestamp> ParseTimestamp(std::string_view text);

// Writes UTC with milliseconds: "2026-11-16T02:00:05.120Z".
std::string FormatTimestamp(Timestamp time);

// Reads a length of time as rule and configuration files write it: "500ms", "30s", "10m", "2h",
// "7d". A number without a unit, a negative one, or one beyond 3660 days is none: nullopt.
std::optional<Duration> ParseDuration(std::string_view text);

// Writes a length of time in the largest unit that divides it: "90s", "10m", "500ms".
std::string FormatDuration(Duration duration);

}  // namespace mingcha

#endif  // MINGCHA_TIME_H_
