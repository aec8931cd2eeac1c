// Calendars, hours and profiles of a pack as parsed: unchecked, with their places.

#ifndef MINGCHA_RULEPACK_SERVICE_SOURCE_H_
#define MINGCHA_RULEPACK_SERVICE_SOURCE_H_

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "mingcha/diagnostic.h"
#include "mingcha/message.h"

#include "base/service_plan.h"
#include "base/settings.h"

namespace mingcha {

// A value and where it stands. Not there: line 0.
template <typename T>
struct Placed {
  T value{};
  SourcePlace place;

  bool given() const { return place.line > 0; }
};

using Text = Placed<std::string>;

// A file calendar.*.yaml.
struct CalendarSource {
  Placed<int> year;
  bool provisional = false;
  std::vector<Placed<Date>> holidays;
  std::vector<Placed<Date>> shifted;
};

// Hours of clocks.yaml. A kind of day that is not told has those of `workday` or `rest_day`.
struct HoursSource {
  Text id;
  std::string title;
  std::array<ServiceHours::Day, kDayKinds> days;
  bool sound = true;  // Every interval could be read, and none overlaps another.
};

struct ServedSource {
  std::vector<Channel> channels;
  std::vector<Text> tenants;
  Text hours;
};

struct SettingSource {
  Text name;
  Setting value;
};

// One of the sets that a profile may choose.
struct SettingSetSource {
  Text id;
  std::vector<SettingSource> settings;
};

struct ProfileSource {
  Text id;
  Text choice;
  std::vector<SettingSetSource> sets;
};

// Tenants that choose otherwise.
struct TenantChoiceSource {
  std::vector<Text> tenants;
  std::vector<std::pair<Text, Text>> choices;  // Of a profile, and the set it takes.
  std::vector<SettingSource> settings;
};

struct ServiceSource {
  std::vector<CalendarSource> calendars;
  std::vector<HoursSource> hours;
  std::vector<ServedSource> served;
  std::vector<SettingSource> settings;
  std::vector<ProfileSource> profiles;
  std::vector<TenantChoiceSource> tenants;
};

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_SERVICE_SOURCE_H_
