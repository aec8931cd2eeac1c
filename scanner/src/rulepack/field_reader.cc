#include "rulepack/field_reader.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/str_format.h"

#include "base/check.h"

namespace mingcha {
namespace {

std::optional<int> NumberOf(std::string_view digits) {
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < 0) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

std::string_view NameOfKind(const YamlNode& node) {
  switch (node.kind) {
    case YamlKind::kNull:
      return "nothing";
    case YamlKind::kScalar:
      return "text";
    case YamlKind::kSequence:
      return "a list";
    case YamlKind::kMapping:
      return "a mapping";
  }
  return "nothing";
}

void TellWrongType(const YamlNode& node, std::string_view wanted, Reporter& reporter) {
  if (node.refused) return;
  reporter.Tell(Code::kWrongType, node.place,
                absl::StrFormat("%s stands where %s is asked for", NameOfKind(node), wanted));
}

std::optional<Text> TextOf(const YamlNode& node, Reporter& reporter) {
  if (node.kind == YamlKind::kScalar) return Text{node.scalar, node.place};
  TellWrongType(node, "text", reporter);
  return std::nullopt;
}

std::vector<Text> TextsOf(const YamlNode& node, Reporter& reporter) {
  std::vector<Text> texts;
  if (node.kind != YamlKind::kSequence) {
    TellWrongType(node, "a list", reporter);
    return texts;
  }
  if (node.items.empty()) {
    reporter.Tell(Code::kEmptyList, node.place, "the list is empty",
                  {.note = {}, .help = "fill it, or leave the key out"});
  }
  for (const YamlNode* item : node.items) {
    if (std::optional<Text> text = TextOf(*item, reporter)) texts.push_back(*std::move(text));
  }
  return texts;
}

std::vector<Text> TextOrTextsOf(const YamlNode& node, Reporter& reporter) {
  if (node.kind == YamlKind::kScalar) return {Text{node.scalar, node.place}};
  return TextsOf(node, reporter);
}

std::optional<size_t> ChoiceOf(const Text& text, const std::vector<std::string_view>& names,
                               Reporter& reporter) {
  const auto found = std::find(names.begin(), names.end(), text.value);
  if (found != names.end()) return static_cast<size_t>(found - names.begin());
  std::string help = reporter.DidYouMean(text.value, names);
  if (help.empty()) help = "one of " + JoinNames(names);
  reporter.Tell(Code::kBadValue, text.place,
                absl::StrFormat("\"%s\" is not known here", text.value),
                {.note = {}, .help = std::move(help)});
  return std::nullopt;
}

std::optional<Date> DateOf(const Text& text, Reporter& reporter) {
  const std::string_view value = text.value;
  if (value.size() == 10 && value[4] == '-' && value[7] == '-') {
    const std::optional<int> year = NumberOf(value.substr(0, 4));
    const std::optional<int> month = NumberOf(value.substr(5, 2));
    const std::optional<int> day = NumberOf(value.substr(8, 2));
    if (year && month && day) {
      const std::chrono::year_month_day date(std::chrono::year(*year),
                                             std::chrono::month(static_cast<unsigned>(*month)),
                                             std::chrono::day(static_cast<unsigned>(*day)));
      if (date.ok()) return std::chrono::sys_days(date);
    }
  }
  reporter.Tell(Code::kBadDate, text.place, absl::StrFormat("\"%s\" is not a date", text.value),
                {.note = {}, .help = "write year-month-day, such as 2026-09-30"});
  return std::nullopt;
}

std::optional<Duration> DurationOf(const Text& text, Reporter& reporter) {
  const std::optional<Duration> duration = ParseDuration(text.value);
  if (!duration) {
    reporter.Tell(Code::kBadDuration, text.place,
                  absl::StrFormat("\"%s\" is not a length of time", text.value),
                  {.note = {}, .help = "write a number and ms, s, m, h or d, such as 90s or 10m"});
  }
  return duration;
}

std::optional<TimeLimit> TimeLimitOf(const Text& text, Reporter& reporter) {
  const std::optional<TimeLimit> limit = ParseTimeLimit(text.value);
  if (!limit) {
    reporter.Tell(Code::kBadDuration, text.place,
                  absl::StrFormat("\"%s\" is not a limit of time", text.value),
                  {.note = {},
                   .help = "write a length of time such as 90s, 10m or 24h, or workdays such as "
                           "3wd or \"1wd@09:30\""});
  }
  return limit;
}

bool NamesSetting(const Text& text) {
  return !text.value.empty() && text.value[0] >= 'a' && text.value[0] <= 'z';
}

AttributeValues AttributesOf(const YamlNode& node, Reporter& reporter) {
  AttributeValues attributes;
  if (node.kind != YamlKind::kMapping) {
    TellWrongType(node, "a mapping", reporter);
    return attributes;
  }
  for (const YamlMember& member : node.members) {
    std::vector<std::string>& values = attributes[member.key];
    for (Text& text : TextOrTextsOf(*member.value, reporter)) {
      values.push_back(std::move(text.value));
    }
  }
  return attributes;
}

FieldReader::FieldReader(const YamlNode& node, std::string_view what,
                         const std::vector<std::string_view>& known, Reporter& reporter)
    : node_(node), what_(what), is_mapping_(node.kind == YamlKind::kMapping), reporter_(&reporter) {
  if (!is_mapping_) TellWrongType(node, "a mapping", reporter);
  for (const YamlMember& member : node.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    std::string help = reporter.DidYouMean(member.key, known);
    if (help.empty()) help = absl::StrFormat("%s has: %s", what_, JoinNames(known));
    reporter.Tell(Code::kUnknownKey, member.key_place,
                  absl::StrFormat("%s has no key \"%s\"", what_, member.key),
                  {.note = {}, .help = std::move(help)});
  }
}

const YamlNode* FieldReader::Find(std::string_view key, Need need) {
  const YamlNode* value = node_.Find(key);
  if (value == nullptr) {
    if (need == Need::kRequired && is_mapping_) {
      reporter_->Tell(Code::kMissingKey, node_.place,
                      absl::StrFormat("%s needs the key \"%s\"", what_, key));
    }
    return nullptr;
  }
  if (value->kind == YamlKind::kNull) {
    TellWrongType(*value, "a value", *reporter_);
    return nullptr;
  }
  return value;
}

const SourcePlace& FieldReader::KeyPlace(std::string_view key) const {
  for (const YamlMember& member : node_.members) {
    if (member.key == key) return member.key_place;
  }
  return node_.place;
}

Text FieldReader::ReadText(std::string_view key, Need need) {
  const YamlNode* node = Find(key, need);
  if (node == nullptr) return {};
  return TextOf(*node, *reporter_).value_or(Text());
}

std::vector<Text> FieldReader::ReadTexts(std::string_view key, Need need) {
  const YamlNode* node = Find(key, need);
  return node == nullptr ? std::vector<Text>() : TextsOf(*node, *reporter_);
}

std::vector<Text> FieldReader::ReadTextOrTexts(std::string_view key, Need need) {
  const YamlNode* node = Find(key, need);
  return node == nullptr ? std::vector<Text>() : TextOrTextsOf(*node, *reporter_);
}

std::vector<const YamlNode*> FieldReader::ReadItems(std::string_view key, Need need) {
  const YamlNode* node = Find(key, need);
  if (node == nullptr) return {};
  if (node->kind != YamlKind::kSequence) {
    TellWrongType(*node, "a list", *reporter_);
    return {};
  }
  return {node->items.begin(), node->items.end()};
}

bool FieldReader::ReadFlag(std::string_view key, bool otherwise) {
  const Text text = ReadText(key);
  if (!text.given()) return otherwise;
  const std::optional<size_t> choice = ChoiceOf(text, {"false", "true"}, *reporter_);
  return choice ? *choice == 1 : otherwise;
}

std::optional<uint32_t> FieldReader::ReadNumber(std::string_view key, uint32_t min, uint32_t max,
                                                Code code, Need need) {
  const Text text = ReadText(key, need);
  if (!text.given()) return std::nullopt;
  const std::optional<int> number = NumberOf(text.value);
  if (number && static_cast<uint32_t>(*number) >= min && static_cast<uint32_t>(*number) <= max) {
    return static_cast<uint32_t>(*number);
  }
  reporter_->Tell(code, text.place,
                  absl::StrFormat("\"%s\" is not a number from %d to %d", text.value, min, max));
  return std::nullopt;
}

DateRange FieldReader::ReadDates(std::string_view key) {
  DateRange range;
  const YamlNode* node = Find(key);
  if (node == nullptr) return range;
  FieldReader fields(*node, absl::StrFormat("\"%s\"", key), {"from", "to"}, *reporter_);
  const auto read = [&](std::string_view end) -> Placed<Date> {
    const Text text = fields.ReadText(end);
    if (!text.given()) return {};
    const std::optional<Date> date = DateOf(text, *reporter_);
    return date ? Placed<Date>{*date, text.place} : Placed<Date>();
  };
  range.from = read("from");
  range.to = read("to");
  if (range.from.given() && range.to.given() && range.to.value < range.from.value) {
    reporter_->Tell(Code::kDateOrder, range.to.place, "it ends before it begins",
                    {.note = {}, .help = "exchange the two dates"});
    range.to = {};
  }
  return range;
}

void ReadSchema(FieldReader& fields, Reporter& reporter) {
  const Text schema = fields.ReadText("schema", Need::kRequired);
  if (schema.given() && schema.value != "1") {
    reporter.Tell(Code::kSchemaVersion, schema.place,
                  absl::StrFormat("schema \"%s\" cannot be read by this version", schema.value),
                  {.note = {}, .help = "write `schema: 1`, or use a newer mingcha"});
  }
}

}  // namespace mingcha
