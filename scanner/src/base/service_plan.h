// Which days are worked, who serves when, and for whom those hours hold.

#ifndef MINGCHA_BASE_SERVICE_PLAN_H_
#define MINGCHA_BASE_SERVICE_PLAN_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mingcha/message.h"

#include "base/business_clock.h"

namespace mingcha {

// Immutable; may be shared by threads. The clocks it gives out must not outlive it.
class ServicePlan {
 public:
  // Who is served by which hours. What is left out holds for all.
  struct Served {
    std::vector<Channel> channels{};
    std::vector<std::string> tenants{};
    std::string hours;  // Of those below.
  };
  using Hours = std::map<std::string, ServiceHours, std::less<>>;

  // Days of the week at UTC+8, served around the clock.
  ServicePlan() = default;
  // MINGCHA_CHECKs that each of `served` names one of `hours`.
  ServicePlan(WorkCalendar calendar, Hours hours, std::vector<Served> served);

  const WorkCalendar& calendar() const { return calendar_; }
  const Hours& hours() const { return hours_; }

  // The clock of the first row that applies; where none does, it is served around the clock.
  BusinessClock ClockFor(std::string_view tenant, Channel channel) const;
  // The clock of the hours with this name; around the clock if there are none.
  BusinessClock ClockOf(std::string_view hours) const;

 private:
  WorkCalendar calendar_;
  ServiceHours always_;
  Hours hours_;
  std::vector<Served> served_;
};

}  // namespace mingcha

#endif  // MINGCHA_BASE_SERVICE_PLAN_H_
