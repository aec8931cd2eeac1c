// When somebody serves: intervals of the clock for each kind of day.

#ifndef MINGCHA_BASE_SERVICE_HOURS_H_
#define MINGCHA_BASE_SERVICE_HOURS_H_

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/work_calendar.h"

namespace mingcha {

// Since the beginning of the day; 24:00 is its end.
using TimeOfDay = std::chrono::minutes;

// Half-open: at `close` nobody serves any more.
struct OpenInterval {
  TimeOfDay open{};
  TimeOfDay close{};

  friend bool operator==(const OpenInterval&, const OpenInterval&) = default;
};

// "09:30", "24:00"; nullopt for anything else.
std::optional<TimeOfDay> ParseTimeOfDay(std::string_view text);
// "09:30-11:30". nullopt if it is none, is empty, or runs over midnight.
std::optional<OpenInterval> ParseOpenInterval(std::string_view text);
std::string FormatTimeOfDay(TimeOfDay time);

class ServiceHours {
 public:
  // Sorted, without overlaps, each with `open` before `close`.
  using Day = std::vector<OpenInterval>;

  // Around the clock.
  ServiceHours();
  // By DayKind. MINGCHA_CHECKs that the intervals are as Day wants them.
  explicit ServiceHours(std::array<Day, kDayKinds> days);

  const Day& On(DayKind kind) const { return days_[static_cast<size_t>(kind)]; }
  // Some day of the week is served: whoever waits is served in the end.
  bool EverOpen() const;

 private:
  std::array<Day, kDayKinds> days_;
};

}  // namespace mingcha

#endif  // MINGCHA_BASE_SERVICE_HOURS_H_
