#include "base/service_plan.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace mingcha {
namespace {

template <typename T, typename Value>
bool IsAmong(const std::vector<T>& list, const Value& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

ServicePlan::ServicePlan(WorkCalendar calendar, Hours hours, std::vector<Served> served)
    : calendar_(std::move(calendar)), hours_(std::move(hours)), served_(std::move(served)) {
  MINGCHA_CHECK(std::all_of(served_.begin(), served_.end(),
                            [&](const Served& row) { return hours_.contains(row.hours); }));
}

BusinessClock ServicePlan::ClockFor(std::string_view tenant, Channel channel) const {
  const auto row = std::find_if(served_.begin(), served_.end(), [&](const Served& r) {
    return IsAmong(r.channels, channel) && IsAmong(r.tenants, tenant);
  });
  return row == served_.end() ? BusinessClock(&calendar_, &always_) : ClockOf(row->hours);
}

BusinessClock ServicePlan::ClockOf(std::string_view hours) const {
  const auto found = hours_.find(hours);
  return {&calendar_, found == hours_.end() ? &always_ : &found->second};
}

}  // namespace mingcha
