#include "rulepack/score_reader.h"

#include <utility>

#include "absl/strings/str_format.h"

#include "rulepack/condition_reader.h"

namespace mingcha {
namespace {

constexpr uint32_t kMaxWeight = 100;
constexpr uint32_t kMaxThreshold = 1000;

// What a signal is called when it does not say so: by what it looks for, else by its place.
std::string NameOf(const ConditionSource& condition, size_t number) {
  if (condition.kind == ConditionKind::kRule) return condition.rule;
  if (condition.kind == ConditionKind::kPattern) {
    return condition.feature ? std::string(ToString(condition.feature->kind)) : condition.pattern;
  }
  return absl::StrFormat("signal %d", number);
}

SignalSource ReadSignal(const YamlNode& node, size_t number, Reporter& reporter) {
  FieldReader fields(node, "a signal", {"name", "weight", "condition"}, reporter);
  SignalSource signal;
  signal.place = node.place;
  signal.name = fields.ReadText("name");
  signal.weight = fields.ReadNumber("weight", 1, kMaxWeight, Code::kBadCount).value_or(1);
  signal.condition = ReadCondition(fields, "condition", Need::kRequired, reporter);
  if (!signal.name.given() && signal.condition) {
    signal.name = {NameOf(*signal.condition, number), node.place};
  }
  return signal;
}

}  // namespace

void ReadScore(FieldReader& fields, RuleSource* rule, Reporter& reporter) {
  for (const YamlNode* node : fields.ReadItems("signals", Need::kRequired)) {
    rule->signals.push_back(ReadSignal(*node, rule->signals.size() + 1, reporter));
  }
  const auto threshold =
      fields.ReadNumber("threshold", 1, kMaxThreshold, Code::kBadCount, Need::kRequired);
  if (threshold) rule->threshold = {*threshold, fields.KeyPlace("threshold")};
  rule->severe_because = fields.ReadText("severe_because");
}

}  // namespace mingcha
