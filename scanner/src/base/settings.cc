#include "base/settings.h"

#include <charconv>
#include <utility>

namespace mingcha {
namespace {

constexpr double kMaxNumber = 1e9;

std::optional<double> ParseNumber(std::string_view text) {
  // What from_chars takes besides, such as "inf", "1e3" or "-0", nobody writes here.
  if (text.empty() || text.find_first_not_of("0123456789.") != std::string_view::npos) {
    return std::nullopt;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > kMaxNumber) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

std::optional<Setting> ParseSetting(std::string_view text) {
  Setting setting;
  if (const std::optional<double> number = ParseNumber(text)) {
    setting.number = *number;
    return setting;
  }
  setting.limit = ParseTimeLimit(text);
  return setting.limit ? std::optional(setting) : std::nullopt;
}

Settings::Settings(Values values, std::map<std::string, Values, std::less<>> of_tenants)
    : values_(std::move(values)), of_tenants_(std::move(of_tenants)) {}

const Setting* Settings::Find(std::string_view name, std::string_view tenant) const {
  const auto own = of_tenants_.find(tenant);
  const Values& values = own == of_tenants_.end() ? values_ : own->second;
  const auto found = values.find(name);
  return found == values.end() ? nullptr : &found->second;
}

TimeLimit Settings::LimitOf(std::string_view name, std::string_view tenant,
                            TimeLimit otherwise) const {
  const Setting* setting = Find(name, tenant);
  return setting == nullptr ? otherwise : setting->limit.value_or(otherwise);
}

std::optional<TimeLimit> Settings::LimitOf(const NamedLimit& limit, std::string_view tenant) const {
  if (limit.setting.empty()) return limit.limit;
  const Setting* setting = Find(limit.setting, tenant);
  return setting == nullptr ? std::nullopt : setting->limit;
}

double Settings::NumberOf(std::string_view name, std::string_view tenant, double otherwise) const {
  const Setting* setting = Find(name, tenant);
  return setting == nullptr || setting->limit ? otherwise : setting->number;
}

}  // namespace mingcha
