#include "rulepack/service_resolver.h"

#include <map>
#include <memory>
#include <utility>

namespace mingcha {
namespace {

WorkCalendar CalendarOf(const PackSource& pack) {
  std::vector<CalendarYear> years;
  for (const CalendarSource& source : pack.service.calendars) {
    CalendarYear year{.year = source.year.value, .provisional = source.provisional};
    for (const Placed<Date>& day : source.holidays) year.holidays.push_back(day.value);
    for (const Placed<Date>& day : source.shifted) year.shifted.push_back(day.value);
    years.push_back(std::move(year));
  }
  return WorkCalendar(pack.utc_offset, std::move(years));
}

std::shared_ptr<const ServicePlan> PlanOf(const PackSource& pack) {
  ServicePlan::Hours hours;
  for (const HoursSource& source : pack.service.hours) {
    hours.emplace(source.id.value, ServiceHours(source.days));
  }
  std::vector<ServicePlan::Served> served;
  for (const ServedSource& source : pack.service.served) {
    ServicePlan::Served row{.channels = source.channels, .hours = source.hours.value};
    for (const Text& tenant : source.tenants) row.tenants.push_back(tenant.value);
    served.push_back(std::move(row));
  }
  return std::make_shared<const ServicePlan>(CalendarOf(pack), std::move(hours), std::move(served));
}

void Take(const std::vector<SettingSource>& settings, Settings::Values* values) {
  for (const SettingSource& setting : settings) (*values)[setting.name.value] = setting.value;
}

using Choices = std::map<std::string, std::string, std::less<>>;  // Of a profile, its set.

Settings::Values ValuesOf(const ServiceSource& service, const Choices& choices) {
  Settings::Values values;
  Take(service.settings, &values);
  for (const ProfileSource& profile : service.profiles) {
    for (const SettingSetSource& set : profile.sets) {
      if (set.id.value == choices.at(profile.id.value)) Take(set.settings, &values);
    }
  }
  return values;
}

std::shared_ptr<const Settings> SettingsOf(const ServiceSource& service) {
  Choices choices;
  for (const ProfileSource& profile : service.profiles) {
    choices[profile.id.value] = profile.choice.value;
  }
  std::map<std::string, Settings::Values, std::less<>> of_tenants;
  for (const TenantChoiceSource& row : service.tenants) {
    Choices own = choices;
    for (const auto& [profile, set] : row.choices) own[profile.value] = set.value;
    Settings::Values values = ValuesOf(service, own);
    Take(row.settings, &values);
    for (const Text& tenant : row.tenants) of_tenants.emplace(tenant.value, values);
  }
  return std::make_shared<const Settings>(ValuesOf(service, choices), std::move(of_tenants));
}

}  // namespace

void ResolveService(const PackSource& pack, CompiledPack* compiled) {
  compiled->service = PlanOf(pack);
  compiled->settings = SettingsOf(pack.service);
}

}  // namespace mingcha
