// Reads the members of a YAML mapping strictly: what is not known, not there or of the wrong type
// is told, and reading goes on.

#ifndef MINGCHA_RULEPACK_FIELD_READER_H_
#define MINGCHA_RULEPACK_FIELD_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rulepack/reporter.h"
#include "rulepack/rule_source.h"
#include "yaml/yaml_document.h"

namespace mingcha {

// "a list", for messages.
std::string_view NameOfKind(const YamlNode& node);

// Tells that `node` is not `wanted` ("text", "a list"), unless that was told already.
void TellWrongType(const YamlNode& node, std::string_view wanted, Reporter& reporter);

// nullopt, and told, if `node` is no text.
std::optional<Text> TextOf(const YamlNode& node, Reporter& reporter);
// Reads a list of texts. Told if it is none, or empty.
std::vector<Text> TextsOf(const YamlNode& node, Reporter& reporter);
// The same, and a single text is taken as a list of one.
std::vector<Text> TextOrTextsOf(const YamlNode& node, Reporter& reporter);
// Returns the place of `text` among `names`; told if it is not one of them.
std::optional<size_t> ChoiceOf(const Text& text, const std::vector<std::string_view>& names,
                               Reporter& reporter);
// Reads a date such as 2026-09-30.
std::optional<Date> DateOf(const Text& text, Reporter& reporter);
std::optional<Duration> DurationOf(const Text& text, Reporter& reporter);
// The same, or workdays: "3wd", "1wd@09:30".
std::optional<TimeLimit> TimeLimitOf(const Text& text, Reporter& reporter);
// Where a limit of time may stand: `text` is the name of a setting.
bool NamesSetting(const Text& text);
// Reads `key: value` and `key: [value, …]`.
AttributeValues AttributesOf(const YamlNode& node, Reporter& reporter);

// The names of an enum, in the order of its values up to `last`.
template <typename Enum>
std::vector<std::string_view> NamesUpTo(Enum last) {
  std::vector<std::string_view> names;
  for (size_t i = 0; i <= static_cast<size_t>(last); ++i) {
    names.push_back(ToString(static_cast<Enum>(i)));
  }
  return names;
}

enum class Need : uint8_t { kOptional, kRequired };

// Reads one mapping. `node` and `reporter` must outlive it.
class FieldReader {
 public:
  // `what` names the mapping in messages: "a rule". Tells keys that are not among `known`, and a
  // node that is no mapping; then every member is absent.
  FieldReader(const YamlNode& node, std::string_view what,
              const std::vector<std::string_view>& known, Reporter& reporter);

  const SourcePlace& place() const { return node_.place; }

  // nullptr if there is none; told if it is required, or if its value is missing.
  const YamlNode* Find(std::string_view key, Need need = Need::kOptional);
  // The place of a key that is there.
  const SourcePlace& KeyPlace(std::string_view key) const;

  Text ReadText(std::string_view key, Need need = Need::kOptional);
  std::vector<Text> ReadTexts(std::string_view key, Need need = Need::kOptional);
  std::vector<Text> ReadTextOrTexts(std::string_view key, Need need = Need::kOptional);
  // The items of a list of mappings.
  std::vector<const YamlNode*> ReadItems(std::string_view key, Need need = Need::kOptional);
  // true or false; `otherwise` if it is absent.
  bool ReadFlag(std::string_view key, bool otherwise);
  // A number from `min` to `max`; told with `code` if it is none.
  std::optional<uint32_t> ReadNumber(std::string_view key, uint32_t min, uint32_t max, Code code,
                                     Need need = Need::kOptional);
  DateRange ReadDates(std::string_view key);

  template <typename Enum>
  Placed<Enum> ReadChoice(std::string_view key, Enum last, Need need = Need::kOptional) {
    const Text text = ReadText(key, need);
    if (!text.given()) return {};
    const std::optional<size_t> choice = ChoiceOf(text, NamesUpTo(last), *reporter_);
    if (!choice) return {};
    return {static_cast<Enum>(*choice), text.place};
  }

 private:
  const YamlNode& node_;
  const std::string what_;
  const bool is_mapping_;
  Reporter* const reporter_;
};

// Reads the line `schema: 1` that every file begins with.
void ReadSchema(FieldReader& fields, Reporter& reporter);

}  // namespace mingcha

#endif  // MINGCHA_RULEPACK_FIELD_READER_H_
