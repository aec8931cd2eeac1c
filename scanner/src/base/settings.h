// The numbers that a policy chooses, by name: "sla.chat.human" is five minutes here and thirty
// seconds there.

#ifndef MINGCHA_BASE_SETTINGS_H_
#define MINGCHA_BASE_SETTINGS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time_limit.h"

namespace mingcha {

// A limit of time, or a number.
struct Setting {
  std::optional<TimeLimit> limit;
  double number = 0;  // Without meaning if there is a limit.

  friend bool operator==(const Setting&, const Setting&) = default;
};

// Reads "5m", "3wd", "1wd@09:30", or a number that is not negative ("0.05", "3"). nullopt for
// anything else.
std::optional<Setting> ParseSetting(std::string_view text);

// A limit of time, or the name of a setting that is one.
struct NamedLimit {
  TimeLimit limit;
  std::string setting;  // Empty: `limit`.
};

// Settings of a pack, with those of tenants that choose otherwise. Immutable once made.
class Settings {
 public:
  using Values = std::map<std::string, Setting, std::less<>>;

  Settings() = default;
  // `of_tenants`: all settings of a tenant that has its own, not only those that differ.
  Settings(Values values, std::map<std::string, Values, std::less<>> of_tenants);

  // nullptr if there is none of this name. `tenant` may be empty: what holds for all others.
  const Setting* Find(std::string_view name, std::string_view tenant = {}) const;

  // `otherwise` if there is none, or it is a number and no limit, or the other way around.
  TimeLimit LimitOf(std::string_view name, std::string_view tenant, TimeLimit otherwise) const;
  // nullopt if it names a setting that the tenant does not have.
  std::optional<TimeLimit> LimitOf(const NamedLimit& limit, std::string_view tenant) const;
  double NumberOf(std::string_view name, std::string_view tenant, double otherwise) const;

 private:
  Values values_;
  std::map<std::string, Values, std::less<>> of_tenants_;
};

}  // namespace mingcha

#endif  // MINGCHA_BASE_SETTINGS_H_
