#include "base/service_hours.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"

#include "base/check.h"

namespace mingcha {
namespace {

constexpr TimeOfDay kEndOfDay = std::chrono::hours(24);

bool IsInOrder(const ServiceHours::Day& day) {
  TimeOfDay last{};
  return std::all_of(day.begin(), day.end(), [&](const OpenInterval& interval) {
    const bool follows = interval.open >= last && interval.open < interval.close;
    last = interval.close;
    return follows && last <= kEndOfDay;
  });
}

std::optional<int> TwoDigits(std::string_view text) {
  if (text.size() != 2) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  return (text[0] - '0') * 10 + (text[1] - '0');
}

}  // namespace

std::optional<TimeOfDay> ParseTimeOfDay(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const std::optional<int> hours = TwoDigits(text.substr(0, 2));
  const std::optional<int> minutes = TwoDigits(text.substr(3));
  if (!hours || !minutes || *minutes > 59) return std::nullopt;
  const TimeOfDay time(*hours * 60 + *minutes);
  return time <= kEndOfDay ? std::optional(time) : std::nullopt;
}

std::optional<OpenInterval> ParseOpenInterval(std::string_view text) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::optional<TimeOfDay> open = ParseTimeOfDay(text.substr(0, dash));
  const std::optional<TimeOfDay> close = ParseTimeOfDay(text.substr(dash + 1));
  if (!open || !close || *open >= *close) return std::nullopt;
  return OpenInterval{*open, *close};
}

std::string FormatTimeOfDay(TimeOfDay time) {
  return absl::StrFormat("%02d:%02d", time.count() / 60, time.count() % 60);
}

ServiceHours::ServiceHours() { days_.fill({{TimeOfDay(0), kEndOfDay}}); }

ServiceHours::ServiceHours(std::array<Day, kDayKinds> days) : days_(std::move(days)) {
  MINGCHA_CHECK(std::all_of(days_.begin(), days_.end(), IsInOrder));
}

bool ServiceHours::EverOpen() const {
  return std::any_of(days_.begin(), days_.begin() + 7, [](const Day& day) { return !day.empty(); });
}

}  // namespace mingcha
