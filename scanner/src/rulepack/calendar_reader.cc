#include <optional>

#include "absl/strings/str_format.h"

#include "rulepack/service_reader.h"

namespace mingcha {
namespace {

constexpr uint32_t kFirstYear = 1949;
constexpr uint32_t kLastYear = 2200;
// A holiday that is longer than this is a slip of the pen.
constexpr std::chrono::days kLongestHoliday{31};

void ReadSourceOf(FieldReader& fields, Reporter& reporter) {
  const YamlNode* node = fields.Find("source", Need::kRequired);
  if (node == nullptr) return;
  FieldReader source(*node, "\"source\"", {"title", "number", "date", "url"}, reporter);
  source.ReadText("title", Need::kRequired);
  source.ReadText("number", Need::kRequired);
  const Text date = source.ReadText("date", Need::kRequired);
  if (date.given()) DateOf(date, reporter);
  source.ReadText("url");
}

void ReadHoliday(const YamlNode& node, CalendarSource* calendar, Reporter& reporter) {
  FieldReader fields(node, "a holiday", {"name", "from", "to"}, reporter);
  fields.ReadText("name", Need::kRequired);
  const Text from = fields.ReadText("from", Need::kRequired);
  if (!from.given()) return;
  const std::optional<Date> first = DateOf(from, reporter);
  const Text to = fields.ReadText("to");
  const std::optional<Date> last = to.given() ? DateOf(to, reporter) : first;
  if (!first || !last) return;
  if (*last < *first) {
    reporter.Tell(Code::kDateOrder, to.place, "it ends before it begins",
                  {.note = {}, .help = "exchange the two dates"});
    return;
  }
  if (*last - *first >= kLongestHoliday) {
    reporter.Tell(Code::kBadDay, to.place,
                  absl::StrFormat("the holiday has more than %d days", kLongestHoliday.count()),
                  {.note = {}, .help = "look at the month"});
    return;
  }
  for (Date day = *first; day <= *last; day += std::chrono::days(1)) {
    calendar->holidays.push_back({day, from.place});
  }
}

}  // namespace

bool IsServiceFile(std::string_view name) {
  return name.starts_with("calendar.") || name == "clocks.yaml" || name == "profiles.yaml";
}

void ReadServiceFile(std::string_view name, const YamlNode& root, ServiceSource* service,
                     Reporter& reporter) {
  if (name == "clocks.yaml") return ReadClocksFile(root, service, reporter);
  if (name == "profiles.yaml") return ReadProfilesFile(root, service, reporter);
  ReadCalendarFile(root, service, reporter);
}

void ReadCalendarFile(const YamlNode& root, ServiceSource* service, Reporter& reporter) {
  FieldReader fields(root, "a calendar",
                     {"schema", "year", "status", "source", "note", "holidays", "shifted"},
                     reporter);
  ReadSchema(fields, reporter);
  CalendarSource calendar;
  if (const auto year =
          fields.ReadNumber("year", kFirstYear, kLastYear, Code::kBadCount, Need::kRequired)) {
    calendar.year = {static_cast<int>(*year), fields.KeyPlace("year")};
  }
  const Text status = fields.ReadText("status", Need::kRequired);
  if (status.given()) {
    calendar.provisional = ChoiceOf(status, {"official", "provisional"}, reporter) == 1;
  }
  ReadSourceOf(fields, reporter);
  // What is not certain must say so in words, too.
  fields.ReadText("note", calendar.provisional ? Need::kRequired : Need::kOptional);
  for (const YamlNode* holiday : fields.ReadItems("holidays", Need::kRequired)) {
    ReadHoliday(*holiday, &calendar, reporter);
  }
  if (root.Find("shifted") != nullptr) {
    for (const Text& day : fields.ReadTexts("shifted")) {
      if (const auto date = DateOf(day, reporter)) calendar.shifted.push_back({*date, day.place});
    }
  }
  service->calendars.push_back(std::move(calendar));
}

}  // namespace mingcha
