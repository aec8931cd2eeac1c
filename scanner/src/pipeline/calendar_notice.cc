#include "pipeline/calendar_notice.h"

#include <string>

#include "base/log.h"

namespace mingcha {

void CalendarNotice::Note(CalendarCertainty certainty, Date day) {
  if (certainty == CalendarCertainty::kOfficial) return;
  const bool provisional = certainty == CalendarCertainty::kProvisional;
  ++(provisional ? provisional_ : unknown_);
  const int year = static_cast<int>(std::chrono::year_month_day(day).year());
  if (!told_.emplace(year, certainty).second) return;
  Log(LogLevel::kWarning, provisional ? "calendar_is_provisional" : "calendar_has_no_such_year",
      {{"year", int64_t{year}},
       {"taken", provisional ? "statutory holidays only" : "Monday to Friday as worked"}});
}

}  // namespace mingcha
