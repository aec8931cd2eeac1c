#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_format.h"

#include "rulepack/checks.h"

namespace mingcha {
namespace {

using NameSet = std::set<std::string_view>;

void TellUnknown(const Text& name, const NameSet& known, Code code, std::string_view what,
                 Reporter& reporter) {
  if (!name.given() || known.contains(name.value)) return;
  reporter.Tell(code, name.place, absl::StrFormat("there is no %s \"%s\"", what, name.value),
                {.note = {},
                 .help = reporter.DidYouMean(
                     name.value, std::vector<std::string_view>(known.begin(), known.end()))});
}

// Tells the second of two things with one name.
class Names {
 public:
  Names(std::string_view what, Reporter& reporter) : what_(what), reporter_(reporter) {}

  void Take(const Text& name) {
    if (!name.given()) return;
    const auto [first, is_new] = places_.emplace(name.value, &name.place);
    if (is_new) {
      names_.insert(first->first);
      return;
    }
    reporter_.Tell(
        Code::kDuplicateId, name.place,
        absl::StrFormat("there is already %s \"%s\"", what_, name.value),
        {.note = "also in " + OtherPlace(*first->second, name.place), .help = "keep one of them"});
  }

  const NameSet& names() const { return names_; }

 private:
  const std::string what_;
  Reporter& reporter_;
  std::map<std::string, const SourcePlace*> places_;
  NameSet names_;
};

void TellBadDay(const Placed<Date>& day, std::string message, std::string help,
                Reporter& reporter) {
  reporter.Tell(Code::kBadDay, day.place, std::move(message),
                {.note = {}, .help = std::move(help)});
}

// A notice may speak of the last December, when the holidays of January begin there.
bool BelongsTo(Date day, int year) {
  const std::chrono::year_month_day date(day);
  const int its_year = static_cast<int>(date.year());
  return its_year == year || (its_year == year - 1 && date.month() == std::chrono::December);
}

void CheckCalendar(const CalendarSource& calendar, Reporter& reporter) {
  std::set<Date> days;
  const auto take = [&](const Placed<Date>& day) {
    if (calendar.year.given() && !BelongsTo(day.value, calendar.year.value)) {
      TellBadDay(day, absl::StrFormat("the day is none of the year %d", calendar.year.value),
                 "correct it, or put it into the calendar of its year", reporter);
    } else if (!days.insert(day.value).second) {
      TellBadDay(day, "the calendar has the day already", "keep one of them", reporter);
    }
  };
  for (const Placed<Date>& day : calendar.holidays) take(day);
  for (const Placed<Date>& day : calendar.shifted) {
    take(day);
    if (std::chrono::weekday(day.value).iso_encoding() > 5) continue;
    TellBadDay(day, "a shifted day is a Saturday or a Sunday, and this is none",
               "correct it: from Monday to Friday days are worked anyway", reporter);
  }
}

void CheckCalendars(const std::vector<CalendarSource>& calendars, Reporter& reporter) {
  std::map<int, const SourcePlace*> years;
  for (const CalendarSource& calendar : calendars) {
    CheckCalendar(calendar, reporter);
    if (!calendar.year.given()) continue;
    const auto [first, is_new] = years.emplace(calendar.year.value, &calendar.year.place);
    if (is_new) continue;
    reporter.Tell(Code::kDuplicateId, calendar.year.place,
                  absl::StrFormat("there is already a calendar of %d", calendar.year.value),
                  {.note = "also in " + OtherPlace(*first->second, calendar.year.place),
                   .help = "keep one of them"});
  }
}

void CheckHours(const PackSource& pack, Reporter& reporter) {
  Names hours("a set of hours", reporter);
  for (const HoursSource& source : pack.service.hours) hours.Take(source.id);
  for (const ServedSource& row : pack.service.served) {
    TellUnknown(row.hours, hours.names(), Code::kUnknownHours, "set of hours", reporter);
  }
  for (const QueueSource& queue : pack.queues) {
    TellUnknown(queue.hours, hours.names(), Code::kUnknownHours, "set of hours", reporter);
  }
  for (const RuleSource& rule : pack.rules) {
    TellUnknown(rule.watch.hours, hours.names(), Code::kUnknownHours, "set of hours", reporter);
    TellUnknown(rule.during, hours.names(), Code::kUnknownHours, "set of hours", reporter);
  }
}

// What the settings of a pack are called.
class SettingNames {
 public:
  SettingNames(const ServiceSource& service, Reporter& reporter) : reporter_(reporter) {
    for (const SettingSource& setting : service.settings) Take(setting, {});
    for (const ProfileSource& profile : service.profiles) {
      for (const SettingSetSource& set : profile.sets) {
        for (const SettingSource& setting : set.settings) Take(setting, profile.id.value);
      }
    }
  }

