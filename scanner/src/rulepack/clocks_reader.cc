#include <algorithm>
#include <optional>

#include "absl/strings/str_format.h"

#include "rulepack/service_reader.h"

namespace mingcha {
namespace {

// In the order of DayKind.
constexpr std::string_view kDayKeys[kDayKinds] = {"monday",   "tuesday", "wednesday",
                                                  "thursday", "friday",  "saturday",
                                                  "sunday",   "shifted", "holiday"};

void TellBadHours(const Text& text, std::string message, Reporter& reporter) {
  reporter.Tell(Code::kBadHours, text.place, std::move(message),
                {.note = {},
                 .help = "write \"09:30-11:30\", up to \"24:00\"; over midnight two of them, "
                         "\"22:00-24:00\" and \"00:00-08:00\""});
}

// nullopt if one of them is told.
std::optional<ServiceHours::Day> ReadDay(const YamlNode& node, Reporter& reporter) {
  ServiceHours::Day day;
  // A list without items is a day on which nobody serves.
  if (node.kind == YamlKind::kSequence && node.items.empty()) return day;
  bool sound = true;
  for (const Text& text : TextOrTextsOf(node, reporter)) {
    const std::optional<OpenInterval> interval = ParseOpenInterval(text.value);
    if (!interval) {
      TellBadHours(text, absl::StrFormat("\"%s\" is no interval of a day", text.value), reporter);
      sound = false;
    } else if (!day.empty() && interval->open < day.back().close) {
      TellBadHours(text, "the interval begins before the one in front of it ends", reporter);
      sound = false;
    } else {
      day.push_back(*interval);
    }
  }
  return sound && !(day.empty() && node.kind != YamlKind::kSequence) ? std::optional(day)
                                                                     : std::nullopt;
}

class HoursReader {
 public:
  HoursReader(FieldReader& fields, HoursSource* hours, Reporter& reporter)
      : fields_(fields), hours_(*hours), reporter_(reporter) {}

  void Read(std::string_view key, const std::vector<DayKind>& kinds) {
    const YamlNode* node = fields_.Find(key);
    if (node == nullptr) return;
    const std::optional<ServiceHours::Day> day = ReadDay(*node, reporter_);
    hours_.sound &= day.has_value();
    for (const DayKind kind : kinds) {
      hours_.days[static_cast<size_t>(kind)] = day.value_or(ServiceHours::Day());
    }
  }

 private:
  FieldReader& fields_;
  HoursSource& hours_;
  Reporter& reporter_;
};

void ReadHours(const YamlNode& node, ServiceSource* service, Reporter& reporter) {
  std::vector<std::string_view> keys = {"id", "title", "workday", "rest_day"};
  keys.insert(keys.end(), std::begin(kDayKeys), std::end(kDayKeys));
  FieldReader fields(node, "hours", keys, reporter);
  HoursSource hours;
  hours.id = fields.ReadText("id", Need::kRequired);
  hours.title = fields.ReadText("title", Need::kRequired).value;

  // The general first, so that the particular has the last word.
  HoursReader reader(fields, &hours, reporter);
  reader.Read("workday", {DayKind::kMonday, DayKind::kTuesday, DayKind::kWednesday,
                          DayKind::kThursday, DayKind::kFriday, DayKind::kShifted});
  reader.Read("rest_day", {DayKind::kSaturday, DayKind::kSunday, DayKind::kHoliday});
  for (size_t kind = 0; kind < kDayKinds; ++kind) {
    reader.Read(kDayKeys[kind], {static_cast<DayKind>(kind)});
  }
  if (hours.sound && !ServiceHours(hours.days).EverOpen()) {
    reporter.Tell(Code::kBadHours, fields.place(), "nobody ever serves in these hours",
                  {.note = {}, .help = "write at least `workday: [\"09:00-18:00\"]`"});
    hours.sound = false;
  }
  service->hours.push_back(std::move(hours));
}

void ReadServed(const YamlNode& node, ServiceSource* service, Reporter& reporter) {
  FieldReader fields(node, "a row of \"served\"", {"channel", "tenant", "hours"}, reporter);
  ServedSource served;
  for (const Text& text : fields.ReadTextOrTexts("channel")) {
    if (const auto choice = ChoiceOf(text, NamesUpTo(Channel::kOther), reporter)) {
      served.channels.push_back(static_cast<Channel>(*choice));
    }
  }
  served.tenants = fields.ReadTextOrTexts("tenant");
  served.hours = fields.ReadText("hours", Need::kRequired);
  service->served.push_back(std::move(served));
}

}  // namespace

void ReadClocksFile(const YamlNode& root, ServiceSource* service, Reporter& reporter) {
  FieldReader fields(root, "clocks.yaml", {"schema", "hours", "served"}, reporter);
  ReadSchema(fields, reporter);
  for (const YamlNode* node : fields.ReadItems("hours", Need::kRequired)) {
    ReadHours(*node, service, reporter);
  }
  for (const YamlNode* node : fields.ReadItems("served")) ReadServed(*node, service, reporter);
}

}  // namespace mingcha
