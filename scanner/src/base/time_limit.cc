#include "base/time_limit.h"

#include <array>
#include <charconv>

#include "absl/strings/str_format.h"

#include "base/enum_names.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 3> kClockKindNames = {"natural", "workday", "service_hours"};
constexpr std::string_view kWorkdays = "wd";

std::optional<TimeLimit> ParseWorkdays(uint32_t count, std::string_view rest) {
  if (count == 0 || count > kMaxWorkdays) return std::nullopt;
  TimeLimit limit;
  limit.clock = ClockKind::kWorkday;
  limit.workdays = count;
  if (rest.empty()) return limit;
  if (rest.front() != '@') return std::nullopt;
  limit.at = ParseTimeOfDay(rest.substr(1));
  return limit.at ? std::optional(limit) : std::nullopt;
}

}  // namespace

std::string_view ToString(ClockKind kind) { return NameOf(kClockKindNames, kind); }

std::optional<TimeLimit> ParseTimeLimit(std::string_view text) {
  uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view rest = text.substr(static_cast<size_t>(end - text.data()));
  if (error == std::errc() && rest.starts_with(kWorkdays)) {
    return ParseWorkdays(count, rest.substr(kWorkdays.size()));
  }
  const std::optional<Duration> duration = ParseDuration(text);
  if (!duration) return std::nullopt;
  TimeLimit limit;
  limit.duration = *duration;
  return limit;
}

std::string FormatTimeLimit(const TimeLimit& limit) {
  if (limit.workdays == 0) return FormatDuration(limit.duration);
  const std::string days = absl::StrFormat("%d%s", limit.workdays, kWorkdays);
  return limit.at ? days + "@" + FormatTimeOfDay(*limit.at) : days;
}

}  // namespace mingcha