  void Check(const Text& name) const {
    TellUnknown(name, names_, Code::kUnknownSetting, "setting", reporter_);
  }

  // A deadline must be a limit of time in every set that has it.
  void CheckLimit(const Text& name) const {
    Check(name);
    if (!numbers_.contains(name.value)) return;
    reporter_.Tell(Code::kBadSetting, name.place,
                   absl::StrFormat("\"%s\" is a number, and no limit of time", name.value),
                   {.note = {}, .help = "name another setting, or write the limit itself"});
  }

 private:
  // Sets of one profile share their names; nothing else does.
  void Take(const SettingSource& setting, std::string_view profile) {
    const auto [first, is_new] = owners_.emplace(setting.name.value, profile);
    names_.insert(first->first);
    if (!setting.value.limit) numbers_.insert(first->first);
    if (is_new || (first->second == profile && !profile.empty())) return;
    reporter_.Tell(
        Code::kDuplicateId, setting.name.place,
        absl::StrFormat("there is already a setting \"%s\"", setting.name.value),
        {.note = "in another profile, or outside of profiles", .help = "keep one of them"});
  }

  Reporter& reporter_;
  std::map<std::string, std::string_view> owners_;
  NameSet names_;
  NameSet numbers_;
};

using SetsByProfile = std::map<std::string_view, NameSet>;

void CheckChoice(const Text& profile, const Text& set, const SetsByProfile& sets,
                 Reporter& reporter) {
  const auto found = sets.find(profile.value);
  if (found == sets.end()) return;
  TellUnknown(set, found->second, Code::kUnknownProfile,
              absl::StrFormat("set of \"%s\" named", profile.value), reporter);
}

void CheckProfiles(const ServiceSource& service, const SettingNames& settings, Reporter& reporter) {
  Names profiles("a profile", reporter);
  SetsByProfile sets;
  for (const ProfileSource& profile : service.profiles) {
    profiles.Take(profile.id);
    Names names("a set", reporter);
    for (const SettingSetSource& set : profile.sets) {
      names.Take(set.id);
      sets[profile.id.value].insert(set.id.value);
    }
    CheckChoice(profile.id, profile.choice, sets, reporter);
  }
  Names tenants("a row for the tenant", reporter);
  for (const TenantChoiceSource& row : service.tenants) {
    for (const Text& tenant : row.tenants) tenants.Take(tenant);
    for (const auto& [profile, set] : row.choices) {
      TellUnknown(profile, profiles.names(), Code::kUnknownProfile, "profile", reporter);
      CheckChoice(profile, set, sets, reporter);
    }
    for (const SettingSource& setting : row.settings) settings.Check(setting.name);
  }
}

// A rule that watches a topic to which no answer is owed would never find anything.
void CheckOwedTopics(const PackSource& pack, Reporter& reporter) {
  NameSet unowed;
  for (const TopicSource& topic : pack.topics) {
    if (!topic.owed) unowed.insert(topic.id.value);
  }
  for (const RuleSource& rule : pack.rules) {
    for (const Text& topic : rule.topics) {
      if (!unowed.contains(topic.value)) continue;
      reporter.Tell(Code::kBadValue, topic.place,
                    absl::StrFormat("\"%s\" is owed no answer, and so never dodged", topic.value),
                    {.note = {}, .help = "take `owed: false` out of the topic"});
    }
  }
}

}  // namespace

void CheckService(const PackSource& pack, const Unread& unread, Reporter& reporter) {
  CheckCalendars(pack.service.calendars, reporter);
  CheckOwedTopics(pack, reporter);
  // What is named may stand in the file that could not be read.
  if (unread.service) return;
  CheckHours(pack, reporter);
  const SettingNames settings(pack.service, reporter);
  CheckProfiles(pack.service, settings, reporter);
  for (const PolicyRowSource& row : pack.rows) {
    for (const Text& setting : row.deadlines) settings.CheckLimit(setting);
  }
  for (const RuleSource& rule : pack.rules) settings.CheckLimit(rule.watch.setting);
}

}  // namespace mingcha
