#include "mingcha/time.h"

#include <charconv>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/str_format.h"

namespace mingcha {
namespace {

// Reads exactly `digits` decimal digits at the front of `*text` and takes them off.
std::optional<int> TakeNumber(std::string_view* text, size_t digits) {
  if (text->size() < digits) return std::nullopt;
  int number = 0;
  for (size_t i = 0; i < digits; ++i) {
    const char c = (*text)[i];
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  text->remove_prefix(digits);
  return number;
}

bool Take(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

// Reads ".120", up to nine digits, as milliseconds; no fraction is 0.
std::optional<int> TakeMilliseconds(std::string_view* text) {
  if (!Take(text, '.')) return 0;
  int milliseconds = 0;
  size_t digits = 0;
  for (; digits < text->size() && (*text)[digits] >= '0' && (*text)[digits] <= '9'; ++digits) {
    if (digits < 3) milliseconds = milliseconds * 10 + ((*text)[digits] - '0');
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  for (size_t i = digits; i < 3; ++i) milliseconds *= 10;
  text->remove_prefix(digits);
  return milliseconds;
}

// Reads "Z" or "+08:00".
std::optional<std::chrono::minutes> TakeOffset(std::string_view* text) {
  if (Take(text, 'Z') || Take(text, 'z')) return std::chrono::minutes(0);
  const bool east = Take(text, '+');
  if (!east && !Take(text, '-')) return std::nullopt;
  const std::optional<int> hours = TakeNumber(text, 2);
  if (!hours || !Take(text, ':')) return std::nullopt;
  const std::optional<int> minutes = TakeNumber(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const auto offset = std::chrono::minutes(*hours * 60 + *minutes);
  return east ? offset : -offset;
}

struct Unit {
  std::string_view name;
  int64_t milliseconds;
};
// From the largest: FormatDuration takes the first that divides.
constexpr Unit kUnits[] = {
    {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}};
constexpr int64_t kMaxDurationMs = int64_t{3660} * 86'400'000;

// What can be written with a year of four digits; an offset may lead out of it.
constexpr Timestamp kFirstTimestamp = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
constexpr Timestamp kEndOfTimestamps = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);

}  // namespace

std::optional<Timestamp> ParseTimestamp(std::string_view text) {
  const std::optional<int> year = TakeNumber(&text, 4);
  if (!year || !Take(&text, '-')) return std::nullopt;
  const std::optional<int> month = TakeNumber(&text, 2);
  if (!month || !Take(&text, '-')) return std::nullopt;
  const std::optional<int> day = TakeNumber(&text, 2);
  if (!day || !(Take(&text, 'T') || Take(&text, 't') || Take(&text, ' '))) return std::nullopt;
  const std::optional<int> hour = TakeNumber(&text, 2);
  if (!hour || !Take(&text, ':')) return std::nullopt;
  const std::optional<int> minute = TakeNumber(&text, 2);
  if (!minute || !Take(&text, ':')) return std::nullopt;
  const std::optional<int> second = TakeNumber(&text, 2);
  if (!second) return std::nullopt;
  const std::optional<int> milliseconds = TakeMilliseconds(&text);
  if (!milliseconds) return std::nullopt;
  const std::optional<std::chrono::minutes> offset = TakeOffset(&text);
  if (!offset || !text.empty()) return std::nullopt;

  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  // A leap second (":60") is written as the second behind it.
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const Timestamp time = std::chrono::sys_days(date) + std::chrono::hours(*hour) +
                         std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
                         std::chrono::milliseconds(*milliseconds) - *offset;
  if (time < kFirstTimestamp || time >= kEndOfTimestamps) return std::nullopt;
  return time;
}

std::string FormatTimestamp(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return absl::StrFormat("%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                         static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                         clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                         clock.subseconds().count());
}

std::optional<Duration> ParseDuration(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  for (const Unit& unit : kUnits) {
    if (text != unit.name) continue;
    if (number > kMaxDurationMs / unit.milliseconds) return std::nullopt;
    return Duration(number * unit.milliseconds);
  }
  return std::nullopt;
}

std::string FormatDuration(Duration duration) {
  if (duration.count() == 0) return "0s";
  for (const Unit& unit : kUnits) {
    if (duration.count() % unit.milliseconds == 0) {
      return absl::StrFormat("%d%s", duration.count() / unit.milliseconds, unit.name);
    }
  }
  return absl::StrFormat("%dms", duration.count());
}

}  // namespace mingcha
