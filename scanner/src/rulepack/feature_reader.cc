#include "rulepack/feature_reader.h"

#include <charconv>
#include <vector>

#include "absl/strings/str_format.h"

namespace mingcha {
namespace {

std::vector<std::string_view> KindNames(FeatureKind kind) {
  switch (kind) {
    case FeatureKind::kAmount:
      return NamesUpTo(AmountUnit::kPercent);
    case FeatureKind::kContact:
      return NamesUpTo(ContactKind::kUrl);
    case FeatureKind::kNumber:
      return NamesUpTo(NumberKind::kCode);
  }
  return {};
}

// `any` or some of the names, as bits; `any` is 0.
uint32_t KindsOf(FeatureKind kind, const YamlNode& node, Reporter& reporter) {
  std::vector<std::string_view> names = KindNames(kind);
  const size_t any = names.size();
  names.emplace_back("any");
  uint32_t kinds = 0;
  bool all = false;
  for (const Text& text : TextOrTextsOf(node, reporter)) {
    const std::optional<size_t> choice = ChoiceOf(text, names, reporter);
    if (!choice) continue;
    all = all || *choice == any;
    kinds |= 1U << *choice;
  }
  return all ? 0 : kinds;
}

// A number such as 6, 0.5 or 30000; told if it is none.
std::optional<double> ReadBound(FieldReader& fields, std::string_view key, Reporter& reporter) {
  const Text text = fields.ReadText(key);
  if (!text.given()) return std::nullopt;
  double number = 0;
  const char* const last = text.value.data() + text.value.size();
  const auto [end, error] = std::from_chars(text.value.data(), last, number);
  if (error == std::errc() && end == last && number >= 0 && number <= 1e15) return number;
  reporter.Tell(Code::kBadAmount, text.place,
                absl::StrFormat("\"%s\" is no number that can be compared with", text.value),
                {.note = {}, .help = "write it in digits, in yuan or percent: 30000, 6, 0.5"});
  return std::nullopt;
}

void ReadAmount(const YamlNode& node, FeatureSpec* spec, Reporter& reporter) {
  FieldReader fields(node, "amount", {"unit", "at_least", "at_most"}, reporter);
  const YamlNode* unit = fields.Find("unit");
  if (unit != nullptr) spec->kinds = KindsOf(FeatureKind::kAmount, *unit, reporter);
  spec->at_least = ReadBound(fields, "at_least", reporter);
  spec->at_most = ReadBound(fields, "at_most", reporter);
  const bool bounded = spec->at_least || spec->at_most;
  if (bounded && (spec->kinds == 0 || (spec->kinds & (spec->kinds - 1)) != 0)) {
    reporter.Tell(Code::kBadAmount, node.place,
                  "a bound without one unit compares yuan with percent",
                  {.note = {}, .help = "add `unit: yuan` or `unit: percent`"});
  }
  if (spec->at_least && spec->at_most && *spec->at_least > *spec->at_most) {
    reporter.Tell(Code::kBadAmount, fields.KeyPlace("at_most"),
                  "at_most is less than at_least, so that no amount fits",
                  {.note = {}, .help = "exchange the two"});
  }
}

}  // namespace

std::optional<FeatureKind> FeatureKindOf(std::string_view key) {
  for (int i = 0; i < kFeatureKindCount; ++i) {
    const auto kind = static_cast<FeatureKind>(i);
    if (key == ToString(kind)) return kind;
  }
  return std::nullopt;
}

FeatureSpec ReadFeatureSpec(FeatureKind kind, const YamlNode& node, Reporter& reporter) {
  FeatureSpec spec;
  spec.kind = kind;
  if (kind == FeatureKind::kAmount && node.kind == YamlKind::kMapping) {
    ReadAmount(node, &spec, reporter);
  } else {
    spec.kinds = KindsOf(kind, node, reporter);
  }
  return spec;
}

void ReadWantedFeatures(FieldReader& fields, RuleSource* rule, Reporter& reporter) {
  constexpr std::string_view kTense = "tense";
  std::vector<std::string_view> names = NamesUpTo(FeatureKind::kNumber);
  names.push_back(kTense);
  for (const Text& text : fields.ReadTexts("features")) {
    if (!ChoiceOf(text, names, reporter)) continue;
    if (text.value == kTense) rule->wants_tense = true;
    if (const auto kind = FeatureKindOf(text.value)) rule->wants |= FeatureBit(*kind);
  }
}

}  // namespace mingcha
